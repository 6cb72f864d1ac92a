"""The commands for what was published: they list a bank's revisions and give each back as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from quiz.services.content.revisions.keeping import hash_of
from quiz.storage.models.content import BankRevision
from tests.builders import bank_text, both
from tests.conftest import Stores
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.test_cli_store import store_of, write


@pytest.fixture
def quiz(tmp_path: Path, stores: Stores) -> Iterator[Terminal]:
    """A terminal whose store holds the six months."""
    with stores.lent("sqlite") as url, terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready:
        yield ready


@pytest.fixture
def july(quiz: Terminal, tmp_path: Path) -> Path:
    """A bank of one's own that was published twice, the second time with another title."""
    folder = tmp_path / "banks"
    folder.mkdir()
    for title in ("하나", "둘"):
        write(folder, "2024-07.yaml", bank_text(bank="2024-07", title=both(title, "Lighter models")))
        lines(quiz("publish", folder / "2024-07.yaml"), 0)
    return folder / "2024-07.yaml"


def forget(quiz: Terminal, number: int) -> None:
    """As if a revision had been published before sources were kept."""
    with store_of(quiz) as session:
        session.execute(
            update(BankRevision)
            .where(BankRevision.bank_id == 7, BankRevision.number == number)
            .values(source=None, content_hash=None, origin="upgrade")
        )
        session.commit()


def test_the_history_of_a_bank_is_listed_the_latest_first(quiz: Terminal, july: Path) -> None:
    latest, first = lines(quiz("history", "2024-07", LOGNAME="kim"), 0)
    mark = hash_of(july.read_bytes())[:8]
    assert latest.startswith("2024-07@2 ")
    assert f"  {mark}  quiz publish  " in latest
    assert latest.endswith(f"  {july}  current")
    assert first.startswith("2024-07@1 ")
    assert first.endswith(str(july))
    assert "지금 것" in lines(quiz("history", "2024-07", **KOREAN), 0)[0]


def test_the_history_is_given_to_programs_too(quiz: Terminal, july: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(july.parent, "2024-07.yaml", bank_text(bank="2024-07"))
    lines(quiz("publish", july, LOGNAME="kim"), 0)
    latest, second, _ = json.loads(quiz("history", "2024-07", "--format", "json").stdout)
    assert (latest["bank"], latest["revision"], latest["current"]) == ("2024-07", 3, True)
    assert (latest["by"], latest["origin"], latest["path"]) == ("kim", "command", str(july))
    assert latest["sha256"] == hash_of(july.read_bytes())
    assert second["current"] is False


def test_a_revision_is_given_back_byte_for_byte(quiz: Terminal, july: Path) -> None:
    assert quiz("show", "2024-07@2").stdout_bytes == july.read_bytes()
    assert quiz("show", "2024-07").stdout_bytes == july.read_bytes()
    assert (
        quiz("show", "2024-07@1").stdout_bytes
        == bank_text(bank="2024-07", title=both("하나", "Lighter models")).encode()
    )


def test_a_source_that_was_not_kept_is_said(quiz: Terminal, july: Path) -> None:
    forget(quiz, 1)
    said = quiz("show", "2024-07@1")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("2024-07@1: source not kept.")
    assert "source not kept  before revisions were kept" in lines(quiz("history", "2024-07"), 0)[1]


@pytest.mark.parametrize("words", [["history", "2024-09"], ["show", "2024-09@1"], ["show", "2024-07@9"], ["show", "@"]])
def test_what_there_is_not_ends_with_a_message(quiz: Terminal, july: Path, words: list[str]) -> None:
    said = quiz(*words)
    assert (said.exit_code, said.stdout) == (1, "")
    assert words[1].split("@")[0] in said.stderr
    assert len(said.stderr.splitlines()) == 1
