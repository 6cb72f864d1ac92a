"""What each learner of a class knows of each section: a page of the map, in the order that is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.classes import heat
from quiz.domain.classes.heat import Cell, Standing
from quiz.domain.errors import Message
from quiz.domain.mastery import PRIOR
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview import naming
from quiz.services.classes.overview.columns import Map
from quiz.services.identity.names import name_key
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import known as known_queries
from quiz.storage.queries.teaching import learners as learners_queries


@dataclass(frozen=True, kw_only=True)
class Row:
    """A learner's row: a cell for each column that has questions, and one for all together."""

    member: int
    name: str | Message
    cells: Mapping[str, Cell]
    whole: Cell


@dataclass(frozen=True, kw_only=True)
class Named:
    """A learner of a class by number, account and name."""

    member: int
    account: int
    name: str | Message


def learners(session: Session, entered: Entered, named: str, words: Callable[[str | Message], str]) -> list[Named]:
    """The learners with ``named`` in the names that they are shown with, by name."""
    rows = fetch(session, learners_queries.members_with_accounts(entered.id)).all()
    found = [Named(member=row.member, account=row.account_id, name=naming.name_of(entered, row)) for row in rows]
    found = entered.names.in_order(found, lambda one: one.name)
    wanted = name_key(named)
    return [one for one in found if wanted in name_key(words(one.name))] if wanted else found


def in_order(
    session: Session, entered: Entered, found: Map, learners: Sequence[Named], column: str, *, falling: bool
) -> list[Named]:
    """``learners`` by what they know of a column, or of everything (``all``); who began nothing comes last."""
    key = found.column(column)
    weights = [one for one in found.weights if key is None or one.column == column]
    if column == "name" or not weights:
        return list(reversed(learners)) if falling else list(learners)
    values = _values(session, entered.id, weights, found.show, whole=key is None and found.bank is None)
    begun = [one for one in learners if one.member in values]
    begun.sort(key=lambda one: values[one.member], reverse=falling)
    return [*begun, *(one for one in learners if one.member not in values)]


def _values(
    session: Session, class_id: int, weights: Sequence[heat.Weight], show: heat.Show, *, whole: bool
) -> dict[int, float]:
    """The number of these parts of every learner who began, by the number of the member; ``whole``: they are all."""
    total = sum(one.questions for one in weights)
    parts = [(*one.measured, one.questions) for one in weights]
    found: Sequence[Any] = (
        fetch(session, known_queries.known_by_all(class_id)).all()
        if whole
        else session.execute(known_queries.known_of(parts, class_id)).all()
    )
    if show == "mastered":
        return {row.member: row.mastered / total for row in found}
    return {row.member: (row.known + (total - row.questions) * PRIOR) / total for row in found}


def rows(session: Session, found: Map, learners: Sequence[Named]) -> list[Row]:
    """The rows of these learners, read at once."""
    known: dict[int, dict[tuple[int, str], Standing]] = defaultdict(dict)
    query = known_queries.masteries_of([one.account for one in learners], found.banks)
    for row in session.execute(query).all() if learners else ():
        known[row.account_id][row.bank_id, row.measures] = Standing(row.known, row.mastered_at is not None, row.answers)
    return [row_of(found, one, known[one.account]) for one in learners]


def row_of(found: Map, one: Named | Any, known: heat.Known) -> Row:
    """The row of one learner."""
    return Row(
        member=one.member,
        name=one.name,
        cells=heat.cells(found.weights, known, found.show),
        whole=heat.cell_of(found.whole, known, found.show),
    )
