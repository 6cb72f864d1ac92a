"""Who of a class may need help, with the reasons, what to do, and a message that is ready to send."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quiz.domain import schedule
from quiz.domain.classes import needs_help
from quiz.domain.classes.needs_help import QUIET, Facts, Need, Work
from quiz.domain.errors import Message
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview import naming
from quiz.services.classes.overview.mistakes import Mistakes, Recent, Said
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import known as known_queries
from quiz.storage.queries.teaching import work as work_queries

LOOK_BACK = timedelta(days=14)
"""An assignment that was due before this is not said any more."""


@dataclass(frozen=True, kw_only=True)
class InClass:
    """A learner of a class, with the rules that hold for them, the most urgent first."""

    member: int
    account: int
    name: str | Message
    facts: Facts
    needs: Sequence[Need]
    mistake: Said | None
    language: str | None

    @property
    def urgency(self) -> float:
        """How urgent all of it is together; 0 where nothing is."""
        return needs_help.urgency(self.needs)


def find(session: Session, entered: Entered, mistakes: Mistakes, *, now: datetime) -> list[InClass]:
    """Every learner of a class by name, with what may be needed."""
    zone = ZoneInfo(entered.row.time_zone)
    today = now.astimezone(zone).date()
    fades = schedule.stabilities_until(needs_help.RECALL)
    rows = fetch(session, known_queries.learner_facts(entered.id, today, fades)).all()
    work = _work(session, entered.id, now)
    nothing = Recent()
    found = []
    for row in rows:
        recent = mistakes.recent.get(row.account_id, nothing)
        facts = _facts(row, recent, work.get(row.account_id, ()), zone)
        found.append(
            InClass(
                member=row.member,
                account=row.account_id,
                name=naming.name_of(entered, row),
                facts=facts,
                needs=needs_help.needs(facts, today=today, now=now),
                mistake=_said(recent, mistakes),
                language=row.language,
            )
        )
    return entered.names.in_order(found, lambda one: one.name)


def in_need(learners: Sequence[InClass]) -> list[InClass]:
    """Those for whom a rule holds, the most urgent first."""
    return sorted((one for one in learners if one.needs), key=lambda one: -one.urgency)


def _said(recent: Recent, mistakes: Mistakes) -> Said | None:
    """What the misconception is called that a learner's answers spoke of most."""
    worst = min(recent.tags, key=lambda tag: (-recent.tags[tag], str(tag)), default=None)
    return mistakes.spoken[worst].said if worst is not None else None


def _facts(row: Any, recent: Recent, work: Sequence[Work], zone: ZoneInfo) -> Facts:
    return Facts(
        joined_on=row.joined_at.astimezone(zone).date(),
        last_day=_last_day(row, zone),
        work=work,
        mistakes=[(str(tag), times) for tag, times in recent.tags.items()],
        sure=recent.sure,
        sure_wrong=recent.sure_wrong,
        learnt=row.learnt or 0,
        faded=row.faded or 0,
    )


def _last_day(row: Any, zone: ZoneInfo) -> date | None:
    """The latest day with an answer; what waits to be graded was answered when it was handed in."""
    waits = [row.handed_in_at.astimezone(zone).date()] if row.handed_in_at is not None else []
    return max([*waits, *([row.last_day] if row.last_day is not None else [])], default=None)


def _work(session: Session, class_id: int, now: datetime) -> Mapping[int, Sequence[Work]]:
    """What each learner has not handed in, by the number of their account."""
    found: dict[int, list[Work]] = defaultdict(list)
    for row in fetch(session, work_queries.work_left(class_id, now, now - LOOK_BACK, now + QUIET)):
        found[row.account_id].append(Work(title=row.title, due_at=row.due_at))
    return found
