"""The question of the first page: one tap of somebody new answers it, in a practice that goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.domain.delivery import variant_of
from quiz.services.content import catalogue
from quiz.services.content.openings import Opening
from quiz.storage.models.identity import Account
from tests.web.pages import Browser, Form, Page, token_of
from tests.web.store import answers_of, asked, count, row_of, session_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def opening_of(app: Flask) -> Opening:
    with session_of(app) as session:
        found = catalogue.build(session).series[0].months[0].opening
    assert found is not None
    return found


def tap(browser: Browser, form: Form, pick: object, **changes: str) -> Page:
    data = {**form.data(), **changes, "pick": str(pick)}
    sent = browser.client.post(form.action, data=data, headers=browser.headers, follow_redirects=True)
    return Page(sent)


@pytest.mark.parametrize("right", [True, False])
def test_one_tap_answers_it_and_its_practice_goes_on(right: bool, app: Flask, visit: Visit, language: str) -> None:
    stranger, opening = visit(language), opening_of(app)
    form = stranger.get("/").form("/quizzes/try")
    order = variant_of(opening.question, opening.bank, form.value("seed")).order["choice"]
    (key,) = opening.question.solution(row_variant(opening, form))["choice"]
    place = next(n for n, option in enumerate(order, 1) if (option == key) is right)
    checked = tap(stranger, form, place)
    assert checked.has_id("verdict")
    one, *others = asked(app, token_of(checked))
    assert (checked.path, one.question.id, len(others)) == (one.path, opening.question.id, 7)
    assert answers_of(app, one.token, 1)[0]["value"] == {"choice": [order[place - 1]]}
    assert row_of(app, one.token, 1).tries == 1
    home = stranger.get("/")
    assert one.token in home.html
    assert all(other.action != form.action for other in home.forms())


def row_variant(opening: Opening, form: Form) -> object:
    return variant_of(opening.question, opening.bank, form.value("seed"))


def test_it_gives_nothing_away(app: Flask, visit: Visit) -> None:
    opening, orders = opening_of(app), set()
    for _ in range(12):
        page = visit("en").get("/")
        form = page.form("/quizzes/try")
        orders.add(variant_of(opening.question, opening.bank, form.value("seed")).order["choice"])
        shown = {name for name in opening.passages["en"] if name.startswith("options.") or name == "prompt"}
        assert shown == set(opening.passages["en"])
    assert len(orders) > 1


def test_it_is_short_and_easy(app: Flask) -> None:
    question = opening_of(app).question
    assert (question.scope, question.difficulty) in {("paper", 1), ("paper", 2), ("background", 1), ("background", 2)}
    assert all(len(text) < 240 for text in question.prompt.values())


def test_who_is_known_by_now_begins_its_practice_and_answers_there(app: Flask, visit: Visit, alice: Browser) -> None:
    page = tap(alice, visit("ko").get("/").form("/quizzes/try"), 1)
    assert page.has_id("answer")
    one = asked(app, token_of(page))[0]
    assert (one.question.id, answers_of(app, one.token, 1)) == (opening_of(app).question.id, [])


def test_where_the_question_is_another_by_now_nothing_is_answered(app: Flask, visit: Visit) -> None:
    stranger = visit("ko")
    page = tap(stranger, stranger.get("/").form("/quizzes/try"), 1, question="0")
    assert page.has_id("answer")
    assert answers_of(app, token_of(page), 1) == []


@pytest.mark.parametrize("pick", ["9", "0", "x", "1" * 50])
def test_a_place_that_is_not_on_the_page_makes_no_guest(pick: str, app: Flask, visit: Visit) -> None:
    stranger = visit("ko")
    before = count(app, Account)
    assert tap(stranger, stranger.get("/").form("/quizzes/try"), pick).status == 400
    assert count(app, Account) == before


def test_somebody_with_an_account_is_shown_no_such_question(alice: Browser) -> None:
    assert all(form.action != "/quizzes/try" for form in alice.get("/").forms())
