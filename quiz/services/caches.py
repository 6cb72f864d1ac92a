"""Parsed questions and quizzes, kept by the hash of their content: what never changes is read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.domain.bank import question_from
from quiz.domain.questions import Question
from quiz.domain.quizzes import Quiz

_questions: dict[str, Question] = {}
_quizzes: dict[str, Quiz] = {}
_MOST = 4_096


def question_of(content_hash: str, definition: Mapping[str, Any]) -> Question:
    """The question of a stored version; ``definition`` is read only when the hash is new."""
    question = _questions.get(content_hash)
    if question is None:
        if len(_questions) >= _MOST:
            _questions.clear()
        question = question_from(definition["question"], tuple(definition["languages"]))
        _questions[content_hash] = question
    return question


def quiz_of(content_hash: str, definition: Mapping[str, Any]) -> Quiz:
    """The quiz of a stored version; ``definition`` is read only when the hash is new."""
    quiz = _quizzes.get(content_hash)
    if quiz is None:
        if len(_quizzes) >= _MOST:
            _quizzes.clear()
        quiz = Quiz.model_validate(definition["quiz"], context={"languages": tuple(definition["languages"])})
        _quizzes[content_hash] = quiz
    return quiz
