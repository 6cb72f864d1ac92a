"""Whatever learners do in whatever order, the stored sums are those that their attempts add up to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild
from quiz.services.attempts import starting, submitting
from quiz.services.attempts.practice import Unreadable
from quiz.services.attempts.refusals import AttemptClosed, HeldByTest
from quiz.services.identity import accounts, passwords
from quiz.storage.database import engine_options, prepare
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.conftest import NOW, PASSWORD, Stores
from tests.profiles import examples
from tests.services import recount
from tests.services.builders import EXAM, PRACTICE, SECOND, check, nothing, person, right, save, size, wrong

NAMES = ("Alice", "Bob", "Charlie")
QUIZZES = (PRACTICE, "2024-01/practice-1-2", EXAM, "final")
ANSWERS = {"right": right, "wrong": wrong, "nothing": nothing}

STEPS = st.one_of(
    st.tuples(st.just("go on"), st.sampled_from(NAMES), st.sampled_from(QUIZZES), st.sampled_from(list(ANSWERS))),
    st.tuples(st.just("finish"), st.sampled_from(NAMES), st.sampled_from(QUIZZES), st.sampled_from(list(ANSWERS))),
    st.tuples(st.just("hand in"), st.sampled_from(NAMES), st.sampled_from(QUIZZES), st.just("")),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.just(""), st.just("")),
)


class School:
    """Three people at their attempts; every step takes a second."""

    def __init__(self, session: Session, password_hash: str) -> None:
        self.session = session
        self.password_hash = password_hash
        self.now = NOW
        self.people: dict[str, int] = {}
        self.devices = 0

    def account(self, name: str) -> Account:
        if name not in self.people:
            made = person(self.session, name)
            made.password_hash = self.password_hash
            self.session.flush()
            self.people[name] = made.id
        return self.session.get_one(Account, self.people[name])

    def take(self, step: tuple[str, str, str, str]) -> None:
        what, name, quiz, answer = step
        account = self.account(name)
        self.now += SECOND
        if what == "delete":
            accounts.delete_account(self.session, account, PASSWORD, now=NOW)
            del self.people[name]
            return
        try:
            attempt = starting.start(self.session, account, quiz, now=self.now)
        except HeldByTest:
            # A test that runs keeps its questions out of practice.
            return
        if what == "go on":
            self.answer(account, attempt, [1 + self.now.second % size(self.session, attempt)], answer)
        elif what == "finish":
            self.answer(account, attempt, range(1, size(self.session, attempt) + 1), answer)
        if what in ("finish", "hand in") and attempt.mode == "exam":
            submitting.hand_in(self.session, account, attempt.token, now=self.now)

    def answer(self, account: Account, attempt: Attempt, positions: object, answer: str) -> None:
        self.devices += 1
        enter = check if attempt.mode == "practice" else save
        for position in positions:  # type: ignore[attr-defined]  # a list or a range
            try:
                enter(
                    self.session,
                    account,
                    attempt,
                    position,
                    ANSWERS[answer],
                    device=f"d{self.devices}",
                    base=99,
                    now=self.now,
                )
            except (AttemptClosed, Unreadable):
                assert attempt.mode == "practice"


@pytest.fixture(scope="module")
def store(stores: Stores) -> Iterator[Session]:
    engine = create_engine(**engine_options(stores.url("sqlite")))
    prepare(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def password_hash() -> str:
    return passwords.hashed(PASSWORD)


@settings(max_examples=examples(15))
@given(steps=st.lists(STEPS, max_size=12))
def test_stored_sums_are_those_counted_anew(
    store: Session, password_hash: str, steps: list[tuple[str, str, str, str]]
) -> None:
    school = School(store, password_hash)
    try:
        for step in steps:
            school.take(step)
        assert recount.stored(store) == recount.counted_anew(store)
        assert list(rebuild.differences(store)) == []
    finally:
        store.rollback()
