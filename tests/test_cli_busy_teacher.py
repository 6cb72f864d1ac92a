"""A course of statistics as a busy teacher writes it, without having read the docs, passes its first check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.series import read_series
from quiz.platform.paths import CHECKOUT
from tests.test_cli import lines, terminal

COURSE = CHECKOUT / "tests" / "fixtures" / "busy_teacher"
pytestmark = pytest.mark.any_database


def test_it_has_ten_questions_of_nine_kinds_a_picture_and_a_drawn_number() -> None:
    series = read_series((COURSE / "series.yaml").read_bytes())
    bank = read_bank((COURSE / "2026-03.yaml").read_bytes(), "2026-03.yaml", series, lambda name: 100)
    assert (len(bank.questions), len({question.kind for question in bank.questions})) == (10, 9)
    assert sum(question.image is not None for question in bank.questions) == 1
    assert sum(question.has_values() for question in bank.questions) == 1
    assert [warning for warning in bank.warnings if warning.severity != "hint"] == []


def test_its_first_check_finds_no_error_and_it_is_published(tmp_path: Path) -> None:
    course = shutil.copytree(COURSE, tmp_path / "course")
    with terminal(tmp_path / "instance") as quiz:
        lines(quiz("db", "upgrade"), 0)
        checked = lines(quiz("check", course / "2026-03.yaml"), 0)
        assert "errors: 0, warnings: 0" in checked[-1]
        published = lines(quiz("publish", course), 0)
    assert "2026-03: new (questions: 10, quizzes: 1)" in published
