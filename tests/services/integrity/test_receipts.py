"""Receipts: issued to the owner of what was handed in, found out when altered, held against the store."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import content_hash
from quiz.services.attempts import starting, submitting
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading
from quiz.services.identity import accounts
from quiz.services.integrity import receipts
from quiz.services.integrity.receipts import ALTERED, NotAReceipt, Report, signing_key
from quiz.storage.models.attempts import Attempt, AttemptEvent
from quiz.storage.models.identity import Account
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    MONTH,
    SECOND,
    person,
    pinned,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    waiting_answers,
    wrong,
)

KEY = signing_key("a secret of the app that is long enough")


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "=cmd|'\"가💫")


@pytest.fixture
def exam(session: Session, alice: Account) -> Attempt:
    """An exam that was handed in, one answer of it corrected on another device."""
    attempt = starting.start(session, alice, "2024-01/check", now=NOW)
    save(session, alice, attempt, 1, wrong)
    save(session, alice, attempt, 1, right, device="desk", now=NOW + SECOND)
    save(session, alice, attempt, 2, right, sequence=3)
    return submitting.hand_in(session, alice, attempt.token, now=NOW + 2 * SECOND)


@pytest.fixture
def waiting(session: Session, media: MediaFolder, alice: Account) -> Attempt:
    """An exam that waits for its teacher: an essay, and a choice that is scored already."""
    questions = [definition("essay"), definition("single_choice")]
    quiz = recipe("written", "exam", "one-essay", "one-single-choice")
    publish_month(session, media, questions=questions, quizzes=[quiz])
    return sit_exam(session, alice, f"{MONTH}/written")


def issued(session: Session, account: Account, attempt: Attempt) -> dict[str, Any]:
    session.flush()
    session.expire_all()
    return receipts.issue(session, account, attempt.token, KEY)


def verified(session: Session, receipt: Any, key: bytes = KEY) -> Report:
    session.flush()
    session.expire_all()
    raw = receipt if isinstance(receipt, bytes) else json.dumps(receipt, ensure_ascii=False, indent=3).encode()
    return receipts.verify(session, raw, key)


def said(messages: tuple[Any, ...]) -> list[str]:
    return [str(message) for message in messages]


def test_a_receipt_holds_answers_times_and_versions(session: Session, alice: Account, exam: Attempt) -> None:
    receipt = issued(session, alice, exam)
    assert (receipt["format"], receipt["version"], receipt["attempt"]) == ("dalmada-receipt", 1, exam.token)
    assert (receipt["learner"], receipt["quiz"]["key"], receipt["mode"]) == (alice.name, "2024-01/check", "exam")
    assert len(receipt["quiz"]["version"]) == 64
    assert receipt["handed_in_at"] == receipt["finished_at"] == (NOW + 2 * SECOND).isoformat()
    assert (receipt["points"], receipt["points_possible"]) == (str(exam.points), str(exam.points_possible))
    first, second, third, *_ = receipt["questions"]
    assert [answer["revision"] for answer in first["answers"]] == [1, 2]
    assert [answer["conflict"] for answer in first["answers"]] == [False, True]
    answer = first["answers"][1]
    assert (answer["device"], answer["device_sequence"], answer["late"]) == ("desk", 1, False)
    assert (answer["received_at"], answer["claimed_at"]) == ((NOW + SECOND).isoformat(), None)
    assert (first["share"], second["share"], third["answers"]) == ("1", "1", [])
    content = {name: value for name, value in receipt.items() if name not in ("hash", "signature")}
    assert receipt["hash"] == content_hash(content)


def test_a_genuine_receipt_holds_however_its_json_is_laid_out(session: Session, alice: Account, exam: Attempt) -> None:
    receipt = issued(session, alice, exam)
    for raw in (
        json.dumps(receipt).encode(),
        json.dumps(dict(reversed(receipt.items())), ensure_ascii=False, indent=2).encode("utf-8-sig"),
    ):
        report = verified(session, raw)
        assert (report.holds, report.learner, report.token) == (True, alice.name, exam.token)


def test_only_the_owner_gets_a_receipt_and_only_after_the_hand_in(
    session: Session, alice: Account, exam: Attempt
) -> None:
    bob = person(session, "Bob")
    running = starting.start(session, alice, "2024-01/practice-1-1", now=NOW)
    for account, token in ((bob, exam.token), (alice, running.token), (alice, "nothing")):
        with pytest.raises(NotFound):
            receipts.issue(session, account, token, KEY)


def test_a_guest_gets_one_for_a_practice_without_a_name(session: Session) -> None:
    guest = accounts.start_guest(session, now=NOW)
    receipt = issued(session, guest, practise(session, guest))
    assert receipt["learner"] is None
    accounts.take_over_guest(session, guest, person(session, "Carol"))
    report = verified(session, receipt)
    assert report.holds
    assert said(report.changes) == ["learner: the receipt says 'None', the store 'Carol'"]


def altered(receipt: dict[str, Any], *path: str | int, to: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(receipt))
    inner: Any = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return copy


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("points",), "100"),
        (("learner",), "Mallory"),
        (("handed_in_at",), NOW.isoformat()),
        (("questions", 0, "answers", 0, "value"), {"choice": ["99"]}),
        (("questions", 0, "answers"), []),
        (("questions",), []),
        (("more",), 1),
        (("hash",), "0" * 64),
        (("hash",), 5),
        (("learner",), "\ud800"),
    ],
)
def test_a_receipt_that_was_edited_is_found_out(
    path: tuple[str | int, ...], to: Any, session: Session, alice: Account, exam: Attempt
) -> None:
    raw = json.dumps(altered(issued(session, alice, exam), *path, to=to)).encode()
    report = verified(session, raw)
    assert not report.holds
    assert report.fault == ALTERED


def test_whoever_computes_the_hash_anew_still_lacks_the_signature(
    session: Session, alice: Account, exam: Attempt
) -> None:
    forged = altered(issued(session, alice, exam), "points", to="100")
    content = {name: value for name, value in forged.items() if name not in ("hash", "signature")}
    for signature in (forged["signature"], "", None, "ä", "\ud800", 7):
        raw = json.dumps({**content, "hash": content_hash(content), "signature": signature}).encode()
        assert "QUIZ_SECRET_KEY_FILE" in str(verified(session, raw).fault)


def test_a_receipt_of_another_secret_key_is_not_ours(session: Session, alice: Account, exam: Attempt) -> None:
    report = verified(session, issued(session, alice, exam), signing_key("another secret of another app, as long"))
    assert "QUIZ_SECRET_KEY_FILE" in str(report.fault)


def test_a_receipt_whose_account_was_deleted_is_of_an_attempt_that_is_not_there(
    session: Session, alice: Account, exam: Attempt
) -> None:
    receipt = issued(session, alice, exam)
    session.execute(delete(Account).where(Account.id == alice.id))
    report = verified(session, receipt)
    assert not report.holds
    assert "deleted with its account" in str(report.fault)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"format": "dalmada-receipt", "version": 1, "version": 1}', "not JSON"),
        (b'{"format": "dalmada-receipt", "version": 1, "points": NaN}', "not JSON"),
        (b"9" * 5_000, "not JSON"),
        (b"[]", "says nowhere"),
        (b"{}", "says nowhere"),
        (b'{"format": "invoice"}', "says nowhere"),
        (b'{"format": "dalmada-receipt", "version": 2}', "another version"),
    ],
)
def test_what_is_no_receipt_is_told_with_the_reason(raw: bytes, reason: str, session: Session) -> None:
    with pytest.raises(NotAReceipt, match=reason):
        receipts.verify(session, raw, KEY)


@pytest.mark.any_database
def test_what_is_too_large_is_not_even_read(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "MAX_BYTES", 10)
    with pytest.raises(NotAReceipt, match="larger"):
        receipts.verify(session, b"{" + b" " * 10, KEY)


IN_FIRST = "(SELECT id FROM attempt_question WHERE attempt_id = :attempt AND position = 1)"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            f"UPDATE answer SET device = 'other' WHERE attempt_question_id = {IN_FIRST} AND revision = 2",
            "question 1, answer 2, device: the receipt says 'desk', the store 'other'",
        ),
        (
            f"""UPDATE answer SET value = '{{}}' WHERE attempt_question_id = {IN_FIRST} AND revision = 1""",
            "question 1, answer 1, value: ",
        ),
        (
            f"DELETE FROM answer WHERE attempt_question_id = {IN_FIRST} AND revision = 2",
            "question 1, answer 2: the store has lost it",
        ),
        (
            f"UPDATE answer SET revision = 3 WHERE attempt_question_id = {IN_FIRST} AND revision = 2",
            "question 1, answer 3: only the store has it",
        ),
        (
            f"UPDATE answer SET late = true WHERE attempt_question_id = {IN_FIRST} AND revision = 2",
            "question 1, answer 2, late: the receipt says 'False', the store 'True'",
        ),
        (
            "UPDATE attempt_question SET position = 99 WHERE attempt_id = :attempt AND position = 1",
            "question 1: only one of receipt and store has it",
        ),
        ("UPDATE attempt SET points_possible = '99' WHERE id = :attempt", "points_possible: the receipt says "),
        ("UPDATE attempt SET mode = 'practice' WHERE id = :attempt", "mode: the receipt says 'exam'"),
    ],
)
def test_a_store_that_differs_is_told_with_place_and_values(
    statement: str, told: str, session: Session, alice: Account, exam: Attempt
) -> None:
    receipt = issued(session, alice, exam)
    session.execute(text(statement), {"attempt": exam.id})
    report = verified(session, receipt)
    assert (report.holds, report.fault) == (False, None)
    assert [line for line in said(report.differences) if line.startswith(told)], said(report.differences)


def test_a_score_that_changed_since_is_told_and_is_no_fault(session: Session, alice: Account, exam: Attempt) -> None:
    receipt = issued(session, alice, exam)
    row = "UPDATE attempt_question SET fraction = '1/2', share = 0.5 WHERE attempt_id = :attempt AND position = 1"
    session.execute(text(row), {"attempt": exam.id})
    session.execute(text("UPDATE attempt SET points = '1/7' WHERE id = :attempt"), {"attempt": exam.id})
    report = verified(session, receipt)
    assert report.holds
    assert "question 1, share: the receipt says '1', the store '1/2'" in said(report.changes)
    assert len(report.changes) == 2


def test_while_an_exam_waits_its_receipt_tells_no_score_and_no_option_by_its_id(
    session: Session, alice: Account, waiting: Attempt
) -> None:
    receipt = issued(session, alice, waiting)
    assert (receipt["state"], receipt["points"], receipt["finished_at"]) == ("waiting", None, None)
    assert {question["share"] for question in receipt["questions"]} == {None}
    assert any(row.scored_at is not None for row in pinned(session, waiting))
    (choice,) = [q["answers"][0]["value"]["choice"] for q in receipt["questions"] if "choice" in str(q["answers"])]
    assert choice[0] in {"1", "2", "3", "4"}


def test_a_receipt_from_before_the_grading_holds_after_it(session: Session, alice: Account, waiting: Attempt) -> None:
    receipt = issued(session, alice, waiting)
    (row,) = waiting_answers(session)
    manual_grading.grade(session, manual_grading.find_waiting(session, row.id, "en"), [], now=NOW + SECOND)
    report = verified(session, receipt)
    assert report.holds
    assert [line.split(":")[0] for line in said(report.changes)][:3] == ["state", "finished_at", "points"]
    after = issued(session, alice, waiting)
    assert [q["answers"] for q in after["questions"]] == [q["answers"] for q in receipt["questions"]]


@pytest.mark.parametrize("kind", ["late_counted", "extended"])
def test_an_answer_that_a_teacher_let_count_is_told_and_is_no_fault(
    kind: str, session: Session, alice: Account, exam: Attempt
) -> None:
    receipt = issued(session, alice, exam)
    row = pinned(session, exam)[2]
    session.execute(
        text(
            "INSERT INTO answer (attempt_id, attempt_question_id, revision, base_revision, device, device_sequence, "
            "conflict, value, received_at) VALUES (:attempt, :question, 1, 0, 'late', 1, false, '{}', :now)"
        ),
        {"attempt": exam.id, "question": row.id, "now": NOW},
    )
    assert not verified(session, receipt).holds
    session.add(AttemptEvent(attempt_id=exam.id, kind=kind, at=NOW + timedelta(hours=1), detail={}))
    report = verified(session, receipt)
    assert report.holds
    assert said(report.changes) == ["question 3, answer 1: only the store has it"]


def test_the_key_that_signs_is_not_the_secret_itself() -> None:
    assert signing_key("secret") != b"secret"
    assert signing_key("secret") == signing_key("secret") != signing_key("Secret")


HEAD = (
    *("format", "version", "quiz", "attempt", "learner", "mode", "state", "started_at", "deadline_at", "handed_in_at"),
    *("finished_at", "points", "points_possible", "questions", "key", "hash", "signature"),
)
ANSWER = (
    *("revision", "device", "device_sequence", "received_at", "claimed_at", "late", "conflict", "certainty", "value"),
)


def test_a_receipt_says_all_that_it_ought_to(session: Session, alice: Account, exam: Attempt) -> None:
    receipt = issued(session, alice, exam)
    assert tuple(receipt) == HEAD
    assert tuple(receipt["quiz"]) == ("key", "title", "version")
    for question in receipt["questions"]:
        assert tuple(question) == ("position", "question", "values", "share", "answers")
        assert all(tuple(answer) == ANSWER for answer in question["answers"])


def test_how_sure_somebody_was_is_in_the_receipt_and_can_not_be_changed_unnoticed(
    session: Session, alice: Account, exam: Attempt
) -> None:
    session.execute(text("UPDATE answer SET certainty = 3"))
    receipt = issued(session, alice, exam)
    assert {answer["certainty"] for question in receipt["questions"] for answer in question["answers"]} == {3}
    session.execute(text("UPDATE answer SET certainty = 1 WHERE revision = 2"))
    report = verified(session, receipt)
    assert not report.holds
    assert [difference for difference in said(report.differences) if "certainty" in difference] == said(
        report.differences
    )


@pytest.mark.parametrize("event", [None, "closed_overdue", "regraded", "extended"])
def test_a_deadline_may_move_by_an_extension_alone(
    session: Session, alice: Account, exam: Attempt, event: str | None
) -> None:
    exam.deadline_at = exam.closes_at = NOW + timedelta(minutes=30)
    receipt = issued(session, alice, exam)
    exam.deadline_at = exam.closes_at = NOW + timedelta(minutes=40)
    if event is not None:
        session.add(AttemptEvent(attempt_id=exam.id, kind=event, at=NOW, detail={}))
    report = verified(session, receipt)
    assert report.holds is (event == "extended")
    (moved,) = said(report.changes if report.holds else report.differences)
    assert moved.startswith("deadline_at: ")
