"""A form with what stands in its inputs: as the file has it, or as it was sent; its lines are added, removed, moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from quiz.domain.authoring.forms.fields.base import TOKENS, Around, Field, Inputs, as_typed, joined
from quiz.domain.authoring.forms.fields.groups import Cases, Group
from quiz.domain.authoring.forms.fields.lists import KEY, MOST_LINES, Growing, Many, Named, Ref
from quiz.domain.authoring.forms.fields.pairs import SPARE, Pairs
from quiz.domain.authoring.forms.seen import mark_of
from quiz.domain.errors import Message

Act = Literal["add", "remove", "up", "down"]
_LONGEST = 40
_NEW = re.compile("n([0-9]{1,4})")


class Refused(Exception):
    """What was sent can't be written: what is wrong, by the names of inputs; under an empty name with the whole."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        self.errors = errors
        super().__init__(", ".join(f"{name}: {message}" for name, message in errors.items()))


def in_form(around: Around, root: Mapping[str, Any]) -> Around:
    """``around`` for a form of ``root``."""
    return replace(around, root=root)


@dataclass(frozen=True, kw_only=True)
class Form:
    """The ``fields`` of a form, what stands in its inputs, and what is wrong with some of them.

    ``left_over`` names what the file has there and no input shows; ``mark`` and ``id`` are of what it says there.
    """

    fields: Group
    kind: str = ""
    around: Around
    inputs: Inputs
    errors: Mapping[str, Message] = field(default_factory=dict)
    left_over: tuple[str, ...] = ()
    mark: str = ""
    id: str = ""

    @classmethod
    def of(cls, fields: Group, kind: str, data: Mapping[str, Any], around: Around) -> Form:
        """The form for ``data``."""
        around = in_form(around, data)
        return cls(
            fields=fields,
            kind=kind,
            around=around,
            inputs=dict(fields.show(dict(data), "", around)),
            left_over=tuple(fields.left_over(dict(data), "", around)),
            mark=mark_of(data),
            id=str(data.get("id") or ""),
        )

    def one(self, name: str) -> str:
        """What stands in an input; of several values the last."""
        return next((value for value in reversed(self.inputs.get(name, ())) if value), "")

    def every(self, name: str) -> tuple[str, ...]:
        """What is ticked under a name."""
        return tuple(value for value in self.inputs.get(name, ()) if value)

    def is_one_of_several(self, name: str) -> bool:
        """Whether the tick ``name`` of a line is set, and that of another line of its list too."""
        line, _, field = name.rpartition(".")
        at, _, _ = line.rpartition(".")
        ticked = [f"{at}.{token}.{field}" for token in self.tokens(at) if self.one(f"{at}.{token}.{field}") == "true"]
        return name in ticked and len(ticked) > 1

    def tokens(self, at: str) -> tuple[str, ...]:
        """The tokens of a list's lines, in their order."""
        return self.every(joined(at, TOKENS))

    def shows(self, one: Field, at: str = "") -> bool:
        """Whether what the file has for a field of the map ``at`` can be shown."""
        return not any(joined(at, key) in self.left_over for key in one.own_keys())

    def is_filled(self, one: Field, at: str = "") -> bool:
        """Whether something stands in a field that does not stand there from the start, or something is wrong."""
        name = joined(at, one.name)
        start = dict(one.show_in({}, at, self.around))
        inside = {key for key in self.inputs if key == name or key.startswith(f"{name}.")}
        filled = (self.every(key) != tuple(filter(None, start.get(key, ()))) for key in inside)
        return any(filled) or any(key == name or key.startswith(f"{name}.") for key in self.errors)

    def with_sent(self, inputs: Inputs, errors: Mapping[str, Message]) -> Form:
        """The form as it was sent: nothing that was typed is lost."""
        kept = {name: tuple(as_typed(value) for value in values) for name, values in inputs.items()}
        return replace(self, inputs={**self.inputs, **kept}, errors=errors)

    def with_blank_lines(self) -> Form:
        """The form of something new: its lists have their empty lines."""
        form = self
        for one, at in _growing(self.fields, ""):
            for _ in range(one.blank if not form.tokens(at) else 0):
                form = form.with_line(at)
        return form

    def with_line(self, at: str, case: str = "") -> Form:
        """The form with one more line in the list ``at``; ``case`` is the kind of what is added, where it has one."""
        tokens = self.tokens(at)
        grown = self.growing(at)
        if grown is None or len(tokens) >= MOST_LINES or (isinstance(grown.of, Cases) and not grown.of.case(case)):
            return self
        number = max((int(found[1]) for token in tokens if (found := _NEW.fullmatch(token))), default=0) + 1
        prefix = joined(at, f"n{number}")
        start = {grown.of.by: case} if isinstance(grown.of, Cases) else None
        named = {joined(prefix, KEY): ("",)} if isinstance(grown, Named) else {}
        shown = named | dict(grown.show_line(start, prefix, self.around))
        added = {name: values for name, values in shown.items() if name not in self.inputs}
        form = replace(self, inputs={**self.inputs, **added, joined(at, TOKENS): (*tokens, f"n{number}")})
        inner = grown.of.case(case) if isinstance(grown.of, Cases) else grown.of
        for one, below in _growing(inner, prefix) if inner is not None else ():
            for _ in range(one.blank):
                form = form.with_line(below)
        return form

    def without_line(self, name: str) -> Form:
        """The form without the line ``name``: the list's name and a token."""
        at, _, token = name.rpartition(".")
        tokens = tuple(one for one in self.tokens(at) if one != token)
        return replace(self, inputs={**self.inputs, joined(at, TOKENS): tokens})

    def with_moved_line(self, name: str, step: int) -> Form:
        """The form with the line ``name`` so many places further down."""
        at, _, token = name.rpartition(".")
        tokens = list(self.tokens(at))
        if token not in tokens:
            return self
        place = tokens.index(token)
        tokens.insert(max(0, place + step), tokens.pop(place))
        return replace(self, inputs={**self.inputs, joined(at, TOKENS): tuple(tokens)})

    def acted(self, act: str) -> Form:
        """The form after a button was pressed: ``add:options``, ``remove:options.n1``, ``up:items.2``."""
        verb, _, name = act.partition(":")
        if verb == "add":
            at, _, case = name.partition(":")
            return self.with_line(at, case)
        if verb == "remove":
            return self.without_line(name)
        return self.with_moved_line(name, {"up": -1, "down": 1}.get(verb, 0))

    def letter(self, at: str, token: str) -> str:
        """The letter by which others refer to a line: A for the first."""
        place = self.tokens(at).index(token)
        return chr(ord("A") + place) if place < 26 else str(place + 1)

    def name_of(self, at: str, token: str) -> str:
        """A line in others' words: its letter, and what it says in the first language."""
        said = self.one(f"{at}.{token}.text.{self.around.languages[0]}")
        return f"{self.letter(at, token)} · {said[:_LONGEST]}" if said else self.letter(at, token)

    def is_referred(self, at: str) -> bool:
        """Whether other lines of the form refer to those of the list ``at``."""
        return at in {one.to for one in _refs(self.fields)}

    def first_of(self, at: str) -> str:
        """The first input of the line ``at`` that something can be typed into; empty where there is none."""
        grown = self.growing(at.rpartition(".")[0])
        # A name that the form makes is hidden, or asked for below everything else.
        hides_name = isinstance(grown, Named) and (grown.made or grown.makes is not None)
        for name in (name for name in self.inputs if name.startswith(f"{at}.")):
            inner, _, last = name.rpartition(".")
            if last == TOKENS:
                found = self.first_of(joined(inner, self.tokens(inner)[0])) if self.tokens(inner) else ""
            else:
                found = "" if last == "kind" or (last == KEY and hides_name) else name
            if found:
                return found
        return ""

    def growing(self, at: str) -> Growing | None:
        """The list whose lines are called ``at``."""
        return _growing_at(self.fields, at.split("."), "", self)


def _refs(of: Field) -> Iterator[Ref]:
    """The references in ``of``, also in its lists."""
    if isinstance(of, Ref):
        yield of
    elif isinstance(of, Growing):
        yield from _refs(of.of)
    for one in of.fields if isinstance(of, Group) else ():
        yield from _refs(one)


def _growing(of: Field, at: str) -> Iterator[tuple[Growing, str]]:
    """The lists directly inside ``of``, with their names."""
    for one in of.fields if isinstance(of, Group) else ():
        name = joined(at, one.name)
        if isinstance(one, Growing):
            yield one, name
        else:
            yield from _growing(one, name)


def _growing_at(of: Field, steps: list[str], at: str, form: Form) -> Growing | None:
    if isinstance(of, Cases):
        case = of.case(form.one(joined(at, of.by)))
        return _growing_at(case, steps, at, form) if case is not None else None
    if not isinstance(of, Group):
        return None
    found = next((one for one in of.fields if one.name == steps[0]), None)
    rest, name = steps[1:], joined(at, steps[0])
    if isinstance(found, Growing):
        return _inside(found, rest, name, form)
    return _growing_at(found, rest, name, form) if found is not None and rest else None


def _inside(found: Growing, rest: list[str], name: str, form: Form) -> Growing | None:
    if not rest:
        return found
    if isinstance(found, Pairs) and rest == [SPARE]:
        return Many(of=found.partner)
    return _growing_at(found.of, rest[1:], joined(name, rest[0]), form)
