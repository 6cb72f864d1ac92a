"""Drafts are kept, undone, discarded and begun; a change of somebody who had not seen the last one is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz.domain.authoring.names import is_bank_slug
from quiz.services.authoring import steps
from quiz.services.authoring.desk import Base, Draft, open_draft, series_to_edit
from quiz.services.authoring.steps import Step
from quiz.services.current_user import Learner
from quiz.storage.models.authoring import BankDraft
from quiz.storage.queries.authoring import drafts as queries
from quiz.storage.writes.authoring import begin_draft
from quiz.storage.writes.base import dialect_of

__all__ = [
    "MOST_BYTES",
    "Base",
    "Conflict",
    "Draft",
    "Moves",
    "NoStep",
    "Saved",
    "Taken",
    "TooLong",
    "begin",
    "close",
    "discard",
    "moves",
    "open_draft",
    "rebase",
    "redo",
    "restore",
    "save",
    "steps_of",
    "undo",
]

MOST_BYTES = 1_500_000
"""Bytes of a draft: what a request may carry, with room for the form around it."""


class TooLong(ValueError):
    """A draft that is longer than ``MOST_BYTES``."""


class NoStep(LookupError):
    """The draft has no such step, or has it no more."""


class Taken(ValueError):
    """A bank or a draft of that name is there already, or the name is none for a bank."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The draft as it is kept now."""

    draft: Draft


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Whether there is something to be undone, and something to be done again."""

    undo: bool
    redo: bool


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Nothing was saved: the draft was changed since, and ``draft`` is what it says now."""

    draft: Draft


def save(
    session: Session, draft: Draft, source: bytes, number: int, now: datetime, *, by_hand: bool = True
) -> Saved | Conflict:
    """Keep ``source`` as the draft, where ``number`` is the last one; else nothing is overwritten.

    ``by_hand``: what the draft said becomes a step at once; what saves itself while somebody types makes one now and
    then. The same again changes nothing. Raises ``TooLong``.
    """
    if len(source) > MOST_BYTES:
        raise TooLong
    if source == draft.source:
        # Sent twice, or nothing was typed.
        return Saved(draft=draft)
    if number != draft.number:
        return Conflict(draft=draft)
    return _put(session, draft, source, None, now, by_hand=by_hand)


def rebase(session: Session, draft: Draft, source: bytes, number: int, now: datetime) -> Saved | Conflict:
    """Keep ``source`` as the draft, made from what is published now. Raises ``TooLong``."""
    if len(source) > MOST_BYTES:
        raise TooLong
    if number != draft.number:
        return Conflict(draft=draft)
    return _put(session, replace(draft, base=draft.published), source, None, now, by_hand=True)


def discard(session: Session, draft: Draft, number: int, now: datetime) -> Saved | Conflict:
    """Give the draft up; it stays among its steps, and an undo brings it back."""
    if number != draft.number:
        return Conflict(draft=draft)
    return _put(session, draft, None, None, now, by_hand=True) if draft.is_kept else Saved(draft=draft)


def close(session: Session, draft: Draft, now: datetime) -> None:
    """End a draft that was published; what it said stays among its steps."""
    _put(session, draft, None, None, now, by_hand=True)


def steps_of(session: Session, draft: Draft) -> list[Step]:
    """What the draft said before, the latest first."""
    return steps.steps_of(session, draft.row_id)


def restore(session: Session, draft: Draft, step: int, number: int, now: datetime) -> Saved | Conflict:
    """Let the draft say what it said at ``step``; what it says now becomes a step. Raises ``NoStep``."""
    if number != draft.number:
        return Conflict(draft=draft)
    found = steps.text_at(session, draft.row_id, step)
    if found is None:
        raise NoStep(step)
    return _put(session, draft, found, step, now, by_hand=True)


def undo(session: Session, draft: Draft, number: int, now: datetime) -> Saved | Conflict:
    """Go back by one step, also past a save; without any nothing changes."""
    return _go(session, draft, steps.before(steps_of(session, draft), _stands_at(draft)), number, now)


def redo(session: Session, draft: Draft, number: int, now: datetime) -> Saved | Conflict:
    """Take back an undo; where nothing was undone nothing changes."""
    return _go(session, draft, steps.after(steps_of(session, draft), _stands_at(draft)), number, now)


def moves(session: Session, draft: Draft) -> Moves:
    """Whether an undo, and a redo, of the draft leads anywhere."""
    known, at = steps_of(session, draft), _stands_at(draft)
    was_undone = draft.is_kept and draft.step is not None
    return Moves(undo=steps.before(known, at) is not None, redo=was_undone and steps.after(known, at) is not None)


def _stands_at(draft: Draft) -> int:
    return draft.step if draft.step is not None and draft.is_kept else draft.number


def _go(session: Session, draft: Draft, step: Step | None, number: int, now: datetime) -> Saved | Conflict:
    if number != draft.number:
        return Conflict(draft=draft)
    return restore(session, draft, step.number, number, now) if step is not None else Saved(draft=draft)


def begin(session: Session, person: Learner, series: str, slug: str, source: bytes, now: datetime) -> Draft:
    """A draft of a bank that is new. Raises ``Taken``, ``TooLong``, and ``NotFound`` as ``open_draft`` does."""
    row = series_to_edit(session, person, series)
    known = session.execute(queries.current_of(row.id, slug)).first()
    kept = session.scalars(queries.draft_of(person.id, row.id, slug)).first()
    if not is_bank_slug(slug) or known is not None or (kept is not None and kept.source is not None):
        raise Taken(slug)
    blank = Draft(
        account_id=person.id,
        series_id=row.id,
        series=row.slug,
        slug=slug,
        source=b"",
        number=kept.number if kept is not None else 0,
        saved_at=None,
        base=Base(),
        published=Base(),
        row_id=kept.id if kept is not None else None,
    )
    saved = save(session, blank, source, blank.number, now)
    if isinstance(saved, Conflict):
        raise Taken(slug)
    return saved.draft


def _put(
    session: Session, draft: Draft, source: bytes | None, step: int | None, now: datetime, *, by_hand: bool
) -> Saved | Conflict:
    values: dict[str, Any] = {
        "source": source,
        "step": step,
        "saved_at": now,
        "base_revision_id": draft.base.revision_id,
        "base_source": draft.base.source if draft.base.revision_id is None else None,
    }
    kept = _insert(session, draft, values) if draft.row_id is None else _update(session, draft, values)
    if kept is None:
        # Two came at the same moment, and the other one was first.
        return Conflict(draft=_again(session, draft))
    row_id, number = kept
    _keep_step(session, draft, row_id, source, step, now, by_hand=by_hand)
    is_kept = source is not None
    return Saved(
        draft=replace(
            draft,
            source=source if source is not None else draft.published.source,
            base=draft.base if is_kept else draft.published,
            number=number,
            saved_at=now if is_kept else None,
            row_id=row_id,
            step=step,
        )
    )


def _insert(session: Session, draft: Draft, values: dict[str, Any]) -> tuple[int, int] | None:
    row = {"account_id": draft.account_id, "series_id": draft.series_id, "slug": draft.slug, "number": 1, **values}
    session.execute(begin_draft(dialect_of(session)), row)
    kept = session.scalars(queries.draft_of(draft.account_id, draft.series_id, draft.slug)).one()
    return (kept.id, kept.number) if kept.source == values["source"] and kept.number == 1 else None


def _update(session: Session, draft: Draft, values: dict[str, Any]) -> tuple[int, int] | None:
    assert draft.row_id is not None
    last = update(BankDraft).where(BankDraft.id == draft.row_id, BankDraft.number == draft.number)
    changed: Any = session.execute(last.values(**values, number=draft.number + 1))
    return (draft.row_id, draft.number + 1) if changed.rowcount else None


def _again(session: Session, draft: Draft) -> Draft:
    """The draft as somebody else has kept it meanwhile."""
    query = queries.draft_of(draft.account_id, draft.series_id, draft.slug)
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    return replace(
        draft,
        source=row.source if row.source is not None else draft.published.source,
        number=row.number,
        saved_at=row.saved_at if row.source is not None else None,
        row_id=row.id,
        step=row.step,
    )


def _keep_step(
    session: Session,
    draft: Draft,
    row_id: int,
    source: bytes | None,
    step: int | None,
    now: datetime,
    *,
    by_hand: bool,
) -> None:
    """Keep what the draft said before as a step, where it is none yet, or where something was typed after an undo."""
    if not draft.source or (step is not None and draft.step is not None):
        return
    saved_at = draft.saved_at or now
    known = steps.steps_of(session, row_id)
    if known and known[0].number == draft.number:
        return
    if by_hand or draft.step is not None or steps.is_due(known, draft.source, saved_at, source or b""):
        steps.keep(session, row_id, draft.number, draft.source, saved_at)
