"""A check that something overtook on its way: what is scored is what is stored, whatever came in which order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from quiz.services.attempts import locking, practice, saving, starting
from quiz.services.attempts.practice import Overtaken
from quiz.services.attempts.refusals import AttemptClosed
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content.media import MediaFolder
from quiz.storage.database import engine_options, prepare
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.conftest import NOW, QUESTIONS, Stores
from tests.profiles import examples
from tests.services.builders import (
    MONTH,
    PRACTICE,
    Choose,
    answers,
    check,
    chosen,
    nothing,
    person,
    pinned,
    publish_month,
    recipe,
    right,
    save,
    wrong,
)
from tests.services.recount import unsound

CHOICES = {"right": right, "wrong": wrong, "nothing": nothing}


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def attempt(session: Session, alice: Account) -> Attempt:
    return starting.start(session, alice, PRACTICE, now=NOW)


@pytest.mark.parametrize(("stored", "posted", "share"), [(right, wrong, 1), (wrong, right, None)])
def test_a_check_that_a_newer_save_overtook_judges_what_is_stored(
    session: Session, alice: Account, attempt: Attempt, stored: Choose, posted: Choose, share: int | None
) -> None:
    save(session, alice, attempt, 1, stored, sequence=6)
    check(session, alice, attempt, 1, posted, sequence=5)
    row = pinned(session, attempt)[0]
    assert (row.revision, row.tried_revision, len(answers(session, attempt, 1))) == (1, 1, 1)
    assert (row.share == 1) == (share == 1)
    assert unsound(session) == []


@pytest.mark.parametrize("device", ["phone", "laptop"])
def test_a_check_sent_again_after_a_newer_answer_judges_nothing(
    session: Session, alice: Account, attempt: Attempt, device: str
) -> None:
    save(session, alice, attempt, 1, wrong, sequence=5)
    save(session, alice, attempt, 1, right, sequence=6, device=device)
    with pytest.raises(Overtaken):
        check(session, alice, attempt, 1, wrong, sequence=5)
    row = pinned(session, attempt)[0]
    assert (row.scored_at, row.revision, row.tries) == (None, 2, 0)


def test_a_check_of_what_was_taken_back_since_judges_nothing(
    session: Session, alice: Account, attempt: Attempt
) -> None:
    save(session, alice, attempt, 1, nothing, sequence=6)
    with pytest.raises(Overtaken):
        check(session, alice, attempt, 1, right, sequence=5)
    assert pinned(session, attempt)[0].scored_at is None


def test_how_sure_one_is_counts_as_it_is_stored(session: Session, alice: Account, media: MediaFolder) -> None:
    attempt = _begun(session, media, alice)
    for level, verb in ((3, saving.save), (1, practice.check)):
        target = locking.lock_question(session, alice, attempt.token, 1)
        sent = AnswerSubmission(device="phone", sequence=7 - level, base_revision=0, certainty=level)
        args = (session, alice) if verb is practice.check else (session,)
        verb(*args, target, chosen(target, right), sent, now=NOW)
    row = pinned(session, attempt)[0]
    assert row.certainty == answers(session, attempt, 1)[row.revision - 1].certainty
    assert unsound(session) == []


def _begun(session: Session, media: MediaFolder, account: Account) -> Attempt:
    _publish(session, media)
    return starting.start(session, account, f"{MONTH}/rules", now=NOW)


def _publish(session: Session, media: MediaFolder) -> None:
    ids = ("one-single-choice", "one-multiple-choice")
    rules = recipe("rules", "practice", *ids, tries="2", penalty="0.25", certainty="counted")
    publish_month(session, media, quizzes=[rules])


@pytest.fixture(scope="module")
def store(stores: Stores) -> Iterator[Session]:
    engine = create_engine(**engine_options(stores.url("sqlite")))
    prepare(engine)
    with Session(engine) as session:
        _publish(session, MediaFolder(source=QUESTIONS / "media"))
        session.commit()
        yield session
    engine.dispose()


STEPS = st.tuples(
    st.sampled_from(["save", "check"]),
    st.sampled_from([1, 2]),
    st.sampled_from(list(CHOICES)),
    st.sampled_from(["phone", "laptop"]),
    st.integers(0, 4),
    st.sampled_from([0, 1, 2, 99]),
    st.sampled_from([1, 2, 3]),
)


@settings(max_examples=examples(30))
@given(steps=st.lists(STEPS, max_size=10))
def test_in_whatever_order_answers_come_the_score_is_of_what_is_stored(
    store: Session, steps: list[tuple[str, int, str, str, int, int, int]]
) -> None:
    try:
        alice = person(store, "Alice")
        attempt = starting.start(store, alice, f"{MONTH}/rules", now=NOW)
        for what, position, choice, device, sequence, base, level in steps:
            target = locking.lock_question(store, alice, attempt.token, position)
            raw = chosen(target, CHOICES[choice])
            sent = AnswerSubmission(device=device, sequence=sequence, base_revision=base, certainty=level)
            with suppress(AttemptClosed, Overtaken):
                if what == "save":
                    saving.save(store, target, raw, sent, now=NOW)
                else:
                    practice.check(store, alice, target, raw, sent, now=NOW)
            _assert_scored_by_what_is_stored(store, attempt)
        assert unsound(store) == []
    finally:
        store.rollback()


def _assert_scored_by_what_is_stored(session: Session, attempt: Attempt) -> None:
    for row in pinned(session, attempt):
        if row.scored_at is not None:
            target = locking.lock_question(
                session, session.get_one(Account, attempt.account_id), attempt.token, row.position
            )
            stored = answers(session, attempt, row.position)[-1]
            assert (stored.revision, row.tried_revision) == (row.revision, row.revision)
            judged = target.question.judge(variant_from(row.variant), answer_from(stored.value))
            assert row.fraction == judged.fraction
