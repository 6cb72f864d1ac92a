"""The manifest by which browsers install the app, and its pictures."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from quiz.platform.paths import STATIC
from tests.icons import ICONS
from tests.web.pages import Browser, Page

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_manifest_names_the_app_in_the_language_of_its_address(language: str, visit: Visit) -> None:
    client = visit().client
    page = Page(client.get("/signin", headers={"Accept-Language": language}))
    (link,) = page.root.findall(".//link[@rel='manifest']")
    response = client.get(link.get("href", ""))
    said = response.get_json(force=True)
    assert response.mimetype == "application/manifest+json"
    assert "Set-Cookie" not in response.headers
    assert said["name"] == {"ko": "달마다", "en": "Dalmada"}[language]
    assert said["lang"] == language
    assert {"ko": "복습", "en": "review"}[language] in said["description"]
    assert (said["id"], said["start_url"], said["scope"]) == ("/", "/", "/")
    assert {(icon["sizes"], icon["purpose"]) for icon in said["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in said["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.data.startswith(b"\x89PNG"), icon


def test_there_is_no_manifest_in_another_language(visit: Visit) -> None:
    assert visit().client.get("/manifest-fr.webmanifest").status_code == 404


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.name)
def test_each_picture_is_as_large_as_it_says(icon: object) -> None:
    name, size, _, ground = icon  # type: ignore[misc]  # a tuple with names
    content = (STATIC / "img" / name).read_bytes()
    assert struct.unpack(">II", content[16:24]) == (size, size)
    # 2 has no transparency, which systems would show black; 6 has.
    assert content[25] == (6 if ground == "transparent" else 2)
