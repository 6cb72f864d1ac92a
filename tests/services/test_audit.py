"""Who did what: acts are recorded with their transaction, and outlive accounts without their names."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quiz.language import localizer
from quiz.services import audit
from quiz.services.attempts import deadlines, late_answers, starting
from quiz.services.audit import Actor
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.services.current_user import CurrentUser
from quiz.services.grading import manual_grading, regrades
from quiz.services.identity import accounts, sign_ins
from quiz.services.integrity.acts import log, words
from quiz.storage.models.attempts import LateAnswer
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import ACTIONS, AuditEvent
from tests.builders import both, series_text
from tests.conftest import NOW, PASSWORD
from tests.services import school
from tests.services.builders import EXAM, MINUTE, MONTH, month_file, person, picking, pinned, sit_exam
from tests.services.regrades import keyed, republish

SHELL = Actor(name="shell: root")
OTHER = "달 밝은 밤의 산책 9"


def events(session: Session) -> list[AuditEvent]:
    """What was done by somebody, or to an account: the tests' stores begin with banks that the app published."""
    every = select(AuditEvent).where(or_(AuditEvent.actor != "", AuditEvent.action != "published"))
    return list(session.scalars(every.order_by(AuditEvent.id)))


def said(event: AuditEvent) -> tuple[Any, ...]:
    return event.actor, event.action, event.object_kind, event.object_key, event.before, event.after


@pytest.fixture
def tae_ri(session: Session) -> Account:
    return person(session, "Tae-ri", "teacher")


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def test_more_time_is_recorded_with_who_gave_it(session: Session, alice: Account, tae_ri: Account) -> None:
    exam = starting.start(session, alice, EXAM, now=NOW)
    before = exam.deadline_at
    assert before is not None
    until = deadlines.extend(session, exam.token, 5, now=NOW, by=Actor.of(tae_ri, "4f2a"))
    (event,) = events(session)
    moved = ({"until": before.isoformat()}, {"until": until.isoformat()})
    assert said(event) == ("Tae-ri", "extended", "attempt", str(exam.id), *moved)
    assert (event.actor_id, event.about_id, event.at, event.request_id) == (tae_ri.id, alice.id, NOW, "4f2a")


def test_what_is_rolled_back_was_not_done(session: Session, alice: Account) -> None:
    session.commit()
    accounts.set_disabled(session, alice, True, now=NOW, by=SHELL)
    session.rollback()
    assert events(session) == []


def test_grades_and_late_answers_are_recorded_without_what_was_written(session: Session, media: MediaFolder) -> None:
    waiting = school.fill(session, media)["waiting"]
    yuna, begun = person(session, "Yuna", "teacher"), len(events(session))
    (row,) = [row for row in pinned(session, waiting) if row.waiting]
    found = manual_grading.find_waiting(session, row.id, "ko")
    score = manual_grading.grade(session, found, [], now=NOW + MINUTE, by=Actor.of(yuna))
    late = [
        LateAnswer(
            attempt_id=waiting.id,
            attempt_question_id=one.id,
            base_revision=0,
            device="watch",
            device_sequence=99 + number,
            value={},
            received_at=NOW,
        )
        for number, one in enumerate(pinned(session, waiting))
        if one.id != row.id
    ]
    session.add_all(late)
    session.flush()
    late_answers.leave(session, late[0].id, now=NOW, by=Actor.of(yuna))
    late_answers.leave(session, late[0].id, now=NOW, by=Actor.of(yuna))
    graded, left = events(session)[begun:]
    after = {"question": row.position, "fraction": str(score.fraction), "marks": str(row.marks)}
    assert said(graded) == ("Yuna", "graded", "attempt", str(waiting.id), None, after)
    assert said(left)[1:4] == ("late_left", "attempt", str(waiting.id))
    assert left.after == {"question": late[0].attempt_question_id - row.id + row.position}
    assert {one.about_id for one in (graded, left)} == {waiting.account_id}


def test_a_regrade_and_its_undoing_are_one_event_each(session: Session, media: MediaFolder, alice: Account) -> None:
    assert regrades.apply(session, "2024-01", now=NOW, by=SHELL).id is None
    republish(session, media, keyed("b"))
    for learner in (alice, person(session, "Bob")):
        sit_exam(session, learner, f"{MONTH}/exam", picking("a"))
    republish(session, media, keyed("a"))
    begun = len(events(session))
    done = regrades.apply(session, MONTH, now=NOW, by=SHELL)
    regrades.undo(session, done.id or 0, now=NOW, by=SHELL)
    found = events(session)[begun:]
    totals = {"attempts": 2, "raised": 2, "same": 0, "lowered": 0, "kept": 0, "unfit": 0}
    after = {"regrade": done.id, "question": None, "lower": False, **totals}
    bank = f"ai-2024/{MONTH}"
    assert [said(one) for one in found] == [
        ("shell: root", "regraded", "bank", bank, None, after),
        (
            "shell: root",
            "regrade_undone",
            "bank",
            f"ai-2024/{MONTH}",
            None,
            {"regrade": done.id, "questions": 2, "attempts": 2},
        ),
    ]


def test_commands_over_accounts_are_recorded(session: Session) -> None:
    made = accounts.sign_up(session, "Minsu", PASSWORD, now=NOW, role="teacher", by=SHELL)
    accounts.set_role(session, made, "admin", now=NOW, by=SHELL)
    accounts.set_role(session, made, "admin", now=NOW, by=SHELL)
    sign_ins.open_sign_in(session, made, "Firefox", now=NOW)
    accounts.set_password(session, made, OTHER, now=NOW, by=SHELL)
    for disabled in (True, True, False):
        accounts.set_disabled(session, made, disabled, now=NOW, by=SHELL)
    assert [said(one)[1:2] + said(one)[4:] for one in events(session)] == [
        ("account_added", None, {"role": "teacher"}),
        ("role_changed", {"role": "teacher"}, {"role": "admin"}),
        ("password_reset", None, {"sign_ins_ended": 1}),
        ("disabled", None, None),
        ("enabled", None, None),
    ]
    assert {(one.actor, one.object_key, one.about_id) for one in events(session)} == {
        ("shell: root", str(made.id), made.id)
    }
    text = json.dumps([said(one) for one in events(session)])
    assert not any(secret in text for secret in (PASSWORD, OTHER, "Minsu", str(made.password_hash)))


def test_somebody_who_signs_up_alone_is_no_event(session: Session) -> None:
    accounts.sign_up(session, "Minsu", PASSWORD, now=NOW)
    assert events(session) == []


def test_ending_sign_ins_elsewhere_is_recorded_where_there_were_some(session: Session, alice: Account) -> None:
    here = sign_ins.open_sign_in(session, alice, "Firefox", now=NOW)
    sign_ins.end_other_sign_ins(session, alice, here.token, now=NOW, by=Actor.of(alice))
    sign_ins.open_sign_in(session, alice, "Chrome", now=NOW)
    sign_ins.end_other_sign_ins(session, alice, here.token, now=NOW, by=Actor.of(alice))
    (event,) = events(session)
    assert said(event) == ("Alice", "signed_out_elsewhere", "account", str(alice.id), None, {"sign_ins_ended": 1})


def test_failed_sign_ins_at_an_account_are_one_event_an_hour(session: Session, alice: Account, tae_ri: Account) -> None:
    minutes = (0, 1, 59, 61, 62, 180)
    for minute in minutes:
        audit.record_failure(session, alice, by=Actor(request_id="1"), now=NOW + minute * MINUTE)
    audit.record_failure(session, tae_ri, by=audit.APP, now=NOW)
    found = [(one.about_id, (one.at - NOW) / MINUTE) for one in events(session)]
    assert found == [(alice.id, 0), (alice.id, 61), (alice.id, 180), (tae_ri.id, 0)]
    assert {(one.actor_id, one.actor) for one in events(session)} == {(None, "")}


def test_a_failed_sign_in_at_an_account_that_is_gone_meanwhile_is_none(session: Session) -> None:
    alice = accounts.sign_up(session, "Alice", PASSWORD, now=NOW)
    seen = CurrentUser(alice.id, "learner", "Alice", None, None, NOW)
    accounts.delete_account(session, alice, PASSWORD, now=NOW)
    audit.record_failure(session, seen, by=audit.APP, now=NOW)
    assert [one.action for one in events(session)] == ["account_deleted"]


def test_a_deleted_account_becomes_one_pseudonym_wherever_it_stood(
    session: Session, alice: Account, tae_ri: Account
) -> None:
    minsu = accounts.sign_up(session, "Minsu", PASSWORD, now=NOW, role="teacher", by=SHELL)
    exam = starting.start(session, minsu, EXAM, now=NOW)
    hers = starting.start(session, alice, EXAM, now=NOW)
    deadlines.extend(session, exam.token, 5, now=NOW, by=Actor.of(tae_ri))
    deadlines.extend(session, hers.token, 5, now=NOW, by=Actor.of(minsu))
    accounts.delete_account(session, minsu, PASSWORD, now=NOW + MINUTE)
    session.commit()
    added, his, alices, deleted = events(session)
    pseudonym = deleted.actor
    assert re.fullmatch("deleted account [0-9a-f]{8}", pseudonym)
    assert [(one.actor, one.object_key) for one in (added, his, alices, deleted)] == [
        ("shell: root", pseudonym),
        ("Tae-ri", pseudonym),
        (pseudonym, str(hers.id)),
        (pseudonym, pseudonym),
    ]
    assert [one.actor_id for one in (added, his, alices, deleted)] == [None, tae_ri.id, None, None]
    assert [one.about_id for one in (added, his, alices, deleted)] == [None, None, alice.id, None]
    assert "Minsu" not in json.dumps([said(one) for one in events(session)])


def test_two_deleted_accounts_are_two_pseudonyms(session: Session) -> None:
    for name in ("Minsu", "Yuna"):
        made = accounts.sign_up(session, name, PASSWORD, now=NOW, by=SHELL)
        accounts.delete_account(session, made, PASSWORD, now=NOW)
    assert len({one.actor for one in events(session) if one.action == "account_deleted"}) == 2


@pytest.mark.parametrize("wrong", [{"action": "guessed"}, {"object_kind": "moon"}])
def test_no_other_action_or_object_is_taken(wrong: dict[str, str], session: Session) -> None:
    what = audit.Object(kind=wrong.get("object_kind", "account"), key="1")
    with pytest.raises(ValueError, match=r"guessed|moon"):
        audit.record(session, wrong.get("action", "disabled"), what, by=SHELL, now=NOW)


def test_an_actor_of_any_length_is_taken(session: Session, alice: Account) -> None:
    audit.record(session, "disabled", audit.account(alice), by=Actor(name="x" * 300), now=NOW)
    assert [len(one.actor) for one in events(session)] == [80]


def test_a_password_that_one_changes_is_recorded(session: Session) -> None:
    alice = accounts.sign_up(session, "Alice", PASSWORD, now=NOW)
    here = sign_ins.open_sign_in(session, alice, "Firefox", now=NOW)
    sign_ins.open_sign_in(session, alice, "Chrome", now=NOW)
    later = NOW + timedelta(hours=1)
    accounts.change_password(session, alice, PASSWORD, OTHER, here.token, now=later, by=Actor.of(alice))
    (event,) = events(session)
    assert said(event) == ("Alice", "password_changed", "account", str(alice.id), None, {"sign_ins_ended": 1})


def test_a_bank_that_only_its_series_changed_under_has_no_act_of_its_own(
    nothing_published: Session, media: MediaFolder
) -> None:
    session = nothing_published
    for title in ("AI trends", "AI in 2024"):
        series = BankFile(name=SERIES_FILE, raw=series_text(title=both("AI 흐름", title), quizzes=[]).encode())
        done = publish(session, [series, month_file()], media, now=NOW, by=SHELL)
    assert (done.published, done.unchanged) == ((), (f"{MONTH}.yaml",))
    assert [(event.object_kind, event.object_key) for event in events(session)] == [
        ("series", "ai-2024"),
        ("bank", f"ai-2024/{MONTH}"),
        ("series", "ai-2024"),
    ]


def test_every_act_has_its_words_in_both_languages() -> None:
    assert set(words.LABELS) == set(words.SENTENCES) == set(ACTIONS)
    korean = localizer("ko")
    for said in (*words.LABELS.values(), *words.FACTS.values(), *words.STATES.values()):
        assert said.said(korean) != said.said(localizer("en")), said
    for template in words.SENTENCES.values():
        values = dict.fromkeys(("who", "what", "whom", "question"), "x")
        assert korean(template, values) != localizer("en")(template, values), template


@pytest.mark.any_database
def test_dates_and_answers_of_an_act_are_said_as_such(session: Session) -> None:
    due, later = NOW.isoformat(), (NOW + MINUTE).isoformat()
    acts: list[tuple[str, audit.Object, dict[str, Any], dict[str, Any]]] = [
        ("assignment_changed", audit.assignment(1), {"opens": due, "due": due}, {"opens": due, "due": later}),
        ("mark_changed", audit.assignment(1), {"excused": False}, {"excused": True}),
        ("class_changed", audit.school_class(1), {"joinable": True}, {"joinable": False}),
        ("challenge_refused", audit.bank("s", "b"), {"state": "open"}, {"state": "refused"}),
    ]
    for action, what, before, after in acts:
        audit.record(session, action, what, by=audit.APP, now=NOW, before=before, after=after)
    found = [entry.facts for entry in reversed(log.entries(session, limit=4))]
    assert [[(str(fact.label), fact.before, fact.after) for fact in facts] for facts in found] == [
        [("due", NOW, NOW + MINUTE)],
        [("excused", words.TRUTH[False], words.TRUTH[True])],
        [("lets learners in by its code", words.TRUTH[True], words.TRUTH[False])],
        [("state", words.STATES["open"], words.STATES["refused"])],
    ]
