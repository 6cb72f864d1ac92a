"""The guide for teachers, walked as it is written: its bold words name what is pressed and filled in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from quiz.platform.paths import CHECKOUT
from tests.browser.conftest import Visit
from tests.browser.server import serving
from tests.browser.steps import PHONE, Visitor
from tests.browser.test_pictures import take
from tests.conftest import PASSWORD
from tests.test_cli import lines, terminal

pytestmark = pytest.mark.browser

PAGES = {"ko": "teachers.ko.md", "en": "teachers.md"}
TYPED = {"ko": ("3학년 1반", "이한결", "김하늘", "산술평균"), "en": ("Class 3-1", "Robin", "Avery", "average")}
"""A class, a learner on a list, a learner who comes by the link, and an answer that should count."""


@dataclass(kw_only=True)
class Guide:
    """A page of the docs: its bold words come one after the other, section by section, and none is passed over."""

    language: str
    text: str = field(init=False)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = (CHECKOUT / "docs" / PAGES[self.language]).read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """What stands in its blocks of code, in their order."""
        return re.findall(rf"^```{language}\n(.*?)^```", self.text, re.DOTALL | re.MULTILINE)

    def open(self, number: int) -> None:
        """Go on to a section; the one before must be at its end."""
        assert self.words == []
        section = self.text.split(f"\n## {number}. ", 1)[1].split("\n## ", 1)[0]
        self.words = re.findall(r"\*\*(.+?)\*\*", section)

    def next(self) -> str:
        """The next bold words."""
        return self.words.pop(0)


@dataclass(kw_only=True)
class Walker:
    """Somebody who does what the guide says, each time with its next bold words."""

    guide: Guide
    visitor: Visitor

    def named(self, role: str) -> Locator:
        """The first element of that role whose name begins with the next words: some say behind it what they are of."""
        name = re.compile(rf"^\s*{re.escape(self.guide.next())}\s*(:|\d|$)")
        return self.visitor.page.get_by_role(role, name=name).first  # type: ignore[arg-type]  # a role of ARIA

    def press(self) -> None:
        """Press a button."""
        self.named("button").click()

    def follow(self) -> None:
        """Follow a link."""
        self.named("link").click()

    def field(self) -> Locator:
        """A field by its label."""
        return self.visitor.page.get_by_label(self.guide.next(), exact=True)

    def choose(self, locator: Locator) -> None:
        """Choose what has a label; the label lies over the button."""
        locator.locator("xpath=..").click()
        expect(locator).to_be_checked()


@pytest.fixture(scope="module")
def school_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the store that the commands of both pages have filled, each file as it stands there."""
    folder = tmp_path_factory.mktemp("guide")
    with terminal(folder / "instance", LC_ALL="en_US.UTF-8") as quiz, chdir(folder):
        lines(quiz("db", "upgrade"), 0)
        for language in PAGES:
            guide, course = Guide(language=language), folder / "course"
            course.mkdir(exist_ok=True)
            for name, text in zip(("series.yaml", "mean.yaml"), guide.blocks("yaml"), strict=True):
                (course / name).write_text(text, encoding="utf-8")
            for command in "".join(guide.blocks("sh")).splitlines():
                words = command.removeprefix(".venv/bin/quiz ").split()
                from_input = ("--password-stdin",) if words[0] == "user" else ()
                said = lines(quiz(*words, *from_input, stdin=PASSWORD), 0)
                assert not any("warning:" in line for line in said), said
            course.rename(folder / language)
    with serving(folder / "instance") as address:
        yield address


@pytest.mark.parametrize("language", PAGES)
def test_the_guide_leads_to_the_first_test(language: str, visit: Visit, school_address: str, tmp_path: Path) -> None:
    guide, (room, listed, coming, said) = Guide(language=language), TYPED[language]
    teacher = Walker(guide=guide, visitor=visit(language, address=school_address))
    page = teacher.visitor.page

    guide.open(1)
    teacher.visitor.sign_in(guide.blocks("sh")[0].split()[3])
    page.goto("/teach")
    expect(page.get_by_role("heading", name=guide.next(), exact=True)).to_be_visible()

    guide.open(2)
    teacher.follow()
    page.get_by_role("link", name=title(guide.blocks("yaml")[0]), exact=True).click()
    expect(page.locator("main")).to_contain_text(title(guide.blocks("yaml")[1]))
    teacher.follow()
    teacher.follow()
    expect(page.locator("main")).to_contain_text(title(guide.blocks("yaml")[1]))

    guide.open(3)
    teacher.follow()
    teacher.follow()
    teacher.field().fill(room)
    page.get_by_label(title(guide.blocks("yaml")[0]), exact=True).check(force=True)
    expect(teacher.field()).to_be_visible()
    teacher.press()

    guide.open(4)
    expect(page.get_by_role("heading", name=guide.next(), exact=True)).to_be_visible()
    joining, link = page.url, page.locator(".letters-small").inner_text()
    show(teacher.visitor, f"teachers-join-{language}", tmp_path)
    teacher.follow()
    page.locator("#roster").fill(listed)
    teacher.press()
    teacher.press()
    expect(teacher.named("button")).to_be_visible()
    learner = Walker(guide=guide, visitor=visit(language, address=school_address))
    join(learner, link, coming)
    teacher.follow()
    expect(page.locator("tbody th")).to_contain_text([coming, listed])

    guide.open(5)
    teacher.follow()
    teacher.follow()
    teacher.field().fill("1")
    teacher.field().select_option(index=1)
    teacher.field().fill((datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT12:00"))
    teacher.choose(teacher.field())
    expect(teacher.field()).to_be_checked()
    expect(teacher.field()).not_to_be_checked()
    teacher.press()
    expect(teacher.named("button")).to_be_visible()
    teacher.press()
    expect(teacher.named("link")).to_be_visible()
    assignment = page.url
    sit(learner.visitor, said)

    guide.open(6)
    page.goto(assignment)
    teacher.follow()
    expect(page.locator("tbody")).to_contain_text("3 / 3")

    guide.open(7)
    teacher.follow()
    teacher.follow()
    page.locator("main .list .btn").first.click()
    teacher.follow()
    page.locator("label:has([name=part])").first.click()
    teacher.press()
    expect(page).to_have_url(re.compile("/teach/grading$"))

    guide.open(8)
    page.goto(joining)
    teacher.follow()
    teacher.follow()
    teacher.press()
    page.locator(".crumb a").last.click()
    expect(teacher.named("link")).to_be_visible()

    guide.open(9)
    teacher.follow()
    teacher.follow()
    show(teacher.visitor, f"teachers-again-{language}", tmp_path)
    page.locator("article .list a").first.click()
    teacher.follow()
    teacher.follow()
    expect(page.locator("main")).to_contain_text("3")

    guide.open(10)
    learner.visitor.page.reload()
    challenge(learner, said)
    teacher.follow()
    teacher.follow()
    teacher.follow()
    teacher.follow()
    teacher.press()
    assert guide.words == []
    learner.visitor.page.goto("/inbox")
    expect(learner.visitor.page.locator("main li").first).to_contain_text(prompts(guide.blocks("yaml")[1])[1])


def title(text: str) -> str:
    """The title of a series or a bank."""
    (found,) = re.findall(r'^title: "(.+)"$', text, re.MULTILINE)
    return str(found)


def prompts(text: str) -> list[str]:
    """What the questions of a bank ask."""
    return re.findall(r'prompt: "(.+)"$', text, re.MULTILINE)


def join(learner: Walker, link: str, name: str) -> None:
    """A learner opens the link and signs up."""
    page = learner.visitor.page
    page.goto(link)
    learner.follow()
    page.get_by_label(learner.visitor.say("Name"), exact=True).fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=old_enough]").check(force=True)
    page.locator("main form .btn.go").click()
    page.locator("main .btn.go").click()


def sit(learner: Visitor, said: str) -> None:
    """The learner begins what is to be done, answers everything, two questions of three wrongly, and hands in."""
    page = learner.page
    for first in ("/", "/classes"):
        page.goto(first)
        if first != "/":
            page.locator("main .list a").first.click()
        expect(page.get_by_role("heading", name=learner.say("Assignments to do"))).to_be_visible()
    page.get_by_role("link", name=learner.say("Open")).first.click()
    page.locator(".dock .go").click()
    for position in (1, 2, 3):
        learner.expect_position(position)
        option, text = page.locator("label", has_text="5"), page.locator("main [name^=answer-]:visible")
        if page.locator("main [type=radio]").count():
            option.click()
        else:
            text.fill(said if text.evaluate("field => field.type") == "text" else f"{said}: {said}")
        learner.expect_saved()
        page.get_by_role("button", name=learner.say("Next" if position < 3 else "Review and submit")).last.click()
    page.get_by_role("button", name=learner.say("Submit"), exact=True).last.click()
    expect(page).to_have_url(re.compile("/result"))


def challenge(learner: Walker, said: str) -> None:
    """The learner says that what was typed should count."""
    page = learner.visitor.page
    name = re.compile(re.escape(learner.guide.next()))
    answered = page.locator("details", has=page.get_by_text(said, exact=True))
    if answered.get_attribute("open") is None:
        answered.locator("summary").click()
    answered.get_by_role("link", name=name).click()
    page.locator("main textarea").fill(said)
    page.locator("main form .go").click()


def show(visitor: Visitor, name: str, folder: Path) -> None:
    """Take a picture, for the page where QUIZ_PICTURES names its folder."""
    visitor.page.evaluate("scrollTo(0, 0)")
    visitor.page.set_viewport_size({"width": PHONE, "height": 1180 if "join" in name else 844})
    take(visitor, Path(os.environ.get("QUIZ_PICTURES") or folder) / f"{name}.png", PHONE)
