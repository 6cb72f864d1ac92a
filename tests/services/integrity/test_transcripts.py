"""An attempt told from the store alone, and what of it can be derived anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from quiz.services.attempts import starting, submitting
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.media import MediaFolder
from quiz.services.integrity import transcripts
from quiz.storage.models.attempts import Attempt, AttemptEvent, LateAnswer
from quiz.storage.models.identity import Account
from tests.builders import both, definition
from tests.conftest import NOW, Stores
from tests.services import school
from tests.services.builders import (
    EXAM,
    MINUTE,
    MONTH,
    PRACTICE,
    SECOND,
    person,
    pinned,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    wrong,
)
from tests.stores import opened


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def found(session: Session, attempt: Attempt) -> transcripts.Transcript:
    session.flush()
    session.expire_all()
    return transcripts.find(session, attempt.token)


def spoil(session: Session, statement: str, attempt: Attempt) -> None:
    session.execute(text(statement), {"attempt": attempt.id})


def test_an_attempt_is_found_by_its_token_and_its_number(session: Session, alice: Account) -> None:
    attempt = practise(session, alice)
    for name in (attempt.token, str(attempt.id)):
        assert transcripts.find(session, name).attempt is attempt
    for name in ("", "nothing", "0", "-1", "9" * 30, "٣", f"{attempt.id} "):
        with pytest.raises(NotFound):
            transcripts.find(session, name)


def test_a_token_goes_before_a_number(session: Session, alice: Account) -> None:
    one, other = practise(session, alice), practise(session, alice)
    other.token = str(one.id)
    session.flush()
    assert transcripts.find(session, str(one.id)).attempt is other


@pytest.mark.parametrize("key", [PRACTICE, EXAM, "final"])
def test_quiz_and_seed_draw_the_attempt_again(key: str, session: Session, alice: Account) -> None:
    attempt = starting.start(session, alice, key, now=NOW + MINUTE)
    told = found(session, attempt)
    assert told.same_draw
    assert told.holds
    assert [entry.row.position for entry in told.entries] == list(range(1, len(told.entries) + 1))


def test_what_practice_asks_by_what_was_seen_is_drawn_again(session: Session, alice: Account) -> None:
    practise(session, alice, choose=wrong)
    practise(session, alice, now=NOW + MINUTE)
    assert found(session, starting.start(session, alice, PRACTICE, now=NOW + 2 * MINUTE)).same_draw


def test_a_bank_that_changed_since_leaves_the_draw_untold_and_the_rest_as_it_was(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    kinds = ("single_choice", "multiple_choice", "ordering")
    questions = [definition(kind) for kind in kinds]
    quiz = {"id": "one", "title": "one", "mode": "practice", "draw": [{"section": "2.1", "count": "3"}]}
    publish_month(session, media, questions=questions, quizzes=[quiz])
    attempt = starting.start(session, alice, f"{MONTH}/one", now=NOW)
    assert found(session, attempt).same_draw
    reworded = definition("single_choice", prompt=both("다른 물음이에요.", "Another question."))
    publish_month(session, media, now=NOW + MINUTE, questions=[reworded, *questions[1:]], quizzes=[quiz])
    assert found(session, attempt).same_draw
    publish_month(session, media, now=NOW + MINUTE, questions=questions[:1], quizzes=[])
    told = found(session, attempt)
    assert not told.same_draw
    assert told.holds


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_every_attempt_that_the_app_makes_holds(backend: str, stores: Stores, tmp_path: Path) -> None:
    with school.lent(stores, backend) as (url, numbers), opened(url) as session:
        for name, attempt in school.attempts(session, numbers).items():
            assert found(session, attempt).holds, name


def test_another_drawing_than_the_seed_gives_is_told(session: Session, alice: Account) -> None:
    attempt = practise(session, alice)
    attempt.seed = "another"
    told = found(session, attempt)
    assert not told.holds
    assert not told.same_draw
    assert not all(entry.same_variant for entry in told.entries)


def test_a_score_that_the_answer_does_not_earn_is_told(session: Session, alice: Account) -> None:
    attempt = sit_exam(session, alice, choose=wrong)
    better = "UPDATE attempt_question SET fraction = '1', share = 1.0 WHERE attempt_id = :attempt AND position = 2"
    spoil(session, better, attempt)
    told = found(session, attempt)
    assert {entry.row.position: entry.faults for entry in told.entries if entry.faults} == {2: ("scores", "marks")}


def test_a_regraded_question_is_held_against_the_version_that_scored_it(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    quiz = recipe("one", "exam", "one-true-false")
    publish_month(session, media, questions=[definition("true_false")], quizzes=[quiz])
    attempt = sit_exam(session, alice, f"{MONTH}/one")
    publish_month(session, media, questions=[definition("true_false", answer="false")], quizzes=[quiz])
    newest = "graded_version_id = (SELECT max(id) FROM question_version)"
    spoil(session, f"UPDATE attempt_question SET {newest} WHERE attempt_id = :attempt", attempt)
    (entry,) = found(session, attempt).entries
    assert entry.faults == ("scores",)
    assert entry.graded_version not in (None, entry.version)
    assert entry.key == {"choice": ("false",)}


def test_all_that_the_store_holds_is_told_as_plain_data(session: Session, alice: Account) -> None:
    teacher = person(session, "Tae-ri", "teacher")
    attempt = starting.start(session, alice, EXAM, now=NOW)
    save(session, alice, attempt, 1, wrong)
    save(session, alice, attempt, 1, right, device="desk", now=NOW + SECOND)
    submitting.hand_in(session, alice, attempt.token, now=NOW + MINUTE)
    late: dict[str, Any] = {"value": {"choice": ["a"]}, "received_at": NOW, "counted": False, "decided_at": NOW}
    session.add(
        LateAnswer(
            attempt_id=attempt.id,
            attempt_question_id=pinned(session, attempt)[0].id,
            base_revision=2,
            device="phone",
            device_sequence=9,
            **late,
        )
    )
    session.add(AttemptEvent(attempt_id=attempt.id, kind="late_left", by_id=teacher.id, at=NOW, detail={"position": 1}))
    told = json.loads(json.dumps(transcripts.plain(found(session, attempt))))
    assert (told["token"], told["learner"]["name"], told["state"]) == (attempt.token, "Alice", "finished")
    first = told["questions"][0]
    assert [(a["revision"], a["device"], a["conflict"]) for a in first["answers"]] == [
        (1, "phone", False),
        (2, "desk", True),
    ]
    assert [(a["value"], a["counted"]) for a in first["late_answers"]] == [({"choice": ["a"]}, False)]
    assert (first["fraction"], first["faults"], first["same_variant"]) == ("1", [], True)
    assert first["key"] == first["answers"][1]["value"]
    assert set(first["texts"]) == {"ko", "en"}
    assert told["events"] == [
        {"kind": "late_left", "at": NOW.isoformat(), "by": "Tae-ri", "detail": {"position": 1}},
    ]
