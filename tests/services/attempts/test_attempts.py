"""Attempts of one learner, one step after another."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quiz.domain.delivery import TooFewQuestions
from quiz.domain.questions.base import AnswerError
from quiz.services.attempts import ending, locking, saving, starting, submitting
from quiz.services.attempts.ending import NotYet
from quiz.services.attempts.practice import Unreadable, take_hint
from quiz.services.attempts.refusals import AccountRequired, Full, HeldByTest, NotFound
from quiz.services.attempts.saving import MAX_SEQUENCE, AnswerSubmission, SaveResult
from quiz.services.content.definitions import quiz_of
from quiz.services.content.media import MediaFolder
from quiz.services.content.question_pool import seen_in
from quiz.services.identity import accounts
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuizRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerQuestion
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    EXAM_TIME,
    MINUTE,
    MONTH,
    PRACTICE,
    answers,
    check,
    chosen,
    nothing,
    person,
    pinned,
    points_of,
    practise,
    publish_month,
    right,
    save,
    sent,
    sit_exam,
    size,
    start_one,
    typing,
    wrong,
)
from tests.services.recount import unsound


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def exam(session: Session, alice: Account) -> Attempt:
    return starting.start(session, alice, EXAM, now=NOW)


@pytest.fixture
def practice(session: Session, alice: Account) -> Attempt:
    return starting.start(session, alice, PRACTICE, now=NOW)


def test_a_start_pins_questions_places_and_points(session: Session, exam: Attempt) -> None:
    rows = pinned(session, exam)
    assert [row.position for row in rows] == list(range(1, 13))
    assert len({row.question_version_id for row in rows}) == 12
    assert (exam.state, exam.mode, exam.started_at) == ("running", "exam", NOW)
    assert exam.deadline_at == NOW + EXAM_TIME
    assert exam.points_possible == sum(points_of(session, exam))


def test_starting_again_goes_on_with_what_runs(session: Session, alice: Account, practice: Attempt) -> None:
    assert starting.start(session, alice, PRACTICE, now=NOW + timedelta(days=90)) is practice


def test_after_the_end_a_start_begins_anew(session: Session, alice: Account) -> None:
    first = practise(session, alice)
    assert starting.start(session, alice, PRACTICE, now=NOW).token != first.token


@pytest.mark.any_database
@pytest.mark.parametrize("key", ["2024-01/riddles", "2024-13/check", "", "final/", "' OR 1=1 --"])
def test_an_unknown_quiz_is_not_there(session: Session, alice: Account, key: str) -> None:
    with pytest.raises(NotFound):
        starting.start(session, alice, key, now=NOW)


def test_a_withdrawn_quiz_is_not_there(session: Session, alice: Account) -> None:
    session.scalars(select(QuizRow).where(QuizRow.key == EXAM)).one().withdrawn = True
    with pytest.raises(NotFound):
        starting.start(session, alice, EXAM, now=NOW)


def test_an_exam_wants_an_account_and_practice_does_not(session: Session) -> None:
    guest = accounts.start_guest(session, now=NOW)
    with pytest.raises(AccountRequired):
        starting.start(session, guest, EXAM, now=NOW)
    assert starting.start(session, guest, PRACTICE, now=NOW).state == "running"


def test_a_draw_that_cannot_be_filled_is_told(session: Session, alice: Account) -> None:
    for question in session.scalars(select(QuestionRow)):
        question.withdrawn = True
    with pytest.raises(TooFewQuestions):
        starting.start(session, alice, "final", now=NOW)


def test_a_quiz_over_all_months_draws_from_each(session: Session, alice: Account) -> None:
    final = starting.start(session, alice, "final", now=NOW)
    assert size(session, final) == 24


def test_others_find_no_attempt_of_alices(session: Session, alice: Account, exam: Attempt) -> None:
    charlie = person(session, "Charlie")
    with pytest.raises(NotFound):
        locking.lock_question(session, charlie, exam.token, 1)
    with pytest.raises(NotFound):
        submitting.hand_in(session, charlie, exam.token, now=NOW)
    assert exam.state == "running"


@pytest.mark.any_database
@pytest.mark.parametrize("position", [0, 13, -1, 10_000])
def test_a_place_outside_the_attempt_is_not_there(
    session: Session, alice: Account, exam: Attempt, position: int
) -> None:
    with pytest.raises(NotFound):
        locking.lock_question(session, alice, exam.token, position)


def test_answers_are_appended(session: Session, alice: Account, exam: Attempt) -> None:
    saves = [save(session, alice, exam, 1, choose, sequence=n) for n, choose in enumerate([wrong, nothing, right])]
    assert [saved.revision for saved in saves] == [1, 2, 3]
    assert [answer.revision for answer in answers(session, exam, 1)] == [1, 2, 3]
    assert (pinned(session, exam)[0].revision, pinned(session, exam)[0].answered) == (3, True)


def test_an_answer_that_is_taken_back_leaves_the_question_unanswered(
    session: Session, alice: Account, exam: Attempt
) -> None:
    save(session, alice, exam, 1, right, sequence=1)
    save(session, alice, exam, 1, nothing, sequence=2)
    assert (pinned(session, exam)[0].revision, pinned(session, exam)[0].answered) == (2, False)


def test_a_target_in_hand_may_be_saved_to_twice(session: Session, alice: Account, exam: Attempt) -> None:
    for sequence in (1, 2, 3):
        target = locking.lock_question(session, alice, exam.token, 1)
        assert saving.save(session, target, chosen(target, right), sent(sequence), now=NOW).revision == sequence


def test_a_repeated_send_is_one_answer(session: Session, alice: Account, exam: Attempt) -> None:
    first = save(session, alice, exam, 1, wrong, sequence=7)
    save(session, alice, exam, 1, right, sequence=8)
    again = save(session, alice, exam, 1, wrong, sequence=7, now=NOW + MINUTE)
    assert again == SaveResult(revision=first.revision, received_at=NOW, repeated=True)
    assert len(answers(session, exam, 1)) == 2
    assert pinned(session, exam)[0].revision == 2


def test_a_number_that_stands_for_another_answer_loses_none(session: Session, alice: Account, exam: Attempt) -> None:
    assert save(session, alice, exam, 1, wrong, sequence=7).revision == 1
    again = save(session, alice, exam, 1, right, sequence=7)
    assert (again.revision, again.repeated) == (2, False)
    assert save(session, alice, exam, 2, right, sequence=7).revision == 1
    kept = session.execute(
        select(AnswerRow.device_sequence, AnswerRow.revision)
        .where(AnswerRow.attempt_id == exam.id)
        .order_by(AnswerRow.id)
    ).all()
    assert kept == [(7, 1), (-1, 2), (-2, 1)]


def test_what_is_sent_again_under_one_number_with_other_words_is_never_dropped(
    session: Session, alice: Account, exam: Attempt
) -> None:
    choices = [wrong, right, nothing, wrong, wrong]
    saves = [save(session, alice, exam, 1, choose, sequence=0) for choose in choices]
    assert [(saved.revision, saved.repeated) for saved in saves] == [
        (1, False),
        (2, False),
        (3, False),
        (4, False),
        (4, True),
    ]
    assert pinned(session, exam)[0].revision == 4


def test_what_the_server_numbered_overtakes_nothing_of_the_browsers(
    session: Session, alice: Account, exam: Attempt
) -> None:
    save(session, alice, exam, 1, wrong, sequence=1)
    save(session, alice, exam, 1, right, sequence=1)
    assert save(session, alice, exam, 1, nothing, sequence=2) == SaveResult(revision=3, received_at=NOW)
    assert save(session, alice, exam, 1, wrong, sequence=1).revision == 1
    assert pinned(session, exam)[0].revision == 3


def test_the_same_answer_given_more_surely_is_another(session: Session, alice: Account, exam: Attempt) -> None:
    for level, revision in ((1, 1), (3, 2), (3, 2)):
        target = locking.lock_question(session, alice, exam.token, 1)
        again = AnswerSubmission(device="page", sequence=0, base_revision=0, certainty=level)
        assert saving.save(session, target, chosen(target, right), again, now=NOW).revision == revision
    assert [answer.certainty for answer in answers(session, exam, 1)] == [1, 3]


def test_only_what_came_after_an_answer_overtakes_it(session: Session, alice: Account, exam: Attempt) -> None:
    """A number of the same size is no later one: the second answer under it is real and is kept."""
    save(session, alice, exam, 1, wrong, sequence=4)
    assert save(session, alice, exam, 1, right, sequence=4).repeated is False
    assert save(session, alice, exam, 1, nothing, sequence=3).repeated is True
    assert [answer.revision for answer in answers(session, exam, 1)] == [1, 2]
    assert pinned(session, exam)[0].answered


def test_an_answer_that_saw_the_latest_is_overtaken_by_nothing(session: Session, alice: Account, exam: Attempt) -> None:
    save(session, alice, exam, 1, wrong, sequence=4)
    assert save(session, alice, exam, 1, right, sequence=3, base=1) == SaveResult(revision=2, received_at=NOW)


def test_an_attempt_takes_only_so_many_answers_and_keeps_what_it_has(
    session: Session, alice: Account, exam: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MAX_ANSWERS", 3)
    for sequence, position in enumerate((1, 2, 1), 1):
        save(session, alice, exam, position, wrong if sequence == 1 else right, sequence=sequence)
    with pytest.raises(Full):
        save(session, alice, exam, 3, right, sequence=4)
    assert save(session, alice, exam, 1, right, sequence=3).repeated
    target = locking.lock_question(session, alice, exam.token, 1)
    with pytest.raises(Full):
        saving.save_or_keep(session, target, chosen(target, nothing), sent(5), now=NOW)
    assert submitting.hand_in(session, alice, exam.token, now=NOW).state == "finished"
    assert unsound(session) == []


@pytest.mark.parametrize(
    ("sends", "conflicts"),
    [
        pytest.param([("phone", 0), ("phone", 0), ("phone", 0)], [False, False, False], id="same-device-unseen"),
        pytest.param([("phone", 0), ("laptop", 1), ("phone", 2)], [False, False, False], id="each-saw-the-other"),
        pytest.param([("phone", 0), ("laptop", 0)], [False, True], id="other-device-unseen"),
        pytest.param([("phone", 0), ("laptop", 0), ("laptop", 0)], [False, True, False], id="told-once"),
        pytest.param([("phone", 0), ("laptop", 1), ("phone", 1)], [False, False, True], id="behind-by-one"),
        pytest.param([("phone", 0), ("laptop", 99)], [False, False], id="claims-the-future"),
    ],
)
def test_an_unseen_answer_of_another_device_makes_a_conflict(
    session: Session, alice: Account, exam: Attempt, sends: list[tuple[str, int]], conflicts: list[bool]
) -> None:
    saved = [
        save(session, alice, exam, 1, wrong if n % 2 else right, sequence=n, device=device, base=base)
        for n, (device, base) in enumerate(sends)
    ]
    assert [one.conflict for one in saved] == conflicts
    kept = answers(session, exam, 1)
    assert [answer.conflict for answer in kept] == conflicts
    assert [answer.revision for answer in kept] == list(range(1, len(sends) + 1))


@pytest.mark.any_database
@pytest.mark.parametrize(
    "odd",
    [
        sent(1, device=""),
        sent(1, device="x" * 41),
        sent(1, device="전화"),
        sent(1, device="a\nb"),
        sent(-1),
        sent(MAX_SEQUENCE + 1),
        sent(1, base=-1),
        sent(1, base=MAX_SEQUENCE + 1),
    ],
)
def test_what_no_browser_of_ours_sends_is_refused(
    session: Session, alice: Account, exam: Attempt, odd: AnswerSubmission
) -> None:
    target = locking.lock_question(session, alice, exam.token, 1)
    with pytest.raises(AnswerError):
        saving.save(session, target, {}, odd, now=NOW)
    assert answers(session, exam, 1) == []


def test_the_largest_number_is_kept(session: Session, alice: Account, exam: Attempt) -> None:
    assert save(session, alice, exam, 1, sequence=MAX_SEQUENCE, device="x" * 40).revision == 1


def test_the_clock_of_a_browser_is_noted_and_decides_nothing(session: Session, alice: Account, exam: Attempt) -> None:
    target = locking.lock_question(session, alice, exam.token, 1)
    late = NOW + timedelta(days=400)
    saving.save(
        session, target, {}, AnswerSubmission(device="phone", sequence=1, base_revision=0, client_at=late), now=NOW
    )
    (answer,) = answers(session, exam, 1)
    assert (answer.client_at, answer.received_at) == (late, NOW)


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", "치명적 망각"),
        "👩🏽‍🚀 🇰🇷 망각",
        "  forgetting  ",
        "'; DROP TABLE answer; --",
        "‮망각‬",
        '{"a": [1]}',
        "가" * 4_000,
    ],
    ids=["decomposed", "emoji", "spaces", "sql", "direction", "json", "longest"],
)
def test_a_text_comes_back_as_it_was_typed(session: Session, alice: Account, media: MediaFolder, text: str) -> None:
    attempt = start_one(session, alice, media, "exam", "short-text")
    save(session, alice, attempt, 1, typing(text))
    session.commit()
    session.expire_all()
    assert [answer.value for answer in answers(session, attempt, 1)] == [{"text": [text]}]
    assert submitting.hand_in(session, alice, attempt.token, now=NOW).state == "finished"


def test_decomposed_hangul_is_right_too(session: Session, alice: Account, media: MediaFolder) -> None:
    attempt = start_one(session, alice, media, "practice", "short-text")
    assert check(session, alice, attempt, 1, typing(unicodedata.normalize("NFD", "치명적 망각"))).fraction == 1


def versions(session: Session, attempt: Attempt) -> list[int]:
    """The versions that an attempt asks, in their order."""
    asked = select(AttemptQuestion.question_version_id).where(AttemptQuestion.attempt_id == attempt.id)
    return list(session.scalars(asked.order_by(AttemptQuestion.position)))


def test_practice_asks_what_was_not_seen_then_what_went_wrong_then_the_rest(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    questions = [definition("numeric", id=f"q-{number}") for number in range(10)]
    quiz = {"id": "one", "title": "one", "mode": "practice", "draw": [{"section": "2.1", "count": "4"}]}
    publish_month(session, media, questions=questions, quizzes=[quiz])
    key = f"{MONTH}/one"
    wrong_ones = versions(session, practise(session, alice, key, wrong, NOW))
    right_ones = versions(session, practise(session, alice, key, right, NOW + MINUTE))
    assert len({*wrong_ones, *right_ones}) == 8
    third = versions(session, practise(session, alice, key, right, NOW + 2 * MINUTE))
    assert len(set(third) & set(wrong_ones)) == 2
    assert not set(third) & set(right_ones)
    fourth = versions(session, starting.start(session, alice, key, now=NOW + 3 * MINUTE))
    assert set(wrong_ones) - set(third) <= set(fourth)
    assert len(set(fourth) & set(right_ones)) == 2, "those that were right longest ago"


def test_an_exam_is_drawn_by_its_seed_whatever_was_seen(session: Session, alice: Account) -> None:
    bob = person(session, "Bob")
    practise(session, alice, choose=wrong)
    drawn = [versions(session, starting.start(session, who, EXAM, now=NOW, seed="one")) for who in (alice, bob)]
    assert drawn[0] == drawn[1]


def test_a_test_that_waits_says_nothing_of_its_scores_by_what_practice_asks(session: Session, alice: Account) -> None:
    practised = practise(session, alice)
    session.execute(
        update(Attempt)
        .where(Attempt.id == practised.id)
        .values(mode="exam", state="waiting", finished_at=None, points=None)
    )
    session.execute(update(LearnerQuestion).values(latest_share=0.0))
    row = starting._find(session, alice, PRACTICE, None)
    seen = seen_in(session, alice, quiz_of(row.content_hash, row.quiz), row.series_id, PRACTICE)
    assert len(seen) == size(session, practised)
    assert not any(one.wrong for one in seen.values())


def test_what_a_running_test_asks_is_neither_drawn_nor_judged_in_practice(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    questions = [definition("numeric", id=f"q-{number}") for number in range(4)]
    line = {"section": "2.1", "count": "2"}
    quizzes = [{"id": mode, "title": mode, "mode": mode, "draw": [line]} for mode in ("practice", "exam")]
    publish_month(session, media, questions=questions, quizzes=quizzes)
    before = starting.start(session, alice, f"{MONTH}/practice", now=NOW, seed="one")
    exam = starting.start(session, alice, f"{MONTH}/exam", now=NOW, seed="one")
    held = set(versions(session, exam)) & set(versions(session, before))
    for position, version in enumerate(versions(session, before), 1):
        if version in held:
            with pytest.raises(Unreadable, match="running"):
                check(session, alice, before, position, right, now=NOW + MINUTE)
            with pytest.raises(Unreadable, match="running"):
                take_hint(session, locking.lock_question(session, alice, before.token, position), now=NOW + MINUTE)
            with pytest.raises(NotYet) as refused, session.begin_nested():
                ending.end(session, alice, before.token, now=NOW + MINUTE)
            assert "running" in str(refused.value.notice)
        else:
            check(session, alice, before, position, right, now=NOW + MINUTE)
    assert held, "the seed draws one question of both"
    submitting.hand_in(session, alice, exam.token, now=NOW + 2 * MINUTE)
    for position in range(1, 3):
        check(session, alice, before, position, right, now=NOW + 3 * MINUTE)
    again = starting.start(session, alice, f"{MONTH}/exam", now=NOW + 4 * MINUTE)
    other = starting.start(session, alice, f"{MONTH}/practice", now=NOW + 4 * MINUTE)
    assert not set(versions(session, again)) & set(versions(session, other))


def test_a_running_test_makes_a_practice_shorter_and_holds_it_back_where_nothing_is_left(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    questions = [definition("numeric", id=f"q-{number}") for number in range(4)]
    asked = {"exam": ["q-0", "q-1", "q-2"], "both": ["q-2", "q-3"], "last": ["q-0"]}
    quizzes = [
        {"id": key, "title": key, "mode": "exam" if key == "exam" else "practice", "draw": [{"questions": named}]}
        for key, named in asked.items()
    ]
    publish_month(session, media, questions=questions, quizzes=quizzes)
    exam = starting.start(session, alice, f"{MONTH}/exam", now=NOW)
    shorter = starting.start(session, alice, f"{MONTH}/both", now=NOW)
    assert size(session, shorter) == shorter.points_possible == 1
    assert not set(versions(session, shorter)) & set(versions(session, exam))
    with pytest.raises(HeldByTest):
        starting.start(session, alice, f"{MONTH}/last", now=NOW)
    submitting.hand_in(session, alice, exam.token, now=NOW)
    assert size(session, starting.start(session, alice, f"{MONTH}/last", now=NOW)) == 1


def test_a_result_that_was_not_looked_at_says_nothing_by_what_practice_asks(session: Session, alice: Account) -> None:
    sit_exam(session, alice, choose=wrong)
    row = starting._find(session, alice, PRACTICE, None)
    seen = seen_in(session, alice, quiz_of(row.content_hash, row.quiz), row.series_id, PRACTICE)
    assert seen
    assert not any(one.wrong for one in seen.values())
    session.execute(update(Attempt).values(shown_at=NOW))
    seen = seen_in(session, alice, quiz_of(row.content_hash, row.quiz), row.series_id, PRACTICE)
    assert any(one.wrong for one in seen.values())
