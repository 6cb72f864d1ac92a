"""Fields that stand together in a map: all of them, one of several, or those that the map's kind has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from quiz.domain.authoring.forms.fields.base import Around, Field, Leaf, Offer, Path, Reading, Shown, joined
from quiz.domain.authoring.forms.fields.plain import Line, Numbers
from quiz.domain.bank_format.short_forms.kinds.typed import tolerance_in
from quiz.domain.errors import say

WHICH = "which"
VALUE = "value"


@dataclass(frozen=True, kw_only=True)
class Group(Field):
    """A map with a field for each key. What no field holds stays as it is."""

    type: ClassVar[str] = "group"
    fields: tuple[Field, ...] = ()
    known: tuple[str, ...] = ()
    """Keys before all others that no field has, and that are not left over: what the form makes by itself."""

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, dict)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        for field in self.shown(data or {}, around):
            yield from field.show_in(data or {}, at, around)

    def shown(self, data: Mapping[str, Any], around: Around) -> list[Field]:
        """The fields that can show what ``data`` hold."""
        return [field for field in self.fields if field.held(data, around)]

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        old: Mapping[str, Any] = data or {}
        changes: dict[str, Any] = {}
        for field in self.shown(old, reading.around):
            changes |= field.read_in(old, at, reading)
        order = [*self.known, *(key for field in self.fields for key in field.own_keys())]
        new = arranged(old, changes, order)
        return new if new or data == {} else None

    def left_over(self, data: Any, at: str, around: Around) -> Iterator[str]:
        for field in self.fields:
            if field.held(data, around):
                yield from field.left_over_in(data, at, around)
        shown = {key for field in self.shown(data, around) for key in field.own_keys()}
        yield from (joined(at, key) for key in data if key not in shown and key not in self.known)

    def texts(self, data: Any, path: Path) -> Iterator[tuple[Path, str]]:
        for field in self.fields if isinstance(data, dict) else ():
            yield from field.texts_in(data, path)

    def locate(self, path: Path, data: Any, at: str) -> str:
        found = next((field for field in self.fields if path and path[0] in field.own_keys()), None)
        return found.locate_in(path, data, at) if found is not None and isinstance(data, dict) else at


def arranged(old: Mapping[str, Any], changes: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """``old`` with ``changes``, where None leaves a key out; a new key follows those before it in ``order``."""
    new = {key: changes.get(key, value) for key, value in old.items()}
    for key in (key for key in order if key not in old and changes.get(key) is not None):
        before = order[: order.index(key)]
        place = max((number for number, name in enumerate(new, 1) if name in before), default=0)
        items = list(new.items())
        new = dict([*items[:place], (key, changes[key]), *items[place:]])
    return {key: value for key, value in new.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Either(Leaf):
    """A map with exactly one of several keys: which it is, and its value."""

    type: ClassVar[str] = "either"
    cases: tuple[Line | Numbers, ...] = ()

    @property
    def options(self) -> tuple[Offer, ...]:
        """The keys in words."""
        return tuple(Offer(value=case.name, label=case.label) for case in self.cases)

    def _case(self, name: str) -> Line | Numbers | None:
        return next((case for case in self.cases if case.name == name), None)

    def fits(self, data: Any, around: Around) -> bool:
        if not isinstance(data, dict) or len(data) != 1:
            return False
        case = self._case(next(iter(data)))
        return case is not None and case.held(data, around)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        name, value = next(iter(data.items())) if data else (self.cases[0].name, None)
        case = self._case(name)
        assert case is not None
        yield joined(at, WHICH), (name,)
        yield from case.show(value, joined(at, VALUE), around)

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        typed = reading.one(joined(at, VALUE)) or ""
        case = self._case(reading.one(joined(at, WHICH)) or "")
        if not typed.strip():
            return None
        if case is None:
            reading.refuse(joined(at, WHICH), say("Choose one of these."))
            return data
        value = case.read((data or {}).get(case.name), joined(at, VALUE), reading)
        return None if value is None else {case.name: value}


@dataclass(frozen=True, kw_only=True)
class Allowance(Either):
    """A tolerance: a number with a per cent sign is a share, whatever was chosen, as in the short forms."""

    def changed(self, data: Any, at: str, reading: Reading) -> Any:
        found = tolerance_in(reading.one(joined(at, VALUE)) or "")
        if found is not None and found[0] == "relative":
            return {"relative": found[1]}
        return super().changed(data, at, reading)


@dataclass(frozen=True, kw_only=True)
class Cases(Field):
    """A map whose fields depend on what stands under its key ``by``, which is chosen once; each case knows that key."""

    type: ClassVar[str] = "cases"
    by: str = "kind"
    cases: tuple[Group, ...] = ()

    def case(self, name: str) -> Group | None:
        """The fields of the map whose kind is ``name``."""
        return next((case for case in self.cases if case.name == name), None)

    def fits(self, data: Any, around: Around) -> bool:
        return isinstance(data, dict) and self.case(str(data.get(self.by))) is not None

    def show(self, data: Any, at: str, around: Around) -> Shown:
        kind = (data or {}).get(self.by, "")
        yield joined(at, self.by), (kind,)
        case = self.case(kind)
        if case is not None:
            yield from case.show(data, at, around)

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        kind = data[self.by] if data else reading.one(joined(at, self.by)) or ""
        case = self.case(kind)
        if case is None:
            return None
        read = case.read(data, at, reading) or {}
        return read if data else {self.by: kind, **read}

    def left_over(self, data: Any, at: str, around: Around) -> Iterator[str]:
        for case in self.cases:
            yield from case.left_over(data, at, around) if case.name == data[self.by] else ()

    def texts(self, data: Any, path: Path) -> Iterator[tuple[Path, str]]:
        case = self.case(str(data.get(self.by))) if isinstance(data, dict) else None
        if case is not None:
            yield from case.texts(data, path)

    def locate(self, path: Path, data: Any, at: str) -> str:
        case = self.case(str(data.get(self.by))) if isinstance(data, dict) else None
        return case.locate(path, data, at) if case is not None else at
