"""The app can be installed: Chromium's own check of its manifest finds nothing wrong."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ko", "en"])
def test_chromium_would_install_the_app(language: str, visit: Visit) -> None:
    visitor = visit(language)
    visitor.goto("/")
    chromium = visitor.context.new_cdp_session(visitor.page)
    found = chromium.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"].endswith(f"/manifest-{language}.webmanifest")
    said = json.loads(found["data"])
    assert (said["lang"], said["id"], said["scope"], said["display"]) == (language, "/", "/", "standalone")
    assert said["name"] == visitor.say("Dalmada")
    problems = chromium.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window without history is what Chromium installs nothing from; that is the test's, not the app's.
    assert [one for one in problems if one["errorId"] != "in-incognito"] == []
    app = chromium.send("Page.getAppId")
    assert app["appId"].rstrip("/") == visitor.page.url.rstrip("/")


def test_the_pages_name_a_colour_for_light_and_for_dark(visit: Visit) -> None:
    visitor = visit("ko")
    visitor.goto("/")
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        shown = visitor.page.evaluate(
            "() => [...document.querySelectorAll('meta[name=theme-color]')]"
            ".find((meta) => matchMedia(meta.media).matches).content"
        )
        ground = visitor.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        red, green, blue = (int(shown[place : place + 2], 16) for place in (1, 3, 5))
        assert ground == f"rgb({red}, {green}, {blue})"
