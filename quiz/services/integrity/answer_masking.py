"""What leaves the app of attempts: answers that reveal no key, moments and fractions as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.storage.models.attempts import AnswerRow, Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries


def answers_by_question(session: Session, attempt: Attempt) -> Mapping[int, list[AnswerRow]]:
    """Every answer of an attempt by the id of its question there, in their order; none where nothing was entered."""
    answers: dict[int, list[AnswerRow]] = defaultdict(list)
    for answer in fetch(session, attempt_queries.answers_in(attempt.id)).scalars():
        answers[answer.attempt_question_id].append(answer)
    return answers


def moment(at: datetime | None) -> str | None:
    """A moment in UTC as ISO 8601."""
    return at.isoformat() if at is not None else None


def fraction(value: Fraction | None) -> str | None:
    """A fraction as it is stored."""
    return str(value) if value is not None else None


def plain(value: Any) -> Any:
    """A value of the store as JSON holds it."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return fraction(value) if isinstance(value, Fraction) else value


def by_place(question: Question, variant: Variant, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """An answer with every option named by its place on the page: the author's ids may reveal which one is right.

    So may the author's order, in which picked options are stored: where order is no part of the answer, places ascend.
    """
    named = {name: list(values) for name, values in given.items()}
    for wanted in question.inputs():
        places = {option: str(place) for place, option in enumerate(variant.shown(wanted), 1)}
        if places and wanted.name in named:
            found = [places.get(value, value) for value in named[wanted.name]]
            named[wanted.name] = (
                found if wanted.kind == "order" else sorted(found, key=lambda place: (len(place), place))
            )
    return named
