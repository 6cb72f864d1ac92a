"""Where "Read again" leads: to the note within the attempt, at the place that a question names, else at its section."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from quiz.services.content.media import MediaFolder
from tests.builders import both, definition
from tests.services.builders import MONTH, publish_month, recipe
from tests.web.pages import Browser, token_of
from tests.web.store import asked, session_of

pytestmark = pytest.mark.any_database

NOTES = both("## 첫째 {#first}\n\n글이에요. {#second}", "## First {#first}\n\nA text. {#second}")


@pytest.mark.parametrize(("named", "place"), [("second", "note-second"), (None, "s-2-1")])
def test_read_again_leads_to_the_place_that_the_question_names(
    named: str | None, place: str, app: Flask, alice: Browser
) -> None:
    question = definition("single_choice", read_again=named)
    quizzes = [recipe("learn", "practice", question["id"]), recipe("check", "exam", question["id"])]
    section = {"title": both("절", "Section"), "notes": NOTES}
    with session_of(app) as session:
        media = MediaFolder(source=Path("questions/media"))
        publish_month(session, media, questions=[question], quizzes=quizzes, sections={"2.1": section})
    link = f"/m/{MONTH}#{place}"
    page = alice.begin(f"{MONTH}/learn")
    (one,) = asked(app, token_of(page))
    beside = f"{one.path}/note#{place}"
    assert beside not in page.links()
    assert beside in alice.send(page.answer_form.answer(one.wrong), "check").links()
    note = alice.get(beside)
    assert note.has_id(place)
    assert note.links().count(one.path) == 2
    assert f"/m/{MONTH}#s-2-1" in note.links()
    page = alice.begin(f"{MONTH}/check")
    alice.client.post(f"/a/{token_of(page)}/hand-in")
    result = alice.get(f"/a/{token_of(page)}/result")
    assert result.links().count(link) == 1
    within = f"/a/{token_of(page)}/1/note?back=result#{place}"
    assert within in result.links()
    assert f"/a/{token_of(page)}/result#q1" in alice.get(within).links()
    month = alice.get(f"/m/{MONTH}")
    assert month.has_id(place)
    assert month.has_id("note-first")
    assert not month.faults
    assert "{#" not in month.html
