"""An answer that should count: decided once for all that are equal, at nobody's loss."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.attempts import starting
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.editors import NotAnEditor
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import PlanChanged, publish
from quiz.services.content.revisions import reading
from quiz.services.grading import regrades
from quiz.services.grading.challenges import challenging, deciding, groups, proposals
from quiz.services.grading.challenges.deciding import Decided
from quiz.services.grading.challenges.groups import Group
from quiz.services.grading.challenges.proposals import AS_PUBLISHED, CannotPropose
from quiz.services.grading.challenges.shown import ChallengeError
from quiz.services.grading.question_reports import AnsweredMeanwhile
from quiz.services.integrity.account_data import export_account
from quiz.services.notices import inbox
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from tests.conftest import NOW
from tests.services.builders import (
    MONTH,
    Choose,
    at_once,
    check,
    month_file,
    nothing,
    person,
    pinned,
    recipe,
    right,
    save,
    sit_exam,
    typing,
)
from tests.services.regrades import assert_added_up

QUIZZES = [recipe("test", "exam", "one-short-text"), recipe("one", "practice", "one-short-text", tries="1")]
TEST, ONE = f"{MONTH}/test", f"{MONTH}/one"
LATER = NOW + timedelta(days=1)
WORD = "적응 층"
NOWHERE = Path("/nowhere")


@pytest.fixture(autouse=True)
def _published(session: Session, media: MediaFolder) -> None:
    publish(session, [month_file(quizzes=QUIZZES)], media, now=NOW)


@pytest.fixture
def owner(session: Session) -> Account:
    """A teacher who owns the series."""
    found = person(session, "Owen", "teacher")
    session.scalars(select(SeriesRow)).one().owner_id = found.id
    session.flush()
    return found


def challenged(session: Session, *names: str, answer: str = WORD) -> list[tuple[Account, Attempt]]:
    """Learners who answered alike in a test and say that it should count."""
    found = []
    for name in names:
        learner = person(session, name)
        exam = sit_exam(session, learner, TEST, typing(answer))
        exam.shown_at = NOW
        challenging.challenge(session, learner, exam.token, 1, f"{name}: it is the same", now=NOW)
        found.append((learner, exam))
    return found


def waiting(session: Session) -> list[Group]:
    return groups.listed(session, "en", decided=False, limit=50, offset=0)


def accepted(session: Session, by: Account, group: Group, code: str = "spelling:text", reply: str = "") -> Decided:
    """The decision of somebody who has seen the group and what is proposed."""
    of = proposals.standing(session, group.number)
    proposal = proposals.propose(session, of, code, NOWHERE, rendered=True)
    return deciding.accept(
        session, by, group.number, of, proposal, reply, seen=group.seen, now=LATER, by=audit.Actor.of(by)
    )


def refused(session: Session, by: Account, group: Group, reply: str = "It is something else.") -> Decided:
    actor = audit.Actor.of(by)
    return deciding.refuse(session, by, group.number, reply, seen=group.seen, now=LATER, by=actor)


def passed_on(session: Session, by: Account, group: Group, reply: str = "") -> Decided:
    actor = audit.Actor.of(by)
    return deciding.pass_on(session, group.number, reply, seen=group.seen, now=LATER, by=actor)


def mine(session: Session, account: Account) -> list[Any]:
    return challenging.mine(session, account, "en", limit=50, offset=0)


def heard(session: Session, account: Account) -> list[str]:
    """The kinds of notices in an inbox, the earliest first."""
    return [one.kind for one in reversed(inbox.notices(session, account.id, "en"))]


def acts(session: Session, action: str) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_equal_answers_are_one_group_with_every_reason(session: Session) -> None:
    challenged(session, "Alice", "Bob")
    challenged(session, "Cara", answer="적응층.")
    challenged(session, "Dan", answer="다른 것")
    first, other = waiting(session)
    assert (first.count, other.count) == (3, 1)
    assert [one.text for one in first.reasons] == [f"{name}: it is the same" for name in ("Alice", "Bob", "Cara")]
    assert (first.question, first.bank, first.share, first.state) == ("one-short-text", MONTH, 0, "open")
    assert [part.said for part in first.said] == [(WORD,)]
    assert first.key
    assert "{{" not in first.prompt
    assert groups.count(session, decided=False) == 2


@pytest.mark.any_database
def test_the_same_said_twice_is_said_once_and_something_else_has_to_wait(session: Session) -> None:
    ((alice, exam),) = challenged(session, "Alice")
    challenging.challenge(session, alice, exam.token, 1, "Alice: it is the same", now=NOW)
    with pytest.raises(ChallengeError) as refusal:
        challenging.challenge(session, alice, exam.token, 1, "and more", now=NOW)
    assert refusal.value.code == "already"
    assert challenging.count_mine(session, alice) == 1


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("choose", "reason", "code"),
    [
        (right, "so", "right"),
        (typing(WORD), " \r\n", "reason"),
        (typing(WORD), "x" * 2001, "too_long"),
        (typing(WORD), "a" + "\u0301" * 30, "marks"),
    ],
)
def test_what_cannot_be_taken_says_why(choose: Choose, reason: str, code: str, session: Session) -> None:
    alice = person(session, "Alice")
    exam = sit_exam(session, alice, TEST, choose)
    with pytest.raises(ChallengeError) as refusal:
        challenging.challenge(session, alice, exam.token, 1, reason, now=NOW)
    assert refusal.value.code == code
    assert mine(session, alice) == []


@pytest.mark.any_database
def test_only_ones_own_answers_whose_score_shows_are_challenged(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    running = starting.start(session, alice, TEST, now=NOW)
    save(session, alice, running, 1, typing(WORD))
    blank = sit_exam(session, bob, TEST, nothing)
    for account, token, position in (
        (alice, running.token, 1),
        (bob, running.token, 1),
        (bob, blank.token, 1),
        (bob, blank.token, 2),
        (bob, "no-such", 1),
    ):
        with pytest.raises(NotFound):
            challenging.challenge(session, account, token, position, "so", now=NOW)
    held = sit_exam(session, bob, TEST, typing(WORD))
    held.held_back = True
    session.flush()
    with pytest.raises(NotFound):
        challenging.challenge(session, bob, held.token, 1, "so", now=NOW)


@pytest.mark.any_database
def test_a_running_test_holds_it_back_and_seals_what_was_decided(session: Session, owner: Account) -> None:
    ((alice, _),) = challenged(session, "Alice")
    accepted(session, owner, waiting(session)[0])
    assert [(one.state, one.sealed) for one in mine(session, alice)] == [("accepted", False)]
    again = person(session, "Bob")
    done = sit_exam(session, again, TEST, typing("다른 것"))
    starting.start(session, again, TEST, now=LATER)
    with pytest.raises(ChallengeError) as refusal:
        challenging.challenge(session, again, done.token, 1, "so", now=LATER)
    assert refusal.value.code == "held"
    starting.start(session, alice, TEST, now=LATER)
    (one,) = mine(session, alice)
    assert (one.sealed, one.reply) == (True, None)
    asked = [question for attempt in export_account(session, alice)["attempts"] for question in attempt["questions"]]
    told = [(one["state"], one["regrade"]) for question in asked for one in question["challenges"]]
    assert told == [(None, None)]


def test_what_was_decided_is_sealed_while_the_scores_of_its_test_are_held_back(
    session: Session, owner: Account
) -> None:
    ((alice, exam),) = challenged(session, "Alice")
    refused(session, owner, waiting(session)[0])
    exam.held_back = True
    session.flush()
    (attempt,) = export_account(session, alice)["attempts"]
    ((told,),) = [question["challenges"] for question in attempt["questions"]]
    sealed = ("state", "reply", "answers", "answered_at", "regrade")
    assert {name: told[name] for name in sealed} == dict.fromkeys(sealed)


def test_accepting_publishes_the_spelling_with_its_proof_and_scores_again(session: Session, owner: Account) -> None:
    (alice, exam), (bob, other) = challenged(session, "Alice", "Bob")
    cara = person(session, "Cara")
    untold = sit_exam(session, cara, TEST, typing("적응층"))
    (group,) = waiting(session)
    of = proposals.standing(session, group.number)
    assert [way.code for way in of.ways] == ["spelling:text", "reject:text"]
    proposal = proposals.propose(session, of, "spelling:text", NOWHERE)
    assert [line for line in proposal.diff if line.startswith("+") and WORD in line]
    assert (proposal.difference.totals.raised, proposal.difference.totals.lowered) == (3, 0)
    # Those who asked are counted: whoever decides does not read whose reasons they are.
    assert [one.learner for one in proposal.difference.gains] == ["Cara"]
    assert (proposal.difference.unnamed, proposal.difference.learners) == (2, 3)
    assert pinned(session, exam)[0].fraction == 0
    decided = accepted(session, owner, group, reply="You are right.")
    assert (decided.challenges, decided.raised) == (2, 3)
    assert {pinned(session, one)[0].fraction for one in (exam, other, untold)} == {Fraction(1)}
    assert_added_up(session)
    latest = reading.history(session, reading.find_bank(session, MONTH))[0]
    assert (latest.number, latest.origin, latest.by) == (2, "challenge", "Owen")
    source = reading.find_revision(session, MONTH)[1]
    assert source is not None
    assert source.decode().count(WORD) == 2
    for learner in (alice, bob):
        (one,) = mine(session, learner)
        assert (one.state, one.reply, one.answered_at) == ("accepted", "You are right.", LATER)
        assert sorted(heard(session, learner)) == ["challenge_answered", "regraded"]
    assert heard(session, cara) == ["regraded"]
    assert waiting(session) == []
    (event,) = acts(session, "challenge_accepted")
    assert (event.actor, event.object_kind, event.object_key) == ("Owen", "bank", f"ai-2024/{MONTH}")
    assert event.after == {
        "question": "one-short-text",
        "state": "accepted",
        "challenges": 2,
        "regrade": decided.regrade_id,
    }
    (done,) = groups.listed(session, "en", decided=True, limit=50, offset=0)
    assert (done.count, done.regrade_id, done.share) == (2, decided.regrade_id, 1)


def test_taken_back_everything_is_as_it_was_and_waits_again(session: Session, owner: Account) -> None:
    ((alice, exam),) = challenged(session, "Alice")
    (group,) = waiting(session)
    accepted(session, owner, group)
    actor, other = audit.Actor.of(owner), person(session, "Otto", "teacher")
    with pytest.raises(NotAnEditor):
        deciding.take_back(session, other, group.number, seen=1, now=LATER, by=actor)
    with pytest.raises(AnsweredMeanwhile):
        deciding.take_back(session, owner, group.number, seen=0, now=LATER, by=actor)
    deciding.take_back(session, owner, group.number, seen=1, now=LATER, by=actor)
    assert pinned(session, exam)[0].fraction == 0
    assert [(one.state, one.seen) for one in waiting(session)] == [("open", 2)]
    assert "regrade_undone" in heard(session, alice)
    with pytest.raises(NotFound):
        deciding.take_back(session, owner, group.number, seen=2, now=LATER, by=actor)


@pytest.mark.any_database
def test_refusing_needs_a_reason_that_the_learner_reads(session: Session, owner: Account) -> None:
    ((alice, exam),) = challenged(session, "Alice")
    other = person(session, "Otto", "teacher")
    (group,) = waiting(session)
    with pytest.raises(ChallengeError) as refusal:
        refused(session, other, group, " ")
    assert refusal.value.code == "reply"
    refused(session, other, group)
    (one,) = mine(session, alice)
    assert (one.state, one.reply) == ("refused", "It is something else.")
    assert heard(session, alice) == ["challenge_answered"]
    assert [event.actor for event in acts(session, "challenge_refused")] == ["Otto"]
    assert pinned(session, exam)[0].fraction == 0
    challenging.challenge(session, alice, exam.token, 1, "But look", now=LATER)
    assert challenging.count_mine(session, alice) == 2


@pytest.mark.any_database
def test_a_refused_text_can_be_written_into_the_bank(session: Session, owner: Account) -> None:
    challenged(session, "Alice")
    (group,) = waiting(session)
    of = proposals.standing(session, group.number)
    proposal = proposals.propose(session, of, "reject:text", NOWHERE, rendered=True)
    deciding.refuse(
        session, owner, group.number, "No.", seen=0, now=LATER, by=audit.Actor.of(owner), of=of, proposal=proposal
    )
    source = reading.find_revision(session, f"{MONTH}@2")[1]
    assert WORD.encode() in (source or b"")
    of = proposals.standing(session, group.number)
    assert ([way.code for way in of.ways], of.refused_on_purpose) == (["spelling:text"], True)


@pytest.mark.any_database
def test_another_teacher_passes_it_on_and_the_editors_are_asked(session: Session, owner: Account) -> None:
    ((alice, _),) = challenged(session, "Alice")
    other = person(session, "Otto", "teacher")
    (group,) = waiting(session)
    with pytest.raises(NotAnEditor):
        accepted(session, other, group)
    assert len(reading.history(session, reading.find_bank(session, MONTH))) == 1
    passed_on(session, other, group)
    (asked,) = inbox.notices(session, owner.id, "en")
    assert (asked.kind, asked.address) == ("challenge_to_decide", f"/teach/challenges/{group.number}")
    (still,) = waiting(session)
    assert (still.state, still.seen) == ("passed_on", 1)
    accepted(session, owner, still)
    assert sorted(heard(session, alice)) == ["challenge_answered", "challenge_passed_on", "regraded"]


@pytest.mark.any_database
def test_of_two_teachers_the_second_is_told(session: Session, owner: Account) -> None:
    challenged(session, "Alice")
    (seen,) = waiting(session)
    refused(session, owner, seen)
    with pytest.raises(AnsweredMeanwhile):
        accepted(session, owner, seen)
    with pytest.raises(AnsweredMeanwhile):
        passed_on(session, owner, seen)


@pytest.mark.any_database
def test_what_was_published_meanwhile_is_not_undone(session: Session, media: MediaFolder, owner: Account) -> None:
    challenged(session, "Alice")
    (group,) = waiting(session)
    of = proposals.standing(session, group.number)
    proposal = proposals.propose(session, of, "spelling:text", NOWHERE, rendered=True)
    publish(session, [month_file(quizzes=QUIZZES, title={"ko": "새 제목", "en": "New"})], media, now=LATER)
    session.flush()
    with pytest.raises(PlanChanged):
        deciding.accept(session, owner, group.number, of, proposal, "", seen=0, now=LATER, by=audit.Actor.of(owner))


@pytest.mark.any_database
def test_what_is_published_already_only_scores_again(session: Session, owner: Account) -> None:
    challenged(session, "Alice")
    accepted(session, owner, waiting(session)[0])
    ((_, exam),) = challenged(session, "Bob", answer="다른 것")
    (group,) = waiting(session)
    accepted(session, owner, group)
    regrades.undo(session, regrades.regrades(session)[0].id, now=LATER)
    (group,) = waiting(session)
    of = proposals.standing(session, group.number)
    assert of.ways == ()
    assert of.counts_now
    proposal = proposals.propose(session, of, AS_PUBLISHED, NOWHERE)
    assert (proposal.diff, proposal.difference.totals.raised) == ((), 1)
    accepted(session, owner, group, AS_PUBLISHED)
    assert pinned(session, exam)[0].fraction == 1
    assert len(reading.history(session, reading.find_bank(session, MONTH))) == 3


@pytest.mark.any_database
def test_a_file_that_was_not_kept_cannot_be_changed(session: Session) -> None:
    challenged(session, "Alice")
    (group,) = waiting(session)
    of = proposals.standing(session, group.number)
    with pytest.raises(CannotPropose):
        proposals.propose(session, of, "key:choice", NOWHERE)
    with pytest.raises(CannotPropose):
        proposals.propose(session, of, AS_PUBLISHED, NOWHERE)


@pytest.mark.any_database
def test_a_practice_that_is_not_over_is_counted_as_left_alone(session: Session, owner: Account) -> None:
    alice = person(session, "Alice")
    quizzes = [recipe("one", "practice", "one-short-text", "one-single-choice", tries="1")]
    publish(session, [month_file(quizzes=[*QUIZZES[:1], *quizzes])], MediaFolder(source=NOWHERE), now=NOW)
    attempt = starting.start(session, alice, ONE, now=NOW)
    place = next(n for n, one in enumerate(pinned(session, attempt), 1) if not one.variant["order"])
    check(session, alice, attempt, place, typing(WORD))
    challenging.challenge(session, alice, attempt.token, place, "so", now=NOW)
    (group,) = waiting(session)
    proposal = proposals.propose(session, proposals.standing(session, group.number), "spelling:text", NOWHERE)
    assert (proposal.difference.totals.attempts, proposal.difference.running) == (0, 1)


def test_sent_twice_at_once_it_is_kept_once(engine: Engine, session: Session) -> None:
    alice = person(session, "Alice")
    exam = sit_exam(session, alice, TEST, typing(WORD))
    token, number = exam.token, alice.id
    session.commit()

    def send(own: Session) -> None:
        challenging.challenge(own, own.get_one(Account, number), token, 1, "so", now=NOW)

    assert at_once(engine, send, send) == [None, None]
    assert challenging.count_mine(session, alice) == 1
