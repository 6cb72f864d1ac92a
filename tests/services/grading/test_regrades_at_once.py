"""A regrade beside whoever hands in, checks, deletes their account or regrades at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.services.content.media import MediaFolder
from quiz.services.grading import regrades
from quiz.services.grading.regrades import Applied, Refused
from quiz.services.identity.accounts import delete_account
from quiz.services.identity.passwords import hashed
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.conftest import NOW, PASSWORD
from tests.services import recount
from tests.services.builders import MINUTE, MONTH, Job, at_once, overlapping, person, picking, save, sit_exam
from tests.services.regrades import BOTH, EXAM, LATER, PRACTICE, answering, keyed, republish
from tests.services.together import account, checking, handing_in

Run = Callable[..., object]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that reads nothing anew after a commit, and so holds no lock while others work."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def people(session: Session, media: MediaFolder) -> list[int]:
    """Six who have each sat an exam whose key was corrected since."""
    republish(session, media, keyed("b"))
    keys = [person(session, f"Learner {number}").id for number in range(6)]
    for number, key in enumerate(keys):
        sit_exam(session, account(session, key), BOTH, answering("abc"[number % 3]), now=NOW + number * MINUTE)
    session.commit()
    return keys


def regrading_all(session: Session) -> Applied:
    """A job that regrades the month."""
    return regrades.apply(session, MONTH, now=LATER, lower=True)


def undoing(number: int) -> Job:
    """A job that undoes a regrade."""
    return lambda session: regrades.undo(session, number, now=LATER)


def leaving(key: int) -> Job:
    """A job that deletes an account."""
    return lambda session: delete_account(session, account(session, key), PASSWORD, now=NOW)


def failures(outcomes: object) -> list[object]:
    assert isinstance(outcomes, list | tuple)
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


@pytest.mark.parametrize("first", ["regrade", "hand-in"])
def test_a_hand_in_and_a_regrade_wait_for_each_other(
    session: Session, engine: Engine, media: MediaFolder, people: list[int], first: str
) -> None:
    exam = starting.start(session, account(session, people[0]), EXAM, now=LATER)
    save(session, account(session, people[0]), exam, 1, picking("a"), now=LATER)
    republish(session, media, keyed("a"))
    jobs: list[Job] = [regrading_all, handing_in(people[0], exam, LATER)]
    done = overlapping(engine, *(jobs if first == "regrade" else reversed(jobs)))
    assert failures(done) == []
    assert recount.stored(session) == recount.counted_anew(session)


@pytest.mark.parametrize("turn", range(3))
def test_a_class_that_hands_in_during_a_regrade_is_counted_whole(
    session: Session, engine: Engine, media: MediaFolder, people: list[int], turn: int
) -> None:
    others = [person(session, f"Newcomer {number}").id for number in range(3)]
    exams: dict[int, Attempt] = {}
    for key in (*people[:3], *others):
        exams[key] = starting.start(session, account(session, key), BOTH, now=LATER)
        save(session, account(session, key), exams[key], 1, answering("b"), now=LATER)
    session.commit()
    republish(session, media, keyed("a"))
    jobs: list[Job] = [handing_in(key, exam, LATER) for key, exam in exams.items()]
    assert failures(at_once(engine, regrading_all, *jobs)) == []
    assert recount.stored(session) == recount.counted_anew(session)


def test_a_practice_that_ends_during_a_regrade_is_counted(
    session: Session, engine: Engine, media: MediaFolder, people: list[int]
) -> None:
    practice = starting.start(session, account(session, people[1]), PRACTICE, now=LATER)
    session.commit()
    republish(session, media, keyed("a"))
    assert failures(overlapping(engine, regrading_all, checking(people[1], practice, 1, now=LATER))) == []
    assert recount.stored(session) == recount.counted_anew(session)


@pytest.mark.parametrize("run", [overlapping, at_once])
def test_two_regrades_at_once_do_it_once(
    session: Session, engine: Engine, media: MediaFolder, people: list[int], run: Run
) -> None:
    republish(session, media, keyed("a"))
    done = run(engine, regrading_all, regrading_all)
    assert failures(done) == []
    assert isinstance(done, list | tuple)
    assert sorted(one.id is None for one in done) == [False, True]
    assert recount.stored(session) == recount.counted_anew(session)


def test_two_who_undo_at_once_undo_once(
    session: Session, engine: Engine, media: MediaFolder, people: list[int]
) -> None:
    republish(session, media, keyed("a"))
    done = regrading_all(session)
    session.commit()
    assert done.id is not None
    outcomes = at_once(engine, undoing(done.id), undoing(done.id))
    assert [type(one) for one in failures(outcomes)] == [Refused]
    assert recount.stored(session) == recount.counted_anew(session)


def test_whoever_leaves_during_a_regrade_is_waited_for(
    session: Session, engine: Engine, media: MediaFolder, people: list[int]
) -> None:
    republish(session, media, keyed("a"))
    leaver = account(session, people[2])
    leaver.password_hash = hashed(PASSWORD)
    session.commit()
    assert failures(overlapping(engine, leaving(leaver.id), regrading_all)) == []
    assert session.scalars(select(Account.id).where(Account.id == people[2])).all() == []
    assert recount.stored(session) == recount.counted_anew(session)
