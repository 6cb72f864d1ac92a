"""What a formula that can't be read most likely meant: the same in the signs that formulas have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from quiz.domain.matching.expression_errors import ExpressionError
from quiz.domain.matching.expressions import compile_expression
from quiz.domain.matching.numbers import format_number
from quiz.domain.text_limits import composed

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_AROUND = re.compile(rf"({_NUMBER}) ?(?:±|\+/-|\+-) ?({_NUMBER})")
_BETWEEN = re.compile(rf"({_NUMBER}) ?[~–] ?({_NUMBER})")
_POWERS = str.maketrans({"²": "**2", "³": "**3", "⁴": "**4", "√": " sqrt ", "π": "pi"})
_SIGNS = str.maketrans({
    "×": "*", "·": "*", "∙": "*", "•": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "^": "**", "[": "(", "]": ")",
    "≤": "<=", "≥": ">=", "≠": "!=",
})  # fmt: skip
_COMMANDS = (
    (re.compile(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\sqrt\{([^{}]*)\}"), r"sqrt(\1)"),
    (re.compile(r"\\(?:times|cdot) ?"), "*"),
    (re.compile(r"\\div ?"), "/"),
    (re.compile(r"\*\*\{([^{}]*)\}"), r"**(\1)"),
    (re.compile(r"\{\{?([^{}]*)\}?\}"), r"\1"),
    (re.compile(r"\b(sqrt|exp|log|abs) +([A-Za-z0-9_.]+)"), r"\1(\2)"),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"<>"), "!="),
    (re.compile(r"=>"), ">="),
    (re.compile(r"=<"), "<="),
)
_ABOUT = re.compile(r"^(?:약|대략|about|approx\.?|≈|~)\s*|\s*(?:정도|쯤)$")
_THOUSANDS = re.compile(r"(?<![0-9.])([0-9]{1,3}(?:,[0-9]{3})+)(?![0-9])")
_TOUCHING = re.compile(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?) ?(?=\(|(?!e[0-9+-])[A-Za-z_])|(?<=\))(?=[\w(])")


def spread_of(text: str) -> tuple[str, str] | None:
    """The middle of what is written as ``4 ± 0.1`` or ``4~5``, and how far it goes from there."""
    if around := _AROUND.fullmatch(text.strip()):
        return around[1], around[2].removeprefix("-")
    if between := _BETWEEN.fullmatch(text.strip()):
        low, high = Fraction(between[1]), Fraction(between[2])
        return (format_number((low + high) / 2), format_number((high - low) / 2)) if low < high else None
    return None


def meant_formula(text: str) -> str | None:
    """The formula that ``text`` was most likely meant as; None where nothing that can be read comes out."""
    return next((meant for meant in _candidates(text) if meant != text and _reads(meant)), None)


def _candidates(text: str) -> Iterator[str]:
    bare = composed(text.translate(_POWERS), "NFKC").translate(_SIGNS)
    for change in _CHANGES:
        bare = change(bare).strip()
        yield bare
    yield _with_brackets(bare)


def _without_frame(text: str) -> str:
    """``text`` without what formulas stand between or after elsewhere."""
    return text.strip(" \"'“”‘’").strip("$").removeprefix("\\(").removesuffix("\\)").strip().strip("=").strip()


def _in_plain_signs(text: str) -> str:
    for pattern, instead in _COMMANDS:
        text = pattern.sub(instead, text)
    return re.sub(r"\b(sqrt) \(", r"\1(", text)


def _about(text: str) -> str:
    return _ABOUT.sub("", text)


def _one_number(text: str) -> str:
    """A decimal with a comma, a share in per cent."""
    if share := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?%", text):
        return format_number(Fraction(share[1]) / 100)
    return re.sub(r"^([+-]?[0-9]+),([0-9]{1,2}|[0-9]{4,})$", r"\1.\2", text)


def _without_commas(text: str) -> str:
    """Commas between thousands left out, but where they may part the values of a function."""
    return text if re.search(r"[A-Za-z]\(", text) else _THOUSANDS.sub(lambda found: found[1].replace(",", ""), text)


def _with_operators(text: str) -> str:
    return _TOUCHING.sub(lambda found: f"{found[1]} * " if found[1] else " * ", text)


def _with_brackets(text: str) -> str:
    lacking = text.count("(") - text.count(")")
    return text + ")" * lacking if lacking > 0 else text.removesuffix(")" * -lacking) if lacking else text


_CHANGES: tuple[Callable[[str], str], ...] = (
    str, _without_frame, _in_plain_signs, _about, _one_number, _without_commas, _with_operators,
)  # fmt: skip


def _reads(text: str) -> bool:
    try:
        compile_expression(text)
    except ExpressionError:
        return False
    return True
