"""The list of all series, the way down from it, and addresses without a series where several are published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.content.test_several_series import maths
from tests.web.pages import Browser, Page

pytestmark = pytest.mark.any_database

__all__ = ["maths"]


def at_home(app: Flask, series: str) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], home=series)


@pytest.mark.usefixtures("maths")
def test_the_gallery_leads_to_the_bank_of_the_question_that_it_shows(app: Flask, teacher: FlaskClient) -> None:
    at_home(app, "maths")
    links = Browser(teacher, "en").get("/teach/gallery/numeric/right").links()
    (link,) = [link for link in links if "/m/" in link]
    assert link.startswith("/s/ai-2024/m/2024-")


@pytest.mark.usefixtures("maths")
def test_all_series_are_listed_also_where_one_stands_at_the_root(
    app: Flask, client: FlaskClient, teacher: FlaskClient
) -> None:
    assert client.get("/s/").location == "/"
    assert "/" in Browser(client, "en").get("/s/maths/m/fractions").links()
    at_home(app, "maths")
    for browser in (Browser(client, "en"), Browser(teacher, "en")):
        listed = browser.get("/s/")
        assert (listed.status, listed.heading) == (200, "Series")
        assert {"/", "/s/ai-2024/"} <= set(listed.links())
        for path in ("/", "/m/fractions", "/s/ai-2024/", "/s/ai-2024/m/2024-01", "/s/none/"):
            assert "/s/" in browser.get(path).links(), path


@pytest.mark.usefixtures("maths")
def test_pages_of_a_series_are_named_by_its_title_where_there_are_several(client: FlaskClient) -> None:
    browser = Browser(client, "en")
    assert title(browser.get("/")) == "Series · Dalmada"
    assert title(browser.get("/s/maths/")) == "Maths for everyone · Dalmada"
    assert trail(browser.get("/s/maths/")) == [("Series", "/")]
    assert trail(browser.get("/s/maths/m/fractions")) == [("Series", "/"), ("Maths for everyone", "/s/maths/")]


def test_one_series_alone_has_no_list(client: FlaskClient) -> None:
    assert client.get("/s/").location == "/"
    browser = Browser(client, "en")
    assert "/s/" not in browser.get("/").links()
    assert trail(browser.get("/m/2024-02")) == [("Series", "/")]


def test_a_series_that_learners_do_not_find_is_in_no_list_of_theirs(
    app: Flask, client: FlaskClient, teacher: FlaskClient, maths: Callable[[str, str], None]
) -> None:
    maths("maths", "hidden")
    at_home(app, "ai-2024")
    assert client.get("/s/").location == "/"
    assert "/s/" not in Browser(client, "en").get("/").links()
    assert "/s/maths/" in Browser(teacher, "en").get("/s/").links()


@pytest.mark.usefixtures("maths")
def test_an_address_from_before_leads_on_also_where_a_series_stands_at_the_root(
    app: Flask, client: FlaskClient
) -> None:
    at_home(app, "maths")
    assert client.get("/m/2024-01").location == "/s/ai-2024/m/2024-01"
    assert Browser(client, "en").get("/m/2024-02").heading == "February — February"
    assert client.get("/s/maths/m/2024-01").status_code == 404
    assert client.get("/m/none").status_code == 404


def test_only_what_a_series_has_and_a_reader_needs_is_promised(client: FlaskClient, alice: Browser) -> None:
    without = "You can start without an account."
    assert without in Browser(client, "en").get("/").main
    assert "month’s notes" in Browser(client, "en").get("/").main
    alice.client.post("/preferences", data={"language": "en"})
    assert without not in alice.get("/").main


def title(page: Page) -> str:
    (found,) = page.all("title")
    return str(found.text)


def trail(page: Page) -> list[tuple[str, str]]:
    (crumb,) = page.all("ol", class_="crumb")
    return [("".join(link.itertext()), str(link.get("href"))) for link in crumb.iter("a")]
