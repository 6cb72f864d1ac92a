"""What the pages of a bank say of it: its problems by their weight, its steps, its preview, its name."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from quiz.services.authoring import drafts
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.services.identity.accounts import find_named
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
    assert re.search(r"\. [a-z]", words(line)) is None
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


def test_a_question_with_an_error_keeps_no_other_one_from_being_seen(app: Flask, owner: Browser) -> None:
    bank = BANK.replace(b"bank: prefixes", b"bank: fresh").replace(
        b"questions:\n", b"quizzes: [{id: all, title: All, mode: exam, draw: [{count: 5}]}]\nquestions:\n", 1
    )
    bank = bank.replace(b"prompt: Mega is a million., answer: true", b"prompt: Mega is a million., answer: 7")
    with session_of(app) as session:
        person = find_named(session, "Tae-ri")
        assert person is not None
        drafts.begin(session, person, "units", "fresh", bank, NOW)
    pages = "/studio/units/fresh"
    page = owner.get(f"{pages}/preview")
    assert (page.status, page.faults) == (200, [])
    assert [one.attrib["id"] for one in page.all("article")] == ["q1", "q3", "q4", "q5"]
    assert "Questions with errors are not shown here." in said(page)
    assert any(link.startswith(f"{pages}/questions/2#") for link in page.links())
    assert f"{pages}/questions/5" in page.links()
    assert [one.attrib["id"] for one in owner.get(f"{pages}/preview?one=5").all("article")] == ["q5"]
    faulty = owner.get(f"{pages}/preview?one=2")
    assert (faulty.all("article"), "Questions with errors" in said(faulty)) == ([], True)
    assert "no question of that number" not in said(faulty)
    assert owner.get(f"{pages}/questions/5/bench").status == 200
    assert owner.get(f"{pages}/questions/2/bench").status == 404
    assert "Questions with errors" in said(owner.get(f"{pages}/print"))
    publish_page = said(owner.get(f"{pages}/publish"))
    assert "What is published stays as it is" not in publish_page
    assert "Then you can publish it for the first time." in publish_page
