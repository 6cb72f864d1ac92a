"""Browsers by their names for people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.web.identity.devices import Device, device
from tests.conftest import PASSWORD
from tests.web.pages import Browser, words
from tests.web.store import set_account

pytestmark = pytest.mark.any_database

MOZILLA = "Mozilla/5.0"
KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = f"{MOZILLA} (iPhone; CPU iPhone OS 19_0 like Mac OS X) {KHTML}"
ANDROID = f"{MOZILLA} (Linux; Android 14; K) {KHTML}"


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (f"{ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome", "Android"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KHTML} Chrome/140.0 Safari/537.36", "Chrome", "Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KHTML} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"),
        (f"{MOZILLA} (Windows NT 10.0) {KHTML} Chrome/138.0 Whale/4.33 Safari/537.36", "Whale", "Windows"),
        (
            f"{ANDROID} SamsungBrowser/28.0 Chrome/130 Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        (f"{MOZILLA} (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox", "Linux"),
        (f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {KHTML} Chrome/140.0 Safari/537.36", "Chrome", "ChromeOS"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {KHTML} Version/19.0 Safari/605.1.15", "Safari", "macOS"),
        (
            f"{IPHONE} Version/19.0 Mobile/15 Safari/604.1",
            "Safari",
            "iPhone",
        ),
        (
            f"{IPHONE} CriOS/140 Mobile/15 Safari/604.1",
            "Chrome",
            "iPhone",
        ),
        (f"{MOZILLA} (iPad; CPU OS 18_0 like Mac OS X) {KHTML} Version/18.0 Mobile/15 Safari/604.1", "Safari", "iPad"),
        (
            f"{ANDROID} Chrome/140 Mobile Safari/537.36 KAKAOTALK 25.1",
            "KakaoTalk",
            "Android",
        ),
        (f"{MOZILLA} (X11; Linux) {KHTML} Chrome/140 Safari/537.36 OPR/120", "Opera", "Linux"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
        ("x" * 200, "", ""),
    ],
)
def test_a_browser_is_known_by_what_it_says_of_itself(agent: str, browser: str, system: str) -> None:
    assert device(agent) == Device(browser=browser, system=system)


SAID = (
    ("en", f"{ANDROID} Chrome/140 Mobile Safari/537.36", "Chrome on Android"),
    ("ko", f"{ANDROID} Chrome/140 Mobile Safari/537.36", "Android의 Chrome"),
    ("en", "Opera", "Opera"),
    ("en", "SomethingElse (Windows NT 10.0)", "Another browser on Windows"),
    ("ko", "SomethingElse (Windows NT 10.0)", "Windows의 다른 브라우저"),
    ("en", "curl/8.5.0", "Another browser"),
    ("ko", "", "다른 브라우저"),
)


@pytest.mark.parametrize(("language", "agent", "said"), SAID)
def test_the_account_page_names_devices_for_people(
    language: str, agent: str, said: str, app: Flask, alice: Browser, visit: Callable[..., Browser]
) -> None:
    set_account(app, "Alice", language=language)
    headers = {"User-Agent": agent}
    app.test_client().post("/signin", data={"name": "Alice", "password": PASSWORD}, headers=headers)
    page = alice.get("/account")
    first = page.by_id("devices")
    assert first is not None
    entries = [words(one) for one in page.all("li") if "·" in words(one) or said in words(one)]
    assert any(said in entry for entry in entries), entries
    assert {"en": "this browser", "ko": "이 브라우저"}[language] in page.main
