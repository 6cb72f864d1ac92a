"""Regrades of one question by who may edit its series: what one would do, doing it as shown, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.content import editors
from quiz.services.content.definitions import question_of, texts_of
from quiz.services.current_user import Learner
from quiz.services.grading import differences, regrades
from quiz.services.grading.differences import Difference
from quiz.services.reporting.item_words import example_of, prompt_words
from quiz.storage.queries.grading import regrades_made as queries

LISTED = 20
"""So many regrades of a question are listed on its page, the latest ones."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A question as it is published now, which answers are scored again by."""

    id: int
    slug: str
    bank: str
    series: str
    series_id: int
    prompt: str
    published_at: datetime

    @property
    def called(self) -> str:
        """What commands call the bank."""
        return f"{self.series}/{self.bank}"


@dataclass(frozen=True, kw_only=True)
class Past:
    """A regrade that was made. ``by`` and ``undone_by`` are names as they were then, empty where nothing was recorded.

    ``question`` is the id of the one question that it scored again, ``question_id`` its number; None where there are
    several. ``raised`` is how many answers gained, None where that was not recorded.
    """

    id: int
    bank: str
    question: str | None
    question_id: int | None
    questions: int
    attempts: int
    raised: int | None
    made_at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str


def find(session: Session, question_id: int, language: str) -> Subject:
    """The question of that number. Raises ``NotFound``."""
    row: Any = session.execute(queries.question(question_id, language)).first()
    if row is None:
        raise NotFound(str(question_id))
    shown, variant = texts_of(row.shown), example_of(question_of(row.content_hash, row.question))
    return Subject(
        id=row.id,
        slug=row.slug,
        bank=row.bank,
        series=row.series,
        series_id=row.series_id,
        prompt=prompt_words(shown, variant, language),
        published_at=row.published_at,
    )


def difference(session: Session, of: Subject, teacher: int | None) -> Difference:
    """What scoring the question again would do; ``teacher`` is the account whose learners are named, None names all."""
    return differences.find(session, of.called, of.slug, question_id=of.id, teacher=teacher)


def apply(
    session: Session, person: Learner, of: Subject, *, shown: str, now: datetime, by: audit.Actor
) -> regrades.Applied:
    """Score the question again as ``shown``, the mark of the difference that ``person`` has seen; nobody loses.

    Raises ``NotAnEditor``, ``regrades.Refused``; ``regrades.DifferenceChanged`` where it does something else by now.
    """
    editors.require(session, person, of.series_id)
    return regrades.apply(session, of.called, of.slug, now=now, by=by, shown=shown)


def undo(session: Session, person: Learner, number: int, *, now: datetime, by: audit.Actor) -> regrades.Made:
    """Put back what a regrade changed. Raises ``NotFound``, ``NotAnEditor`` and ``regrades.Refused``."""
    check_editor_of(session, person, number)
    return regrades.undo(session, number, now=now, by=by)


def check_editor_of(session: Session, person: Learner, number: int) -> None:
    """Raise ``NotFound`` where there is no such regrade, ``NotAnEditor`` where it is of a series of others."""
    series_id = session.scalars(queries.series_of(number)).first()
    if series_id is None:
        raise NotFound(str(number))
    editors.require(session, person, series_id)


def count(session: Session, person: Learner) -> int:
    """How many regrades there are of what ``person`` may edit."""
    return session.scalars(queries.count(editors.editable(session, person))).one()


def listed(session: Session, person: Learner, *, limit: int, offset: int) -> list[Past]:
    """A page of the regrades of what ``person`` may edit, the latest first."""
    rows = queries.made(editors.editable(session, person)).limit(limit).offset(offset)
    return _past(session, session.execute(rows).all())


def of_question(session: Session, of: Subject) -> list[Past]:
    """The latest regrades that scored the question again."""
    return _past(session, session.execute(queries.made([of.series_id], of.id).limit(LISTED)).all())


def _past(session: Session, rows: Sequence[Any]) -> list[Past]:
    moments = {at for row in rows for at in (row[0].made_at, row[0].undone_at) if at is not None}
    acts = {
        (act.after.get("regrade"), act.action): act
        for act in audit.recorded_at(session, ("regraded", "regrade_undone"), moments)
    }
    return [_one(row, acts.get((row[0].id, "regraded")), acts.get((row[0].id, "regrade_undone"))) for row in rows]


def _one(row: Any, made: audit.Act | None, undone: audit.Act | None) -> Past:
    one = row[0]
    return Past(
        id=one.id,
        bank=row.bank,
        question=row.first if row.questions == 1 else None,
        question_id=row.first_id if row.questions == 1 else None,
        questions=row.questions,
        attempts=row.attempts,
        raised=made.after.get("raised") if made is not None else None,
        made_at=one.made_at,
        by=made.actor if made is not None else "",
        undone_at=one.undone_at,
        undone_by=undone.actor if undone is not None else "",
    )
