"""The practices that are shipped: two tries a question, and in one of each month how sure one is."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from flask import Flask

from quiz.platform.paths import QUESTIONS
from quiz.services.content import catalogue
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import publish
from tests.conftest import NOW
from tests.stores import shipped_files
from tests.web.pages import Browser, token_of
from tests.web.store import AT_ONCE, Asked, asked, row_of, session_of

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def shipped(app: Flask) -> None:
    with session_of(app) as session:
        publish(session, shipped_files(), MediaFolder(source=QUESTIONS / "media"), now=NOW)


def test_every_practice_gives_two_tries_and_one_of_each_month_asks_how_sure_one_is(app: Flask) -> None:
    with session_of(app) as session:
        series = catalogue.build(session).series[0]
    for month in series.months:
        assert [(offer.quiz.tries, offer.quiz.method) for offer in month.practice] == [(2, "adaptive")] * 2
        assert Counter(offer.quiz.certainty for offer in month.practice) == {"off": 1, "shown": 1}


def _is_plain(one: Asked) -> bool:
    """Whether an answer is scored at once, and its explanation is as it was written."""
    return one.question.kind_name in {*AT_ONCE} - {"true_false"} and not one.question.has_values()


@pytest.mark.parametrize("month", [f"2024-0{n}" for n in range(1, 7)])
def test_after_a_first_wrong_try_no_key_is_shown_and_the_second_counts_half_unless_the_first_was_worth_more(
    month: str, app: Flask, alice: Browser
) -> None:
    number = month[-1]
    page = alice.begin(f"{month}/practice-{number}-2")
    assert "certainty" in {field.name for field in page.answer_form.fields}
    one = next(one for one in asked(app, token_of(page)) if _is_plain(one))
    tried = alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    assert tried.has_id("answer")
    assert one.texts["ko"].revealed["explanation"] not in tried.unlinked
    assert row_of(app, one.token, one.position).share is None
    scored = alice.send(tried.answer_form.answer(one.right), "check")
    assert one.texts["ko"].revealed["explanation"] in scored.unlinked
    row = row_of(app, one.token, one.position)
    first = one.question.judge(one.variant, one.question.wrong_answer(one.variant)).fraction
    assert (row.share, row.marks, row.tries) == (1.0, max(Fraction(1, 2), first), 2)
