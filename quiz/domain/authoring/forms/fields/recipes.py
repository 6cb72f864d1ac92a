"""Which questions a quiz asks: all, some that are picked, or so many by rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from quiz.domain.authoring.forms.fields.base import Around, Entries, Path, Reading, Shown, joined
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.fields.lists import Many
from quiz.domain.authoring.forms.fields.plain import aligned
from quiz.domain.errors import say

Which = Literal["all", "picked", "rules"]
WHICH, PICKED = "which", "picked"
EVERY = "all"
QUESTIONS = "questions"


@dataclass(frozen=True, kw_only=True)
class Recipe(Many):
    """The keys ``draw`` and ``questions`` of a quiz: all questions, those that are picked, or lines that draw some.

    ``of`` reads a line of the draw; its name is that of the list of lines, beside which stand the other inputs.
    """

    type: ClassVar[str] = "recipe"
    of: Group
    offered: str = "questions"

    def own_keys(self) -> tuple[str, ...]:
        return ("draw", QUESTIONS)

    def held(self, fields: Mapping[str, Any], around: Around) -> bool:
        return self._which(fields, around) is not None

    def _which(self, fields: Mapping[str, Any], around: Around) -> Which | None:
        """How ``fields`` choose the questions; None for what no input can show."""
        draw, named = fields.get("draw"), fields.get(QUESTIONS)
        if draw is None:
            return "all" if named in (None, EVERY) else "picked" if _are_names(named) else None
        if named is not None or not isinstance(draw, list):
            return None
        if len(draw) == 1 and isinstance(draw[0], dict) and draw[0].keys() == {QUESTIONS}:
            return "picked" if _are_names(draw[0][QUESTIONS]) else None
        known = {key for field in self.of.fields for key in field.own_keys()}
        fitting = (isinstance(line, dict) and line.keys() <= known and _held(self.of, line, around) for line in draw)
        return "rules" if all(fitting) else None

    def show_in(self, fields: Mapping[str, Any], at: str, around: Around) -> Shown:
        which = self._which(fields, around) or "all"
        base = joined(at, self.name)
        yield joined(base, WHICH), (which,)
        yield joined(base, PICKED), tuple(_picked(fields) if which == "picked" else ())
        yield from self.show(fields.get("draw") if which == "rules" else None, base, around)

    def read_in(self, fields: Mapping[str, Any], at: str, reading: Reading) -> dict[str, Any]:
        before, base = self._which(fields, reading.around), joined(at, self.name)
        which = reading.one(joined(base, WHICH)) or before
        if which == "picked":
            return self._read_picked(fields if before == "picked" else {}, joined(base, PICKED), reading)
        if which == "rules":
            lines = self.read(fields.get("draw") if before == "rules" else None, base, reading)
            if not lines:
                reading.refuse(joined(base, WHICH), say("Say how many questions are drawn."))
            return {"draw": lines, QUESTIONS: None}
        if which != "all":
            reading.refuse(joined(base, WHICH), say("Choose one of these."))
        same = which == before and fields
        return {key: fields.get(key) for key in self.own_keys()} if same else {"draw": None, QUESTIONS: EVERY}

    def _read_picked(self, fields: Mapping[str, Any], at: str, reading: Reading) -> dict[str, Any]:
        old = _picked(fields)
        sent = reading.every(at)
        chosen = list(old) if sent is None or set(sent) == set(old) else _in_order(sent, old)
        known = {offer.value for offer in reading.around.offered.get(self.offered, ())}
        if not chosen:
            reading.refuse(at, say("Pick at least one question."))
        if not {*chosen} <= {*known, *old}:
            reading.refuse(at, say("Choose one of these."))
        names = aligned(old, chosen)
        if "draw" not in fields and QUESTIONS in fields:
            return {"draw": None, QUESTIONS: names}
        return {"draw": Entries([(0 if "draw" in fields else None, {QUESTIONS: names})]), QUESTIONS: None}

    def left_over_in(self, fields: Mapping[str, Any], at: str, around: Around) -> Iterator[str]:
        yield from ()

    def texts_in(self, fields: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
        yield from ()

    def locate_in(self, path: Path, fields: Mapping[str, Any], at: str) -> str:
        base = joined(at, self.name)
        draw = fields.get("draw")
        if len(path) < 2 or not isinstance(draw, list) or not isinstance(path[1], int):
            return joined(base, WHICH)
        line = draw[path[1]]
        if isinstance(line, dict) and QUESTIONS in line:
            return joined(base, PICKED)
        return self.of.locate(path[2:], line, joined(base, str(path[1])))


def _held(of: Group, line: Mapping[str, Any], around: Around) -> bool:
    return all(field.held(line, around) for field in of.fields)


def _are_names(data: Any) -> bool:
    return isinstance(data, list) and all(isinstance(name, str) for name in data)


def _picked(fields: Mapping[str, Any]) -> list[str]:
    """The ids that ``fields`` pick."""
    draw = fields.get("draw")
    return list(draw[0][QUESTIONS] if draw else fields.get(QUESTIONS, ()))


def _in_order(sent: Sequence[str], old: Sequence[str]) -> list[str]:
    """What is ticked: what was before in its order, then the rest in that of the bank."""
    return [*(name for name in old if name in sent), *(name for name in dict.fromkeys(sent) if name not in old)]
