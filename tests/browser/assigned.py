"""A class with assignments in several states, for the pages that somebody can see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.attempts import submitting
from quiz.services.classes import entering, making
from quiz.services.classes.assignments import sitting, watching, writing
from quiz.services.classes.assignments.drafts import Draft
from quiz.services.classes.assignments.recipes import Choice
from quiz.storage.models.content import SeriesRow
from tests.services.builders import named

TITLE = "3주차 확인: 희소 전문가 혼합과 긴 문맥, 그리고 저랭크 적응을 한꺼번에"
"""As long as titles get."""


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """The numbers of a class and of its assignments: one that runs, one whose feedback is held back, a draft.

    ``token`` is that of an attempt that is done, ``sat`` that of one that runs, ``member`` the number of their learner.
    """

    room: int
    running: int
    held: int
    draft: int
    token: str
    sat: str
    member: int


def assign(session: Session, teacher: str, learner: str) -> Assigned:
    """Make the class; ``learner`` sits in one assignment and has handed in another."""
    now = datetime.now(UTC)
    tutor, pupil = named(session, teacher), named(session, learner)
    series = session.scalars(select(SeriesRow.id).order_by(SeriesRow.id)).first() or 0
    row = making.make(session, tutor, "월요일 저녁반", [series], time_zone="Asia/Seoul", now=now)
    member = making.add(session, row.id, pupil.id, "learner", now=now)
    entered = entering.enter(session, tutor, row.id, "assign")

    def made(**changes: Any) -> int:
        due = now + timedelta(days=3)
        choice = Choice(source="quiz", quiz="2024-01/check")
        draft = Draft(**{"series_id": series, "title": TITLE, "choice": choice, "due_at": due, **changes})
        return writing.make(session, entered, draft, now=now).id

    running, held, draft = made(minutes=60), made(feedback="after_due", title="기한 뒤에"), made(access_code="달빛")
    for one in (running, held):
        writing.publish(session, entered, one, now=now)
    sat = sitting.start(session, pupil, running, now=now).token
    attempt = sitting.start(session, pupil, held, now=now)
    submitting.hand_in(session, pupil, attempt.token, now=now)
    made_of = {"running": running, "held": held, "draft": draft}
    return Assigned(room=row.id, **made_of, token=attempt.token, sat=sat, member=member.id)


def tell(session: Session, teacher: str, assigned: Assigned, text: str) -> None:
    """A message of the teacher to who sits the assignment that runs."""
    tutor, now = named(session, teacher), datetime.now(UTC)
    entered = entering.enter(session, tutor, assigned.room, "message")
    watching.tell(session, entered, assigned.running, "", text, tutor, now=now)
