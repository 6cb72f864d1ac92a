"""Makes the pictures of the docs: into the folder that QUIZ_PICTURES names, else into a temporary one."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.server import QUIZ, environment, serving
from tests.browser.steps import DESK, PHONE, Visitor
from tests.browser.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pictures")]

PRACTICE = "2024-05/practice-5-1"


@dataclass(frozen=True)
class Demo:
    """A server over the class of made-up learners, with the name and password of a teacher and of a learner."""

    address: str
    store: Store
    logins: dict[str, tuple[str, str]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    instance = tmp_path_factory.mktemp("demo") / "instance"
    made = subprocess.run(
        [QUIZ, "demo"], env={**environment(instance), "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=True
    )
    logins = {
        role: (name, password)
        for role, name, password in re.findall(r"Sign in as (\w+) (\S+) with the password (\S+)", made.stdout)
    }
    with serving(instance) as address:
        store = Store(instance)
        yield Demo(address, store, logins)
        store.engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("QUIZ_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def look(visit: Visit, demo: Demo) -> Callable[..., Visitor]:
    """Somebody of the demo in a browser of that width, in Korean."""

    def sign_in(role: str, *, width: int, height: int) -> Visitor:
        visitor = visit("ko", width=width, height=height, address=demo.address)
        name, password = demo.logins[role]
        visitor.goto("/signin")
        visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(name)
        visitor.page.get_by_label(visitor.say("Password"), exact=True).fill(password)
        visitor.press("Sign in")
        visitor.page.wait_for_url(re.compile(r"/$"))
        if visitor.page.locator("html").get_attribute("lang") != "ko":
            visitor.page.get_by_role("button", name="한국어").click()
            expect(visitor.page.locator("html")).to_have_attribute("lang", "ko")
        return visitor

    return sign_in


def take(visitor: Visitor, path: Path, width: int) -> None:
    """Take the picture of what is in the window, and look at it."""
    visitor.page.screenshot(path=path)
    wide, shades = read_png(path)
    assert wide == width
    assert shades > 50, f"{path} is blank"


def read_png(path: Path) -> tuple[int, int]:
    """A picture's width in pixels, and how many different bytes its rows hold."""
    raw = path.read_bytes()
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    body, at = b"", 8
    while at < len(raw):
        length, name = struct.unpack(">I4s", raw[at : at + 8])
        if name == b"IDAT":
            body += raw[at + 8 : at + 8 + length]
        at += length + 12
    return int.from_bytes(raw[16:20]), len(set(zlib.decompress(body)))


def test_the_picture_of_the_home_page(look: Callable[..., Visitor], folder: Path) -> None:
    visitor = look("learner", width=PHONE, height=844)
    expect(visitor.page.locator(".path svg path").first).to_be_visible()
    take(visitor, folder / "home-390.png", PHONE)


def test_the_picture_of_the_feedback(look: Callable[..., Visitor], demo: Demo, folder: Path) -> None:
    visitor = look("learner", width=PHONE, height=1000)
    token = demo.store.begin(demo.logins["learner"][0], PRACTICE)
    asked = demo.store.find_in(token, "single_choice")
    visitor.goto(asked.path)
    visitor.give(asked.wrong)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#verdict")).to_be_visible()
    visitor.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    take(visitor, folder / "feedback-390.png", PHONE)


def test_the_picture_of_the_result(look: Callable[..., Visitor], demo: Demo, folder: Path) -> None:
    visitor = look("learner", width=DESK, height=1000)
    token = demo.store.begin(demo.logins["learner"][0], "2024-05/practice-5-2")
    demo.store.finish(token, wrong=(3,))
    visitor.goto(f"/a/{token}/result")
    expect(visitor.page.locator(".big")).to_be_visible()
    take(visitor, folder / "result-1280.png", DESK)


def test_the_picture_of_the_learners(look: Callable[..., Visitor], folder: Path) -> None:
    visitor = look("teacher", width=DESK, height=900)
    visitor.goto("/teach/learners")
    expect(visitor.page.locator("tbody tr")).to_have_count(24)
    take(visitor, folder / "learners-1280.png", DESK)
