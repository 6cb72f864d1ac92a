"""What a field of a form is: it shows in inputs what a map of a bank holds, and reads from them what it shall hold.

An input's name is the path to what it shows, with points between: ``options.0.text.ko``. Of a list, each line has a
token: the number that its entry has in the file, or ``n`` and a number where it is new. ``options.@`` has the tokens
in the order of the lines. What is shown and comes back as it was shown leaves the data as they are.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from quiz.domain.bank_format.fields import MAX_TEXT
from quiz.domain.errors import Message, say
from quiz.domain.text_limits import MAX_MARKS, composed, has_too_many_marks
from quiz.domain.yaml.composer import CONTROL

Inputs = Mapping[str, tuple[str, ...]]
"""What stands in the inputs of a form, by their names: several values of one name are what is ticked, or tokens."""
Shown = Iterator[tuple[str, tuple[str, ...]]]

Path = tuple[str | int, ...]
TOKENS = "@"
_RESERVED = re.compile("[\ue000-\ue00f]")
_BREAK = re.compile("\r\n?")


class Entries(list[tuple[int | None, Any]]):
    """A list as it shall be: each entry with the number that it has in the file; None for a new one."""


def plain(data: Any) -> Any:
    """``data`` with lists in place of ``Entries``."""
    if isinstance(data, Entries):
        return [plain(entry) for _, entry in data]
    if isinstance(data, dict):
        return {key: plain(inner) for key, inner in data.items()}
    return data


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something that can be chosen, with the words for it."""

    value: str
    label: Message


@dataclass(frozen=True, kw_only=True)
class Around:
    """What a field needs to know beside its own data.

    ``offered`` has what the bank offers to choose from, by the name of the list: its sections, its pictures. ``root``
    is the map that the whole form is of.
    """

    languages: tuple[str, ...]
    offered: Mapping[str, Sequence[Offer]] = field(default_factory=dict)
    root: Mapping[str, Any] = field(default_factory=dict)


class Reading:
    """What was sent with a form, and what is wrong with it, by the names of the inputs.

    ``ids`` has the ids of each list's entries by their tokens, once the list is read; ``renamed`` the new names of
    entries by their former ones, by the name of the list.
    """

    def __init__(self, around: Around, inputs: Inputs) -> None:
        self.around = around
        self.errors: dict[str, Message] = {}
        self.ids: dict[str, Mapping[str, str]] = {}
        self.renamed: dict[str, dict[str, str]] = {}
        self._inputs = inputs

    def every(self, name: str) -> tuple[str, ...] | None:
        """What was sent under ``name``, without what is empty; None where nothing of the name was sent."""
        found = self._inputs.get(name)
        return None if found is None else tuple(as_typed(value) for value in found if value)

    def one(self, name: str) -> str | None:
        """The last of what was sent under ``name``, which may be empty; None where nothing was."""
        found = self._inputs.get(name)
        return as_typed(found[-1]) if found else None

    def refuse(self, name: str, message: Message) -> None:
        """Notes what is wrong with an input; what was said first stays."""
        self.errors.setdefault(name, message)

    def checked(self, name: str, text: str) -> str:
        """``text``, composed, or a refusal of what no bank can hold."""
        fault = unholdable(text)
        if fault is not None:
            self.refuse(name, fault)
            return text
        return composed(text)


def unholdable(text: str) -> Message | None:
    """Why no bank can hold ``text``; None where one can."""
    if found := CONTROL.search(text) or _RESERVED.search(text):
        code = f"{ord(found[0]):04X}"
        return say("This text holds a character that can't be stored: U+%(code)s. Remove it.", code=code)
    if len(text) > MAX_TEXT:
        return say(
            "This text has %(size)s characters, and at most %(limit)s fit. Shorten it.", size=len(text), limit=MAX_TEXT
        )
    if has_too_many_marks(text):
        return say("One letter carries more than %(limit)s accents. Remove some.", limit=MAX_MARKS)
    return None


def as_typed(text: str) -> str:
    """``text`` as an input gives it back: lines end in one way, and none is empty at the end."""
    return _BREAK.sub("\n", text).rstrip("\n")


def retyped(old: str | None, typed: str) -> str:
    """What was typed in place of ``old``, with the empty lines and the line's end that ``old`` has behind it."""
    text = _BREAK.sub("\n", old or "")
    return typed + text[len(text.rstrip("\n")) :]


def joined(at: str, name: str) -> str:
    """The name of an input inside that called ``at``."""
    return f"{at}.{name}" if at else name


UNNAMED = Message(template="")
"""The label of what stands under the label of another field."""


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """A field under the key ``name`` of a map; ``folded`` among those that few need."""

    type: ClassVar[str] = ""
    """Names the macro that draws it."""
    name: str = ""
    label: Message = UNNAMED
    hint: Message | None = None
    folded: bool = False

    def own_keys(self) -> tuple[str, ...]:
        """The keys of the map that it holds."""
        return (self.name,)

    def held(self, fields: Mapping[str, Any], around: Around) -> bool:
        """Whether it can show what ``fields`` hold."""
        return all(key not in fields or self.fits(fields[key], around) for key in self.own_keys())

    def show_in(self, fields: Mapping[str, Any], at: str, around: Around) -> Shown:
        """The inputs for what ``fields`` hold, where the map's own name is ``at``."""
        yield from self.show(fields.get(self.name), joined(at, self.name), around)

    def read_in(self, fields: Mapping[str, Any], at: str, reading: Reading) -> dict[str, Any]:
        """What its keys shall hold where they hold ``fields``; None for a key that is left out."""
        return {self.name: self.read(fields.get(self.name), joined(at, self.name), reading)}

    def left_over_in(self, fields: Mapping[str, Any], at: str, around: Around) -> Iterator[str]:
        """The names of what ``fields`` hold for it and it can't show."""
        if self.name in fields:
            yield from self.left_over(fields[self.name], joined(at, self.name), around)

    def left_over(self, data: Any, at: str, around: Around) -> Iterator[str]:
        """The names of what lies in ``data``, which fit, and can't be shown."""
        yield from ()

    def texts_in(self, fields: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
        """The texts for people in what ``fields`` hold for it, each with its path; ``path`` is the map's own."""
        if self.name in fields:
            yield from self.texts(fields[self.name], (*path, self.name))

    def texts(self, data: Any, path: Path) -> Iterator[tuple[Path, str]]:
        """The texts for people in ``data``, each with its path: no keys, no ids, nothing that a machine reads."""
        yield from ()

    def locate_in(self, path: Path, fields: Mapping[str, Any], at: str) -> str:
        """The name of the input for what lies at ``path`` in ``fields``, or of what is around it."""
        return self.locate(path[1:], fields.get(self.name), joined(at, self.name))

    def locate(self, path: Path, data: Any, at: str) -> str:
        """The name of the input for what lies at ``path`` in ``data``, or of what is around it."""
        return at

    @abstractmethod
    def fits(self, data: Any, around: Around) -> bool:
        """Whether inputs can show ``data``."""

    @abstractmethod
    def show(self, data: Any, at: str, around: Around) -> Shown:
        """The inputs for ``data``, which fit; for None as they stand for what is left out."""

    @abstractmethod
    def read(self, data: Any, at: str, reading: Reading) -> Any:
        """What stands in place of ``data``, and is ``data`` where nothing was changed; None for what is left out."""


@dataclass(frozen=True, kw_only=True)
class Leaf(Field):
    """A field that is read as a whole from its inputs, once one of them was changed."""

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        before = dict(self.show(data, at, reading.around))
        now = {name: reading.every(name) for name in before}
        if all(found is None or found == _filled(before[name]) for name, found in now.items()):
            return data
        return self.changed(data, at, reading)

    @abstractmethod
    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        """What was entered, in place of ``data``."""


def _filled(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value)
