"""One server and one Chromium for the browser tests of a process; visitors come and go, and no error goes unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.server import serving
from tests.browser.steps import PHONE, Visitor
from tests.browser.store import Store

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
]
LOCALES = {"ko": "ko-KR", "en": "en-US"}
PATIENCE = 15_000
"""Milliseconds until something that is awaited counts as missing; a busy machine is slow."""

expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser") / "instance"


@pytest.fixture(scope="session")
def server(instance: Path) -> Iterator[str]:
    with serving(instance) as address:
        yield address


@pytest.fixture(scope="session")
def store(server: str, instance: Path) -> Iterator[Store]:
    store = Store(instance)
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
        language: str = "ko", *, width: int = PHONE, height: int = 844, name: str = "", address: str = "", **options: Any
    ) -> Visitor:
        context = browser.new_context(
            base_url=address or server,
            locale=LOCALES[language],
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(context=context, page=context.new_page(), language=language)
        visitor.listen()
        visitors.append(visitor)
        if name:
            visitor.sign_in(name)
        return visitor

    yield come
    surprises = [text for visitor in visitors for text in visitor.surprises()]
    for visitor in visitors:
        visitor.context.close()
    assert surprises == []
