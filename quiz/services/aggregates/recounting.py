"""What a learner has mastered and remembers, recounted without keeping others from writing meanwhile.

To count tens of thousands of reviews takes seconds. So it is counted in a transaction that only reads, and written in
a short one if nothing of it has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild, writing
from quiz.services.aggregates.comparing import Difference, Key, Values, differing, stored_in, wanted_rows
from quiz.services.aggregates.sums import lock_account
from quiz.storage.models.base import Base
from quiz.storage.prepared import fetch
from quiz.storage.queries import own_data as own_queries

TRIES = 3
"""So often it is counted where the learner answers meanwhile; after that, while they wait."""

Pause = Callable[[bool], None]
"""Ends the transaction, so that others may write, and begins the next; True for one that only reads."""


def in_one(reads: bool) -> None:
    """Go on in the same transaction."""


@dataclass(frozen=True, kw_only=True)
class State:
    """What was stored of a learner when it was counted: every score that counts moves a row of it."""

    rows: Mapping[type[Base], Mapping[Key, Values]]
    brought: tuple[Any, ...]


def recount_learner(session: Session, account_id: int, pause: Pause = in_one) -> None:
    """Recount a learner after what they brought along changed. The transaction that writes it stays open."""
    for _ in range(TRIES):
        pause(True)
        counted = _state(session, account_id)
        found = _differences(session, account_id, counted)
        pause(False)
        lock_account(session, account_id)
        if _state(session, account_id) == counted:
            writing.write_all(session, iter(found))
            return
    rebuild.recount_learner(session, account_id)


def _state(session: Session, account_id: int) -> State:
    within = partial(_own, account_id)
    rows = {model: stored_in(session, model, within) for model in rebuild.MASTERY}
    return State(rows=rows, brought=tuple(fetch(session, own_queries.count_brought(account_id)).one()))


def _own(account_id: int, table: Table) -> ColumnElement[bool]:
    return table.c.account_id == account_id


def _differences(session: Session, account_id: int, state: State) -> Sequence[Difference]:
    wanted = wanted_rows(rebuild.learning_of(session, account_id))
    return [one for model in rebuild.MASTERY for one in differing(model, state.rows[model], wanted[model])]
