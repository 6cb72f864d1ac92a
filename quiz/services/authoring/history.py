"""What was published of a bank, and what its draft said before: each of them looked at, compared, a draft again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services.attempts.refusals import NotFound
from quiz.services.authoring import steps
from quiz.services.authoring.comparing.differing import Lines, difference, lines_in
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.drafts import Conflict, Saved, rebase
from quiz.services.authoring.steps import Step
from quiz.services.content.revisions import reading
from quiz.services.content.revisions.reading import Revision
from quiz.storage.models.content import BankRow
from quiz.storage.queries.content import revisions as revision_queries


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Two revisions of a bank and what differs from one to the other; ``lines`` is None where a file wasn't kept."""

    before: int
    after: int
    lines: Lines | None


MOST_COUNTED = 40
"""Steps of which a page says how many lines are different."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What a draft said once; how many lines it has now that it had not then, and the other way round, if counted."""

    step: Step
    added: int | None = None
    removed: int | None = None


def earlier(session: Session, draft: Draft) -> list[Earlier]:
    """The steps of a draft, the latest first."""
    texts = steps.latest_texts(session, draft.row_id, MOST_COUNTED)
    now, found = lines_in(draft.source), []
    for step in steps.steps_of(session, draft.row_id):
        if step.number in texts:
            then = lines_in(texts[step.number])
            found.append(Earlier(step=step, added=(now - then).total(), removed=(then - now).total()))
        else:
            found.append(Earlier(step=step))
    return found


def since(session: Session, draft: Draft, number: int) -> Lines:
    """What is different in a draft from what it said at a step. Raises ``NotFound`` where there is no such step."""
    source = steps.text_at(session, draft.row_id, number)
    if source is None:
        raise NotFound(str(number))
    return difference(source, draft.source, (draft.slug, draft.slug))


def revisions(session: Session, draft: Draft) -> list[Revision]:
    """Every revision of a draft's bank, the latest first."""
    bank = session.get(BankRow, draft.bank_id) if draft.bank_id is not None else None
    return reading.history(session, bank) if bank is not None else []


def compare(session: Session, draft: Draft, before: int, after: int) -> Compared:
    """What differs from revision ``before`` to revision ``after``. Raises ``NotFound`` where there is no such one."""
    known = {one.number for one in revisions(session, draft)}
    if not {before, after} <= known:
        raise NotFound(draft.slug)
    older, newer = (_source(session, draft, number) for number in (before, after))
    names = (f"{draft.slug}@{before}", f"{draft.slug}@{after}")
    lines = difference(older, newer, names) if older is not None and newer is not None else None
    return Compared(before=before, after=after, lines=lines)


def restore(session: Session, draft: Draft, revision: int, number: int, now: datetime) -> Saved | Conflict:
    """Let the draft say what a revision says, to be published again; what it said becomes a step.

    Raises ``NotFound`` where there is no such revision, or its file was not kept.
    """
    source = _source(session, draft, revision)
    if source is None:
        raise NotFound(str(revision))
    return rebase(session, draft, source, number, now)


def _source(session: Session, draft: Draft, number: int) -> bytes | None:
    if draft.bank_id is None:
        return None
    return session.scalars(revision_queries.source_of(draft.bank_id, number)).first()
