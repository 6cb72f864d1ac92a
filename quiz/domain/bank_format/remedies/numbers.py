"""What to write for a number that came with a unit, a comma, a sign of per cent, in words or in other digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from quiz.domain.errors import Message, say
from quiz.domain.text_limits import composed

Path = Sequence[str | int]

_PER_CENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?) ?%")
_FRACTION = re.compile(r"([0-9]{1,9}) ?/ ?([0-9]{1,9})")
_MANY = re.compile(r"[0-9.]+(?:(?: ?[;~/|] ?| )[0-9.]+)+")
_WITH_UNIT = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*[^\s0-9;~/|:]*")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)")
_RANGE = re.compile(r"(?:range\()?(-?[0-9]{1,4}) ?(?:-|~|–|\.\.+|,) ?(-?[0-9]{1,4})\)?")
_HOURS = re.compile(r"(?:([0-9]{1,2}) ?(?:h|hours?|시간))? ?(?:([0-9]{1,3}) ?(?:m|min|minutes?|분))?")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_LONGEST = 20
"""Values that a range is written out to."""
_DIFFICULTIES = {
    "1": ("easy", "쉬움", "쉬워요", "하", "low", "★", "기초"),
    "2": ("medium", "normal", "middle", "보통", "중", "중간", "★★"),
    "3": ("hard", "difficult", "어려움", "어려워요", "상", "high", "★★★", "심화"),
}  # fmt: skip


def for_number(written: str, place: Path, *, whole: bool) -> Message | None:
    """The remedy for a number that is not written as one; ``whole`` where a whole one is wanted."""
    bare = composed(written, "NFKC").strip()
    field = str(place[-1]) if place else ""
    if special := _of_field(field, bare):
        return special
    listed = "variables" in place
    if (fraction := _FRACTION.fullmatch(bare)) and not whole and float(fraction[2]):
        return say("write it as a decimal: %(number)s", number=f"{float(fraction[1]) / float(fraction[2]):.6g}")
    if (share := _PER_CENT.fullmatch(bare)) and not whole and not {"circle", "rect"} & {*place}:
        return say("write the share of 1: %(number)s", number=f"{float(share[1]) / 100:g}")
    if listed and (span := _span(bare)):
        return span
    if listed and _MANY.fullmatch(bare):
        return say("set the numbers apart by commas, in square brackets")
    return _alone(written, bare, whole=whole)


def _of_field(field: str, bare: str) -> Message | None:
    if field == "difficulty":
        found = next((number for number, names in _DIFFICULTIES.items() if bare.casefold() in names), None)
        return say("write %(word)s", word=found) if found else None
    if field == "pass" and (alone := _WITH_UNIT.fullmatch(bare)) and re.fullmatch("[0-9]{2,3}", alone[1]):
        return say("write the share of 1: %(number)s", number=f"{float(alone[1]) / 100:g}")
    if field == "minutes" and (clock := _CLOCK.fullmatch(bare) or _HOURS.fullmatch(bare.casefold())):
        return say("write the minutes alone: %(number)s", number=int(clock[1] or 0) * 60 + int(clock[2] or 0))
    if field == "count" and bare.casefold() in ("all", "모두", "전부", "전체"):
        return say("for every question write questions: all in the quiz, without draw:")
    return None


def _span(bare: str) -> Message | None:
    """The remedy for a range of whole numbers, where it is short."""
    ends = _RANGE.fullmatch(bare)
    if ends is None or not 0 < int(ends[2]) - int(ends[1]) < _LONGEST:
        return None
    listed = ", ".join(map(str, range(int(ends[1]), int(ends[2]) + 1)))
    return say("write the values one by one: %(values)s", values=f"[{listed}]")


def for_values(written: str) -> Message:
    """The remedy for the values of a variable that are no list."""
    bare = composed(written, "NFKC").strip(" ()")
    if span := _span(bare):
        return span
    return say("write the values of a variable in square brackets: [2, 5, 8]")


def _alone(written: str, bare: str, *, whole: bool) -> Message | None:
    if not whole and (comma := _DECIMAL_COMMA.fullmatch(bare)) and not _THOUSANDS.fullmatch(bare):
        return say("write a decimal with a point: %(number)s", number=f"{comma[1]}.{comma[2]}")
    if len(written.strip()) == 1 and (value := unicodedata.numeric(written.strip(), None)) is not None:
        return None if written.isascii() else say("write it in ordinary digits: %(number)s", number=f"{value:g}")
    number = _WITH_UNIT.fullmatch(bare)
    if number is None:
        return None
    alone = number[1].replace(",", "")
    if alone == written or (whole and not re.fullmatch("[+-]?(0|[1-9][0-9]*)", alone)):
        return None
    if alone == bare:
        return say("write it in ordinary digits: %(number)s", number=alone)
    return say("write the number alone, without unit or comma: %(number)s", number=alone)


def for_too_large(written: object, limit: object) -> Message | None:
    """The remedy for per cents where a share of 1 is wanted."""
    bare = str(written)
    if str(limit) != "1" or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", bare) or not 5 <= float(bare) <= 100:
        return None
    return say("write the share of 1: %(number)s", number=f"{float(bare) / 100:g}")
