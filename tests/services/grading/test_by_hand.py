"""Grading by hand: scores fixed at once or together, changed afterwards, given by one teacher or two."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.aggregates import rebuild
from quiz.services.attempts import late_answers
from quiz.services.attempts.pages import results
from quiz.services.attempts.refusals import NotFound
from quiz.services.audit import Actor
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading
from quiz.services.grading.by_hand import agreeing, graded, judgements, queue, rules
from quiz.services.grading.by_hand.giving import GradedMeanwhile
from quiz.services.grading.by_hand.judgements import GradingError, Typed
from quiz.services.integrity import account_data
from quiz.storage.models.attempts import Attempt, LateAnswer
from quiz.storage.models.grading import Grade
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from quiz.storage.models.notices import Notice
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import MINUTE, Job, overlapping, person, pinned
from tests.services.recount import unsound
from tests.services.together import account
from tests.services.written import LATER, again, found, give, publish_essay, release, set_rules, write


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def tae_ri(session: Session) -> Account:
    return person(session, "Tae-ri", "teacher")


@pytest.fixture
def min_ho(session: Session) -> Account:
    return person(session, "Min-ho", "teacher")


@pytest.fixture
def attempt(session: Session, media: MediaFolder, alice: Account) -> Attempt:
    publish_essay(session, media)
    return write(session, alice)


def notices(session: Session, of: Account) -> list[str]:
    return list(session.scalars(select(Notice.kind).where(Notice.account_id == of.id).order_by(Notice.id)))


def comments(session: Session, of: Account, attempt: Attempt) -> list[tuple[str, str]]:
    """What the learner reads of those who graded: HTML and the reason for another score."""
    shown = results.find_result(session, of, attempt.token, "en")
    return [(str(one.html), one.reason) for view in shown.views for one in view.comments]


def assert_sound(session: Session) -> None:
    session.commit()
    assert recount.stored(session) == recount.counted_anew(session)
    assert list(rebuild.differences(session)) == []
    assert unsound(session) == []


def test_one_grader_fixes_the_score_at_once_and_the_learner_reads_the_comment_with_it(
    session: Session, alice: Account, tae_ri: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    assert give(session, one, tae_ri, "a", "b", comment="**Good**, but why?") == "fixed"
    assert (attempt.state, attempt.points) == ("finished", 3)
    assert comments(session, alice, attempt) == [("<p><strong>Good</strong>, but why?</p>", "")]
    assert notices(session, alice) == ["graded"]
    assert_sound(session)


def test_a_share_of_ones_own_is_kept_with_its_reason(
    session: Session, alice: Account, tae_ri: Account, attempt: Attempt
) -> None:
    give(session, found(session, attempt), tae_ri, "a", share="62.5 %", reason="Half of b")
    row = next(row for row in pinned(session, attempt) if "adjusted" in (row.score or {}))
    assert (row.fraction, row.marks, attempt.points) == (Fraction(5, 8), Fraction(5, 8), Fraction(23, 8))
    assert comments(session, alice, attempt) == [("", "Half of b")]
    assert_sound(session)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"share": "101", "reason": "x"}, "share"),
        ({"share": "-1", "reason": "x"}, "share"),
        ({"share": "much", "reason": "x"}, "share"),
        ({"share": "3 kg", "reason": "x"}, "share"),
        ({"share": "50"}, "reason"),
        ({"share": "50", "reason": "x" * 501}, "reason_too_long"),
        ({"comment": "x" * 5_001}, "too_long"),
        ({"comment": "a" + "\u0301" * 99}, "marks"),
    ],
)
def test_what_can_not_be_taken_says_why(session: Session, attempt: Attempt, typed: dict[str, str], code: str) -> None:
    with pytest.raises(GradingError) as refused:
        judgements.judgement_of(found(session, attempt).view.question, Typed(**typed))
    assert refused.value.code == code


def test_a_changed_score_moves_points_sums_and_mastery_and_the_learner_is_told(
    session: Session, alice: Account, tae_ri: Account, min_ho: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    give(session, one, tae_ri, "a", comment="First")
    assert attempt.points == 2
    assert give(session, again(session, one), min_ho, "a", "b", "c", comment="Second") == "fixed"
    session.refresh(attempt)
    assert attempt.points == 4
    assert comments(session, alice, attempt) == [("<p>Second</p>", "")]
    assert notices(session, alice) == ["graded", "grade_changed"]
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.object_kind == "attempt").order_by(AuditEvent.id)
    ).all()
    assert [(event.action, event.actor) for event in events] == [("graded", "Tae-ri"), ("grade_changed", "Min-ho")]
    assert (events[1].before["points"], events[1].after["points"]) == ("2", "4")
    assert_sound(session)
    give(session, again(session, one), min_ho, "a", "b", "c", comment="Third")
    give(session, again(session, one), min_ho, "a", "b", "c", comment="Third")
    assert notices(session, alice) == ["graded", "grade_changed", "grade_commented"]
    assert len(session.scalars(select(Grade)).all()) == 4


def test_who_looked_before_another_graded_is_refused_and_nothing_is_lost(
    session: Session, tae_ri: Account, min_ho: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    seen = one.mark
    give(session, one, tae_ri, "a")
    with pytest.raises(GradedMeanwhile):
        give(session, again(session, one), min_ho, "b", seen=seen)
    session.rollback()
    assert attempt.points == 2
    assert len(session.scalars(select(Grade)).all()) == 1


def test_of_two_at_once_the_second_is_refused(
    engine: Engine, session: Session, tae_ri: Account, min_ho: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    number, seen, ids = one.row.id, one.mark, (tae_ri.id, min_ho.id)
    session.commit()

    def giving_by(key: int, *chosen: str) -> Job:
        return lambda other: give(
            other, manual_grading.find_answer(other, number, "en"), account(other, key), *chosen, seen=seen
        )

    done, refused = overlapping(engine, giving_by(ids[0], "a"), giving_by(ids[1], "b"))
    assert done == "fixed"
    assert isinstance(refused, GradedMeanwhile)


def test_two_who_agree_fix_the_score_and_both_comments_reach_the_learner(
    session: Session, alice: Account, tae_ri: Account, min_ho: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    set_rules(session, one, tae_ri, twice=True)
    assert give(session, again(session, one), tae_ri, "a", "b", comment="Nice") == "second"
    assert attempt.state == "waiting"
    assert queue.first_for(session, one.row.question_version_id, tae_ri.id) is None
    assert queue.first_for(session, one.row.question_version_id, min_ho.id) == one.row.id
    assert give(session, again(session, one), tae_ri, "a") == "second"  # the first one changes their own
    assert give(session, again(session, one), min_ho, "a", comment="Short") == "fixed"
    assert (attempt.state, attempt.points) == ("finished", 2)
    assert comments(session, alice, attempt) == [("<p>Short</p>", "")]
    assert_sound(session)


def test_where_two_differ_somebody_settles_it(
    session: Session, alice: Account, tae_ri: Account, min_ho: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    set_rules(session, one, tae_ri, twice=True)
    give(session, again(session, one), tae_ri, "a", "b", comment="Nice")
    assert give(session, again(session, one), min_ho, "b", "c") == "disputed"
    of = queue.question(session, one.row.question_version_id, "en")
    both = agreeing.two_graders(session, of)
    # Of three criteria one is decided alike: expected (2 * 2 + 1 * 1) / 9 = 5/9, so (3/9 - 5/9) / (4/9) = -1/2.
    assert (both.answers, both.overall.same, both.overall.kappa, both.unsettled) == (1, 1, Fraction(-1, 2), 1)
    (differs,) = both.differences
    assert (differs.first, differs.second, differs.shares) == (("a",), ("c",), False)
    assert give(session, again(session, one), tae_ri, "b", comment="Settled") == "fixed"
    assert comments(session, alice, attempt) == [("<p>Settled</p>", "")]
    assert agreeing.two_graders(session, of).unsettled == 0
    assert_sound(session)


def test_held_grades_show_nothing_and_are_released_together(
    session: Session, media: MediaFolder, alice: Account, tae_ri: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "BATCH", 1)
    publish_essay(session, media)
    bob = person(session, "Bob")
    attempts = [write(session, one, now=NOW + n * MINUTE) for n, one in enumerate((alice, bob, alice))]
    ones = [found(session, attempt) for attempt in attempts]
    set_rules(session, ones[0], tae_ri, held=True)
    for one in ones:
        assert give(session, again(session, one), tae_ri, "a", comment="Soon") == "ready"
    assert give(session, again(session, ones[0]), tae_ri, "a", "b", comment="Soon") == "ready"
    assert {attempt.state for attempt in attempts} == {"waiting"}
    assert (notices(session, alice), notices(session, bob)) == ([], [])
    with pytest.raises(NotFound):
        results.find_result(session, alice, attempts[0].token, "en")
    assert "Soon" not in str(account_data.export_account(session, alice))
    assert release(session, ones[0], tae_ri) == 3
    assert [attempt.points for attempt in attempts] == [3, 2, 2]
    assert (notices(session, alice), notices(session, bob)) == (["graded"], ["graded"])
    assert release(session, ones[0], tae_ri) == 0
    assert_sound(session)


def test_rules_that_are_switched_off_leave_nothing_behind(
    session: Session, media: MediaFolder, alice: Account, tae_ri: Account
) -> None:
    publish_essay(session, media)
    attempts = [write(session, alice, now=NOW + n * MINUTE) for n in range(2)]
    ones = [found(session, attempt) for attempt in attempts]
    set_rules(session, ones[0], tae_ri, twice=True, held=True)
    give(session, again(session, ones[0]), tae_ri, "a")
    assert set_rules(session, ones[0], tae_ri, held=True) == 1
    assert again(session, ones[0]).state == "ready"
    give(session, again(session, ones[1]), tae_ri, "b")
    assert set_rules(session, ones[0], tae_ri) == 2
    assert [attempt.state for attempt in attempts] == ["finished", "finished"]
    assert_sound(session)


def test_what_one_teacher_changes_decides_nothing_of_the_learners_of_another(
    session: Session, alice: Account, tae_ri: Account, attempt: Attempt
) -> None:
    bob = person(session, "Bob")
    other = write(session, bob, now=NOW + MINUTE)
    ones = [found(session, one) for one in (attempt, other)]
    set_rules(session, ones[0], tae_ri, held=True)
    for one in ones:
        give(session, again(session, one), tae_ri, "a")
    of = queue.question(session, ones[0].row.question_version_id, "en")
    rules.set_rules(session, of, twice=False, held=False, now=LATER, by=Actor.of(tae_ri))
    assert rules.carry_out(session, of, "en", now=LATER, whose=Attempt.account_id == alice.id) == 1
    assert (attempt.state, other.state) == ("finished", "waiting")
    assert notices(session, bob) == []
    assert release(session, ones[1], tae_ri) == 1
    assert other.state == "finished"


def test_a_late_answer_that_counts_is_graded_by_itself(
    session: Session, alice: Account, tae_ri: Account, min_ho: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    set_rules(session, one, tae_ri, twice=True)
    give(session, again(session, one), tae_ri, "a")
    late = LateAnswer(
        attempt_id=attempt.id,
        attempt_question_id=one.row.id,
        base_revision=1,
        device="desk",
        device_sequence=9,
        value={"text": ["Late"]},
        received_at=LATER,
    )
    session.add(late)
    session.flush()
    late_answers.let_count(session, late.id, now=LATER, by=Actor.of(tae_ri))
    session.commit()
    assert again(session, one).state == "open"
    assert give(session, again(session, one), min_ho, "b") == "second"
    assert give(session, again(session, one), tae_ri, "b") == "fixed"


def test_graded_answers_are_found_by_question_grader_and_learner(
    session: Session, alice: Account, tae_ri: Account, min_ho: Account, attempt: Attempt
) -> None:
    bob = person(session, "Bob")
    other = write(session, bob, now=NOW + MINUTE)
    one, two = found(session, attempt), found(session, other)
    version = one.row.question_version_id
    (waits,) = queue.questions(session, "en", tae_ri.id)
    assert (waits.to_grade, waits.yours, waits.graded, waits.oldest, waits.version_id) == (2, 2, 0, NOW, version)
    assert queue.questions(session, "en", tae_ri.id, "no such words") == []
    assert queue.beside(session, one, tae_ri.id) == queue.beside(session, one, tae_ri.id, back=True) == two.row.id
    give(session, one, tae_ri, "a")
    give(session, two, min_ho, "b")
    assert queue.questions(session, "en", tae_ri.id) == []
    assert queue.counts(session, version, tae_ri.id).fixed == 2
    for sought, names in [
        (graded.Sought(), ["Bob", "Alice"]),
        (graded.Sought(version_id=version, grader_id=tae_ri.id), ["Alice"]),
        (graded.Sought(named="BO"), ["Bob"]),
        (graded.Sought(version_id=version + 1), []),
    ]:
        assert graded.count(session, sought) == len(names)
        found_now = graded.answers(session, "en", sought, limit=9, offset=0)
        assert sorted(one.learner or "" for one in found_now) == sorted(names)


def test_whose_answers_are_asked_for_is_a_condition_on_their_accounts(
    session: Session, alice: Account, tae_ri: Account, attempt: Attempt
) -> None:
    bob = person(session, "Bob")
    write(session, bob, now=NOW + MINUTE)
    (only,) = queue.questions(session, "en", tae_ri.id, whose=Attempt.account_id == bob.id)
    assert (only.to_grade, only.oldest) == (1, NOW + MINUTE)


def test_a_deleted_account_takes_its_drafts_and_comments_and_leaves_its_grades_without_a_name(
    session: Session, tae_ri: Account, attempt: Attempt
) -> None:
    one = found(session, attempt)
    give(session, one, tae_ri, "a", comment="Well")
    audit.forget(session, tae_ri)
    session.delete(tae_ri)
    session.commit()
    (grade,) = session.scalars(select(Grade))
    assert (grade.by_id, grade.comment) == (None, "Well")
