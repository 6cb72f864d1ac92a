"""Makes the pictures of the docs, on demand, into the folder that QUIZ_PICTURES names: `pytest -m pictures`."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from quiz.platform.settings import sqlite_url
from tests.browser.conftest import Visit
from tests.browser.server import QUIZ, environment, serving
from tests.browser.steps import DESK, PHONE, Visitor
from tests.browser.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.pictures]


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A server over the class of made-up learners, with the teacher's name and both passwords."""

    address: str
    store: Store
    teacher: str
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    instance = tmp_path_factory.mktemp("demo") / "instance"
    settings = {**environment(instance), "LC_ALL": "C.UTF-8"}
    made = subprocess.run([QUIZ, "demo"], env=settings, capture_output=True, text=True, check=True)
    logins = re.findall(r"Sign in as (\w+) (\S+) with the password (\S+)", made.stdout)
    # As `make demo` serves it: the months are at home.
    with serving(instance, "--empty", QUIZ_HOME="ai-2024") as address:
        store = Store(sqlite_url(instance / "dalmada.sqlite3"))
        yield Demo(
            address=address,
            store=store,
            teacher=next(name for role, name, _ in logins if role == "teacher"),
            # The first of each role.
            passwords={role: password for role, _, password in reversed(logins)},
        )
        store.engine.dispose()


def test_the_pictures_of_the_docs(visit: Visit, demo: Demo, tmp_path: Path) -> None:
    folder = Path(os.environ.get("QUIZ_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    # All learners of the demo share a password; the one with the most to show has nothing begun.
    learner = demo.store.most_diligent()
    phone = sign_in(visit, demo, learner, "learner", width=PHONE, height=844)
    expect(phone.page.locator(".path svg path").first).to_be_visible()
    take(phone, folder / "home-390.png", PHONE)

    show_feedback(phone, demo.store, learner)
    take(phone, folder / "feedback-390.png", PHONE)

    desk = sign_in(visit, demo, learner, "learner", width=DESK, height=1000)
    token = demo.store.begin(learner, "2024-02/check")
    demo.store.finish(token, wrong=(3, 8))
    desk.goto(f"/a/{token}/result")
    expect(desk.page.locator(".big")).to_be_visible()
    take(desk, folder / "result-1280.png", DESK)

    teacher = sign_in(visit, demo, demo.teacher, "teacher", width=DESK, height=900)
    teacher.goto("/teach/learners")
    expect(teacher.page.locator("tbody tr")).not_to_have_count(0)
    take(teacher, folder / "learners-1280.png", DESK)


def sign_in(visit: Visit, demo: Demo, name: str, role: str, *, width: int, height: int) -> Visitor:
    """Somebody of the demo in a browser of that size, on the page after it, in Korean."""
    visitor = visit("ko", width=width, height=height, address=demo.address)
    visitor.goto("/signin")
    visitor.page.get_by_label(visitor.say("Name"), exact=True).fill(name)
    visitor.page.get_by_label(visitor.say("Password"), exact=True).fill(demo.passwords[role])
    visitor.press("Sign in")
    visitor.page.wait_for_url(re.compile(r"/(teach)?$"))
    if visitor.page.locator("html").get_attribute("lang") != "ko":
        visitor.page.get_by_role("button", name="한국어").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ko")
    return visitor


def show_feedback(visitor: Visitor, store: Store, name: str) -> None:
    """Answer a question of single choice wrongly."""
    asked = store.find(name, "single_choice")
    visitor.page.set_viewport_size({"width": PHONE, "height": 1000})
    visitor.goto(asked.path)
    visitor.give(asked.wrong)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#verdict")).to_be_visible()
    visitor.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


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
