"""Work that came in time stays in time, whatever is changed of dates, exceptions and groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quiz.domain.assignments.counting import days_late
from quiz.domain.assignments.terms import Terms, with_extras
from quiz.domain.errors import Message, say
from quiz.services.classes.assignments.terms import everybodys_dates, extras_by_account
from quiz.storage.models.assignments import Assignment
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import in_time as time_queries

_MINUTE = timedelta(minutes=1)


class MadeLate(ValueError):
    """A change would make late what came in time: so many attempts, the last of them at ``latest``."""

    def __init__(self, count: int, latest: datetime) -> None:
        self.count, self.latest = count, latest
        super().__init__(f"{count} until {latest}")

    def message(self, zone: str) -> Message:
        """What is wrong with a due date, and the first one that can be chosen, in the zone of the class."""
        whole = self.latest.replace(second=0, microsecond=0)
        earliest = whole if whole == self.latest else whole + _MINUTE
        return say(
            "It would make late what came in time (attempts: %(count)s). The earliest that can be chosen: %(earliest)s",
            count=self.count,
            earliest=earliest.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"),
        )


@dataclass(frozen=True, kw_only=True)
class _Came:
    account_id: int
    at: datetime


@contextmanager
def kept(session: Session, rows: Sequence[Assignment], *, now: datetime) -> Iterator[None]:
    """Change what holds for some assignments within; all of it is given up where that makes something late.

    What runs is taken to be handed in now. Raises ``MadeLate``.
    """
    before = {row.id: _came(session, row, now) for row in rows}
    with session.begin_nested():
        yield
        session.flush()
        for row in rows:
            late = [one.at for one, terms in _by_terms(session, row, before[row.id]) if days_late(terms, one.at)]
            if late:
                raise MadeLate(len(late), max(late))


def _came(session: Session, row: Assignment, now: datetime) -> list[_Came]:
    """The attempts at an assignment that are in time so far."""
    found = fetch(session, time_queries.came_in(row.quiz_id))
    every = [_Came(account_id=one.account_id, at=one.at or now) for one in found]
    return [one for one, terms in _by_terms(session, row, every) if not days_late(terms, one.at)]


def _by_terms(session: Session, row: Assignment, came: Sequence[_Came]) -> Iterator[tuple[_Came, Terms]]:
    if came:
        extras, dates = extras_by_account(session, row), everybodys_dates(row)
        yield from ((one, with_extras(dates, extras.get(one.account_id, ()))) for one in came)
