"""Fields that grow: lists whose lines are added, removed and moved, maps with a name for each line, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Literal

from quiz.domain.authoring.forms.fields.base import (
    TOKENS,
    Around,
    Entries,
    Field,
    Leaf,
    Path,
    Reading,
    Shown,
    joined,
)
from quiz.domain.authoring.forms.fields.names import Making, NameRule
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.errors import Message, say

KEY = "@key"
MOST_LINES = 200
_TOKEN = re.compile("n?[0-9]{1,4}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TEXT, _LINE, _NAME = Words(), say("line"), say("Name")
_GONE = say("Choose again: what was chosen is not there any more.")
Naming = Literal["", "letters", "numbers"]


@dataclass(frozen=True, kw_only=True)
class Growing(Field):
    """What has lines: each is read by ``of``, a new one that is left empty is none."""

    of: Field = _TEXT
    one: Message = _LINE
    """What a line is called."""
    blank: int = 1
    """So many empty lines stand in a form that is new."""

    def tokens(self, at: str, count_of_old: int, reading: Reading) -> list[tuple[str, int | None]] | None:
        """The tokens that were sent, each once, with the numbers of lines that were there; None where none were."""
        sent = reading.every(joined(at, TOKENS))
        if sent is None:
            return None
        tokens = [token for token in dict.fromkeys(sent) if _TOKEN.fullmatch(token)][:MOST_LINES]
        numbers = {token: int(token) if token.isdecimal() else None for token in tokens}
        return [(token, number) for token, number in numbers.items() if number is None or number < count_of_old]

    def show_line(self, data: Any, at: str, around: Around) -> Shown:
        """The inputs of the line ``at``."""
        yield from self.of.show(data, at, around)

    def is_blank(self, old: Any, at: str, reading: Reading) -> bool:
        """Whether nothing stands in the line ``at``: an ``old`` one was emptied, a new one never filled in."""
        fresh = _filled(self.show_line(None, at, reading.around))
        sent = {name: reading.every(name) for name in fresh}
        if all(found is None for found in sent.values()):
            return old is None
        if old is not None:
            before = _filled(self.show_line(old, at, reading.around))
            if all(sent.get(name) == found for name, found in before.items()):
                return False
        return all(sent[name] in (None, found) for name, found in fresh.items())


def _filled(shown: Shown) -> dict[str, tuple[str, ...]]:
    """What stands in inputs, without what is empty."""
    return {name: tuple(filter(None, values)) for name, values in shown}


@dataclass(frozen=True, kw_only=True)
class Many(Growing):
    """A list; ``ids`` says how a new entry gets its id, empty where entries have none."""

    type: ClassVar[str] = "many"
    ids: Naming = ""

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, list) and all(self.of.fits(entry, around) for entry in data)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        tokens = tuple(str(number) for number in range(len(data or ())))
        yield joined(at, TOKENS), tokens
        for token, entry in zip(tokens, data or (), strict=True):
            yield from self.of.show(entry, joined(at, token), around)

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        old: Sequence[Any] = data or []
        tokens = self.tokens(at, len(old), reading)
        if tokens is None:
            tokens = [(str(number), number) for number in range(len(old))]
        entries = Entries()
        named: dict[str, str] = {}
        taken = {str(entry.get("id")) for entry in old if isinstance(entry, dict)}
        for token, number in tokens:
            prefix = joined(at, token)
            before = old[number] if number is not None else None
            if self.is_blank(before, prefix, reading):
                continue
            entry = self.of.read(before, prefix, reading)
            if entry is not None:
                entry = self._with_id(entry, taken)
                named[token] = entry.get("id", "") if isinstance(entry, dict) else ""
                entries.append((number, entry))
        reading.ids[at] = named
        return entries if entries or data == [] else None

    def _with_id(self, entry: Any, taken: set[str]) -> Any:
        if not self.ids or "id" in entry:
            return entry
        name = free_name(self.ids, taken)
        taken.add(name)
        return {"id": name, **entry}

    def left_over(self, data: Any, at: str, around: Around) -> Iterator[str]:
        for number, entry in enumerate(data):
            yield from self.of.left_over(entry, joined(at, str(number)), around)

    def texts(self, data: Any, path: Path) -> Iterator[tuple[Path, str]]:
        for number, entry in enumerate(data if isinstance(data, list) else ()):
            yield from self.of.texts(entry, (*path, number))

    def locate(self, path: Path, data: Any, at: str) -> str:
        if not path or not isinstance(data, list) or not isinstance(path[0], int):
            return at
        return self.of.locate(path[1:], data[path[0]], joined(at, str(path[0])))


def free_name(naming: Naming, taken: set[str]) -> str:
    """The first letter, or number, that is not taken; after z come a1, b1, …"""
    if naming == "numbers":
        return next(name for name in map(str, count(1)) if name not in taken)
    letters = (letter + suffix for suffix in ("", *map(str, range(1, 1_000))) for letter in _LETTERS)
    return next(name for name in letters if name not in taken)


@dataclass(frozen=True, kw_only=True)
class Named(Growing):
    """A map whose keys are names: typed by the author, or ``made`` by number; names that are there can't be changed.

    ``renames``: they can, as with variables. A name that ``rule`` refuses always can. ``makes`` gives a line a name
    where none was typed.
    """

    type: ClassVar[str] = "named"
    made: bool = False
    rule: NameRule | None = None
    makes: Making | None = None
    renames: bool = False
    key_label: Message = _NAME
    key_hint: Message | None = None

    def can_change(self, name: str) -> bool:
        """Whether a line that has this name may get another."""
        return self.renames or (self.rule is not None and not self.rule.fits(name))

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, dict) and all(self.of.fits(entry, around) for entry in data.values())

    def show(self, data: Any, at: str, around: Around) -> Shown:
        tokens = tuple(str(number) for number in range(len(data or ())))
        yield joined(at, TOKENS), tokens
        for token, (key, entry) in zip(tokens, (data or {}).items(), strict=True):
            yield joined(joined(at, token), KEY), (key,)
            yield from self.of.show(entry, joined(at, token), around)

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        old = list((data or {}).items())
        tokens = self.tokens(at, len(old), reading)
        if tokens is None:
            return data
        new: dict[str, Any] = {}
        taken = {old[number][0] for _, number in tokens if number is not None}
        for token, number in tokens:
            prefix = joined(at, token)
            key, before = old[number] if number is not None else ("", None)
            typed = (reading.one(joined(prefix, KEY)) or "").strip()
            if not typed and self.is_blank(before, prefix, reading):
                continue
            entry = self.of.read(before, prefix, reading)
            if entry is None:
                reading.refuse(joined(prefix, KEY), say("Fill in this line, or remove it."))
            name = self._name(key, typed, entry, taken | {*new})
            self._check_name(name, key, joined(prefix, KEY), new, reading)
            if key and name != key:
                reading.renamed.setdefault(self.name, {})[key] = name
            new[name] = entry
        return new if new or data == {} else None

    def _name(self, key: str, typed: str, entry: Any, taken: set[str]) -> str:
        if key and not (self.can_change(key) and (typed or self.makes)):
            return key
        if typed:
            return typed
        if self.makes is not None:
            return self.makes(entry, taken)
        return free_name("numbers", taken) if self.made else ""

    def _check_name(self, name: str, key: str, at: str, new: Mapping[str, Any], reading: Reading) -> None:
        reading.checked(at, name)
        if not name:
            reading.refuse(at, say("Give it a name."))
        elif name in new:
            reading.refuse(at, say("This name stands twice. Give each its own."))
        elif self.rule is not None and name != key and not self.rule.fits(name):
            reading.refuse(at, self.rule.allowed)

    def left_over(self, data: Any, at: str, around: Around) -> Iterator[str]:
        for number, entry in enumerate(data.values()):
            yield from self.of.left_over(entry, joined(at, str(number)), around)

    def texts(self, data: Any, path: Path) -> Iterator[tuple[Path, str]]:
        for key, entry in data.items() if isinstance(data, dict) else ():
            yield from self.of.texts(entry, (*path, key))

    def locate(self, path: Path, data: Any, at: str) -> str:
        if not path or not isinstance(data, dict) or path[0] not in data:
            return at
        return self.of.locate(path[1:], data[str(path[0])], joined(at, str(list(data).index(str(path[0])))))


@dataclass(frozen=True, kw_only=True)
class Ref(Leaf):
    """One entry of the list ``to`` of the same form, or ``several``; in inputs by its token, in the bank by its id."""

    type: ClassVar[str] = "ref"
    to: str = ""
    several: bool = False

    def fits(self, data: Any, around: Around) -> bool:
        if isinstance(data, list):
            return self.several and all(isinstance(one, str) for one in data)
        return isinstance(data, str)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        names = [data] if isinstance(data, str) else data or []
        yield at, tuple(self._token(name, around) for name in names)

    def _token(self, name: str, around: Around) -> str:
        """The token of the entry; the id behind = where there is none of that id."""
        listed = around.root.get(self.to)
        ids = [entry.get("id") for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        return str(ids.index(name)) if name in ids else f"={name}"

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        read = super().read(data, at, reading)
        known = reading.ids.get(self.to)
        if read is data and known is not None:
            ((_, tokens),) = self.show(data, at, reading.around)
            if any(token not in known and not token.startswith("=") for token in tokens):
                reading.refuse(at, _GONE)
        return read

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        tokens = reading.every(at) or ()
        known = reading.ids.get(self.to, {})
        names = [known[token] for token in tokens if token in known]
        if len(names) < len(tokens):
            reading.refuse(at, _GONE)
        if not self.several:
            return names[-1] if names else None
        if len(names) == 1 and not isinstance(data, list):
            return names[0]
        old = data if isinstance(data, list) else []
        return Entries((old.index(name) if name in old else None, name) for name in names) or None
