"""``quiz preview`` in a browser: redrawn when the file is saved, with all that was typed; fit for phone and desk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from playwright.sync_api import expect

from quiz.domain.questions import KINDS
from quiz.platform.paths import QUESTIONS
from quiz.runtime import preview_server
from tests.browser.conftest import Visit
from tests.browser.layout import assert_fits
from tests.browser.steps import DESK, PHONE, wait_until
from tests.browser.test_pages import AXE, assert_sound, make_high
from tests.builders import bank_text, both, definition, series_text

pytestmark = pytest.mark.browser

HERE = "/b/2024-02/"
EVERY = [definition(kind) for kind in KINDS]
PLACE = list(KINDS).index("single_choice")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><path d="M0 0h320v200H0z" fill="#ddd"/></svg>'


class Folder:
    """A folder with a series and one bank of every kind of question."""

    def __init__(self, path: Path) -> None:
        self.file = path / "2024-02.yaml"
        (path / "series.yaml").write_text(series_text(profile="open"), encoding="utf-8")
        (path / "media").mkdir()
        (path / "media" / "lora.svg").write_text(SVG, encoding="utf-8")
        self.save()

    def save(self, prompt: tuple[str, str] = ("첫 물음이에요?", "Is this the first prompt?"), more: str = "") -> None:
        """Save the bank with another prompt of its single choice."""
        questions = deepcopy(EVERY)
        questions[PLACE]["prompt"] = both(*prompt)
        self.file.write_text(bank_text(questions=questions) + more, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def address(folder: Folder) -> Iterator[str]:
    """The address of a preview of the folder's bank."""
    server = preview_server.make(folder.file, QUESTIONS, 0, "en")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_save_redraws_what_changed_and_nothing_that_was_typed_is_lost(
    visit: Visit, folder: Folder, address: str
) -> None:
    page = visit("en", width=DESK, address=address).page
    page.goto(HERE)
    expect(page.locator("#live")).to_have_text("The page follows the file: save it to see the change")
    typed = page.locator('[data-question="one-short-text"] [lang=en] [name=answer-text]')
    typed.fill("typed and not lost")
    first = page.locator('[data-question="one-single-choice"] [lang=en]')
    first.get_by_role("radio").nth(1).check()
    first.get_by_role("button", name="Check this answer").click()
    expect(first.locator("[data-verdict]")).to_be_focused()
    typed.focus()
    before = page.evaluate("scrollY")
    folder.save(("바뀐 물음이에요?", "Is this another prompt?"))
    expect(first.get_by_text("Is this another prompt?")).to_be_visible()
    expect(page.locator('[data-question="one-single-choice"] [lang=ko]')).to_contain_text("바뀐 물음이에요?")
    expect(first.get_by_role("radio").nth(1)).to_be_checked()
    expect(first.locator("[data-verdict]")).to_be_visible()
    expect(typed).to_have_value("typed and not lost")
    expect(typed).to_be_focused()
    assert abs(page.evaluate("scrollY") - before) < 200
    folder.save(("바뀐 물음이에요?", "Is this another prompt?"), "\nquestions: [\n")
    problems = page.locator(".problems")
    expect(problems).to_be_visible()
    expect(problems).to_contain_text("2024-02.yaml:")
    expect(first.get_by_text("Is this another prompt?")).to_be_visible()
    expect(typed).to_have_value("typed and not lost")
    folder.file.unlink()
    expect(problems).to_contain_text("there is no such file any more")
    folder.save()
    expect(first.get_by_text("Is this the first prompt?")).to_be_visible()
    expect(problems).to_have_count(0)
    expect(typed).to_have_value("typed and not lost")


def test_the_keys_lead_through_the_questions_and_every_kind_can_be_tried(visit: Visit, address: str) -> None:
    page = visit("en", width=DESK, address=address).page
    page.goto(f"{HERE}?languages=en")
    for number in (1, 2, 3):
        page.keyboard.press("j")
        expect(page.locator(f"#q{number}")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#q2")).to_be_focused()
    ordering = page.locator('[data-question="one-ordering"]')
    ordering.get_by_role("button", name="Keep this order").click()
    ordering.get_by_role("button", name="Check this answer").click()
    expect(ordering.locator("[data-verdict]")).to_be_focused()
    essay = page.locator('[data-question="one-essay"]')
    essay.get_by_role("textbox").fill("jk")
    expect(essay.locator("[data-count]")).to_have_text("1")
    page.goto(f"{HERE}?one=1")
    page.keyboard.press("j")
    wait_until(page, "() => location.search.includes('one=2')")


LOOKS = (
    ("ko", PHONE, "?keys=1&theme=dark"),
    ("en", DESK, "?keys=1"),
    ("ko", DESK, "print?keys=reasons&language=both"),
    ("en", PHONE, "print?quiz=check&keys=keys"),
    ("en", DESK, "phone?theme=dark"),
)


@pytest.mark.parametrize(("language", "width", "path"), LOOKS)
def test_axe_finds_nothing_and_all_fits(language: str, width: int, path: str, visit: Visit, address: str) -> None:
    page = visit(language, width=width, address=address).page
    page.goto(HERE + path)
    page.evaluate(AXE)
    make_high(page, width)
    assert_sound(page)
    assert_fits(page)


def test_the_phone_is_a_frame_that_is_redrawn_as_well(visit: Visit, folder: Folder, address: str) -> None:
    page = visit("en", width=DESK, address=address).page
    page.goto(f"{HERE}phone")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Is this the first prompt?")).to_be_visible()
    assert page.locator("iframe").evaluate("frame => frame.contentWindow.innerWidth") == PHONE - 2
    folder.save(("바뀐 물음이에요?", "Is this another prompt?"))
    expect(frame.get_by_text("Is this another prompt?")).to_be_visible()
