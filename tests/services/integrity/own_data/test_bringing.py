"""Reviews brought along from another instance: they count for their learner's review and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quiz.language import localizer
from quiz.services.aggregates import rebuild
from quiz.services.integrity.account_data import export_account
from quiz.services.integrity.own_data import bringing, histories, reviews
from quiz.services.integrity.own_data.histories import NotAHistory, Review
from quiz.services.reporting import learner_progress
from quiz.services.review import cards
from quiz.storage.models.content import QuestionRow, SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import (
    ChoiceAggregate,
    FirstScore,
    LearnerDay,
    LearnerMastery,
    LearnerMonth,
    LearnerQuestion,
    QuestionAggregate,
    ReviewCard,
)
from quiz.storage.models.review import BroughtReview
from tests.conftest import NOW
from tests.services.builders import MINUTE, person, practise, right, wrong

LATER = NOW + timedelta(days=30)
SUMS = (FirstScore, LearnerQuestion, LearnerMonth, QuestionAggregate, ChoiceAggregate)
LEARNING = (ReviewCard, LearnerMastery, LearnerDay)


@pytest.fixture
def alice(session: Session) -> Account:
    """Somebody who learned on another instance: here she stands for her history there."""
    found = person(session, "Alice")
    practise(session, found, choose=right)
    practise(session, found, choose=wrong, now=NOW + MINUTE)
    return found


@pytest.fixture
def bob(session: Session) -> Account:
    """The same person here, who has done nothing yet."""
    return person(session, "Bob")


def sent(session: Session, account: Account, change: Callable[[dict[str, Any]], None] | None = None) -> bytes:
    history = json.loads(json.dumps(reviews.reviews_of(session, account.id)))
    if change is not None:
        change(history)
    return json.dumps(history).encode()


def bring(session: Session, account: Account, content: bytes) -> bringing.Preview:
    found = bringing.look_at(session, account.id, histories.read(content, LATER))
    bringing.keep(session, account.id, found, "en", now=LATER)
    assert bringing.confirm(session, account.id, now=LATER) == found.new
    session.flush()
    session.expire_all()
    return found


def rows(session: Session, table: Any, account: Account) -> list[tuple[Any, ...]]:
    columns = [column for column in table.__table__.c if column.name != "account_id"]
    own = select(*columns).where(table.account_id == account.id).order_by(*table.__table__.primary_key)
    return [tuple(row) for row in session.execute(own)]


def all_rows(session: Session, tables: Any) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for one in tables:
        table = one.__table__
        found[table.name] = [tuple(row) for row in session.execute(select(*table.c).order_by(*table.primary_key))]
    return found


def test_what_is_brought_gives_the_same_cards_and_masteries_and_moves_no_sum(
    session: Session, alice: Account, bob: Account
) -> None:
    before = all_rows(session, SUMS)
    found = bring(session, bob, sent(session, alice))
    assert (found.here, found.unknown) == (0, 0)
    assert found.new == len(rows(session, BroughtReview, bob)) > 0
    assert all_rows(session, SUMS) == before
    assert rows(session, ReviewCard, bob) == rows(session, ReviewCard, alice)
    assert rows(session, LearnerMastery, bob) == rows(session, LearnerMastery, alice)
    assert [row[:3] for row in rows(session, LearnerDay, bob)] == [row[:3] for row in rows(session, LearnerDay, alice)]
    assert list(rebuild.differences(session)) == []
    assert rebuild.rebuild(session, only=rebuild.MASTERY) == 0


def test_it_shows_on_ones_own_dashboard_and_is_due(session: Session, alice: Account, bob: Account) -> None:
    bring(session, bob, sent(session, alice))
    known = learner_progress.progress(session, bob, LATER)
    assert known.brought == len(known.questions) > 0
    assert sum(layers.brought for layers in known.layers.values()) == len(known.questions)
    series = session.scalars(select(SeriesRow.id)).one()
    assert {one.question for one in cards.remembered(session, bob, series)} == {one.id for one in known.questions}


def test_what_is_answered_here_goes_on_from_it(session: Session, alice: Account, bob: Account) -> None:
    bring(session, bob, sent(session, alice))
    practise(session, bob, choose=right, now=LATER + MINUTE)
    assert list(rebuild.differences(session)) == []
    session.execute(update(ReviewCard).where(ReviewCard.account_id == bob.id).values(stability=1.0))
    assert rebuild.rebuild(session, only=rebuild.MASTERY) > 0
    assert list(rebuild.differences(session)) == []


def test_bringing_it_again_adds_nothing(session: Session, alice: Account, bob: Account) -> None:
    first = bring(session, bob, sent(session, alice))
    again = bring(session, bob, sent(session, alice))
    assert (again.new, again.here) == (0, first.new)
    assert len(rows(session, BroughtReview, bob)) == first.new


def test_ones_own_answers_here_are_here_already(session: Session, alice: Account) -> None:
    found = bring(session, alice, sent(session, alice))
    assert found.new == 0
    assert found.here > 0


def test_it_is_taken_back_whole(session: Session, alice: Account, bob: Account) -> None:
    practise(session, bob, choose=wrong, now=NOW + 5 * MINUTE)
    before = {table: rows(session, table, bob) for table in LEARNING}
    found = bring(session, bob, sent(session, alice))
    assert {table: rows(session, table, bob) for table in LEARNING} != before
    assert bringing.take_back(session, bob.id) == found.new
    session.expire_all()
    assert {table: rows(session, table, bob) for table in LEARNING} == before
    assert rows(session, BroughtReview, bob) == []


def test_it_goes_on_to_a_third_instance(session: Session, alice: Account, bob: Account) -> None:
    found = bring(session, bob, sent(session, alice))
    charlie = person(session, "Charlie")
    assert bring(session, charlie, sent(session, bob)).new == found.new
    assert len(export_account(session, bob)["brought"]) == found.new


def test_only_questions_with_the_same_content_and_objective_are_known(
    session: Session, alice: Account, bob: Account
) -> None:
    def change(history: dict[str, Any]) -> None:
        history["reviews"][0]["hash"] = "0" * 64
        history["reviews"][1]["measures"] = "objective:another"

    found = bring(session, bob, sent(session, alice, change))
    assert found.unknown == 2


def test_nothing_counts_before_it_is_confirmed(session: Session, alice: Account, bob: Account) -> None:
    found = bringing.look_at(session, bob.id, histories.read(sent(session, alice), LATER))
    bringing.keep(session, bob.id, found, "en", now=LATER)
    assert rows(session, BroughtReview, bob) == rows(session, ReviewCard, bob) == []
    assert bringing.confirm(session, bob.id, now=LATER + 2 * histories.ONE_DAY) is None
    assert rows(session, BroughtReview, bob) == []


def test_no_certificate_comes_of_it(session: Session, alice: Account, bob: Account) -> None:
    """A month mastered by what was brought along is mastered on the dashboard, not for a certificate."""
    template = reviews.reviews_of(session, alice.id)["reviews"][0]
    questions = session.execute(
        select(QuestionRow.slug, QuestionRow.measures, QuestionRow.id).where(QuestionRow.withdrawn.is_(False))
    ).all()
    assert questions
    days = [NOW - timedelta(days=days) for days in (6, 5, 4, 3)]
    session.add_all(
        BroughtReview(
            account_id=bob.id,
            question_id=question.id,
            scored_at=at,
            place=0,
            day=at.date(),
            share=1.0,
            tries=1,
            hints=0,
            quick=False,
            guess=template["guess"],
            slip=template["slip"],
            brought_at=NOW,
        )
        for question in questions
        for at in days
    )
    rebuild.recount_learner(session, bob.id)
    session.expire_all()
    known = learner_progress.progress(session, bob, NOW, certified=True)
    mastered = sum(layers.mastered for layers in known.layers.values())
    assert mastered == sum(known.by_brought.values()) == len(known.questions)


def test_other_learners_keep_what_they_know(session: Session, alice: Account, bob: Account) -> None:
    before = [rows(session, table, alice) for table in LEARNING]
    bring(session, bob, sent(session, alice))
    assert [rows(session, table, alice) for table in LEARNING] == before


REVIEW = {
    "series": "ai-2024",
    "bank": "2024-01",
    "question": "one",
    "hash": "a" * 64,
    "measures": "",
    "scored_at": "2025-11-01T10:00:00+00:00",
    "day": "2025-11-01",
    "share": 1.0,
    "tries": 1,
    "hints": 0,
    "certainty": None,
    "quick": False,
    "guess": 0.25,
    "slip": 0.1,
    "seconds_in_view": 10,
    "stands_for": None,
}


def history(**changes: Any) -> bytes:
    return json.dumps({"format": "dalmada-reviews", "version": 1, "reviews": [REVIEW, {**REVIEW, **changes}]}).encode()


def packed(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_file_alone_and_an_archive_are_read() -> None:
    assert len(histories.read(history(), NOW)) == 2
    assert histories.read(packed(("reviews.json", history())), NOW)[1] == Review.model_validate_json(json.dumps(REVIEW))


FUTURE = (NOW + timedelta(days=400)).isoformat()
HOSTILE: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "JSON"),
    "deep JSON": (b"[" * 200_000, "JSON"),
    "another file": (b'{"name": "Alice"}', "reviews.json"),
    "another version": (history().replace(b'"version": 1', b'"version": 2'), "reviews.json"),
    "a list": (b"[]", "reviews.json"),
    "too large": (b" " * (histories.MAX_BYTES + 1), "10 MB"),
    "too many": (b'{"format": "dalmada-reviews", "version": 1, "reviews": [' + b"1," * 100_001 + b"1]}", "100,000"),
    "a share above 1": (history(share=1.5), "reviews[1].share"),
    "no number": (history(share="1"), "reviews[1].share"),
    "not a number": (history(share=float("nan")), "reviews[1].share"),
    "many tries": (history(tries=10**30), "reviews[1].tries"),
    "a hash that is none": (history(hash="../../etc/passwd"), "reviews[1].hash"),
    "no zone": (history(scored_at="2025-11-01T10:00:00"), "reviews[1].scored_at"),
    "in the future": (history(scored_at=FUTURE, day=None), "reviews[1].scored_at"),
    "long ago": (history(scored_at="0001-01-01T00:00:00+00:00", day=None), "reviews[1].scored_at"),
    "another day": (history(day="2025-10-01"), "reviews[1].day"),
    "chances above 1": (history(guess=0.9, slip=0.9), "reviews[1].guess"),
    "half of the chances": (history(guess=None), "reviews[1].guess"),
    "certainty of 4": (history(certainty=4), "reviews[1].certainty"),
    "a long name": (history(series="x" * 10_000), "reviews[1].series"),
    "out of the archive": (packed(("reviews.json", history()), ("../../etc/passwd", b"")), "../../etc/passwd"),
    "from the root": (packed(("/reviews.json", history())), "/reviews.json"),
    "without reviews": (packed(("data.json", b"{}")), "reviews.json"),
    "a bomb": (packed(("reviews.json", b" " * (histories.MAX_BYTES + 1))), "10 MB"),
    "many files": (packed(("reviews.json", history()), *((str(n), b"") for n in range(200))), "reviews.json"),
    "half an archive": (packed(("reviews.json", history()))[:60], "damaged"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_can_not_be_taken_is_refused_with_its_place(name: str) -> None:
    content, place = HOSTILE[name]
    with pytest.raises(NotAHistory) as refused:
        histories.read(content, NOW)
    said = localizer("en")(refused.value.reason.template, refused.value.reason.values)
    assert place in said
    assert len(said) < 300
