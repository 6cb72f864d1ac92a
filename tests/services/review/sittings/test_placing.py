"""The placement test through the services: it grows, counts like any answer, and places what was not asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.placement import MOST
from quiz.services.aggregates import rebuild
from quiz.services.attempts import ending, locking, practice
from quiz.services.content import catalogue
from quiz.services.content.catalogue import Catalogue
from quiz.services.reporting import learner_progress
from quiz.services.review.sittings import following, placing
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMastery
from tests.conftest import NOW
from tests.services.builders import MINUTE, Choose, check, person, pinned, right, save, wrong
from tests.services.review.sittings.sitting import asked, slugs


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def series(session: Session) -> Catalogue:
    return catalogue.build(session).series[0]


def take(session: Session, account: Account, series: Catalogue, choose: Choose) -> Attempt:
    attempt = placing.start(session, account, series.id or 0, now=NOW)
    position = 1
    while attempt.state == "running":
        now = NOW + position * MINUTE
        check(session, account, attempt, position, choose, now=now, follow_up=following.after_check)
        position += 1
    return attempt


def test_who_knows_nothing_begins_with_the_first_month(session: Session, alice: Account, series: Catalogue) -> None:
    attempt = take(session, alice, series, wrong)
    assert len(pinned(session, attempt)) <= MOST
    assert len(set(slugs(session, attempt))) == len(slugs(session, attempt))
    placed = placing.placed(session, alice, series)
    assert placed is not None
    assert placed.begin_with == series.months[0].id
    assert set(placed.known) == {month.id for month in series.months}
    assert list(rebuild.differences(session)) == []


def test_who_knows_all_need_begin_nowhere(session: Session, alice: Account, series: Catalogue) -> None:
    take(session, alice, series, right)
    placed = placing.placed(session, alice, series)
    assert placed is not None
    assert placed.begin_with is None


def test_what_was_asked_is_done_and_what_was_not_is_only_placed(
    session: Session, alice: Account, series: Catalogue
) -> None:
    attempt = take(session, alice, series, right)
    months = learner_progress.months(session, alice, series, NOW)
    assert sum(month.done for month in months.values()) == len(pinned(session, attempt))
    assert all(month.finished == 0 for month in months.values())


def test_it_picks_from_the_pool_of_the_series_alone_and_as_many_as_that_says(
    session: Session, alice: Account, series: Catalogue
) -> None:
    row = session.get_one(SeriesRow, series.id)
    months, kinds = [month.slug for month in series.months], ("numeric", "matching")
    lines = [{"bank": slug, "kind": kind, "count": "1"} for slug in months for kind in kinds]
    row.definition = {**row.definition, "placement": lines}
    session.flush()
    attempt = take(session, alice, series, right)
    found = asked(session, attempt)
    assert set(found) == {(slug, kind) for slug in months for kind in kinds}
    assert len(found) == len(kinds) * len(months)


def test_a_second_start_goes_on_with_the_first(session: Session, alice: Account, series: Catalogue) -> None:
    first = placing.start(session, alice, series.id or 0, now=NOW)
    assert placing.start(session, alice, series.id or 0, now=NOW).id == first.id
    assert len(session.scalars(select(Attempt)).all()) == 1


def test_without_a_test_nothing_is_placed(session: Session, alice: Account, series: Catalogue) -> None:
    assert placing.placed(session, alice, series) is None


def test_who_does_not_know_has_not_guessed(session: Session, alice: Account, series: Catalogue) -> None:
    bob = person(session, "Bob")
    for account, guesses in ((alice, False), (bob, True)):
        attempt = placing.start(session, account, series.id or 0, now=NOW)
        if guesses:
            check(session, account, attempt, 1, wrong, follow_up=following.after_check)
        else:
            save(session, account, attempt, 1, right)
            for _ in range(2):
                target = locking.lock_question(session, account, attempt.token, 1)
                practice.say_unknown(session, account, target, now=NOW, follow_up=following.after_check)
    unsure, mistaken = (placing.placed(session, account, series) for account in (alice, bob))
    assert unsure is not None
    assert mistaken is not None
    (not_known,), (guessed,) = unsure.known.values(), mistaken.known.values()
    assert not_known < guessed < 0.5
    # It is no answer: nothing is done, nothing to be reviewed, nothing known less.
    months = learner_progress.months(session, alice, series, NOW)
    assert sum(month.done for month in months.values()) == 0
    assert session.scalars(select(LearnerMastery).where(LearnerMastery.account_id == alice.id)).all() == []
    assert list(rebuild.differences(session)) == []


def test_one_that_was_ended_early_says_so(session: Session, alice: Account, series: Catalogue) -> None:
    attempt = placing.start(session, alice, series.id or 0, now=NOW)
    check(session, alice, attempt, 1, follow_up=following.after_check)
    assert ending.end(session, alice, attempt.token, now=NOW)
    placed = placing.placed(session, alice, series)
    assert placed is not None
    assert placed.ended_early
    again = take(session, alice, series, right)
    assert again.id != attempt.id
    placed = placing.placed(session, alice, series)
    assert placed is not None
    assert not placed.ended_early


def test_one_that_was_ended_without_an_answer_places_nobody(
    session: Session, alice: Account, series: Catalogue
) -> None:
    attempt = placing.start(session, alice, series.id or 0, now=NOW)
    assert not ending.end(session, alice, attempt.token, now=NOW)
    assert placing.placed(session, alice, series) is None
