"""A practice that a running test makes shorter says so, where it begins and where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from quiz.services.content.media import MediaFolder
from tests.builders import definition
from tests.services.builders import MONTH, publish_month
from tests.web.pages import Browser, token_of
from tests.web.store import asked, session_of

pytestmark = pytest.mark.any_database


def test_a_practice_is_shorter_while_a_test_asks_the_same_and_says_so(
    app: Flask, alice: Browser, tmp_path: Path
) -> None:
    lines = {"test": ["q-0", "q-1"], "whole": ["q-1", "q-2", "q-3"], "other": ["q-2"]}
    quizzes = [
        {"id": key, "title": key, "mode": "exam" if key == "test" else "practice", "draw": [{"questions": named}]}
        for key, named in lines.items()
    ]
    questions = [definition("numeric", id=f"q-{number}") for number in range(4)]
    with session_of(app) as session:
        publish_month(session, MediaFolder(source=tmp_path), questions=questions, quizzes=quizzes)
    alice.begin(f"{MONTH}/test")
    words = "3문항 중 2문항이에요. 나머지는 시험과 겹쳐서 뺐어요."
    page = alice.begin(f"{MONTH}/whole")
    assert words in page.main
    for one in asked(app, token_of(page)):
        alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    assert words in alice.get(f"/a/{token_of(page)}/result").main
    assert "나머지는" not in alice.begin(f"{MONTH}/other").main
