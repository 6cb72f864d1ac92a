"""Column types mean the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.services.content.media import MediaFolder
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services.builders import PRACTICE, person, pinned, save, start_one, typing

SEOUL = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (datetime(2026, 3, 14, 12, tzinfo=UTC), datetime(2026, 3, 14, 12, tzinfo=UTC)),
        (datetime(2026, 3, 15, 0, 30, tzinfo=SEOUL), datetime(2026, 3, 14, 15, 30, tzinfo=UTC)),
        (datetime(2026, 3, 14, 12, 0, 0, 123456, tzinfo=UTC), datetime(2026, 3, 14, 12, 0, 0, 123456, tzinfo=UTC)),
        (datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_comes_back_in_utc(session: Session, written: datetime, read: datetime) -> None:
    person(session, "Alice").seen_at = written
    session.commit()
    found = session.scalars(select(Account.seen_at)).one()
    assert (found, found.utcoffset()) == (read, timedelta(0))
    assert session.scalars(select(Account.id).where(Account.seen_at == written)).first() is not None


def test_moments_are_compared_as_moments(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    alice.seen_at = datetime(2026, 3, 15, 1, tzinfo=SEOUL)
    bob.seen_at = datetime(2026, 3, 14, 23, tzinfo=UTC)
    session.flush()
    assert session.scalars(select(Account.name).order_by(Account.seen_at)).all() == ["Alice", "Bob"]


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    person(session, "Alice").seen_at = datetime(2026, 3, 14, 12)  # noqa: DTZ001 - what is refused
    with pytest.raises(StatementError, match="without a zone"):
        session.flush()


def test_no_moment_is_none(session: Session) -> None:
    attempt = starting.start(session, person(session, "Alice"), PRACTICE, now=NOW)
    session.commit()
    session.expire_all()
    assert (attempt.deadline_at, attempt.finished_at, attempt.points) == (None, None, None)


@pytest.mark.parametrize(
    "value", [Fraction(0), Fraction(1), Fraction(2, 3), Fraction(10**30 + 1, 10**30), Fraction(-1, 7)]
)
def test_a_fraction_is_kept_exactly(session: Session, value: Fraction) -> None:
    attempt = starting.start(session, person(session, "Alice"), PRACTICE, now=NOW)
    attempt.points_possible = value
    session.commit()
    assert session.scalars(select(Attempt.points_possible)).one() == value


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"ko": "한글", "emoji": "👩🏽‍🚀🌕", "nfd": "가", "quote": "\"'\\", "line": "a\nb\u2028c"},
        {"deep": {"list": [1, 2.5, None, True, "x"], "empty": []}},
        {"한글 열쇠": ""},
        {"none": None},
        {"zebra": 1, "ab": 2, "a": 3},
    ],
)
def test_json_comes_back_as_it_was_stored(session: Session, value: dict[str, Any]) -> None:
    series = session.scalars(select(SeriesRow)).one()
    series.definition = value
    session.commit()
    session.expire_all()
    assert series.definition == value
    # In its order too: what is drawn by seed must not depend on the database.
    assert list(series.definition) == list(value)


def test_no_json_is_null_in_the_database(session: Session) -> None:
    alice = person(session, "Alice")
    attempt = starting.start(session, alice, PRACTICE, now=NOW)
    session.commit()
    assert session.scalar(select(func.count()).where(AttemptQuestion.score.is_(None))) == 8
    row = pinned(session, attempt)[0]
    row.score, row.fraction, row.share, row.marks, row.scored_at = {"chosen": []}, Fraction(1), 1.0, Fraction(1), NOW
    session.flush()
    row.score, row.fraction, row.share, row.marks, row.scored_at = None, None, None, None, None
    session.commit()
    assert session.scalar(text("SELECT count(*) FROM attempt_question WHERE score IS NULL")) == 8
    assert {row.score for row in pinned(session, attempt)} == {None}


def test_hangul_is_readable_in_the_stored_text(session: Session, media: MediaFolder) -> None:
    alice = person(session, "Alice")
    attempt = start_one(session, alice, media, "exam", "short-text")
    save(session, alice, attempt, 1, typing("달마다 🌕"))
    stored = session.scalar(text("SELECT CAST(value AS TEXT) FROM answer"))
    assert "달마다 🌕" in str(stored)
    assert session.scalars(select(AnswerRow.value)).one() == {"text": ["달마다 🌕"]}
