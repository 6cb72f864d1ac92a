"""Deleting an account leaves nothing of it: every table is looked through, by its keys and by what it says."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts import starting
from quiz.services.content.media import MediaFolder
from quiz.services.identity import accounts, sign_ins
from quiz.services.integrity.own_data import bringing, building, files, histories, reviews
from quiz.storage.models.attempts import Attempt, AttemptEvent, AttemptQuestion, LateAnswer
from quiz.storage.models.base import Base
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ReviewFit, ReviewSettings
from quiz.storage.models.review import Certificate
from tests.conftest import NOW, PASSWORD
from tests.services.builders import MINUTE, person, pinned, practise, right, sit_exam, wrong

NAME = "Zwölfboxkämpfer"
"""A name that nothing else in a store says."""

TABLES: dict[str, Table] = dict(Base.metadata.tables)

LEFT = {
    "assignment_override.made_by_id": "an exception stays with the learner's, and no longer says who made it",
    "answer_grading.first_by_id": "how far grading has come stays, and no longer says who it was",
    "attempt_event.by_id": "what a teacher did stays with the learner's attempt, and no longer says who it was",
    "audit_event.about_id": "what was done stays, under a pseudonym",
    "audit_event.actor_id": "what was done stays, under a pseudonym",
    "bank_revision.by_id": "what was published stays, and no longer says who it was",
    "challenge.answered_by_id": "a decision stays with the learner's challenge, and no longer says who made it",
    "class_mark.changed_by_id": "a mark stays with the learner's, and no longer says who entered it",
    "grade.by_id": "what a teacher gave stays with the learner's answer, and no longer says who it was",
    "invitation.made_by_id": "an invitation stays, and no longer says who made it",
    "invitation.used_by_id": "that it was used stays, and no longer says by whom",
    "question_report.answered_by_id": "the answer stays with the learner's report, and no longer says who it was",
    "draft_picture.account_id": "a picture stays with its bank, and no longer says who uploaded it",
    "series.owner_id": "a series stays, and is nobody's",
}
"""The columns that name an account in rows that stay: they are emptied."""


def personal() -> set[str]:
    """The tables whose rows go with an account."""
    found = {"account"}
    while True:
        more = {
            name
            for name, table in TABLES.items()
            for key in table.foreign_key_constraints
            if key.ondelete == "CASCADE" and key.referred_table.name in found
        }
        if more <= found:
            return found
        found |= more


def test_every_key_that_names_an_account_says_what_becomes_of_its_row() -> None:
    emptied, kept = set(), set()
    for name, table in TABLES.items():
        for key in table.foreign_key_constraints:
            if key.referred_table.name not in personal():
                continue
            places = {f"{name}.{column.name}" for column in key.columns}
            if key.ondelete == "SET NULL":
                emptied |= places
            elif key.ondelete != "CASCADE":
                kept |= places
    assert emptied == set(LEFT)
    assert kept == set()


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    """Somebody of whom nearly every table has something."""
    alice = accounts.sign_up(session, NAME, PASSWORD, now=NOW)
    practise(session, alice, choose=right)
    exam = sit_exam(session, alice, choose=wrong, now=NOW + MINUTE)
    starting.start(session, alice, "2024-02/check", now=NOW)
    sign_ins.open_sign_in(session, alice, f"Firefox of {NAME}", now=NOW)
    asked = pinned(session, exam)[0]
    key = {"attempt_id": exam.id}
    late = {"base_revision": 0, "device": "watch", "device_sequence": 9, "value": {}, "received_at": NOW}
    session.add(LateAnswer(**key, attempt_question_id=asked.id, **late))
    session.add(AttemptEvent(**key, kind="extended", by_id=alice.id, at=NOW, detail={"minutes": 5}))
    _review(session, alice)
    _bring(session, alice)
    for kind in ("archive", "deck"):
        chosen = {"site": f"https://{kind}.example/", "bank": "", "wrong": False}
        content = building.content_of(session, alice, kind, "en", chosen, now=NOW)
        files.ask(session, alice.id, kind, language="en", options={**chosen, "for": NAME}, now=NOW, content=content)
    audit.record(session, "password_changed", audit.account(alice), by=audit.Actor.of(alice, "r1"), now=NOW)
    session.scalars(select(SeriesRow)).one().owner_id = alice.id
    session.flush()
    return alice


def _review(session: Session, alice: Account) -> None:
    key = {"account_id": alice.id}
    wishes = {"retention": 0.9, "daily_cap": 20, "days_off": 0, "goal": 3}
    session.add(ReviewSettings(**key, **wishes))
    fit = {"reviews": 9, "held_out": 3, "loss_default": 0.5, "loss_fitted": 0.4, "used": False, "fitted_at": NOW}
    session.add(ReviewFit(**key, parameters=[0.1] * 21, **fit))
    series = session.scalars(select(SeriesRow.id)).one()
    texts = {"series": {"en": "AI"}, "part": {"en": "One"}, "months": []}
    earned = {"earned_at": NOW, "earned_on": NOW.date(), "texts": texts, "name": NAME}
    session.add(Certificate(**key, token="t" * 24, series_id=series, part="1", **earned))


def _bring(session: Session, alice: Account) -> None:
    """What somebody else did on another instance, for the test: the questions are the same."""
    other = person(session, "Dana")
    practise(session, other, "2024-02/practice-2-1", choose=right)
    history = histories._READER.validate_python({**reviews.reviews_of(session, other.id)}, strict=False).reviews
    found = bringing.look_at(session, alice.id, history)
    bringing.keep(session, alice.id, found, "en", now=NOW)
    assert bringing.confirm(session, alice.id, now=NOW)
    bringing.keep(session, alice.id, found, "en", now=NOW)


def own_rows(session: Session, account_id: int) -> dict[str, int]:
    """How many rows each table has of an account, found by walking its keys."""
    ids: dict[str, set[Any]] = {"account": {account_id}}
    counts: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        wanted = [
            column.in_(ids[key.column.table.name])
            for column in table.columns
            for key in column.foreign_keys
            if key.column.name == "id" and ids.get(key.column.table.name) and key.column.table.name in personal()
        ]
        if table.name == "account":
            wanted = [table.c.id == account_id]
        if not wanted:
            continue
        rows = session.execute(select(table).where(or_(*wanted))).all()
        counts[table.name] = len(rows)
        if "id" in table.c and table.name in personal():
            ids[table.name] = {row.id for row in rows}
    return {name: count for name, count in counts.items() if count}


def saying(session: Session, words: str) -> set[str]:
    """The columns of all tables that say some words, whatever their type: bytes are looked through as they are."""
    found = set()
    for table in TABLES.values():
        for row in session.execute(select(table)).mappings():
            found |= {f"{table.name}.{name}" for name, value in row.items() if _says(value, words)}
    return found


def _says(value: Any, words: str) -> bool:
    return words.encode() in value if isinstance(value, bytes) else words in str(value)


FILLED = {
    *("account", "answer", "attempt", "attempt_event", "attempt_question", "brought_review", "certificate"),
    *("data_file", "first_finish", "first_score", "late_answer", "learner_day", "learner_mastery", "learner_month"),
    *("learner_question", "review_card", "review_fit", "review_settings", "sign_in"),
}


def test_nothing_of_a_deleted_account_is_left(session: Session, alice: Account) -> None:
    account_id = alice.id
    before = own_rows(session, account_id)
    assert set(before) >= FILLED
    assert before["data_file"] == 3
    assert saying(session, NAME) >= {"account.name", "certificate.name", "audit_event.actor", "data_file.options"}
    others = session.scalar(
        select(func.count()).select_from(AttemptQuestion).join(Attempt).where(Attempt.account_id != account_id)
    )
    accounts.delete_account(session, alice, PASSWORD, now=NOW)
    session.flush()
    session.expire_all()
    assert own_rows(session, account_id) == {}
    assert saying(session, NAME) == set()
    assert session.scalar(select(func.count()).select_from(AttemptQuestion)) == others
    # Nothing hangs in the air either: what has an owner has one that is there.
    for name in personal() - {"account"}:
        table = TABLES[name]
        if "account_id" in table.c:
            ownerless = select(func.count()).where(table.c.account_id.not_in(select(Account.id)))
            assert session.scalar(ownerless) == 0, name
