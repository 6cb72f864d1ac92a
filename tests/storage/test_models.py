"""Each constraint refuses what it must, even from a statement that no service would send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services.builders import EXAM, person, pinned, save, sit_exam

# How both databases call what was violated.
CHECK, UNIQUE, FOREIGN, NULL = (f"{kind} constraint" for kind in ("check", "unique", "foreign key", "not.null"))

AT = "2026-03-14 12:00:00+00:00"


@pytest.fixture
def running(session: Session) -> Attempt:
    """Alice's exam with one answer; Bob's is handed in."""
    alice = person(session, "Alice")
    attempt = starting.start(session, alice, EXAM, now=NOW)
    save(session, alice, attempt, 1)
    sit_exam(session, person(session, "Bob"))
    session.commit()
    # What is loaded now stays readable without a transaction.
    session.refresh(attempt)
    session.expunge(attempt)
    session.rollback()
    return attempt


def insert(connection: Connection, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), dict(row))


def refuses(engine: Engine, table: str, row: Mapping[str, Any], constraint: str) -> None:
    """Asserts that a ``constraint`` of that kind does not let the row in."""
    with pytest.raises(IntegrityError, match=f"(?i){constraint}"), engine.begin() as connection:
        insert(connection, table, row)


def takes(engine: Engine, table: str, row: Mapping[str, Any]) -> None:
    with engine.connect() as connection:
        insert(connection, table, row)
        connection.rollback()


ACCOUNT = {
    "role": "learner",
    "name": "Charlie",
    "name_key": "charlie",
    "password_hash": "-",
    "disabled": False,
    "created_at": AT,
    "seen_at": AT,
}
GUEST = {**ACCOUNT, "role": "guest", "name": None, "name_key": None, "password_hash": None}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"role": "root"}, CHECK),
        ({"role": "guest"}, CHECK),
        ({"name": None}, CHECK),
        ({"password_hash": None}, CHECK),
        ({"name_key": "alice"}, UNIQUE),
        ({"role": None}, NULL),
        ({"created_at": None}, NULL),
        ({"seen_at": None}, NULL),
    ],
)
@pytest.mark.usefixtures("running")
def test_an_account_is_a_guest_or_has_a_name_and_a_password(
    engine: Engine, change: dict[str, Any], constraint: str
) -> None:
    takes(engine, "account", ACCOUNT)
    takes(engine, "account", GUEST)
    refuses(engine, "account", {**ACCOUNT, **change}, constraint)


@pytest.mark.parametrize("change", [{"name": "Charlie"}, {"password_hash": "-"}])
def test_a_guest_has_neither(engine: Engine, change: dict[str, Any]) -> None:
    refuses(engine, "account", {**GUEST, **change}, CHECK)


def attempt_row(running: Attempt, **changes: Any) -> dict[str, Any]:
    row = {
        "token": "another",
        "account_id": running.account_id,
        "quiz_id": running.quiz_id,
        "quiz_version_id": running.quiz_version_id,
        "seed": "x",
        "mode": "exam",
        "state": "finished",
        "started_at": AT,
        "finished_at": AT,
        "points": "1/3",
        "points_possible": "1",
    }
    return {**row, **changes}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"mode": "game"}, CHECK),
        ({"purpose": "game"}, CHECK),
        ({"state": "lost"}, CHECK),
        ({"finished_at": None}, CHECK),
        ({"points": None}, CHECK),
        ({"state": "running"}, CHECK),
        ({"state": "running", "finished_at": None}, CHECK),
        ({"state": "running", "points": None}, CHECK),
        ({"state": "running", "finished_at": None, "points": None}, UNIQUE),
        ({"state": "set_aside"}, CHECK),
        ({"account_id": 404}, FOREIGN),
        ({"quiz_id": 404}, FOREIGN),
        ({"quiz_version_id": 404}, FOREIGN),
        ({"points_possible": None}, NULL),
    ],
)
def test_an_attempt_is_finished_with_time_and_points_and_runs_once(
    engine: Engine, running: Attempt, change: dict[str, Any], constraint: str
) -> None:
    takes(engine, "attempt", attempt_row(running))
    takes(engine, "attempt", attempt_row(running, state="set_aside", finished_at=None, points=None))
    refuses(engine, "attempt", attempt_row(running, **change), constraint)


def test_a_token_names_one_attempt(engine: Engine, running: Attempt) -> None:
    refuses(engine, "attempt", attempt_row(running, token=running.token), UNIQUE)


def question_row(session: Session, running: Attempt, **changes: Any) -> dict[str, Any]:
    row = {
        "attempt_id": running.id,
        "position": 13,
        "question_version_id": pinned(session, running)[0].question_version_id,
        "variant": "{}",
        "revision": 0,
        "answered": False,
        "fraction": "1/2",
        "share": 0.5,
        "marks": "1/2",
        "score": "{}",
        "scored_at": AT,
    }
    session.rollback()
    return {**row, **changes}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"position": 1}, UNIQUE),
        ({"position": 0}, CHECK),
        ({"position": -1}, CHECK),
        ({"revision": -1}, CHECK),
        ({"share": 1.5}, CHECK),
        ({"share": -0.1}, CHECK),
        ({"share": None}, CHECK),
        ({"fraction": None}, CHECK),
        ({"marks": None}, CHECK),
        ({"scored_at": None}, CHECK),
        ({"scored_at": None, "share": None, "fraction": None}, CHECK),
        ({"scored_at": None, "share": None, "marks": None}, CHECK),
        ({"scored_at": None, "fraction": None, "marks": None}, CHECK),
        ({"tries": -1}, CHECK),
        ({"hints": -1}, CHECK),
        ({"certainty": 0}, CHECK),
        ({"certainty": 4}, CHECK),
        ({"attempt_id": 404}, FOREIGN),
        ({"question_version_id": 404}, FOREIGN),
        ({"variant": None}, NULL),
    ],
)
def test_a_question_of_an_attempt_has_its_place_and_a_whole_score(
    session: Session, engine: Engine, running: Attempt, change: dict[str, Any], constraint: str
) -> None:
    whole = question_row(session, running)
    takes(engine, "attempt_question", whole)
    takes(
        engine,
        "attempt_question",
        {**whole, "scored_at": None, "share": None, "fraction": None, "marks": None, "score": None},
    )
    refuses(engine, "attempt_question", {**whole, **change}, constraint)


def answer_row(session: Session, running: Attempt, **changes: Any) -> dict[str, Any]:
    row = {
        "attempt_id": running.id,
        "attempt_question_id": pinned(session, running)[0].id,
        "revision": 2,
        "base_revision": 1,
        "device": "phone",
        "device_sequence": 2,
        "conflict": False,
        "value": "{}",
        "received_at": AT,
    }
    session.rollback()
    return {**row, **changes}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"revision": 1, "base_revision": 0}, UNIQUE),
        ({"revision": 0, "base_revision": -1}, CHECK),
        ({"base_revision": -1}, CHECK),
        ({"base_revision": 2}, CHECK),
        ({"device_sequence": 1}, UNIQUE),
        ({"attempt_question_id": 404}, FOREIGN),
        ({"attempt_id": 404}, FOREIGN),
        ({"value": None}, NULL),
        ({"received_at": None}, NULL),
    ],
)
def test_an_answer_has_a_revision_and_a_number_of_its_own(
    session: Session, engine: Engine, running: Attempt, change: dict[str, Any], constraint: str
) -> None:
    takes(engine, "answer", answer_row(session, running))
    refuses(engine, "answer", answer_row(session, running, **change), constraint)


def test_an_answer_belongs_to_the_attempt_of_its_question(session: Session, engine: Engine, running: Attempt) -> None:
    other = session.query(Attempt.id).where(Attempt.id != running.id).scalar()
    refuses(engine, "answer", answer_row(session, running, attempt_id=other, device="laptop"), FOREIGN)


@pytest.mark.parametrize(
    ("table", "row", "constraint"),
    [
        ("question_sums", {"question_version_id": 404, "answers": 0, "total": 0, "squares": 0}, FOREIGN),
        ("question_sums", {"question_version_id": 1, "answers": -1, "total": 0, "squares": 0}, CHECK),
        ("choice_sums", {"question_version_id": 1, "choice": "a", "chosen": -1}, CHECK),
        ("choice_sums", {"question_version_id": 1, "choice": None, "chosen": 1}, NULL),
        ("choice_sums", {"question_version_id": 404, "choice": "a", "chosen": 1}, FOREIGN),
        ("learner_month", {"account_id": 1, "bank_id": 2, "done": -1, "finished": 0}, CHECK),
        ("learner_month", {"account_id": 1, "bank_id": 2, "done": 0, "finished": -1}, CHECK),
        ("learner_month", {"account_id": 404, "bank_id": 2, "done": 0, "finished": 0}, FOREIGN),
        ("learner_question", {"account_id": 1, "question_id": 404, "latest_share": 1, "latest_at": AT}, FOREIGN),
        ("quiz", {"series_id": 1, "key": "2024-01/check", "position": 1, "withdrawn": False}, UNIQUE),
        ("series", {"slug": "ai-2024", "content_hash": "x", "definition": "{}", "published_at": AT}, UNIQUE),
        ("sign_in", {"account_id": 404, "token_hash": "x", "agent": "", "created_at": AT, "expires_at": AT}, FOREIGN),
    ],
)
@pytest.mark.usefixtures("running")
def test_sums_and_what_is_published_lead_nowhere_wrong(
    engine: Engine, table: str, row: dict[str, Any], constraint: str
) -> None:
    refuses(engine, table, row, constraint)


@pytest.mark.usefixtures("running")
def test_sums_stand_once_for_what_they_count(engine: Engine) -> None:
    for table in ("first_score", "learner_question", "learner_month", "question_sums", "choice_sums"):
        with pytest.raises(IntegrityError, match=f"(?i){UNIQUE}"), engine.begin() as connection:
            connection.execute(text(f"INSERT INTO {table} SELECT * FROM {table}"))


def test_a_version_stands_once_under_its_question(engine: Engine) -> None:
    copied = (
        "INSERT INTO question_version (question_id, content_hash, kind, definition, published_at)"
        " SELECT question_id, content_hash, kind, definition, published_at FROM question_version"
    )
    with pytest.raises(IntegrityError, match=f"(?i){UNIQUE}"), engine.begin() as connection:
        connection.execute(text(copied))


@pytest.mark.parametrize("table", ["question_version", "question", "bank", "quiz", "quiz_version"])
@pytest.mark.usefixtures("running")
def test_what_attempts_rest_on_can_not_be_deleted(engine: Engine, table: str) -> None:
    with pytest.raises(IntegrityError, match=f"(?i){FOREIGN}"), engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))


def test_whatever_is_an_accounts_goes_with_it(session: Session, engine: Engine, running: Attempt) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM account"))
        for table in ("attempt", "attempt_question", "answer", "first_score", "learner_question", "learner_month"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    assert session.query(Account).count() == 0
