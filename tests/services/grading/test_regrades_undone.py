"""A regrade is undone once and leaves nothing behind, in the order opposite to that in which regrades were made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from quiz.platform.paths import QUESTIONS
from quiz.services.content.media import MediaFolder
from quiz.services.grading import regrades
from quiz.services.grading.regrades import Refused
from quiz.storage.database import engine_options, prepare
from quiz.storage.models.attempts import AttemptEvent
from quiz.storage.models.identity import Account
from tests.conftest import NOW, Stores
from tests.profiles import examples
from tests.services import recount
from tests.services.builders import MINUTE, MONTH, person, picking, practise, publish_month, sit_exam
from tests.services.regrades import (
    BOTH,
    CHOICE,
    EXAM,
    LATER,
    PRACTICE,
    QUIZZES,
    TRUTH,
    answering,
    everything,
    keyed,
    regrade,
    republish,
    truth,
    undo,
)


@pytest.fixture
def alice(session: Session, media: MediaFolder) -> Account:
    republish(session, media, keyed("b"))
    return person(session, "Alice")


def test_an_undone_regrade_leaves_nothing_behind(session: Session, media: MediaFolder, alice: Account) -> None:
    bob = person(session, "Bob")
    sit_exam(session, alice, BOTH, answering("a"))
    practise(session, bob, PRACTICE, picking("a"), now=NOW + MINUTE)
    practise(session, bob, PRACTICE, picking("b"), now=NOW + 2 * MINUTE)
    republish(session, media, keyed("a"))
    practise(session, bob, PRACTICE, picking("c"), now=NOW + 3 * MINUTE)
    before = everything(session)
    done = regrade(session, lower=True)
    assert everything(session) != before
    made = undo(session, done.id)
    assert everything(session) == before
    assert (made.undone_at, made.attempts, made.questions) == (LATER, 3, 3)


def test_what_was_done_stands_with_the_attempt(session: Session, media: MediaFolder, alice: Account) -> None:
    exam = sit_exam(session, alice, EXAM, picking("a"))
    republish(session, media, keyed("a"))
    undo(session, regrade(session).id)
    events = session.scalars(select(AttemptEvent).order_by(AttemptEvent.id)).all()
    assert [(event.kind, event.attempt_id, event.at) for event in events] == [
        ("regraded", exam.id, LATER),
        ("regrade_undone", exam.id, LATER),
    ]
    assert [(event.detail["points_before"], event.detail["points"]) for event in events] == [("0", "1"), ("1", "0")]


def test_a_regrade_is_undone_once(session: Session, media: MediaFolder, alice: Account) -> None:
    sit_exam(session, alice, EXAM, picking("a"))
    republish(session, media, keyed("a"))
    made = undo(session, regrade(session).id)
    with pytest.raises(Refused) as caught:
        regrades.undo(session, made.id, now=LATER)
    assert caught.value.message.values == {"number": made.id}
    with pytest.raises(Refused, match="no regrade 70"):
        regrades.undo(session, 70, now=LATER)


def test_two_regrades_in_a_row_are_undone_the_later_one_first(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    exam = sit_exam(session, alice, EXAM, picking("a"))
    states = [everything(session)]
    republish(session, media, keyed("a"))
    first = regrade(session)
    states.append(everything(session))
    republish(session, media, keyed("c"))
    second = regrade(session, lower=True)
    assert exam.points == 0
    with pytest.raises(Refused, match=f"Undo {second.id} first"):
        regrades.undo(session, first.id or 0, now=LATER)
    undo(session, second.id)
    assert everything(session) == states[1]
    undo(session, first.id)
    assert everything(session) == states[0]


def test_a_key_that_comes_back_is_the_pinned_version_again(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    sit_exam(session, alice, EXAM, picking("b"))
    before = everything(session)
    republish(session, media, keyed("a"))
    regrade(session, lower=True)
    republish(session, media, keyed("b"))
    regrade(session)
    assert everything(session) == before


def test_undoing_one_question_leaves_the_regrade_of_another(
    session: Session, media: MediaFolder, alice: Account
) -> None:
    exam = sit_exam(session, alice, BOTH, answering("a", "false"))
    republish(session, media, keyed("a"), truth("false"))
    one = regrade(session, question=CHOICE)
    regrade(session, question=TRUTH)
    assert exam.points == 2
    undo(session, one.id)
    assert exam.points == 1


def test_a_regrade_is_undone_without_those_who_have_gone(session: Session, media: MediaFolder, alice: Account) -> None:
    alice.password_hash = None
    alice.role, alice.name, alice.name_key = "guest", None, None
    sit_exam(session, person(session, "Bob"), EXAM, picking("a"))
    practise(session, alice, PRACTICE, picking("a"))
    republish(session, media, keyed("a"))
    done = regrade(session)
    session.delete(alice)
    session.commit()
    assert undo(session, done.id).attempts == 1


@pytest.fixture(scope="module")
def store(stores: Stores) -> Iterator[Session]:
    engine = create_engine(**engine_options(stores.url("sqlite")))
    prepare(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> MediaFolder:
    return MediaFolder(source=QUESTIONS / "media")


SITTINGS = st.lists(
    st.tuples(st.sampled_from(["Alice", "Bob"]), st.sampled_from([PRACTICE, EXAM, BOTH]), st.sampled_from("abc")),
    max_size=6,
)


@settings(max_examples=examples(10))
@given(before=SITTINGS, after=SITTINGS, key=st.sampled_from("acd"), lower=st.booleans())
def test_applying_and_undoing_is_as_if_nothing_had_been(
    store: Session,
    pictures: MediaFolder,
    before: list[tuple[str, str, str]],
    after: list[tuple[str, str, str]],
    key: str,
    lower: bool,
) -> None:
    try:
        publish_month(store, pictures, quizzes=QUIZZES, questions=[keyed("b"), truth()])
        people = {name: person(store, name) for name in ("Alice", "Bob")}
        for number, (name, quiz, pick) in enumerate([*before, ("Alice", EXAM, key), *after]):
            sit = practise if quiz == PRACTICE else sit_exam
            sit(store, people[name], quiz, answering(pick), now=NOW + number * MINUTE)
            if number == len(before):
                publish_month(store, pictures, quizzes=QUIZZES, questions=[keyed(key), truth()])
        was = everything(store)
        done = regrades.apply(store, MONTH, lower=lower, now=LATER)
        assert done.id is not None
        assert recount.stored(store) == recount.counted_anew(store)
        regrades.undo(store, done.id, now=LATER)
        assert everything(store) == was
    finally:
        store.rollback()
