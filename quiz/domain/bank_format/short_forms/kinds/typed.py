"""Answers that are typed: a tolerance as a number or a share, and the spellings of a term."""

from __future__ import annotations

import re
from decimal import Decimal

from quiz.domain.bank_format.short_forms.parts import Part, list_of, map_of, text_of

NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_TOLERANCE = re.compile(rf"(?:±|\+/?-)?\s*({NUMBER})\s*(%|％)?")
_WHOLE = re.compile("-?(?:0|[1-9][0-9]{0,17})")


def with_tolerance(part: Part) -> Part:
    """A number to type with its tolerance written out; a whole number without one is exact."""
    if "tolerance" not in part.data:
        answer = part.data.get("answer")
        exact = isinstance(answer, str) and _WHOLE.fullmatch(answer.strip()) and "decimals" not in part.data
        return part.changed({"tolerance": allowance("0", part.at("answer"))}) if exact else part
    written = part.at("tolerance")
    found = allowance(written.data, written) if isinstance(written.data, str) else None
    return part if found is None else part.changed({"tolerance": found})


def allowance(written: str, at: Part) -> Part | None:
    """The tolerance that ``0.01`` or ``5%`` stands for; None for anything else."""
    found = tolerance_in(written)
    return None if found is None else map_of({found[0]: text_of(found[1], at.place)}, at.place)


def tolerance_in(written: str) -> tuple[str, str] | None:
    """The key and the value that a tolerance has which is written as ``0.01`` or ``5%``; None for anything else."""
    found = _TOLERANCE.fullmatch(written.strip())
    if found is None:
        return None
    if found[2] is None:
        return "absolute", found[1]
    share = f"{Decimal(found[1]).scaleb(-2):f}"
    return "relative", share.rstrip("0").rstrip(".") if "." in share else share


def with_spellings(part: Part) -> Part:
    """A term to type whose spellings stand in ``answer``, or as plain lines in ``answers``."""
    fields = part.data
    if "answer" in fields and "answers" not in fields and _spelt(fields["answer"]):
        return part.changed({"answers": _accepted(part.at("answer")), "answer": None})
    if _spelt(fields.get("answers")):
        return part.changed({"answers": _accepted(part.at("answers"))})
    return part


def _spelt(written: object) -> bool:
    words = written if isinstance(written, list) else [written]
    return bool(words) and all(isinstance(word, str) for word in words)


def _accepted(written: Part) -> Part:
    texts = written.entries() if isinstance(written.data, list) else [written]
    return list_of([map_of({"text": list_of(texts, written.place)}, written.place)], written.place)
