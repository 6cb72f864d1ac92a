"""Fields of one line, of a choice, of a tick; lists that are typed a line each, or with commas between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any, ClassVar

from quiz.domain.authoring.forms.fields.base import (
    Around,
    Entries,
    Field,
    Leaf,
    Offer,
    Reading,
    Shown,
    as_typed,
    joined,
    retyped,
)
from quiz.domain.errors import Message, say
from quiz.domain.matching.numbers import NumberError, format_number, parse_exact

MOST_OF_A_RANGE = 1_000
_RANGE = re.compile(r"([-+.\d]+)\s*(?:\.\.\.?|…|~|–)\s*([-+.\d]+)(?:\s*(?:step|/)\s*([.\d]+))?")
_CONDITION = "if"
_OPEN = say("not chosen")


@dataclass(frozen=True, kw_only=True)
class Line(Leaf):
    """One text without languages; ``trimmed`` where spaces around it mean nothing."""

    type: ClassVar[str] = "line"
    rows: int = 1
    trimmed: bool = True
    short: bool = False
    offered: str = ""
    """The list of what may be meant, among what the bank offers."""

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, str)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        yield at, (as_typed(data or ""),)

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        typed = reading.one(at) or ""
        if not typed.strip():
            return None
        text = reading.checked(at, typed)
        return text.strip() if self.trimmed else retyped(data, text)


@dataclass(frozen=True, kw_only=True)
class Choice(Leaf):
    """One of several words; ``default`` are the words for leaving it open."""

    type: ClassVar[str] = "choice"
    options: tuple[Offer, ...] = ()
    offered: str = ""
    default: Message = _OPEN
    radio: bool = False

    def every(self, around: Around) -> tuple[Offer, ...]:
        """All that can be chosen."""
        return (*self.options, *around.offered.get(self.offered, ()))

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, str)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        yield at, (as_typed(data or ""),)

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        chosen = reading.one(at) or ""
        if chosen and chosen not in {offer.value for offer in self.every(reading.around)}:
            reading.refuse(at, say("Choose one of these."))
        return chosen or None


@dataclass(frozen=True, kw_only=True)
class Tick(Leaf):
    """Yes or no; left out, it is its ``default``."""

    type: ClassVar[str] = "tick"
    default: bool = False

    def fits(self, data: Any, around: Around) -> bool:
        return data in ("true", "false")

    def show(self, data: Any, at: str, around: Around) -> Shown:
        is_on = data == "true" if data is not None else self.default
        yield at, ("true",) if is_on else ()

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        is_on = bool(reading.every(at))
        return None if is_on == self.default else str(is_on).lower()


@dataclass(frozen=True, kw_only=True)
class Truth(Leaf):
    """True, false, or a condition on the variables; ``open``: it has no default, so that one of the two is chosen.

    ``only``: of the lines of its list one alone can be true.
    """

    type: ClassVar[str] = "truth"
    open: bool = False
    only: bool = False

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, str)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        is_plain = data in (None, "true", "false")
        yield at, (data,) if data == "true" or (self.open and data == "false") else ()
        yield joined(at, _CONDITION), ("" if is_plain else as_typed(data),)

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        condition = (reading.one(joined(at, _CONDITION)) or "").strip()
        if condition:
            return reading.checked(joined(at, _CONDITION), condition)
        chosen = reading.one(at) or ""
        if chosen not in ("", "true", "false"):
            reading.refuse(at, say("Choose one of these."))
        return chosen or None


@dataclass(frozen=True, kw_only=True)
class Lines(Leaf):
    """A list of texts, a line each; ``single``: one may stand without a list."""

    type: ClassVar[str] = "lines"
    rows: int = 3
    trimmed: bool = True
    single: bool = False

    def fits(self, data: Any, around: Around) -> bool:
        texts = [data] if self.single and isinstance(data, str) else data
        return isinstance(texts, list) and all(isinstance(text, str) and _is_line(text) for text in texts)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        texts = [data] if isinstance(data, str) else data or []
        yield at, ("\n".join(texts),)

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        lines = (reading.one(at) or "").split("\n")
        typed = [reading.checked(at, line.strip() if self.trimmed else line) for line in lines if line.strip()]
        old = [data] if isinstance(data, str) else data or []
        if self.single and len(typed) == 1 and not isinstance(data, list):
            return typed[0]
        return aligned(old, typed) or None


def _is_line(text: str) -> bool:
    return bool(text.strip()) and "\n" not in text and "\r" not in text


def aligned(old: Sequence[str], new: Sequence[str]) -> Entries:
    """``new`` with the number that each text, or the one that it replaces, has in ``old``."""
    entries = Entries()
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        places: Iterator[int] = iter(range(start, end) if tag in ("equal", "replace") else ())
        entries += [(next(places, None), text) for text in new[first:last]]
    return entries


@dataclass(frozen=True, kw_only=True)
class LinesByLanguage(Field):
    """A list of texts for each language, a line each."""

    type: ClassVar[str] = "lines_by_language"
    of: Lines = Lines(trimmed=False)

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, dict) and all(
            language not in data or self.of.fits(data[language], around) for language in around.languages
        )

    def show(self, data: Any, at: str, around: Around) -> Shown:
        for language in around.languages:
            yield from self.of.show((data or {}).get(language), joined(at, language), around)

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        new = dict(data or {})
        for language in reading.around.languages:
            found = self.of.read(new.pop(language, None), joined(at, language), reading)
            new |= {} if found is None else {language: found}
        return new if new or data == {} else None


@dataclass(frozen=True, kw_only=True)
class Numbers(Leaf):
    """A list of numbers with commas between them; ``ranges``: 1..5 stands for 1, 2, 3, 4, 5."""

    type: ClassVar[str] = "line"
    rows: int = 1
    short: bool = False
    offered: str = ""
    ranges: bool = False

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, list) and all(
            isinstance(one, str) and one and not re.search(r"[\s,]", one) for one in data
        )

    def show(self, data: Any, at: str, around: Around) -> Shown:
        yield at, (", ".join(data or ()),)

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        typed = reading.checked(at, (reading.one(at) or "").strip())
        found = _RANGE.fullmatch(typed) if self.ranges else None
        numbers = [one for one in re.split(r"[\s,]+", typed) if one]
        if found is not None:
            numbers = _range(found, at, reading)
        return aligned(data or [], numbers) or None


@dataclass(frozen=True, kw_only=True)
class Sets(Leaf):
    """A list of maps from names to numbers, a line each: ``n = 3, m = 5``."""

    type: ClassVar[str] = "lines"
    rows: int = 3

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, list) and all(isinstance(one, dict) and _is_set(one) for one in data)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        yield at, ("\n".join(_shown_set(one) for one in data or ()),)

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        lines = [line for line in reading.checked(at, reading.one(at) or "").split("\n") if line.strip()]
        sets = [_set_in(line) for line in lines]
        if not all(sets):
            reading.refuse(at, say("Write each set on a line of its own, as in: n = 3, m = 5"))
        old = [_shown_set(one) for one in data or ()]
        numbers = [number for number, _ in aligned(old, [_shown_set(one) for one in sets])]
        return Entries(zip(numbers, sets, strict=True)) or None


_PART = re.compile(r"\s*(\w+)\s*=\s*([^\s,=]+)\s*")


def _is_set(data: dict[str, Any]) -> bool:
    return _set_in(_shown_set(data)) == data


def _shown_set(data: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in data.items())


def _set_in(line: str) -> dict[str, str]:
    """The set that a line holds, empty where it can't be read."""
    found = [_PART.fullmatch(part) for part in line.split(",")]
    parts = {match[1]: match[2] for match in found if match is not None}
    return parts if len(parts) == len(found) else {}


def _range(found: re.Match[str], at: str, reading: Reading) -> list[str]:
    """The numbers from the first to the last, by the step or by 1; what was typed, where they are refused."""
    try:
        first, last, step = (parse_exact(part or "1") for part in found.groups())
    except NumberError:
        reading.refuse(at, say("Write a range as 1..10, or as 0..1 step 0.25."))
        return [found[0]]
    count = (last - first) / step if step else Fraction(-1)
    if not 0 <= count < MOST_OF_A_RANGE:
        message = say(
            "A range runs from the smaller to the larger number, over at most %(most)s values.", most=MOST_OF_A_RANGE
        )
        reading.refuse(at, message)
        return [found[0]]
    return [format_number(first + step * number).replace(",", "") for number in range(int(count) + 1)]
