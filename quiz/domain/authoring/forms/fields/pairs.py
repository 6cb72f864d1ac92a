"""Pairs: each line has an entry of the left and its partner on the right; spare partners stand below."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from quiz.domain.authoring.forms.fields.base import TOKENS, Around, Entries, Path, Reading, Shown, joined, plain
from quiz.domain.authoring.forms.fields.groups import Group, arranged
from quiz.domain.authoring.forms.fields.lists import Growing, free_name
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.errors import Message, say

PARTNER = "partner"
SPARE = "spare"
_PARTNER = Words(name=PARTNER, label=say("belongs to"))
_SPARE = say("Partners that fit none")


@dataclass(frozen=True, kw_only=True)
class Pairs(Growing):
    """The lists ``left`` and ``right`` of a question; ``entry`` reads what an entry of the left has beside its partner.

    Where two lines have the same partner, it is one entry of the right.
    """

    type: ClassVar[str] = "pairs"
    entry: Group
    partner: Words = _PARTNER
    spare: Message = _SPARE

    def own_keys(self) -> tuple[str, ...]:
        return ("left", "right")

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, list) and all(isinstance(entry, dict) and _has_id(entry) for entry in data)

    def held(self, fields: Mapping[str, Any], around: Around) -> bool:
        if not super().held(fields, around):
            return False
        right = fields.get("right", ())
        ids = [entry["id"] for entry in right]
        fitting = all(self.partner.fits(entry.get("text", ""), around) for entry in right)
        return fitting and len({*ids}) == len(ids) and _partners(fields.get("left", ())) <= {*ids}

    def show(self, data: Any, at: str, around: Around) -> Shown:
        entry, text = data or (None, None)
        yield from self.entry.show(entry, at, around)
        yield from self.partner.show(text, joined(at, PARTNER), around)

    def show_line(self, data: Any, at: str, around: Around) -> Shown:
        yield from self.show(data, at, around)

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        return self.entry.read(data, at, reading)

    def show_in(self, fields: Mapping[str, Any], at: str, around: Around) -> Shown:
        left, right = fields.get("left", ()), {entry["id"]: entry for entry in fields.get("right", ())}
        base = joined(at, self.name)
        yield joined(base, TOKENS), tuple(str(number) for number in range(len(left)))
        for number, entry in enumerate(left):
            partner = right.get(entry.get("right"), {})
            yield from self.show_line((entry, partner.get("text")), joined(base, str(number)), around)
        places = _places(left, fields.get("right", ()))
        yield joined(joined(base, SPARE), TOKENS), tuple(map(str, places))
        for number in places:
            yield from self.partner.show(fields["right"][number].get("text"), f"{base}.{SPARE}.{number}", around)

    def read_in(self, fields: Mapping[str, Any], at: str, reading: Reading) -> dict[str, Any]:
        left, right = fields.get("left", []), fields.get("right", [])
        base = joined(at, self.name)
        lines = list(self._lines(left, right, base, reading))
        spare = list(self._spare(left, right, base, reading))
        rights = Rights(right, [(line.partner, line.text) for line in (*lines, *spare)])
        entries = Entries()
        taken = {str(entry["id"]) for entry in left}
        for line in lines:
            entry = rights.paired(line)
            if line.number is None:
                name = free_name("numbers", taken)
                taken.add(name)
                entry = {"id": name, **entry}
            entries.append((line.number, entry))
        for line in spare:
            rights.paired(line)
        return {"left": entries or None, "right": rights.entries() or None}

    def _lines(
        self, left: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]], base: str, reading: Reading
    ) -> Iterator[Line]:
        texts = {entry["id"]: entry.get("text") for entry in right}
        for token, number in self._tokens(base, range(len(left)), len(left), reading):
            prefix = joined(base, token)
            before = left[number] if number is not None else None
            text = texts.get(before.get("right", "")) if before is not None else None
            if self.is_blank((before, text) if before is not None else None, prefix, reading):
                continue
            before = before or {}
            partner = before.get("right", "")
            yield Line(
                number=number,
                entry=self.read(before, prefix, reading) or {},
                partner=partner,
                text=self.partner.read(text, joined(prefix, PARTNER), reading),
            )

    def _spare(
        self, left: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]], base: str, reading: Reading
    ) -> Iterator[Line]:
        places = _places(left, right)
        for token, number in self._tokens(joined(base, SPARE), places, len(right), reading):
            before = right[number] if number in places else {}
            text = self.partner.read(before.get("text"), f"{base}.{SPARE}.{token}", reading)
            yield Line(number=number, entry={}, partner=before.get("id", ""), text=text)

    def _tokens(
        self, at: str, places: Sequence[int], count_of_old: int, reading: Reading
    ) -> list[tuple[str, int | None]]:
        found = self.tokens(at, count_of_old, reading)
        return [(str(number), number) for number in places] if found is None else found

    def left_over_in(self, fields: Mapping[str, Any], at: str, around: Around) -> Iterator[str]:
        base = joined(at, self.name)
        for number, entry in enumerate(fields.get("left", ())):
            yield from self.entry.left_over(entry, joined(base, str(number)), around)
        for number, entry in enumerate(fields.get("right", ())):
            yield from (f"{base}.{SPARE}.{number}.{key}" for key in entry if key not in ("id", "text"))

    def texts_in(self, fields: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
        for key in self.own_keys():
            for number, entry in enumerate(fields[key] if isinstance(fields.get(key), list) else ()):
                yield from self.entry.texts(entry, (*path, key, number))

    def locate_in(self, path: Path, fields: Mapping[str, Any], at: str) -> str:
        base, left, right = joined(at, self.name), fields.get("left"), fields.get("right")
        if len(path) < 2 or not isinstance(left, list) or not isinstance(right, list):
            return base
        number = path[1]
        if not isinstance(number, int):
            # What is written as a map by its author: the first of its pairs stands where it does.
            return base
        if path[0] == "left":
            return self.entry.locate(path[2:], left[number], joined(base, str(number)))
        name = right[number].get("id") if isinstance(right[number], dict) else None
        lines = (place for place, entry in enumerate(left) if isinstance(entry, dict) and entry.get("right") == name)
        line = next(lines, None)
        return self.partner.locate(
            path[3:], None, f"{base}.{SPARE}.{number}" if line is None else f"{base}.{line}.{PARTNER}"
        )


def _has_id(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("id"), str) and isinstance(entry.get("right", ""), str)


def _partners(left: Sequence[Mapping[str, Any]]) -> set[str]:
    return {entry["right"] for entry in left if "right" in entry}


def _places(left: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]]) -> list[int]:
    """The numbers of the partners that no entry of the left has."""
    return [number for number, entry in enumerate(right) if entry["id"] not in _partners(left)]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A pair as it was sent: its left entry and the number of that, the former partner, and the partner's text."""

    number: int | None
    entry: Mapping[str, Any]
    partner: str
    text: Any


class Rights:
    """The right side as it comes about: each text once, under the id that it had before where that is free."""

    def __init__(self, old: Sequence[Mapping[str, Any]], sent: Sequence[tuple[str, Any]]) -> None:
        self._old = {entry["id"]: entry for entry in old}
        self._kept = {partner for partner, text in sent if partner and text == self._old[partner].get("text")}
        self._placed = {name: entry.get("text") for name, entry in self._old.items() if name in self._kept}
        self._by_text: dict[str, str] = {}
        for name, text in self._placed.items():
            self._by_text.setdefault(_said(text), name)

    def paired(self, line: Line) -> dict[str, Any]:
        """The entry of the left with its partner; without one where nothing was typed."""
        if line.text is None and line.partner not in self._kept:
            return {key: value for key, value in line.entry.items() if key != "right"}
        return arranged(line.entry, {"right": self._id(line.partner, line.text)}, ("id", "text", "right"))

    def _id(self, partner: str, text: Any) -> str:
        if partner in self._placed and self._placed[partner] == text:
            return partner
        said = _said(text)
        if said not in self._by_text:
            is_free = partner and partner not in self._placed
            name = partner if is_free else free_name("letters", {*self._old, *self._placed})
            self._by_text[said] = name
            self._placed[name] = text
        return self._by_text[said]

    def entries(self) -> Entries:
        """The list: the former entries in their order, then the new ones."""
        former = [
            (number, arranged(entry, {"text": self._placed[name]}, ("id", "text")))
            for number, (name, entry) in enumerate(self._old.items())
            if name in self._placed
        ]
        new = [(None, {"id": name, "text": text}) for name, text in self._placed.items() if name not in self._old]
        return Entries([*former, *new])


def _said(text: Any) -> str:
    return json.dumps(plain(text), sort_keys=True)
