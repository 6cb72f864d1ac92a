"""What is typed at a terminal is measured, too, before it is composed or compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from quiz.cli import main
from tests.builders import bank_text, series_text
from tests.conftest import PASSWORD, Stores
from tests.hostile import STACKED, TEXTS, nothing_hostile_composed
from tests.test_cli import Terminal, lines, terminal


@pytest.fixture
def quiz(tmp_path: Path, stores: Stores) -> Iterator[Terminal]:
    """A terminal whose store holds the six months."""
    with stores.lent("sqlite") as url, terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready:
        yield ready


@pytest.mark.parametrize("name", TEXTS)
def test_a_name_or_password_beyond_the_limits_makes_no_account_and_finds_none(quiz: Terminal, name: str) -> None:
    text = TEXTS[name]
    with nothing_hostile_composed():
        for said in (
            quiz("user", "add", text, "--password-stdin", stdin=PASSWORD),
            quiz("user", "add", "Bo", "--password-stdin", stdin=text),
            quiz("user", "password", text, "--password-stdin", stdin=PASSWORD),
            quiz("user", "disable", text),
        ):
            assert len(lines(said, 1)) == 1
    assert "no account named Bo" in lines(quiz("user", "disable", "Bo"), 1)[0]


@pytest.mark.parametrize("name", TEXTS)
def test_an_answer_beyond_the_limits_is_not_graded(name: str) -> None:
    words = {"long": "text takes at most 4000 characters."}
    with nothing_hostile_composed():
        command = ["try", "2024-01:weights-without-data-or-code", "--answer", TEXTS[name]]
        said = CliRunner().invoke(main, command, env={"LC_ALL": None, "LC_MESSAGES": None, "LANG": "en"})
    assert said.exit_code == 1
    assert words.get(name, "characters." if len(TEXTS[name]) > 4_000 else "accents.") in said.output


def test_a_bank_with_80_kilobytes_of_marks_is_refused_with_its_place(quiz: Terminal, tmp_path: Path) -> None:
    (tmp_path / "series.yaml").write_text(series_text(quizzes=[]), encoding="utf-8")
    bank = tmp_path / "2024-02.yaml"
    bank.write_text(bank_text() + f"\nnote: {STACKED * 4}\n", encoding="utf-8")
    with nothing_hostile_composed():
        for command in ("check", "publish"):
            said = quiz(command, bank)
            assert said.exit_code == 1
            assert ":7: error: more than 8 combining marks in a row; leave on each letter" in said.output
