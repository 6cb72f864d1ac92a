"""What a teacher reads: learners by month, questions by their first answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.content.media import MediaFolder
from quiz.services.identity import accounts
from quiz.services.reporting import item_statistics
from quiz.services.reporting.item_statistics import QuestionFigures
from quiz.storage.models.content import BankRow
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import (
    MINUTE,
    Choose,
    bank_id,
    nothing,
    person,
    picking,
    practise,
    publish_month,
    recipe,
    right,
    sit_exam,
    typing,
    wrong,
)

KINDS = {
    "single_choice": "one-single-choice",
    "true_false": "one-true-false",
    "numeric": "one-numeric",
    "short_text": "one-short-text",
    "matching": "one-matching",
}


def every_bank(session: Session) -> list[int]:
    return list(session.scalars(select(BankRow.id)))


def row_of(session: Session, kind: str, language: str = "en") -> QuestionFigures:
    rows = item_statistics.questions(session, bank_id(session, "2024-07"), language)
    return next(row for row in rows if row.question.kind_name == kind)


def answered(session: Session, media: MediaFolder, kind: str, choices: list[Choose]) -> QuestionFigures:
    """The row of the one question of ``kind`` after one learner for each of ``choices``."""
    publish_month(session, media, quizzes=[recipe("one", "practice", KINDS[kind])])
    for number, choose in enumerate(choices):
        practise(session, person(session, f"Learner {number}"), "2024-07/one", choose)
    return row_of(session, kind)


def test_without_learners_there_is_no_row(session: Session) -> None:
    person(session, "Tae-ri", "teacher")
    practise(session, accounts.start_guest(session, now=NOW))
    assert item_statistics.learners(session, every_bank(session)) == []


def test_every_learner_has_a_row_by_name(session: Session) -> None:
    for name in ("bob", "Alice", "가람", "Charlie"):
        person(session, name).seen_at = NOW + timedelta(days=len(name))
    rows = item_statistics.learners(session, every_bank(session))
    assert [row.name for row in rows] == ["Alice", "bob", "Charlie", "가람"]
    assert (rows[1].seen_at, rows[1].done, rows[1].cells) == (NOW + timedelta(days=3), 0, {})


def test_a_row_holds_the_months_that_were_begun(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    practise(session, alice)
    practise(session, alice, choose=nothing, now=NOW + MINUTE)
    sit_exam(session, alice, "2024-02/check", now=NOW + MINUTE)
    sit_exam(session, bob, "final", wrong)
    hers, his = item_statistics.learners(session, every_bank(session))
    assert sorted(hers.cells) == sorted(bank_id(session, slug) for slug in ("2024-01", "2024-02"))
    january = hers.cells[bank_id(session, "2024-01")]
    assert (january.best, january.latest) == (1.0, 0.0)
    assert hers.done == january.done + 12
    assert [(cell.done, cell.best, cell.latest) for cell in his.cells.values()] == [(4, None, None)] * 6
    assert his.done == 24


def test_a_bank_shows_its_questions_in_its_order(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    rows = item_statistics.questions(session, bank_id(session, "2024-07"), "en")
    assert [(row.number, row.slug) for row in rows][:2] == [(1, "one-single-choice"), (2, "one-multiple-choice")]
    assert rows[0].prompt == "Find what fits."
    assert item_statistics.questions(session, bank_id(session, "2024-07"), "ko")[0].prompt == "알맞은 것을 찾아보세요."
    assert {(row.answers, row.facility, row.wrong, row.wrong_count, row.wrong_share) for row in rows} == {
        (0, None, None, 0, 0.0)
    }


def test_an_unknown_bank_has_no_questions(session: Session) -> None:
    assert item_statistics.questions(session, 0, "ko") == []


def test_a_withdrawn_question_is_left_out(session: Session, media: MediaFolder) -> None:
    answered(session, media, "numeric", [right])
    publish_month(session, media, quizzes=[], questions=[definition("matching")])
    assert [row.slug for row in item_statistics.questions(session, bank_id(session, "2024-07"), "ko")] == [
        "one-matching"
    ]


def test_facility_is_the_mean_share_with_its_interval(session: Session, media: MediaFolder) -> None:
    row = answered(session, media, "single_choice", [right, right, right, picking("a")])
    assert row.facility is not None
    assert (row.answers, row.facility.value, row.facility.few) == (4, 0.75, True)
    # Wilson's interval for 3 of 4 at 95 %, as R's binom::binom.wilson gives it.
    assert (row.facility.low, row.facility.high) == pytest.approx((0.30064, 0.95441), abs=1e-4)


@pytest.mark.parametrize(
    ("kind", "choices", "words", "count"),
    [
        ("single_choice", [picking("a"), picking("a"), picking("c"), right], "weights", 2),
        ("single_choice", [right, right], None, 0),
        ("single_choice", [nothing, nothing], None, 0),
        ("true_false", [wrong, right], "False", 1),
        ("numeric", [wrong, typing("7")], "There is more than one matrix.", 1),
        ("numeric", [typing("7"), typing("8")], "another answer", 2),
        ("short_text", [typing("망각"), typing("?"), typing("?")], "another answer", 2),
        ("short_text", [typing("망각")], "망각", 1),
        ("matching", [wrong, right], "Quantisation → A small student", 1),
    ],
)
def test_the_wrong_choice_made_most_is_told_in_words(
    session: Session, media: MediaFolder, kind: str, choices: list[Choose], words: str | None, count: int
) -> None:
    row = answered(session, media, kind, choices)
    assert (str(row.wrong) if row.wrong else None, row.wrong_count) == (words, count)
    assert row.wrong_share == pytest.approx(count / len(choices))


def test_a_new_version_starts_from_nothing(session: Session, media: MediaFolder) -> None:
    answered(session, media, "single_choice", [picking("a")])
    edited = definition("single_choice", difficulty="3")
    publish_month(session, media, quizzes=[], questions=[edited])
    row = row_of(session, "single_choice")
    assert (row.answers, row.wrong) == (0, None)


def test_whoever_leaves_takes_their_answers_out_of_the_figures(session: Session, media: MediaFolder) -> None:
    answered(session, media, "single_choice", [right])
    bob = accounts.sign_up(session, "Bob", "구름 위의 산책 28", now=NOW)
    practise(session, bob, "2024-07/one", picking("a"))
    assert row_of(session, "single_choice").answers == 2
    accounts.delete_account(session, bob, "구름 위의 산책 28", now=NOW)
    row = row_of(session, "single_choice")
    assert (row.answers, row.wrong, row.facility.value if row.facility else None) == (1, None, 1.0)


def test_prompt_and_choices_of_drawn_values_are_told_as_one_draw_has_them(session: Session, media: MediaFolder) -> None:
    asked = definition("single_choice", variables={"p": ["2", "3"]})
    asked["options"][0]["text"] = {"ko": "{{p / 4}} GB", "en": "{{p / 4:2}} GB"}
    publish_month(session, media, questions=[asked], quizzes=[recipe("one", "practice", KINDS["single_choice"])])
    practise(session, person(session, "Alice"), "2024-07/one", picking("a"))
    assert [str(row_of(session, "single_choice", language).wrong) for language in ("ko", "en")] == ["0.75 GB"] * 2
