"""What leaves the app of attempts: answers that reveal no key, moments and fractions as text, remarks on questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.storage.models.attempts import AnswerRow, Attempt
from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.grading import Challenge, QuestionReport
from quiz.storage.models.review import Bookmark
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


SHOWN_REMARKS: Mapping[type[Base], tuple[str, ...]] = {
    Bookmark: ("made_at",),
    QuestionReport: ("position", "kind", "text", "made_at", "state", "reply", "answers", "answered_at"),
    Challenge: ("reason", "made_at", "state", "reply", "answers", "answered_at"),
}

REMARKS_ELSEWISE: Mapping[str, str] = {
    "bookmark.account_id": "the file is the account's",
    "bookmark.question_id": "as its bank: the id is the author's, and may say what is right",
    "bookmark.question_version_id": "as question_version",
    "bookmark.variant": "as values: what was drawn",
    "question_report.attempt_id": "the report stands with its attempt",
    "question_report.question_version_id": "as question_version",
    "challenge.attempt_question_id": "the challenge is listed with its question",
    "challenge.question_version_id": "as question_version",
    "challenge.regrade_id": "as regrade",
    "challenge.answer": "it is among the question's answers",
}

REMARKS_WITHHELD: Mapping[str, str] = {
    "question_report.id": "a number of the store",
    "question_report.answered_by_id": "somebody else's account",
    "challenge.id": "a number of the store",
    "challenge.question_id": "a number of the store",
    "challenge.answer_key": "what equal answers have in common, worked out from the answer",
    "challenge.answered_by_id": "somebody else's account",
}


def own_bookmarks(session: Session, account_id: int) -> list[dict[str, Any]]:
    """What an account bookmarked."""
    rows = session.execute(
        select(Bookmark, BankRow.slug)
        .join(QuestionRow, Bookmark.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(Bookmark.account_id == account_id)
        .order_by(QuestionRow.id)
    )
    return [
        {
            "bank": bank,
            "question_version": one.question_version_id,
            "values": dict(one.variant["values"]),
            "made_at": plain(one.made_at),
        }
        for one, bank in rows
    ]


def own_report(one: QuestionReport, attempt: Attempt, in_tests: Collection[int]) -> dict[str, Any]:
    """A report, with the reply to it as far as the learner may read it: it may say what is right.

    ``in_tests`` are the reports on questions of tests whose result was not looked at.
    """
    said = {name: plain(getattr(one, name)) for name in SHOWN_REMARKS[QuestionReport]}
    return {
        "question_version": one.question_version_id,
        **said,
        "reply": said["reply"] if attempt.shows_scores and one.id not in in_tests else None,
    }


def own_challenge(one: Challenge, attempt: Attempt, in_tests: Collection[int]) -> dict[str, Any]:
    """A challenge, with what was decided as far as the learner may read it: it says what is right.

    ``in_tests`` are the challenges of questions of tests whose result was not looked at.
    """
    said = {name: plain(getattr(one, name)) for name in SHOWN_REMARKS[Challenge]}
    may_read = attempt.shows_scores and one.id not in in_tests
    sealed = {} if may_read else dict.fromkeys(("state", "reply", "answers", "answered_at"))
    return {
        "question_version": one.question_version_id,
        "regrade": None if sealed else one.regrade_id,
        **said,
        **sealed,
    }
