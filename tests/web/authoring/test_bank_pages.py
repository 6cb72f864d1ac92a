"""What the pages of a bank say of it: its problems by their weight, its steps, its preview, its name."""

from __future__ import annotations

import pytest
from flask import Flask

from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from tests.conftest import NOW
from tests.web.authoring.banks import BANK, PAGES, SERIES, said
from tests.web.pages import Browser, Page, words
from tests.web.store import session_of

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


def test_a_series_is_called_as_another_process_has_published_it_meanwhile(
    app: Flask, owner: Browser, media: MediaFolder
) -> None:
    places = (PAGES, f"{PAGES}/questions", f"{PAGES}/preview", f"{PAGES}/questions/new")
    for number, place in enumerate(places):
        owner.get(place)
        files = [
            BankFile(name=SERIES_FILE, raw=SERIES.replace(b"title: Units", b"title: Units %d" % number)),
            BankFile(name="prefixes.yaml", raw=BANK.replace(b"title: Prefixes", b"title: Prefixes %d" % number)),
        ]
        with session_of(app) as session:
            publish(session, files, media, now=NOW)
        (crumb,) = owner.get(place).all("ol", class_="crumb")
        assert f"Units {number} Prefixes {number}" in words(crumb), place


def test_a_step_says_what_changed_since_and_is_looked_at_before_one_goes_back(owner: Browser) -> None:
    write(owner, "Kilo means 1000 times.", "Kilo means 1024 times.")
    write(owner, "Mega is a million.", "Mega is a thousand.")
    history = f"{PAGES}/history"
    page = owner.get(history)
    (first, second) = page.by_id("steps-list").findall("li")
    assert "Since then lines added: 1, removed: 1" in words(first)
    assert "Since then lines added: 2, removed: 2" in words(second)
    link = next(one for one in second.iter() if one.tag.endswith("}a") or one.tag == "a")
    looked = owner.get(link.attrib["href"])
    assert (looked.status, looked.faults) == (200, [])
    assert "Kilo means 1000 times." in words(looked.all("del")[0])
    back = owner.send(looked.form(history))
    assert "Kilo means 1000 times." in owner.get(PAGES).form(PAGES).value("source")
    assert back.path == f"{PAGES}/questions"
    assert owner.get(f"{history}?step=9999").status == 404


def test_an_undo_stands_above_the_list_with_a_redo_and_says_what_it_did(owner: Browser) -> None:
    listed = f"{PAGES}/questions"
    page = owner.get(listed)
    assert not {"undo", "redo"} & {value for _, value in page.form(listed).buttons}
    gone = owner.send(page.form(listed), "delete:1")
    assert "Deleted: 1. Undo brings it back." in said(gone)
    undone = owner.send(gone.form(listed), "undo")
    assert "Undone. Questions that are back: 1." in said(undone)
    assert said(undone).index("Redo") < said(undone).index("Choose question 1")
    again = owner.send(undone.form(listed), "redo")
    assert "Done again. Questions that are gone: 1." in said(again)
    # The same from the source.
    source = owner.send(owner.get(PAGES).form(PAGES), "undo")
    assert "Undone. Questions that are back: 1." in said(source)
    # And where quizzes are listed.
    quizzes = owner.get(f"{PAGES}/quizzes")
    back = owner.send(quizzes.form(listed), "redo")
    assert (back.path, "Done again." in said(back)) == (f"{PAGES}/quizzes", True)
