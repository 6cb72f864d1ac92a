"""The command that lists mail which could not be sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests import mailed
from tests.conftest import NOW
from tests.test_cli import KOREAN, Terminal, lines, terminal


@pytest.fixture
def quiz(tmp_path: Path, database_url: str) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as ready:
        yield ready


def test_mail_that_was_not_sent_is_listed_with_its_reason(quiz: Terminal, database_url: str) -> None:
    assert lines(quiz("mail", "list"), 0) == ["Every mail was sent."]
    assert json.loads("".join(lines(quiz("mail", "list", "--format", "json"), 0))) == []
    engine = create_engine(database_url)
    with Session(engine) as session:
        mailed.undelivered(session, now=NOW)
        session.commit()
    engine.dispose()
    waiting, given_up = lines(quiz("mail", "list"), 0)
    assert f"{mailed.ADDRESS} · #1 · the mail server refuses the recipient’s address · tried 5 times" in waiting
    assert given_up.endswith("given up after 6 tries")
    assert "받는 주소를 거부해요" in lines(quiz("mail", "list", **KOREAN), 0)[0]
    found = json.loads("\n".join(lines(quiz("mail", "list", "--format", "json"), 0)))
    assert [(one["tries"], one["reason"], one["failed_at"] is None) for one in found] == [
        (5, "recipient", True),
        (6, "recipient", False),
    ]
