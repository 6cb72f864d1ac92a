"""Learners whose series or bank is hidden or withdrawn meanwhile: every link leads to a page that they may open."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from quiz.services.audit import APP
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.services.content.standings import set_standing
from tests.builders import as_yaml
from tests.conftest import NOW
from tests.web.content.test_several_series import unit
from tests.web.pages import Browser, Page
from tests.web.store import session_of

pytestmark = pytest.mark.any_database

QUIZ = {"title": {"en": "Everything"}, "mode": "practice", "draw": [{"bank": "limits", "count": "1"}]}


@pytest.fixture
def two(app: Flask, tmp_path: Path) -> None:
    """Two series that both have a bank ``limits``, beside that of the months."""
    for slug in ("calculus", "third"):
        series = {
            "series": slug,
            "languages": ["en"],
            "title": {"en": f"All of {slug}"},
            "parts": [{"id": "1", "title": {"en": "Units"}, "banks": ["limits", "sums"]}],
            "quizzes": [{"id": "everything", **QUIZ}],
        }
        files = [BankFile(name=SERIES_FILE, raw=as_yaml(series).encode())]
        files += [unit("limits", f"Limits of {slug}"), unit("sums", f"Sums of {slug}")]
        with session_of(app) as session:
            publish(session, files, MediaFolder(source=tmp_path), now=NOW)


def stand(app: Flask, *names: str, standing: str) -> None:
    with session_of(app) as session:
        for name in names:
            set_standing(session, name, standing, by=APP, now=NOW)


def begun(learner: Browser, key: str) -> Page:
    page = "/s/calculus/" if "/" not in key else f"/s/calculus/m/{key.split('/')[0]}"
    return learner.send(learner.get(page).form("/quizzes/start", quiz=key))


def finished(learner: Browser, key: str) -> str:
    """The address of a finished attempt."""
    page = begun(learner, key)
    learner.send(page.answer_form.answer({"choice": ("1",)}), "check")
    return page.path.rsplit("/", 1)[0]


def crawled(learner: Browser, *starts: str) -> dict[str, Page]:
    """Every page that links lead to from ``starts``, but for the gallery of months and files."""
    found: dict[str, Page] = {}
    todo = list(starts)
    while todo:
        path = todo.pop()
        if path in found:
            continue
        found[path] = page = learner.get(path)
        if page.response.mimetype == "text/html" and (path in starts or path.startswith(("/a/", "/me"))):
            todo += [link.partition("#")[0] for link in links(page)]
    return found


def links(page: Page) -> list[str]:
    """Where a page leads in the app, relative addresses resolved."""
    own = [link for link in page.links() if not link.startswith(("http", "#"))]
    return [link if link.startswith("/") else f"{page.path.rsplit('/', 1)[0]}/{link}" for link in own]


GONE = {
    "a hidden bank": (("calculus/limits",), "hidden"),
    "a withdrawn bank": (("calculus/limits",), "withdrawn"),
    "a hidden series": (("calculus",), "hidden"),
    "a withdrawn series": (("calculus",), "withdrawn"),
    "all but one series, which comes to the root": (("calculus", "ai-2024"), "hidden"),
}


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("case", GONE)
def test_what_is_out_of_reach_is_linked_by_no_page_of_its_attempts(case: str, app: Flask, alice: Browser) -> None:
    done = [finished(alice, key) for key in ("limits/check", "everything")]
    running = [begun(alice, key).path for key in ("limits/check", "everything")]
    assert "/s/calculus/m/limits" in crawled(alice, "/me", *done, *running)
    names, standing = GONE[case]
    stand(app, *names, standing=standing)
    pages = crawled(alice, "/me", *done, *running)
    assert {path: page.status for path, page in pages.items() if page.status != 200} == {}
    into = [link for path, page in pages.items() if path.startswith("/a/") for link in links(page)]
    assert not [link for link in into if link.startswith(("/s/third", "/m/", "/s/calculus/m/limits"))]
    for path in done:
        assert not [form for form in pages[path].forms() if form.action == "/quizzes/start" and not opens(alice, form)]


def opens(learner: Browser, form: object) -> bool:
    return learner.send(form).status == 200  # type: ignore[arg-type]  # a form of the page


@pytest.mark.usefixtures("two")
def test_the_way_out_of_a_running_attempt_of_a_hidden_series_leads_home(app: Flask, alice: Browser) -> None:
    page = begun(alice, "limits/check")
    assert "/s/calculus/m/limits" in page.links()
    stand(app, "calculus", standing="hidden")
    (out,) = [link for link in alice.get(page.path).links() if "/a/" not in link and link.startswith("/")]
    assert out == "/"
    stand(app, "calculus", standing="open")
    assert "/s/calculus/m/limits" in alice.get(page.path).links()
