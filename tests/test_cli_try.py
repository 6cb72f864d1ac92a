"""``quiz try``: a question in the terminal, as a seed draws it, and an answer to it graded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.cli import main
from quiz.domain.questions import KINDS
from quiz.platform.paths import QUESTIONS
from tests.shipped import shipped_banks


def tried(*words: str, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["try", *words], env={"LC_ALL": None, "LC_MESSAGES": None, "LANG": language})


def one_of_each_kind() -> dict[str, str]:
    """``BANK:ID`` of the first question of every kind."""
    found: dict[str, str] = {}
    for bank in shipped_banks():
        for question in bank.questions:
            found.setdefault(question.kind_name, f"{bank.header.bank}:{question.id}")
    return found


def test_a_question_of_every_kind_is_shown_with_a_solution() -> None:
    names = one_of_each_kind()
    assert set(names) == set(KINDS)
    for name in names.values():
        said = tried(name)
        assert said.exit_code == 0, (name, said.output)
        assert "→ " in said.output
        assert "A solution: " in said.output
        assert not re.search("[\ue000-\uf8ff]|<[a-z/]", said.output.partition("→")[0]), name


def test_the_same_seed_draws_the_same() -> None:
    name = "2024-01:cache-of-long-conversations"
    assert tried(name, "--seed", "7").output == tried(name, "--seed", "7").output
    assert len({tried(name, "--seed", str(seed)).output for seed in range(8)}) > 1


def test_a_cloze_shows_its_gaps_and_a_program_its_lines() -> None:
    assert "[[1]]" in tried("2024-01:serving-plan").output
    assert "\ndef score(replies):\n" in tried("2024-01:unreadable-answers-left-out").output


def test_an_answer_is_graded_with_what_is_said_to_it() -> None:
    said = tried("2024-01:data-that-cannot-be-shared", "--answer", "true", "--answer", "reason=c").output
    assert "\nwrong\n" in said
    assert "the originals must be handed out" in said
    right = tried("2024-01:data-that-cannot-be-shared", "--answer", "choice=false", "--answer", "reason=c").output
    assert "\nright\n" in right
    assert "the originals must be handed out" not in right


def test_what_was_typed_is_told_as_it_was_understood() -> None:
    said = tried("2024-01:weights-without-data-or-code", "--answer", "오픈 웨이트", language="ko_KR.UTF-8")
    assert said.exit_code == 0
    assert "오픈 웨이트" in said.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nope",), "'nope' names no question. Write BANK:ID, for example 2024-01:serving-plan."),
        (("2024-13:any",), "2024-13.yaml"),
        (("2024-01:no-such-question",), "no-such-question"),
        (("2024-01:weights-without-data-or-code", "--answer", "x" * 4_001), "text takes at most 4000 characters."),
        (("2024-01:cache-of-long-conversations", "--answer", "lots"), "lots"),
    ],
)
def test_what_cant_be_tried_is_said(words: tuple[str, ...], told: str) -> None:
    said = tried(*words)
    assert said.exit_code == 1
    assert told in said.output


def test_a_bank_with_errors_is_not_tried(tmp_path: Path) -> None:
    path = tmp_path / "2024-01.yaml"
    path.write_text((QUESTIONS / "2024-01.yaml").read_text(encoding="utf-8").replace("kind: hotspot", "kind: hot", 1))
    said = tried("2024-01:weights-without-data-or-code", "--file", str(path))
    assert said.exit_code == 1
    assert "hot" in said.output
