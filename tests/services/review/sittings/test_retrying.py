"""Practice of exactly what was answered wrong: what it asks, what it leaves out, and that it begins once."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.media import MediaFolder
from quiz.services.review.sittings import retrying
from quiz.services.review.sittings.retrying import NothingToRetry, Wrong
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    EXAM,
    MINUTE,
    MONTH,
    at_once,
    check,
    person,
    pinned,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    size,
    wrong,
)
from tests.services.review.sittings.sitting import slugs

IN_MONTH = Wrong(kind="bank", name=MONTH)
OF_SERIES = Wrong(kind="series")
FACTS = [{**definition("true_false"), "id": f"fact-{n}"} for n in range(1, 5)]
QUIZZES = [
    recipe("all", "practice", *(fact["id"] for fact in FACTS)),
    recipe("test", "exam", *(fact["id"] for fact in FACTS)),
]


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def facts(session: Session, media: MediaFolder) -> None:
    publish_month(session, media, questions=FACTS, quizzes=QUIZZES)


def retry(session: Session, account: Account, of: Wrong) -> Attempt:
    series = session.scalars(select(SeriesRow.id)).one()
    return retrying.start(session, account, series, of, now=NOW + MINUTE)


def taken(session: Session, account: Account, *, wrong_at: set[int]) -> Attempt:
    """A practice of all facts, checked to its end, with wrong answers at some positions."""
    attempt = starting.start(session, account, f"{MONTH}/all", now=NOW)
    for position in range(1, size(session, attempt) + 1):
        check(session, account, attempt, position, wrong if position in wrong_at else right)
    return attempt


def of(attempt: Attempt) -> Wrong:
    return Wrong(kind="attempt", name=attempt.token)


@pytest.mark.usefixtures("facts")
def test_it_asks_what_was_wrong_in_an_attempt_and_nothing_else(session: Session, alice: Account) -> None:
    before = taken(session, alice, wrong_at={2, 4})
    names = slugs(session, before)
    again = retry(session, alice, of(before))
    assert (again.purpose, again.mode, again.state) == ("retry", "practice", "running")
    assert slugs(session, again) == [names[1], names[3]]
    check(session, alice, again, 1)
    check(session, alice, again, 2, wrong)
    assert again.state == "finished"
    assert slugs(session, retry(session, alice, of(again))) == [names[3]]


@pytest.mark.usefixtures("facts")
def test_what_was_wrong_of_late_is_asked_until_it_is_right(session: Session, alice: Account) -> None:
    names = slugs(session, taken(session, alice, wrong_at={1, 3}))
    first = retry(session, alice, IN_MONTH)
    assert set(slugs(session, first)) == {names[0], names[2]}
    assert set(slugs(session, retry(session, alice, OF_SERIES))) == {names[0], names[2]}
    check(session, alice, first, 1, now=NOW + MINUTE)
    check(session, alice, first, 2, now=NOW + MINUTE)
    with pytest.raises(NothingToRetry):
        retry(session, alice, IN_MONTH)


@pytest.mark.usefixtures("facts")
def test_where_all_was_right_nothing_begins(session: Session, alice: Account) -> None:
    with pytest.raises(NothingToRetry):
        retry(session, alice, of(taken(session, alice, wrong_at=set())))


@pytest.mark.usefixtures("facts")
def test_what_a_running_test_asks_stays_out(session: Session, alice: Account) -> None:
    before = taken(session, alice, wrong_at={1, 2})
    starting.start(session, alice, f"{MONTH}/test", now=NOW)
    with pytest.raises(NothingToRetry):
        retry(session, alice, of(before))


def test_an_attempt_that_runs_or_is_anothers_has_nothing_wrong(session: Session, alice: Account) -> None:
    running = starting.start(session, alice, EXAM, now=NOW)
    save(session, alice, running, 1, wrong)
    with pytest.raises(NothingToRetry):
        retry(session, alice, of(running))
    bobs = sit_exam(session, person(session, "Bob"), choose=wrong)
    with pytest.raises(NothingToRetry):
        retry(session, alice, of(bobs))


def test_whoever_asks_for_what_was_wrong_in_a_test_has_seen_its_result(session: Session, alice: Account) -> None:
    test = sit_exam(session, alice, choose=wrong)
    assert test.shown_at is None
    assert size(session, retry(session, alice, of(test))) == size(session, test)
    session.refresh(test)
    assert test.shown_at is not None


def test_nothing_is_told_of_a_test_that_waits_to_be_graded(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    essay = {**definition("essay"), "id": "essay"}
    test = recipe("test", "exam", "fact-1", "essay")
    publish_month(session, media, questions=[FACTS[0], essay], quizzes=[test])
    waiting = sit_exam(session, alice, f"{MONTH}/test", wrong)
    assert waiting.state == "waiting"
    for wanted in (of(waiting), IN_MONTH, OF_SERIES):
        with pytest.raises(NothingToRetry):
            retry(session, alice, wanted)


def test_values_are_drawn_by_a_seed_of_its_own(session: Session, alice: Account, media: MediaFolder) -> None:
    drawn = {**definition("numeric"), "id": "drawn"}
    publish_month(session, media, questions=[drawn], quizzes=[recipe("all", "practice", "drawn")])
    before = taken(session, alice, wrong_at={1})
    again = retry(session, alice, of(before))
    assert again.seed != before.seed
    assert pinned(session, again)[0].question_version_id == pinned(session, before)[0].question_version_id


def test_starts_at_once_make_one(engine: Engine, media: MediaFolder) -> None:
    with Session(engine, expire_on_commit=False) as session:
        alice = person(session, "Alice")
        publish_month(session, media, questions=FACTS, quizzes=QUIZZES)
        before = taken(session, alice, wrong_at={1, 2})
        session.commit()

    def begin(other: Session) -> str:
        return retry(other, other.get_one(Account, alice.id), of(before)).token

    assert len(set(at_once(engine, *[begin] * 6))) == 1


@pytest.mark.parametrize("written", ["", "attempt", "attempt:", "bank:", "series:", "series:a", "all:a", ":a"])
def test_what_names_nothing_is_not_found(written: str) -> None:
    with pytest.raises(NotFound):
        Wrong.read(written)


@pytest.mark.parametrize("written", ["series", "bank:2024-02", "attempt:a-token"])
def test_it_is_read_as_it_was_written(written: str) -> None:
    assert str(Wrong.read(written)) == written
