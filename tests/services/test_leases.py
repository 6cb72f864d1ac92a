"""Leases: of several processes one has the work, until it gives it up or its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quiz.services import leases

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LASTS = timedelta(minutes=2)


def take(session: Session, holder: str, after: timedelta = timedelta()) -> bool:
    return leases.take(session, "work", holder, now=NOW + after, lasts=LASTS)


def test_one_has_it_and_may_take_it_again(session: Session) -> None:
    assert take(session, "a")
    assert take(session, "a", timedelta(minutes=1))
    assert not take(session, "b", timedelta(minutes=2))
    assert leases.take(session, "other work", "b", now=NOW, lasts=LASTS)


def test_another_goes_on_where_its_time_is_over(session: Session) -> None:
    assert take(session, "a")
    assert take(session, "b", LASTS)
    assert not take(session, "a", LASTS)


def test_it_is_free_once_its_holder_gives_it_up(session: Session) -> None:
    assert take(session, "a")
    leases.give_up(session, "work", "b")
    assert not take(session, "b")
    leases.give_up(session, "work", "a")
    assert take(session, "b")


def test_of_two_connections_one_gets_it(engine: Engine) -> None:
    with Session(engine) as first:
        assert take(first, "a")
        first.commit()
    with Session(engine) as second:
        assert not take(second, "b")
        second.rollback()
