"""What learners report of questions, and what teachers answer: nobody else's, nothing lost, no key early."""

from __future__ import annotations

from textwrap import shorten

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts import ending, starting, submitting
from quiz.services.attempts.pages import results
from quiz.services.attempts.refusals import NotFound
from quiz.services.grading import question_reports
from quiz.services.grading.question_reports import AnsweredMeanwhile, Reported, ReportError
from quiz.services.identity import accounts
from quiz.services.integrity.account_data import export_account
from quiz.services.notices import inbox
from quiz.storage.models.grading import QuestionReport
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from tests.conftest import NOW, PASSWORD
from tests.services.builders import EXAM, PRACTICE, at_once, person

REPLY = "<b>Thank you</b>"


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def bob(session: Session) -> Account:
    return person(session, "Bob")


def reported(session: Session, account: Account, quiz: str = PRACTICE, text: str = "It says <i>") -> Reported:
    """A report of the first question of a quiz."""
    token = starting.start(session, account, quiz, now=NOW).token
    question_reports.report(session, account, token, 1, "key", text, now=NOW)
    return mine(session, account)[0]


def mine(session: Session, account: Account) -> list[Reported]:
    """What an account reported."""
    return question_reports.mine(session, account, "ko", limit=50, offset=0)


def listed(session: Session, *, is_open: bool = True) -> list[Reported]:
    """What teachers find."""
    return question_reports.listed(session, "en", is_open=is_open, limit=50, offset=0)


def test_a_report_is_kept_with_its_question_and_found_by_its_learner_and_teachers(
    session: Session, alice: Account, bob: Account
) -> None:
    one = reported(session, alice)
    assert (one.kind, one.text, one.state, one.reply, one.position) == ("key", "It says <i>", "open", None, 1)
    assert mine(session, bob) == []
    assert question_reports.count_mine(session, alice) == 1
    (seen,) = listed(session)
    assert (seen.id, seen.learner, seen.bank) == (one.id, "Alice", "2024-01")
    assert listed(session, is_open=False) == []
    stored = session.get_one(QuestionReport, one.id)
    assert stored.question_version_id


def test_the_same_said_twice_is_one_report_and_something_else_is_another(session: Session, alice: Account) -> None:
    one = reported(session, alice)
    question_reports.report(session, alice, one.token, 1, "key", "It says <i>", now=NOW)
    assert question_reports.count(session, is_open=True) == 1
    question_reports.report(session, alice, one.token, 1, "display", "It says <i>", now=NOW)
    ((_, together),) = question_reports.by_question(listed(session))
    assert len(together) == 2


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("none", "so", "kind"),
        ("", "so", "kind"),
        ("other", " \n", "text"),
        ("key", "x" * 2001, "too_long"),
        ("key", "a" + "\u0301" * 30, "marks"),
    ],
)
def test_what_cannot_be_taken_says_why(kind: str, text: str, code: str, session: Session, alice: Account) -> None:
    token = starting.start(session, alice, PRACTICE, now=NOW).token
    with pytest.raises(ReportError) as refused:
        question_reports.report(session, alice, token, 1, kind, text, now=NOW)
    assert refused.value.code == code
    assert mine(session, alice) == []


def test_line_breaks_as_browsers_send_them_count_once(session: Session, alice: Account) -> None:
    assert reported(session, alice, text="x\r\n" * 999 + "yz").text == "x\n" * 999 + "yz"


def test_a_question_of_somebody_else_is_not_found(session: Session, alice: Account, bob: Account) -> None:
    token = starting.start(session, alice, PRACTICE, now=NOW).token
    for account, position in ((bob, 1), (alice, 999)):
        with pytest.raises(NotFound):
            question_reports.report(session, account, token, position, "key", "", now=NOW)


def test_an_answer_reaches_the_learner_and_the_record(session: Session, alice: Account, bob: Account) -> None:
    one = reported(session, alice)
    by = audit.Actor.of(bob)
    question_reports.answer_report(session, one.id, "corrected", REPLY, seen=0, now=NOW, by=by)
    (notice,) = inbox.notices(session, alice.id, "ko")
    assert (notice.words.quoted, notice.address) == ("", f"/reports#report-{one.id}")
    assert shorten(one.prompt, 80, placeholder="…") in notice.words.detail
    (read,) = mine(session, alice)
    assert (read.reply, read.state, read.answered_at) == (REPLY, "corrected", NOW)
    assert listed(session) == []
    assert [answered.reply for answered in listed(session, is_open=False)] == [REPLY]
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "report_answered"))
    assert (event.actor_id, event.about_id, event.object_kind) == (bob.id, alice.id, "attempt")
    assert (event.before, event.after) == ({"state": "open"}, {"question": 1, "state": "corrected"})


@pytest.mark.parametrize(
    ("state", "reply", "code"),
    [
        ("open", REPLY, "state"),
        ("", REPLY, "state"),
        ("corrected", " ", "reply"),
        ("corrected", "x" * 2001, "too_long"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_why(
    state: str, reply: str, code: str, session: Session, alice: Account
) -> None:
    one = reported(session, alice)
    with pytest.raises(ReportError) as refused:
        question_reports.answer_report(session, one.id, state, reply, seen=0, now=NOW)
    assert refused.value.code == code
    assert mine(session, alice)[0].state == "open"
    with pytest.raises(NotFound):
        question_reports.answer_report(session, 10**6, "corrected", REPLY, seen=0, now=NOW)


def test_an_answer_may_be_bettered_by_who_has_seen_it(session: Session, alice: Account) -> None:
    one = reported(session, alice)
    question_reports.answer_report(session, one.id, "answered", "first", seen=0, now=NOW)
    with pytest.raises(AnsweredMeanwhile):
        question_reports.answer_report(session, one.id, "declined", "unseen", seen=0, now=NOW)
    assert mine(session, alice)[0].reply == "first"
    question_reports.answer_report(session, one.id, "declined", "second", seen=1, now=NOW)
    assert mine(session, alice)[0].reply == "second"


def test_of_two_teachers_at_once_one_answers_and_the_other_is_told(
    engine: Engine, session: Session, alice: Account
) -> None:
    number = reported(session, alice).id
    session.commit()

    def answer(own: Session) -> None:
        question_reports.answer_report(own, number, "answered", "so", seen=0, now=NOW)

    got = at_once(engine, answer, answer)
    assert sorted(type(one).__name__ for one in got) == ["AnsweredMeanwhile", "NoneType"]
    assert len(inbox.notices(session, alice.id, "ko")) == 1


def test_a_reply_that_may_give_a_key_away_is_kept_back_until_the_result_is_seen(
    session: Session, alice: Account
) -> None:
    one = reported(session, alice, EXAM)
    question_reports.answer_report(session, one.id, "answered", "The key is b.", seen=0, now=NOW)
    assert [notice.words.quoted for notice in inbox.notices(session, alice.id, "ko")] == [""]
    (held,) = [report for sat in export_account(session, alice)["attempts"] for report in sat["reports"]]
    assert (held["state"], held["reply"]) == ("answered", None)
    assert mine(session, alice)[0].reply is None
    attempt = submitting.hand_in(session, alice, one.token, now=NOW)
    assert mine(session, alice)[0].reply is None
    results.note_all_shown(session, alice, None, now=NOW)
    session.expire_all()
    assert attempt is not None
    assert mine(session, alice)[0].reply == "The key is b."


def test_a_question_that_was_taken_out_of_its_attempt_keeps_its_report(session: Session, alice: Account) -> None:
    token = starting.start(session, alice, PRACTICE, now=NOW).token
    question_reports.report(session, alice, token, 3, "outdated", "", now=NOW)
    ending.end(session, alice, token, now=NOW)
    session.expire_all()
    (one,) = listed(session)
    assert one.said == ()
    assert one.prompt


def test_reports_go_with_a_guest_and_end_with_an_account(session: Session, alice: Account) -> None:
    guest = accounts.start_guest(session, now=NOW)
    reported(session, guest)
    accounts.take_over_guest(session, guest, alice)
    assert len(mine(session, alice)) == 1
    made = accounts.sign_up(session, "Dana", PASSWORD, now=NOW)
    reported(session, made)
    accounts.delete_account(session, made, PASSWORD, now=NOW)
    assert len(listed(session)) == 1


def test_a_teacher_who_is_gone_leaves_their_answer(session: Session, alice: Account) -> None:
    teacher = accounts.sign_up(session, "Tae-ri", PASSWORD, now=NOW, role="teacher")
    one = reported(session, alice)
    question_reports.answer_report(session, one.id, "corrected", REPLY, seen=0, now=NOW, by=audit.Actor.of(teacher))
    accounts.delete_account(session, teacher, PASSWORD, now=NOW)
    session.expire_all()
    assert mine(session, alice)[0].reply == REPLY
    assert session.get_one(QuestionReport, one.id).answered_by_id is None
