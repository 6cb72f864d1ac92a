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
from quiz.domain.classes.needs_help import QUIET, Facts, Mistake, Need, Work
from quiz.domain.errors import Message
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview import naming
from quiz.services.classes.overview.mistakes import Mistakes, Recent, Said
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import known as known_queries
from quiz.storage.queries.teaching import work as work_queries

LOOK_BACK = timedelta(days=14)
"""An assignment that was due before this is not said any more, and only counts as missed."""
EVER = timedelta(days=365)
"""A class is over after so long."""


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
    rows = fetch(
        session, known_queries.learner_facts(entered.id, today, mistakes.since.astimezone(zone).date(), fades)
    ).all()
    scores = _scores(session, entered.id)
    work = _work(session, entered.id, now)
    nothing = Recent()
    found = []
    for row in rows:
        recent = mistakes.recent.get(row.account_id, nothing)
        facts = _facts(row, recent, work.get(row.account_id, ()), scores.get(row.account_id, {}), zone, now)
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


def _facts(
    row: Any, recent: Recent, work: Sequence[Work], scores: Mapping[int, float], zone: ZoneInfo, now: datetime
) -> Facts:
    lately = [one for one in work if one.due_at >= now - LOOK_BACK]
    return Facts(
        joined_on=row.joined_at.astimezone(zone).date(),
        last_day=_last_day(row, zone),
        work=lately,
        missed=len(work) - len(lately),
        scores=list(scores.values()),
        mistakes=[Mistake(str(tag), times, _days(recent.moments[tag], zone)) for tag, times in recent.tags.items()],
        answers=row.answers or 0,
        sure=recent.sure,
        sure_wrong=recent.sure_wrong,
        learnt=row.learnt or 0,
        faded=row.faded or 0,
    )


def _last_day(row: Any, zone: ZoneInfo) -> date | None:
    """The latest day with an answer; what waits to be graded was answered when it was handed in."""
    waits = [row.handed_in_at.astimezone(zone).date()] if row.handed_in_at is not None else []
    return max([*waits, *([row.last_day] if row.last_day is not None else [])], default=None)


def _days(moments: tuple[datetime, datetime], zone: ZoneInfo) -> int:
    """On how many days something happened at least, by its first and last moment."""
    first, last = (one.astimezone(zone).date() for one in moments)
    return 1 if first == last else 2


def _scores(session: Session, class_id: int) -> Mapping[int, Mapping[int, float]]:
    """The best score of each learner in each assignment, 0 to 1, by the numbers of their account and of its quiz."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for account, quiz, points, possible in fetch(session, work_queries.scores_of(class_id)):
        if possible:
            found[account][quiz] = max(found[account].get(quiz, 0.0), float(points / possible))
    return found


def _work(session: Session, class_id: int, now: datetime) -> Mapping[int, Sequence[Work]]:
    """What each learner has not handed in of all that was due, by the number of their account."""
    found: dict[int, list[Work]] = defaultdict(list)
    for row in fetch(session, work_queries.work_left(class_id, now, now - EVER, now + QUIET)):
        found[row.account_id].append(Work(title=row.title, due_at=row.due_at))
    return found
