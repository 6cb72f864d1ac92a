"""The ids of questions that a file gives none: those of the same questions as published before, else new ones."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from quiz.domain.errors import Problem, say
from quiz.domain.yaml.document import Place


@dataclass(frozen=True, kw_only=True)
class KnownQuestion:
    """A question on offer: its id, the hash of its content without ids, its kind, and its place from 0."""

    id: str
    content_hash: str
    kind: str
    position: int


@dataclass(frozen=True, kw_only=True)
class WrittenQuestion:
    """A question as a file has it; ``id`` is empty where it has none, ``was`` where it was not renamed."""

    id: str
    content_hash: str
    kind: str
    position: int
    was: str = ""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """The question at ``position`` may be any of the ``candidates``."""

    position: int
    candidates: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ids:
    """The id of each written question in their order; one in ``doubts`` has a new one, and is not to be published."""

    ids: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()


Q = TypeVar("Q", KnownQuestion, WrittenQuestion)


def ids_of(
    written: Sequence[WrittenQuestion], known: Sequence[KnownQuestion], *, seed: str, taken: Collection[str] = ()
) -> Ids:
    """The id of each question of a file, given those that are on offer.

    A written id stands. A question without one is the known question of the same content; of several of the same
    content the one at its place. Else it is the known question at its place, if that is of its kind and no other
    question is it. Else it is new: its id is made from ``seed`` and its content, and is none of those ``taken``.
    """
    claimed = {name for question in written for name in (question.id, question.was)}
    free = {entry.id: entry for entry in known if entry.id not in claimed}
    nameless = [question for question in written if not question.id]
    found, doubts = _by_content([question for question in nameless if not question.was], free)
    doubtful = {doubt.position for doubt in doubts}
    rest = [question for question in nameless if question.position not in {*found, *doubtful} and not question.was]
    held = {*found.values(), *(name for doubt in doubts for name in doubt.candidates)}
    found |= _by_place(rest, [entry for name, entry in free.items() if name not in held])
    made = _new_ids(seed, {*claimed, *(entry.id for entry in known), *taken})
    return Ids(
        ids=tuple(question.id or found.get(question.position) or made(question) for question in written),
        doubts=tuple(doubts),
    )


def _by_content(
    nameless: Sequence[WrittenQuestion], free: Mapping[str, KnownQuestion]
) -> tuple[dict[int, str], list[Doubt]]:
    """The ids of the known questions of the same content by position, and where more than one would do."""
    found: dict[int, str] = {}
    doubts: list[Doubt] = []
    alike = _grouped(free.values())
    for content, questions in _grouped(nameless).items():
        entries = {entry.position: entry.id for entry in alike.get(content, ())}
        at = {question.position for question in questions}
        here = {position: entries.pop(position) for position in at & entries.keys()}
        found |= here
        moved = sorted(at - here.keys())
        if len(moved) == len(entries) == 1:
            found[moved[0]] = next(iter(entries.values()))
        elif moved and entries:
            doubts += [Doubt(position=position, candidates=tuple(entries.values())) for position in moved]
    return found, doubts


def _by_place(nameless: Sequence[WrittenQuestion], free: Iterable[KnownQuestion]) -> dict[int, str]:
    places = {(entry.position, entry.kind): entry.id for entry in free}
    at = {question.position: places.get((question.position, question.kind)) for question in nameless}
    return {position: name for position, name in at.items() if name is not None}


def _grouped(questions: Iterable[Q]) -> dict[str, list[Q]]:
    groups: dict[str, list[Q]] = defaultdict(list)
    for question in questions:
        groups[question.content_hash].append(question)
    return groups


def _new_ids(seed: str, taken: set[str]) -> Callable[[WrittenQuestion], str]:
    """Makes ids of eight hex digits, each once."""

    def made(question: WrittenQuestion) -> str:
        name = next(name for name in _names(f"{seed} {question.content_hash}") if name not in taken)
        taken.add(name)
        return name

    return made


def _names(seed: str) -> Iterator[str]:
    def name(number: int) -> str:
        return f"q-{hashlib.sha256(f'{seed} {number}'.encode()).hexdigest()[:8]}"

    return map(name, count())


def problems_of(doubts: Iterable[Doubt], file: str, places: Mapping[int, Place]) -> Iterator[Problem]:
    """What is said of questions that may be either of two; ``places`` has where each of them begins in ``file``."""
    for doubt in doubts:
        line, column = places[doubt.position]
        yield Problem(
            code="S4",
            file=file,
            line=line,
            column=column,
            message=say("this question has no id and may be any of these: %(ids)s", ids=", ".join(doubt.candidates)),
            remedy=say("write id: with the one that it is, or with a new one"),
        )
