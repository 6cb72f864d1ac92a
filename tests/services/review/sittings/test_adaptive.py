"""Adaptive practice: what it asks next, when it ends, and what is like a question that went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain import mastery
from quiz.services.aggregates import rebuild
from quiz.services.attempts import ending
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.media import MediaFolder
from quiz.services.review.sittings import adaptive, following
from quiz.services.review.sittings.adaptive import MOST, Scope
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMastery
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    MINUTE,
    MONTH,
    bank_id,
    check,
    person,
    pinned,
    practise,
    publish_month,
    recipe,
    right,
    save,
    wrong,
)
from tests.services.review.sittings.sitting import slugs

JANUARY = Scope(kind="bank", bank="2024-01")


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


def begin(session: Session, account: Account, scope: Scope, now: datetime = NOW) -> Attempt:
    series = session.scalars(select(SeriesRow.id)).one()
    return adaptive.start(session, account, series, scope, now=now)


def answer(session: Session, account: Account, attempt: Attempt, position: int, choose: Any = right) -> Any:
    now = NOW + position * MINUTE
    return check(session, account, attempt, position, choose, now=now, follow_up=following.after_check)


def agrees(session: Session) -> None:
    assert list(rebuild.differences(session)) == []


def test_it_grows_by_one_question_after_each_check_and_ends(session: Session, alice: Account) -> None:
    attempt = begin(session, alice, JANUARY)
    for position in range(1, MOST + 1):
        assert len(pinned(session, attempt)) == position
        assert attempt.state == "running"
        answer(session, alice, attempt, position, wrong)
    assert attempt.state == "finished"
    assert len(set(slugs(session, attempt))) == MOST
    assert attempt.points_possible > 0
    agrees(session)


def test_the_first_question_tells_most(session: Session, alice: Account) -> None:
    attempt = begin(session, alice, JANUARY)
    (row,) = pinned(session, attempt)
    answer(session, alice, attempt, 1)
    (row, *_) = pinned(session, attempt)
    assert row.guess == mastery.MIN_GUESS


def test_it_ends_when_everything_is_known(session: Session, alice: Account, media: MediaFolder) -> None:
    facts = [{**definition("numeric"), "id": f"fact-{n}", "objective": "LO-2.1"} for n in range(1, 9)]
    publish_month(session, media, questions=facts, quizzes=[recipe("one", "practice", "fact-1")])
    attempt = begin(session, alice, Scope(kind="objective", bank=MONTH, name="LO-2.1"))
    for position in range(1, 9):
        if attempt.state != "running":
            break
        answer(session, alice, attempt, position)
    known = session.scalars(select(LearnerMastery)).one()
    assert attempt.state == "finished"
    assert known.known >= adaptive.KNOWN
    assert len(pinned(session, attempt)) < 8


def test_the_learner_ends_it(session: Session, alice: Account) -> None:
    attempt = begin(session, alice, JANUARY)
    answer(session, alice, attempt, 1)
    assert ending.end(session, alice, attempt.token, now=NOW)
    assert (attempt.state, len(pinned(session, attempt))) == ("finished", 1)
    agrees(session)


def test_practices_about_different_things_run_side_by_side(session: Session, alice: Account) -> None:
    first = begin(session, alice, JANUARY)
    other = begin(session, alice, Scope(kind="bank", bank="2024-02"))
    assert first.id != other.id
    assert begin(session, alice, JANUARY).id == first.id


def test_an_essay_is_not_asked(session: Session, alice: Account, media: MediaFolder) -> None:
    essay = {**definition("essay"), "id": "essay"}
    fact = {**definition("true_false"), "id": "fact"}
    publish_month(session, media, questions=[essay, fact], quizzes=[recipe("one", "practice", "fact")])
    attempt = begin(session, alice, Scope(kind="bank", bank=MONTH))
    answer(session, alice, attempt, 1, wrong)
    assert (slugs(session, attempt), attempt.state) == (["fact"], "finished")


def test_like_a_question_is_another_of_its_objective(session: Session, alice: Account, media: MediaFolder) -> None:
    facts = [{**definition("true_false"), "id": f"fact-{n}", "objective": "LO-2.1"} for n in (1, 2)]
    publish_month(session, media, questions=facts, quizzes=[recipe("one", "practice", "fact-1")])
    practise(session, alice, f"{MONTH}/one", wrong)
    attempt = begin(session, alice, Scope(kind="like", bank=MONTH, name="fact-1"))
    assert slugs(session, attempt) == ["fact-2"]
    answer(session, alice, attempt, 1, wrong)
    assert attempt.state == "finished"


def test_like_a_question_is_near_it_in_kind_difficulty_and_points(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    questions = [
        definition("matrix", id="large", points="3", difficulty="1"),
        definition("single_choice", id="hard", difficulty="3"),
        definition("single_choice", id="meant", difficulty="1"),
        definition("single_choice", id="near", difficulty="2"),
        definition("true_false", id="small", difficulty="1"),
    ]
    for left, found in ((5, "near"), (3, "hard")):
        kept = questions if left == 5 else [one for one in questions if one["id"] not in ("near", "small")]
        rules = [recipe("all", "practice", *[one["id"] for one in kept])]
        publish_month(session, media, questions=kept, quizzes=rules)
        attempt = begin(session, alice, Scope(kind="like", bank=MONTH, name="meant"))
        assert slugs(session, attempt) == [found]
        attempt.state = "set_aside"
        session.flush()


def test_like_a_question_with_values_is_the_same_with_others(
    session: Session, alice: Account, media: MediaFolder
) -> None:
    drawn = {**definition("numeric"), "id": "drawn"}
    publish_month(session, media, questions=[drawn], quizzes=[recipe("one", "practice", "drawn")])
    assert slugs(session, begin(session, alice, Scope(kind="like", bank=MONTH, name="drawn"))) == ["drawn"]


@pytest.mark.parametrize(
    "scope",
    [
        Scope(kind="bank", bank="2029-01"),
        Scope(kind="section", bank="2024-01", name="9.9"),
        Scope(kind="objective", bank="2024-01", name="LO-9.9"),
        Scope(kind="like", bank="2024-01", name="nothing"),
    ],
)
def test_where_there_is_nothing_to_ask_nothing_begins(session: Session, alice: Account, scope: Scope) -> None:
    with pytest.raises(NotFound):
        begin(session, alice, scope)
    assert session.scalars(select(Attempt)).all() == []


@pytest.mark.parametrize(
    "written", ["", "bank", "bank:", "bank:a/b", "section:a", "section:a/", "all:a", ":a", "like:/x"]
)
def test_what_is_no_scope_is_not_found(written: str) -> None:
    with pytest.raises(NotFound):
        Scope.read(written)


@given(
    kind=st.sampled_from(["section", "objective", "like"]),
    bank=st.text(st.characters(exclude_characters="/"), min_size=1),
    name=st.text(min_size=1),
)
def test_a_scope_is_read_as_it_was_written(kind: str, bank: str, name: str) -> None:
    scope = Scope(kind=kind, bank=bank, name=name)
    assert Scope.read(str(scope)) == scope


def test_a_saved_answer_is_checked_when_it_is_ended(session: Session, alice: Account) -> None:
    attempt = begin(session, alice, JANUARY)
    save(session, alice, attempt, 1)
    assert ending.end(session, alice, attempt.token, now=NOW)
    assert attempt.points == attempt.points_possible
    assert bank_id(session, "2024-01") in set(session.scalars(select(LearnerMastery.bank_id)))
