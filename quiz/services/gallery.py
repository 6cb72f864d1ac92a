"""A gallery of every kind of question in every state, made from the questions that are published."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Input, Variant
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.content.definitions import question_of, texts_of
from quiz.services.grading.manual_grading import confirmed, proposed
from quiz.storage.queries.content import published as content_queries

STATES = ("asked", "answered", "unreadable", "tried", "right", "partly", "wrong", "unanswered", "waiting")

UNREADABLE = {"number": ("1,5",), "long": ("?",), "order": ()}
"""What is entered into an input of that kind, so that it can't be read."""


@dataclass(frozen=True, kw_only=True)
class GalleryState:
    """A question in one state, with the notice and the proposal that belong to it, and the number of its series."""

    view: QuestionView
    series_id: int = 0
    notice: Message | None = None
    proposal: tuple[str, ...] = ()


Gallery = dict[str, dict[str, GalleryState]]
"""What can be shown, by kind and state; kinds that no bank uses are left out."""


def load_gallery(session: Session, language: str) -> Gallery:
    """The first published question of each kind, in every state that it can be in."""
    return {row.kind: dict(_states(row, language)) for row in session.execute(content_queries.examples(language)).all()}


def _states(row: Any, language: str) -> Iterator[tuple[str, GalleryState]]:
    question = question_of(row.content_hash, row.question)
    shown, revealed = texts_of(row.shown), texts_of(row.revealed)
    view = QuestionView(
        position=1,
        question=question,
        variant=question.draw(random.Random("gallery")),
        language=language,
        passages=shown["passages"],
        context=shown["context"],
    )
    whole = {**shown["passages"], **revealed["passages"]}
    for state in STATES:
        found = _in_state(view, whole, revealed["sources"], state)
        if found is not None:
            yield state, replace(found, series_id=row.series_id)


def _in_state(
    view: QuestionView, whole: dict[str, str], sources: list[dict[str, str]], state: str
) -> GalleryState | None:
    question, variant = view.question, view.variant
    if state == "asked":
        return GalleryState(view=view)
    if state == "unreadable":
        answer = {wanted.name: _unreadable(wanted) for wanted in question.inputs() if wanted.kind in UNREADABLE}
        notice = question.notice(variant, answer)
        return GalleryState(view=replace(view, answer=answer), notice=notice) if notice is not None else None
    given = _answer_for(question, variant, state)
    if given is None:
        return None
    if state == "answered":
        return GalleryState(view=replace(view, answer=given))
    score = question.judge(variant, given)
    if state == "waiting":
        waiting = replace(view, answer=given, passages=whole, waiting=True)
        return GalleryState(view=waiting, proposal=proposed(waiting)) if score.needs_confirmation else None
    if score.needs_confirmation:
        score = confirmed(question, score.chosen[:1] if state == "partly" else score.chosen)
        # What a person judges is not tried again, and its one idea may be enough.
        if state == "tried" or (state == "partly" and score.fraction == 1):
            return None
    if state == "tried":
        return GalleryState(view=replace(view, answer=given, passages=whole, tried=score, tries=1))
    scored = replace(view, answer=given, passages=whole, sources=sources, score=score, marks=score.fraction)
    return GalleryState(view=scored)


def _unreadable(wanted: Input) -> tuple[str, ...]:
    """A comma that may be a point, a text that is too short, one item in every place."""
    return wanted.options[:1] * len(wanted.options) if wanted.kind == "order" else UNREADABLE[wanted.kind]


def _all_wrong(question: Question, variant: Variant) -> Answer:
    """An answer that earns nothing: the likely one where it does, else one with nothing right in it."""
    likely, solution = question.wrong_answer(variant), question.solution(variant)
    other = {wanted.name: _beside(wanted, solution.get(wanted.name, ())) for wanted in question.inputs()}
    return next((one for one in (likely, other) if question.grade(variant, one).fraction == 0), likely)


def _beside(wanted: Input, right: tuple[str, ...]) -> tuple[str, ...]:
    if wanted.kind == "order":
        return right[::-1]
    return tuple(option for option in wanted.options if option not in right)[:1] if wanted.options else ("?",)


def _answer_for(question: Question, variant: Variant, state: str) -> Answer | None:
    solution, wrong = question.solution(variant), question.wrong_answer(variant)
    if state in ("answered", "right", "waiting") or (state == "partly" and question.judged_by_person):
        return solution
    if state == "tried":
        return wrong
    if state == "wrong":
        return _all_wrong(question, variant)
    if state == "unanswered":
        return {}
    half = {name: values for number, (name, values) in enumerate(solution.items()) if number % 2 == 0}
    own = question.partly_right(variant) or {}
    for candidate in (wrong, own, half, {name: values[:1] for name, values in solution.items()}):
        try:
            known = question.parse({name: list(values) for name, values in candidate.items()})
        except ValueError:
            continue
        if Fraction(0) < question.grade(variant, known).fraction < 1:
            return known
    return None
