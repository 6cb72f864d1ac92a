"""``quiz list``: what a store holds, whatever learners find of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import as_yaml
from tests.conftest import PASSWORD
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.web.content.test_several_series import SERIES


@pytest.fixture
def quiz(tmp_path: Path, database_url: str) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as ready:
        yield ready


def folder(place: Path) -> Path:
    """A series in English with a bank of its own."""
    place.mkdir()
    series = {**SERIES, "parts": [{"id": "1", "title": {"en": "All"}}], "quizzes": [], "profile": "open"}
    (place / "series.yaml").write_text(as_yaml(series), encoding="utf-8")
    bank = "bank: halves\nquestions:\n- {kind: true_false, prompt: A half of a half is a quarter., answer: true}\n"
    (place / "halves.yaml").write_text(bank, encoding="utf-8")
    return place


def test_every_series_and_bank_is_listed_with_its_standing_owner_and_revision(quiz: Terminal, tmp_path: Path) -> None:
    lines(quiz("publish", folder(tmp_path / "maths")), 0)
    lines(quiz("user", "add", "Tae-ri", "--role", "teacher", "--password-stdin", stdin=PASSWORD), 0)
    lines(quiz("owner", "maths", "Tae-ri"), 0)
    lines(quiz("hide", "halves"), 0)
    lines(quiz("withdraw", "2024-06"), 0)
    said = lines(quiz("list"), 0)
    assert said[0] == "ai-2024  AI in 2024  open  ko, en  strict"
    assert said[6].startswith("  2024-06@1  withdrawn  questions: ")
    assert said[7:] == ["maths  Maths for everyone  open  en  open  Tae-ri", "  halves@1  hidden  questions: 1"]
    assert lines(quiz("list", **KOREAN), 0)[-1] == "  halves@1  숨김  문항 수: 1"


def test_the_list_as_json_has_the_same(quiz: Terminal) -> None:
    (found,) = json.loads(quiz("list", "--format", "json").output)
    assert (found["series"], found["languages"], found["owner"]) == ("ai-2024", ["ko", "en"], None)
    assert found["title"]["en"] == "AI in 2024"
    assert [bank["bank"] for bank in found["banks"]] == [f"2024-0{month}" for month in range(1, 7)]
    assert {(bank["standing"], bank["revision"]) for bank in found["banks"]} == {("open", 1)}
