"""People of the web tests, each at a browser of their own that runs no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.domain.delivery import Available, Delivered, TooFewQuestions, deliver
from quiz.services.attempts import starting
from tests.web.pages import Browser, Page
from tests.web.store import MONTHS
from tests.web.tours import every_page


@pytest.fixture(autouse=True)
def essays_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No quiz of the months draws an essay by chance: a check or a hand-in alone does not score it.

    Tests of essays ask for one with ``whole_bank`` and ``of_kind``.
    """

    def draw(quiz: Any, available: Sequence[Available], *how: Any, **more: Any) -> tuple[Delivered, ...]:
        is_one = [one.bank in MONTHS and one.question.judged_by_person for one in available]
        others = [one for one, left_out in zip(available, is_one, strict=True) if not left_out]
        try:
            return deliver(quiz, others, *how, **more)
        except TooFewQuestions:
            return deliver(quiz, available, *how, **more)

    monkeypatch.setattr(starting, "deliver", draw)


@pytest.fixture(params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visit(app: Flask) -> Callable[..., Browser]:
    """A new browser of somebody who is not signed in: ``bob = visit("en")``."""

    def come(language: str = "ko") -> Browser:
        return Browser(app.test_client(), language)

    return come


@pytest.fixture
def alice(sign_up: Callable[[str], FlaskClient]) -> Browser:
    """A learner who has just signed up."""
    return Browser(sign_up("Alice"))


@pytest.fixture
def charlie(sign_up: Callable[[str], FlaskClient]) -> Browser:
    """A learner, the outsider."""
    return Browser(sign_up("Charlie"))


@pytest.fixture
def guest(app: Flask) -> Browser:
    """Somebody without an account who has begun a practice."""
    browser = Browser(app.test_client())
    assert browser.client.post("/quizzes/start", data={"quiz": "2024-02/practice-2-2"}).status_code == 303
    return browser


@pytest.fixture(scope="session")
def toured() -> dict[tuple[str, str], list[Page]]:
    """The tours that were made, by database and language."""
    return {}


@pytest.fixture
def tour(
    app: Flask,
    language: str,
    toured: dict[tuple[str, str], list[Page]],
    request: pytest.FixtureRequest,
) -> list[Page]:
    """Every page in a language, as a stranger, a guest, a learner and a teacher come upon it; made once."""
    key = request.node.callspec.params["database_url"], language
    if key not in toured:
        make: Callable[[str], FlaskClient] = request.getfixturevalue("sign_up")
        people = [Browser(client, language) for client in (make("Alice"), request.getfixturevalue("teacher"))]
        make("Charlie")
        for browser in people:
            browser.client.post("/preferences", data={"language": language})
        toured[key] = every_page(app, Browser(app.test_client(), language), *people)
    return toured[key]


@pytest.fixture
def tae_ri(teacher: FlaskClient) -> Browser:
    """A teacher."""
    return Browser(teacher)
