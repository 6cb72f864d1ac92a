"""What the pages of a bank say of it: its problems by their weight, its steps, its preview, its name."""

from __future__ import annotations

import pytest

from tests.web.authoring.banks import PAGES
from tests.web.pages import Browser, Page, words

pytestmark = pytest.mark.any_database


def write(browser: Browser, old: str, new: str) -> Page:
    """Replace a text in the source, and save."""
    form = browser.get(PAGES).form(PAGES)
    assert old in form.value("source")
    form.set("source", form.value("source").removeprefix("\n").replace(old, new, 1))
    return browser.send(form)


def test_errors_come_first_and_hints_are_folded_under_their_own_name_and_count(owner: Browser) -> None:
    sound = write(owner, "drafted: machine, ", "")
    (folded,) = [one for one in sound.all("details") if "data-hints" in one.attrib]
    hints = folded.findall(".//li")
    assert len(hints) > 3
    assert words(folded).startswith(f"{len(hints)} hints")
    assert (words(sound.by_id("problems")), words(sound.by_id("hints"))) == ("No problems", f"{len(hints)} hints")
    assert ("hidden" in sound.by_id("warnings").attrib, "hidden" in sound.by_id("sound").attrib) == (True, False)
    wrong = write(owner, "prompt: Kilo is less than mega., answer: true", "prompt: Kilo is less than mega., answer: 7")
    (first, *_) = wrong.all("ul", class_="probs")
    (line,) = first.findall("li")
    assert words(line).startswith("error")
    assert (words(wrong.by_id("problems")), "hidden" in wrong.by_id("sound").attrib) == ("1 problem", True)
