"""What differs between two banks: questions that come, go, change or are renamed, quizzes, and the header."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.question_ids import KnownQuestion, ids_of
from quiz.domain.errors import Message, say
from quiz.domain.questions import Question

Aspect = Literal["kind", "points", "options", "values", "key", "words", "details"]
ASPECTS: Mapping[Aspect, Message] = {
    "kind": say("kind"),
    "points": say("points"),
    "options": say("options or inputs"),
    "values": say("drawn values"),
    "key": say("key"),
    "words": say("wording"),
    "details": say("details"),
}
"""What can differ in a question, the gravest first; ``key`` is all that decides what an answer earns."""
SCORED: frozenset[Aspect] = frozenset({"kind", "points", "options", "values", "key"})
"""A change of these may change what answers earn that were given before."""

_BY_FIELD: Mapping[str, Aspect] = {
    "kind": "kind",
    "points": "points",
    **dict.fromkeys(("variables", "sets", "where"), "values"),
    **dict.fromkeys(("prompt", "image", "hints", "combinations", "explanation"), "words"),
}
_NAMES = ("id", "was")
_UNSCORED = ("shuffle", "misconception")
"""Fields inside a question that decide neither what is right nor what is read."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """A bank as it is compared: its questions in their order, and the plain data of the rest."""

    questions: tuple[Question, ...]
    header: Mapping[str, Any]

    def by_id(self) -> dict[str, Question]:
        """The questions by their ids."""
        return {question.id: question for question in self.questions}


@dataclass(frozen=True, kw_only=True)
class ChangedQuestion:
    """A question that differs: in what respects, and in which of its fields. ``was`` is its id before."""

    id: str
    was: str
    aspects: tuple[Aspect, ...]
    fields: tuple[str, ...]

    @property
    def is_scored_otherwise(self) -> bool:
        """Whether answers that were given before may earn something else."""
        return bool(SCORED & set(self.aspects))


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The ids of quizzes that come, go and change."""

    new: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.withdrawn or self.changed)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What differs between two banks. ``renamed`` are pairs of an old and a new id; ``fields`` are of the header.

    ``moved``: the same questions stand in another order.
    """

    new: tuple[str, ...]
    withdrawn: tuple[str, ...]
    changed: tuple[ChangedQuestion, ...]
    renamed: tuple[tuple[str, str], ...]
    quizzes: Entries
    fields: tuple[str, ...]
    moved: bool

    def __bool__(self) -> bool:
        lists = (self.new, self.withdrawn, self.changed, self.renamed, self.quizzes, self.fields)
        return any(bool(one) for one in lists) or self.moved


def side_of(bank: Bank, before: Bank | None = None) -> Side:
    """A bank as read; its questions without an id are those of ``before`` that they are, as in publishing."""
    if bank.unnamed and before is not None:
        bank = bank.with_ids(ids_of(bank.written(), _known(before), seed=bank.header.bank).ids)
    return Side(questions=bank.questions, header={key: value for key, value in bank.data.items() if key != "questions"})


def _known(bank: Bank) -> list[KnownQuestion]:
    return [
        KnownQuestion(id=question.id, content_hash=one.content_hash, kind=one.kind, position=one.position)
        for question, one in zip(bank.questions, bank.written(), strict=True)
    ]


def compare(old: Side, new: Side) -> Difference:
    """What differs between ``old`` and ``new``."""
    before, after = old.by_id(), new.by_id()
    origins = {question.id: _origin(question, before, after) for question in new.questions}
    kept = {origin: name for name, origin in origins.items() if origin}
    pairs = [(before[origin], after[name]) for origin, name in kept.items()]
    changes = (_changed(one, other) for one, other in pairs)
    order = [origin for origin in origins.values() if origin]
    return Difference(
        new=tuple(name for name, origin in origins.items() if not origin),
        withdrawn=tuple(name for name in before if name not in kept),
        changed=tuple(change for change in changes if change.aspects),
        renamed=tuple((origin, name) for origin, name in kept.items() if origin != name),
        quizzes=_quizzes(old.header.get("quizzes", ()), new.header.get("quizzes", ())),
        fields=_differing(old.header, new.header, ("quizzes",)),
        moved=order != [name for name in before if name in kept],
    )


def _origin(question: Question, before: Mapping[str, Question], after: Mapping[str, Question]) -> str:
    """The id before of the same question; empty where it is new."""
    if question.was in before and question.was not in after:
        return question.was or ""
    return question.id if question.id in before else ""


def _changed(one: Question, other: Question) -> ChangedQuestion:
    fields = [name for name in _fields(one, other) if getattr(one, name, None) != getattr(other, name, None)]
    found = {aspect for name in fields for aspect in _aspects(one, other, name)}
    if one.kind_name == other.kind_name and _inputs(one) != _inputs(other):
        found.add("options")
    if not found and fields:
        found.add("details")
    return ChangedQuestion(
        id=other.id, was=one.id, aspects=tuple(name for name in ASPECTS if name in found), fields=tuple(fields)
    )


def _fields(one: Question, other: Question) -> list[str]:
    names = dict.fromkeys([*type(one).model_fields, *type(other).model_fields])
    return [name for name in names if name not in _NAMES]


def _aspects(one: Question, other: Question, name: str) -> Iterator[Aspect]:
    if name in _BY_FIELD:
        yield _BY_FIELD[name]
    elif name in Question.model_fields or name in _UNSCORED or one.kind_name != other.kind_name:
        yield "details"
    else:
        before, after = getattr(one, name, None), getattr(other, name, None)
        if _scored(before) != _scored(after):
            yield "key"
        if list(_texts(before)) != list(_texts(after)):
            yield "words"


def _inputs(question: Question) -> Mapping[str, Any]:
    """What is filled in, with what is offered."""
    inputs = {wanted.name: (wanted.kind, frozenset(wanted.options)) for wanted in question.inputs()}
    return inputs | {f"{name} shown": frozenset(ids) for name, ids in question.order(random.Random(0)).items()}


def _scored(value: Any) -> Any:
    """``value`` without its texts, and without what decides nothing: plain data that compare by their content."""
    if isinstance(value, Text):
        return None
    if isinstance(value, BaseModel):
        return {name: _scored(inner) for name, inner in value if name not in _UNSCORED}
    if isinstance(value, Mapping):
        return {name: _scored(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_scored(inner) for inner in value]
    return value


def _texts(value: Any) -> Iterator[Mapping[str, str]]:
    """Every text inside ``value``, by language."""
    if isinstance(value, Text):
        yield dict(value)
    else:
        inside: Sequence[Any] = ()
        if isinstance(value, BaseModel):
            inside = [inner for _, inner in value]
        elif isinstance(value, Mapping):
            inside = list(value.values())
        elif isinstance(value, tuple | list):
            inside = value
        for inner in inside:
            yield from _texts(inner)


def _quizzes(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Entries:
    before, after = ({str(quiz["id"]): quiz for quiz in quizzes} for quizzes in (old, new))
    return Entries(
        new=tuple(name for name in after if name not in before),
        withdrawn=tuple(name for name in before if name not in after),
        changed=tuple(name for name, quiz in after.items() if name in before and before[name] != quiz),
    )


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], leaving_out: Sequence[str]) -> tuple[str, ...]:
    names = [name for name in dict.fromkeys([*old, *new]) if name not in leaving_out]
    return tuple(name for name in names if old.get(name) != new.get(name))
