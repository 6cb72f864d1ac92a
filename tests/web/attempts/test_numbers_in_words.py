"""English has a form for one thing alone: one and a half are points, one question of one was answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from quiz.services.content.media import MediaFolder
from tests.builders import definition
from tests.services.builders import MONTH, publish_month, recipe
from tests.web.pages import Browser, token_of
from tests.web.store import asked, let_time_run_out, session_of

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(("points", "word"), [("1", "1 point"), ("1.5", "1.5 points"), ("2", "2 points")])
def test_one_alone_is_a_point(points: str, word: str, app: Flask, alice: Browser) -> None:
    question = definition("single_choice", points=points)
    with session_of(app) as session:
        publish_month(
            session,
            MediaFolder(source=Path("questions/media")),
            questions=[question],
            quizzes=[recipe("learn", "practice", question["id"]), recipe("check", "exam", question["id"])],
        )
    alice.client.post("/preferences", data={"language": "en"})
    page = alice.begin(f"{MONTH}/learn")
    assert word in [chip.text for chip in page.all("span", class_="chip")]
    (one,) = asked(app, token_of(page))
    feedback = alice.send(page.answer_form.answer(one.right), "check")
    assert f"{points} of {word}" in feedback.main
    token = token_of(alice.begin(f"{MONTH}/check"))
    let_time_run_out(app, token)
    assert "0 of 1 question was answered and counted" in alice.get(f"/a/{token}/result").main
