"""One server and one Chromium for the browser tests of a process; visitors come and go, and no error goes unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from quiz.platform.settings import sqlite_url
from tests.browser.places import GUEST, PLACES, Place, School
from tests.browser.server import MAIL, serving
from tests.browser.steps import PATIENCE, PHONE, Visitor
from tests.browser.store import CHECKS, PRACTICES, Asked, Fits, Store
from tests.stores import fill_months

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # With each window Chromium loads two pages that would show suggestions below its address bar, though there is none:
    # that takes longer than the page that is tested. The last list of features counts, so the others are Playwright's.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,"
    "LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning",
]
LOCALES = {"ko": "ko-KR", "en": "en-US"}

expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Visitor]
Tour = Callable[..., Page]
Scheme = Literal["light", "dark"]
Open = Callable[..., tuple[Visitor, Asked]]


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the months as most tests take them: one try a question, no certainty."""
    folder = tmp_path_factory.mktemp("browser") / "instance"
    folder.mkdir()
    fill_months(sqlite_url(folder / "dalmada.sqlite3"))
    return folder


@pytest.fixture(scope="session")
def server(instance: Path) -> Iterator[str]:
    with serving(instance, "--empty", **MAIL) as address:
        yield address


@pytest.fixture(scope="session")
def store(server: str, instance: Path) -> Iterator[Store]:
    store = Store(sqlite_url(instance / "dalmada.sqlite3"))
    yield store
    store.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without the cache of pages that users have, "back" would test nothing.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    """A new browser: ``visitor = visit("ko", width=390, name="Alice")``; its unnamed errors fail the test."""
    visitors: list[Visitor] = []

    def come(
        language: str = "ko",
        *,
        width: int = PHONE,
        height: int = 844,
        name: str = "",
        address: str = "",
        **options: Any,
    ) -> Visitor:
        context = browser.new_context(
            base_url=address or server,
            locale=LOCALES[language],
            viewport={"width": width, "height": height},
            **options,
        )
        visitor = Visitor.of(context, language)
        visitors.append(visitor)
        if name:
            visitor.sign_in(name)
        return visitor

    yield come
    surprises = [text for visitor in visitors for text in visitor.surprises()]
    for visitor in visitors:
        visitor.context.close()
    assert surprises == []


@pytest.fixture
def opened(visit: Visit, store: Store) -> Open:
    """A new learner at a question: ``visitor, asked = opened("numeric", exam=True)``."""

    def open_question(
        kind: str, *, exam: bool = False, language: str = "ko", fits: Fits | None = None, **options: Any
    ) -> tuple[Visitor, Asked]:
        name = store.add()
        asked = store.find(name, kind, CHECKS if exam else PRACTICES, fits)
        visitor = visit(language, name=name, **options)
        visitor.goto(asked.path)
        return visitor, asked

    return open_question


@pytest.fixture(scope="session")
def school(store: Store) -> School:
    return School(store)


@pytest.fixture(scope="session")
def crowd(browser: Browser, server: str, school: School) -> Iterator[dict[str, Visitor]]:
    """One browser for each of the people who see the pages, opened when first asked for."""
    people: dict[str, Visitor] = {}
    yield people
    for visitor in people.values():
        visitor.context.close()


@pytest.fixture
def tour(browser: Browser, server: str, school: School, crowd: dict[str, Visitor]) -> Iterator[Tour]:
    """Leads to a page: ``page = tour(place, "ko", width=390, scheme="light")``."""
    seen: list[Visitor] = []

    def lead(place: Place, language: str, *, width: int, scheme: Scheme = "light") -> Page:
        visitor = crowd.get(place.who) or newcomer(place.who)
        visitor.language, visitor.named = language, list(place.errors)
        visitor.complaints.clear()
        seen.append(visitor)
        visitor.context.set_extra_http_headers({"Accept-Language": LOCALES[language]})
        visitor.page.set_viewport_size({"width": width, "height": 844})
        visitor.page.emulate_media(color_scheme=scheme)
        place.go(visitor, school)
        assert visitor.surprises() == []
        return visitor.page

    def newcomer(who: str) -> Visitor:
        visitor = Visitor.of(browser.new_context(base_url=server), "ko")
        if who in school.names:
            visitor.sign_in(school.names[who])
        elif who == GUEST:
            PLACES["question of a guest"].go(visitor, school)
        crowd[who] = visitor
        return visitor

    yield lead
    assert [text for visitor in seen for text in visitor.surprises()] == []
