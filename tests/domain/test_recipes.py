"""The rules of what the app puts together are those of a quiz that an author could write, under keys that none can."""

from __future__ import annotations

import re

import pytest

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.recipes import LANGUAGES, MODES, RECIPES, Purpose, key_of


@pytest.mark.parametrize("purpose", RECIPES)
def test_each_recipe_is_a_quiz_that_is_checked_question_by_question(purpose: Purpose) -> None:
    quiz = Quiz.model_validate(RECIPES[purpose], context={"languages": LANGUAGES})
    assert quiz.mode == "practice"
    assert MODES[purpose] in ("practice", "review")
    assert not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key_of(purpose))
