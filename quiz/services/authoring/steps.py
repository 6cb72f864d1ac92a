"""What a draft said before: kept as steps, so that an undo goes back past a save and nothing typed is lost."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.storage.models.authoring import BankDraftStep
from quiz.storage.queries.authoring import drafts as queries

EVERY = timedelta(minutes=1)
"""What is saved by itself while somebody types is a step once in this time."""
SHRUNK = 0.8
"""A text that loses more than this leaves is a step at once: it may have gone by a slip."""
MOST_STEPS = 200
"""Steps that a draft has; one more takes the place of the oldest."""
MOST_BYTES = 8_000_000
"""Bytes that the steps of a draft take, compressed; the oldest go first."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a draft said once: its number then, the bytes that it had, and when it was saved."""

    number: int
    size: int
    saved_at: datetime


def steps_of(session: Session, row_id: int | None) -> list[Step]:
    """The steps of a draft, the latest first."""
    if row_id is None:
        return []
    return [
        Step(number=row.number, size=row.size, saved_at=row.saved_at)
        for row in session.execute(queries.steps_of(row_id))
    ]


def text_at(session: Session, row_id: int | None, number: int) -> bytes | None:
    """What a draft said at a step; None where there is no such step."""
    packed = session.scalar(queries.step_of(row_id, number)) if row_id is not None else None
    return zlib.decompress(packed) if packed is not None else None


def latest_texts(session: Session, row_id: int | None, most: int) -> dict[int, bytes]:
    """What a draft said at the latest of its steps, by their numbers."""
    if row_id is None:
        return {}
    return {row.number: zlib.decompress(row.packed) for row in session.execute(queries.latest_steps(row_id, most))}


def before(steps: Sequence[Step], number: int) -> Step | None:
    """The step that an undo leads to from the draft's ``number``, or from the step that it stands at."""
    return next((step for step in steps if step.number < number), None)


def after(steps: Sequence[Step], number: int) -> Step | None:
    """The step that a redo leads to."""
    return next((step for step in reversed(steps) if step.number > number), None)


def is_due(steps: Sequence[Step], former: bytes, saved_at: datetime, typed: bytes) -> bool:
    """Whether ``former``, saved at that time by itself, is a step before ``typed`` takes its place."""
    return not steps or saved_at - steps[0].saved_at >= EVERY or len(typed) < len(former) * SHRUNK


def keep(session: Session, row_id: int, number: int, source: bytes, saved_at: datetime) -> None:
    """Keep what a draft says as a step; the oldest go where there are too many."""
    packed = zlib.compress(source)
    step = BankDraftStep(
        draft_id=row_id,
        number=number,
        packed=packed,
        packed_size=len(packed),
        size=len(source),
        saved_at=saved_at,
    )
    session.add(step)
    session.flush()
    total, gone = 0, []
    for place, row in enumerate(session.execute(queries.steps_of(row_id)).all(), 1):
        total += row.packed_size
        # The latest stays, however long it is.
        if place > 1 and (place > MOST_STEPS or total > MOST_BYTES):
            gone.append(row.number)
    if gone:
        session.execute(delete(BankDraftStep).where(BankDraftStep.draft_id == row_id, BankDraftStep.number.in_(gone)))
