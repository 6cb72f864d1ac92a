"""Parsed questions and quizzes, kept by the hash of their content: what never changes is read once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import question_from
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.questions import Question

LANGUAGES = "languages"
"""The key of the languages that a definition was published in: the series may have others by now."""

_questions: dict[str, Question] = {}
_quizzes: dict[str, Quiz] = {}
_MAX = 4_096


def question_of(content_hash: str, definition: str | Mapping[str, Any]) -> Question:
    """The question of a stored version; ``definition``, as text or read, is looked at only when the hash is new."""
    question = _questions.get(content_hash)
    if question is None:
        if len(_questions) >= _MAX:
            _questions.clear()
        written = _read("question", definition)
        question = question_from(written["question"], tuple(written["languages"]))
        _questions[content_hash] = question
    return question


def known_question(content_hash: str) -> Question | None:
    """The question of a version that was read before; None for one that has to be read."""
    return _questions.get(content_hash)


def quiz_of(content_hash: str, definition: str | Mapping[str, Any]) -> Quiz:
    """The quiz of a stored version; ``definition``, as text or read, is looked at only when the hash is new."""
    quiz = _quizzes.get(content_hash)
    if quiz is None:
        if len(_quizzes) >= _MAX:
            _quizzes.clear()
        written = _read("quiz", definition)
        quiz = Quiz.model_validate(written["quiz"], context={"languages": tuple(written["languages"])})
        _quizzes[content_hash] = quiz
    return quiz


def header_of(stored: Mapping[str, Any], languages: Sequence[str]) -> Header:
    """The header of a stored bank, in the languages that it was published in.

    ``languages``, those of its series today, count for one that was stored before it kept its own.
    """
    written = dict(stored_formats.read("header", stored))
    own = written.pop(LANGUAGES, None) or languages
    return Header.model_validate(written, context={"languages": tuple(own)})


def header_to_store(written: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """All of a bank but its questions, as it is stored."""
    return stored_formats.numbered("header", {LANGUAGES: list(languages), **written})


@lru_cache(maxsize=1_024)
def texts_of(stored: str) -> Mapping[str, Any]:
    """The texts of a version in one language, read once; nobody changes what this returns."""
    texts: Mapping[str, Any] = json.loads(stored)
    return texts


@lru_cache(maxsize=1_024)
def texts_as_published(stored: str, name: Literal["context", "sources"], around: str | None) -> Mapping[str, Any]:
    """The texts of a version with what stood ``around`` it when its attempt began, under that name; read once too."""
    return {**texts_of(stored), **({name: json.loads(around)} if around is not None else {})}


def _read(kind: stored_formats.Kind, definition: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return stored_formats.read(kind, json.loads(definition) if isinstance(definition, str) else definition)


def month_of(quiz_key: str) -> str | None:
    """The month in a quiz's key."""
    return quiz_key.split("/")[0] if "/" in quiz_key else None
