"""Several series in one store: each at its own address, in its own languages, hidden, opened and withdrawn alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quiz.platform.extensions import db
from quiz.services.audit import APP
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.services.content.standings import set_owner, set_standing
from quiz.services.identity.accounts import find_named
from tests.builders import as_yaml
from tests.conftest import NOW
from tests.web.pages import Browser, Page

pytestmark = pytest.mark.any_database

SERIES = {
    "series": "maths",
    "languages": ["en"],
    "title": {"en": "Maths for everyone"},
    "line": {"en": "A unit a week"},
    "footer": {"en": "By a teacher of maths"},
    "parts": [{"id": "1", "title": {"en": "All units"}, "banks": ["fractions", "2024-02"]}],
    "quizzes": [
        {
            "id": "final",
            "title": {"en": "Everything"},
            "mode": "practice",
            "draw": [{"bank": "fractions", "count": "1"}, {"bank": "2024-02", "count": "1"}],
        }
    ],
}


def unit(slug: str, title: str) -> BankFile:
    question = {
        "id": "halves",
        "kind": "single_choice",
        "objective": "1a",
        "section": "1",
        "difficulty": "1",
        "scope": "background",
        "prompt": {"en": f"{title}: half of a half is a quarter, whatever is halved."},
        "options": [
            {"id": "a", "text": {"en": "Always"}, "correct": "true", "why": {"en": "Two halves of a half make it."}},
            {"id": "b", "text": {"en": "Never"}, "why": {"en": "Two quarters make a half."}},
            {"id": "c", "text": {"en": "Of one alone"}, "why": {"en": "Two halves make whatever was halved."}},
        ],
        "explanation": {"en": "One half times one half is one quarter."},
        "sources": [{"ref": "book", "at": "p. 1"}],
    }
    data = {
        "bank": slug,
        "title": {"en": title},
        "sources": {"book": {"title": {"en": "A book"}, "year": "2020"}},
        "objectives": {"1a": {"level": "remember", "text": {"en": "Halve fractions"}}},
        "sections": {"1": {"title": {"en": "Halves"}, "notes": {"en": f"Notes of {title}."}}},
        "quizzes": [
            {"id": "check", "title": {"en": f"Check of {title}"}, "mode": "practice", "draw": [{"count": "1"}]},
        ],
        "questions": [question],
    }
    return BankFile(name=f"{slug}.yaml", raw=as_yaml(data).encode())


@pytest.fixture
def maths(app: Flask, tmp_path: Path) -> Callable[[str, str], None]:
    """A second series beside the first, and how to change who finds a part of it."""
    with writing(app) as session:
        files = [
            BankFile(name=SERIES_FILE, raw=as_yaml(SERIES).encode()),
            unit("fractions", "Fractions"),
            unit("2024-02", "February"),
        ]
        publish(session, files, MediaFolder(source=tmp_path), now=NOW)

    def stand(name: str, standing: str) -> None:
        with writing(app) as session:
            set_standing(session, name, standing, by=APP, now=NOW)

    return stand


def of_series(page: Page) -> list[str]:
    return [link for link in page.links() if link.startswith("/s/")]


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session
        db.session.commit()


@pytest.mark.usefixtures("maths")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_of_several_series_the_root_lists_all(client: FlaskClient, language: str) -> None:
    assert of_series(Browser(client, language).get("/")) == ["/s/ai-2024/", "/s/maths/"]


@pytest.mark.usefixtures("maths")
def test_each_series_has_its_pages_below_its_own_address(client: FlaskClient) -> None:
    browser = Browser(client, "ko")
    home = browser.get("/s/maths/")
    assert home.heading == "A unit a week"
    assert "By a teacher of maths" in home.html
    assert "/s/maths/m/fractions" in home.links()
    assert not [link for link in home.links() if "2024-01" in link]
    bank = browser.get("/s/maths/m/fractions")
    assert (bank.heading, "Notes of Fractions" in bank.main) == ("Fractions", True)
    assert browser.get("/s/ai-2024/m/2024-02").heading != browser.get("/s/maths/m/2024-02").heading
    for missing in ("/s/maths/m/2024-01", "/s/none/", "/s/none/m/2024-01", "/s/ai-2024/m/fractions"):
        assert client.get(missing).status_code == 404


@pytest.mark.usefixtures("maths")
def test_an_address_from_before_leads_to_the_only_series_that_has_the_bank(client: FlaskClient) -> None:
    assert client.get("/m/2024-01").location == "/s/ai-2024/m/2024-01"
    assert client.get("/m/2024-02").status_code == 404


@pytest.mark.usefixtures("maths")
def test_quizzes_of_one_key_are_begun_in_their_own_series(client: FlaskClient) -> None:
    browser = Browser(client, "en")
    start = browser.get("/s/maths/m/2024-02").form("/quizzes/start", quiz="2024-02/check", series="maths")
    question = browser.send(start)
    assert "February: half of a half" in question.main
    assert "/s/maths/m/2024-02" in question.links()
    feedback = browser.send(question.answer_form.answer({"choice": ("1",)}), "check")
    (note,) = [link for link in feedback.links() if link.endswith("/note#s-1")]
    assert "/s/maths/m/2024-02#s-1" in browser.get(note).links()
    assert "/s/maths/" in browser.get("/me").links()


@pytest.mark.usefixtures("maths")
def test_a_text_in_one_language_is_read_in_every_language_of_the_pages(client: FlaskClient) -> None:
    for language in ("ko", "en"):
        page = Browser(client, language).get("/s/maths/m/fractions")
        assert "Notes of Fractions" in page.main


def test_what_is_hidden_is_found_by_teachers_alone(
    client: FlaskClient, teacher: FlaskClient, maths: Callable[[str, str], None]
) -> None:
    maths("fractions", "hidden")
    quiz = {"quiz": "fractions/check", "series": "maths"}
    assert client.get("/s/maths/m/fractions").status_code == 404
    assert "/s/maths/m/fractions" not in Browser(client).get("/s/maths/").links()
    assert client.post("/quizzes/start", data=quiz).status_code == 404
    assert teacher.get("/s/maths/m/fractions").status_code == 200
    assert teacher.post("/quizzes/start", data=quiz).status_code == 303
    maths("fractions", "open")
    assert client.get("/s/maths/m/fractions").status_code == 200


def test_a_withdrawn_series_leaves_its_running_attempts_and_results(
    client: FlaskClient, maths: Callable[[str, str], None]
) -> None:
    browser = Browser(client, "en")
    start = browser.get("/s/maths/m/fractions").form("/quizzes/start", quiz="fractions/check")
    path = browser.send(start).path
    maths("maths", "withdrawn")
    assert client.get("/s/maths/").status_code == 404
    assert of_series(browser.get("/")) == []
    page = browser.get(path)
    feedback = browser.send(page.answer_form.answer({"choice": ("1",)}), "check")
    assert "One half times one half" in feedback.main
    maths("maths", "open")
    assert client.get("/s/maths/").status_code == 200


@pytest.mark.usefixtures("maths")
def test_a_teacher_chooses_the_series_whose_figures_they_read(teacher: FlaskClient) -> None:
    browser = Browser(teacher, "en")
    for page in ("learners", "questions"):
        assert {f"/s/ai-2024/teach/{page}", f"/s/maths/teach/{page}"} <= set(browser.get(f"/teach/{page}").links())
    assert browser.get("/s/maths/teach/questions").heading == "Fractions"
    assert teacher.get("/s/maths/teach/questions/fractions.csv").status_code == 200
    assert teacher.get("/s/maths/teach/questions/2024-01").status_code == 404


@pytest.mark.usefixtures("maths")
@pytest.mark.parametrize(("home", "heading"), [("maths", "A unit a week"), ("none", "Series")])
def test_a_setting_puts_a_series_at_the_root(app: Flask, client: FlaskClient, home: str, heading: str) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], home=home)
    page = Browser(client, "en").get("/")
    assert page.heading == heading
    if home == "maths":
        assert "/m/fractions" in page.links()
        assert "/s/ai-2024/m/2024-01" in Browser(client, "en").get("/s/ai-2024/").links()


def republished(app: Flask, folder: Path, title: str, source: bytes | None = None) -> None:
    """The unit of fractions with other words, or as ``source`` has it."""
    file = unit("fractions", title)
    files = [
        BankFile(name=SERIES_FILE, raw=as_yaml(SERIES).encode()),
        file if source is None else replace(file, raw=source),
    ]
    with writing(app) as session:
        publish(session, files, MediaFolder(source=folder), now=NOW)


def test_what_becomes_of_one_series_leaves_attempts_of_both_as_they_were(
    app: Flask, tmp_path: Path, visit: Callable[..., Browser], teacher: FlaskClient, maths: Callable[[str, str], None]
) -> None:
    """Republished, hidden, opened, reverted, withdrawn, by another teacher, while learners are in attempts of both."""
    with writing(app) as session:
        set_owner(session, "maths", find_named(session, "Tae-ri"), by=APP, now=NOW)
    learner, other = visit("en"), visit("en")
    fractions = learner.send(learner.get("/s/maths/m/fractions").form("/quizzes/start", quiz="fractions/check")).path
    february = other.send(other.get("/s/ai-2024/m/2024-02").form("/quizzes/start", quiz="2024-02/practice-2-1")).path
    shown = {path: browser.get(path).main for browser, path in ((learner, fractions), (other, february))}

    republished(app, tmp_path, "Fractions, second edition")
    assert learner.get("/s/maths/m/fractions").heading == "Fractions, second edition"
    for standing in ("hidden", "open"):
        maths("fractions", standing)
    republished(app, tmp_path, "", unit("fractions", "Fractions").raw)
    assert learner.get("/s/maths/m/fractions").heading == "Fractions"
    assert Browser(teacher, "en").get("/s/maths/banks/fractions@2").heading == "fractions, revision 2"
    assert "second edition" in Browser(teacher, "en").get("/s/maths/banks/fractions@2").main
    assert teacher.get("/s/ai-2024/banks/2024-02@1").status_code == 404
    assert learner.client.get("/s/maths/banks/fractions@2").status_code == 404
    maths("maths", "withdrawn")

    # No study note is found any more in what was withdrawn.
    shown[fractions] = shown[fractions].replace("Study note 1 ", "")
    assert {path: browser.get(path).main for browser, path in ((learner, fractions), (other, february))} == shown
    page = learner.get(fractions)
    assert "One half times one half" in learner.send(page.answer_form.answer({"choice": ("1",)}), "check").main


MONTHS = [f"ai-2024/2024-0{month}" for month in range(1, 7)]


@pytest.mark.parametrize("withdrawn", [["ai-2024"], MONTHS], ids=["series", "banks"])
def test_the_gallery_shows_nothing_of_what_is_withdrawn(
    withdrawn: list[str], app: Flask, teacher: FlaskClient, maths: Callable[[str, str], None]
) -> None:
    address, halves = "/teach/gallery/single_choice/asked", "half of a half is a quarter"
    assert halves not in Browser(teacher, "en").get(address).main
    for name in withdrawn:
        maths(name, "withdrawn")
    maths("maths", "hidden")
    assert halves in Browser(teacher, "en").get(address).main
    maths("maths", "withdrawn")
    assert teacher.get(address).status_code == 404


def test_the_gallery_passes_over_what_has_no_texts_in_the_readers_language(
    teacher: FlaskClient, maths: Callable[[str, str], None]
) -> None:
    maths("ai-2024/2024-01", "withdrawn")
    assert "half of a half" in Browser(teacher, "en").get("/teach/gallery/single_choice/asked").main
    assert Browser(teacher, "ko").get("/teach/gallery/single_choice/asked").status == 200
