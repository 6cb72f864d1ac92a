"""For how long data are kept of learners who do not come back, and of archived classes: off until it is set."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.storage.models.integrity import RetentionRules
from quiz.storage.queries import admin as admin_queries

NOTICE = timedelta(days=30)
"""How long before a deletion those whom it concerns get a notice."""
LEARNER_MONTHS = (6, 120)
"""The fewest and the most months: a summer and a term without a visit are no reason."""
CLASS_MONTHS = (1, 120)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """After how many months learners who were not seen are deleted, and archived classes; None: never."""

    learner_months: int | None = None
    class_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many learners and classes the rules cover today: they get a notice, and are deleted 30 days later."""

    learners: int
    classes: int


def rules(session: Session) -> Rules:
    """The rules that hold."""
    row = session.get(RetentionRules, 1)
    return Rules(learner_months=row.learner_months, class_months=row.class_months) if row is not None else Rules()


def is_due(session: Session) -> bool:
    """Whether there is anything to do: a rule, or a notice by one that holds no more."""
    return rules(session) != Rules() or informed(session) != Reach(learners=0, classes=0)


def months_before(now: datetime, months: int) -> datetime:
    """The moment so many months before ``now``; the last day of a shorter month stands for a day that it has not."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def reach(session: Session, wanted: Rules, *, now: datetime) -> Reach:
    """How many learners and classes these rules would name today."""
    learners = classes = 0
    if wanted.learner_months is not None:
        idle = admin_queries.idle_learners(months_before(now, wanted.learner_months)).subquery()
        learners = session.scalar(select(func.count()).select_from(idle)) or 0
    if wanted.class_months is not None:
        old = admin_queries.idle_classes(months_before(now, wanted.class_months)).subquery()
        classes = session.scalar(select(func.count()).select_from(old)) or 0
    return Reach(learners=learners, classes=classes)


def informed(session: Session) -> Reach:
    """How many learners and classes got a notice, and wait to be deleted."""
    row = session.execute(admin_queries.count_informed()).one()
    return Reach(learners=row.learners, classes=row.classes)


def save(session: Session, wanted: Rules, *, by: audit.Actor, now: datetime) -> None:
    """Let other rules hold from now on. Raises ``ValueError`` for months out of range."""
    for months, (fewest, most) in ((wanted.learner_months, LEARNER_MONTHS), (wanted.class_months, CLASS_MONTHS)):
        if months is not None and not fewest <= months <= most:
            raise ValueError(months)
    before = rules(session)
    if before == wanted:
        return
    row = session.get(RetentionRules, 1) or RetentionRules(id=1)
    row.learner_months, row.class_months, row.changed_at = wanted.learner_months, wanted.class_months, now
    session.add(row)
    session.flush()
    audit.record(
        session, "retention_changed", audit.store(), by=by, now=now, before=_plain(before), after=_plain(wanted)
    )


def _plain(wanted: Rules) -> dict[str, int | None]:
    return {"learner_months": wanted.learner_months, "class_months": wanted.class_months}
