"""What a formula is made of: a scan for what Python's parser would take otherwise, or only warn of."""

from __future__ import annotations

import re

from quiz.domain.errors import Message, say
from quiz.domain.matching.expression_errors import ExpressionError

MAX_DEPTH = 20

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?P<touching>[\w.]*)"
    r"|(?P<name>[^\W\d]\w*)|(?P<open>\()|(?P<close>\))|\*\*|//|[<>=!]=|[-+*/%<>,]| "
)
_REMEDIES = {
    "^": say("write ** for a power"), "×": say("write * for times"), "·": say("write * for times"),
    "÷": say("write / for divided by"),
    "−": say("write - for minus"), "=": say("write == to compare"), "≤": say("write <="),
    "≥": say("write >="), "≠": say("write !="),
    "!": say("write `not` or !="), "&": say("write `and`"), "|": say("write `or`"), "[": say("use round brackets"),
    "{": say("use round brackets"),
}  # fmt: skip


def check_tokens(text: str, source: str) -> None:
    """Refuse what is no token of a formula before Python sees it: its parser only warns of ``1or 2``.

    ``source`` is ``text`` as it is parsed, without the spaces that it begins with. Raises ``ExpressionError``.
    """
    at = depth = 0
    while at < len(source):
        token = _TOKEN.match(source, at)
        if token is None:
            raise _misfit(text, source, at, _remedy(source, at))
        if token["number"] and re.match("0[0-9]", token["number"]):
            remedy = say("leave the leading zeros out; 10,000 is written 10000, without the comma")
            raise _misfit(text, source, at, remedy)
        if token["touching"]:
            remedy = say("write an operator after %(number)s, such as *", number=token["number"])
            raise _misfit(text, source, token.start("touching"), remedy)
        depth += bool(token["open"]) - bool(token["close"])
        if depth > MAX_DEPTH:
            raise ExpressionError(
                "too_deep", text, say("more than %(limit)d brackets inside each other", limit=MAX_DEPTH)
            )
        at = token.end()


def _remedy(source: str, at: int) -> Message:
    if at == 0 and source[at] == "=":
        return say("leave the = before the formula out")
    return _REMEDIES.get(source[at], say("no formula holds this character"))


def _misfit(text: str, source: str, at: int, remedy: Message) -> ExpressionError:
    detail = say("unexpected %(sign)s: %(remedy)s", sign=repr(source[at]), remedy=remedy)
    return ExpressionError("syntax", text, detail, len(text) - len(source) + at + 1)
