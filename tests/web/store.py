"""The store behind the pages, from outside: what is asked, what was saved, and attempts put in as a test needs them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from quiz.domain import questions as domain
from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.platform.extensions import db
from quiz.platform.paths import QUESTIONS
from quiz.services.attempts.serialization import plain_variant, variant_from
from quiz.services.content.definitions import question_of
from quiz.services.content.media import MediaFolder
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion, QuizRow, QuizVersion
from quiz.storage.models.identity import Account, SignIn
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import MONTH, publish_month, recipe
from tests.services.mastered import master
from tests.web.shown import as_sent

MONTHS = tuple(f"2024-0{number}" for number in range(1, 7))
OWN = MONTH
"""The bank of what no month holds."""
PRACTICE = "2024-02/practice-2-1"
OTHER_PRACTICE = "2024-02/practice-2-2"
CHECK = "2024-02/check"
FINAL = "final"
Row = TypeVar("Row")
KINDS = tuple(sorted(domain.KINDS))
AT_ONCE = tuple(kind for kind in KINDS if not domain.KINDS[kind].judged_by_person)
"""The kinds whose answers are scored as soon as they are checked."""


@contextmanager
def session_of(app: Flask) -> Iterator[Session]:
    """A transaction on the app's store, committed at the end."""
    with app.app_context():
        yield db.session
        db.session.commit()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of an attempt as it is pinned there, its texts, and answers to it as the page's form sends them."""

    token: str
    position: int
    question: Question
    variant: Variant
    texts: dict[str, QuestionTexts]

    @property
    def path(self) -> str:
        """Where it is asked."""
        return f"/a/{self.token}/{self.position}"

    @property
    def right(self) -> dict[str, tuple[str, ...]]:
        """An answer that earns all points."""
        return as_sent(self.question, self.variant, self.question.solution(self.variant))

    @property
    def wrong(self) -> dict[str, tuple[str, ...]]:
        """An answer that does not."""
        return as_sent(self.question, self.variant, self.question.wrong_answer(self.variant))


@dataclass(frozen=True, kw_only=True)
class QuestionTexts:
    """The rendered passages of a question in one language: open ones, and those that a score reveals."""

    shown: dict[str, str]
    revealed: dict[str, str]


def asked(app: Flask, token: str) -> list[Asked]:
    """The questions of an attempt in their order."""
    with session_of(app) as session:
        rows = session.execute(
            select(AttemptQuestion, QuestionVersion)
            .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
            .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
            .where(Attempt.token == token)
            .order_by(AttemptQuestion.position)
        ).all()
        return [
            Asked(
                token=token,
                position=row.position,
                question=question_of(version.content_hash, version.definition),
                variant=variant_from(row.variant),
                texts=_texts(session, version.id),
            )
            for row, version in rows
        ]


def _texts(session: Session, version_id: int) -> dict[str, QuestionTexts]:
    rows = session.scalars(select(QuestionText).where(QuestionText.question_version_id == version_id))
    return {row.language: QuestionTexts(shown=row.shown["passages"], revealed=row.revealed["passages"]) for row in rows}


def of_kind(app: Flask, token: str, kind: str) -> Asked:
    """The first question of a kind in an attempt."""
    return next(one for one in asked(app, token) if one.question.kind_name == kind)


def bank_with(kind: str) -> str:
    """A month that holds questions of ``kind``; where there is none, the tests' own, published when it is asked."""
    months = ("2024-02", *MONTHS)
    return next((month for month in months if _holds(month, kind)), OWN)


@cache
def _holds(month: str, kind: str) -> bool:
    text = (QUESTIONS / f"{month}.yaml").read_text(encoding="utf-8")
    return re.search(rf"^    kind: {kind}$", text, re.MULTILINE) is not None


def whole_bank(app: Flask, name: str, bank: str, mode: str = "practice", **changes: Any) -> str:
    """A running attempt of ``name`` at every question of a bank, put straight into the store; its token."""
    if bank == OWN:
        publish_own(app)
    with session_of(app) as session:
        person = session.scalars(select(Account).where(Account.name == name)).one()
        quiz = _quiz(session, bank, mode)
        versions = session.scalars(
            select(QuestionVersion)
            .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
            .join(BankRow, QuestionRow.bank_id == BankRow.id)
            .where(BankRow.slug == bank, QuestionRow.withdrawn.is_(False))
            .order_by(QuestionRow.position)
        ).all()
        questions = [question_of(version.content_hash, version.definition) for version in versions]
        attempt = Attempt(
            **{
                "token": secrets.token_urlsafe(12),
                "account_id": person.id,
                "quiz_id": quiz.id,
                "quiz_version_id": quiz.current_version_id,
                "seed": "whole",
                "mode": mode,
                "state": "running",
                "started_at": NOW,
                "points_possible": sum((question.points for question in questions), Fraction(0)),
                **changes,
            }
        )
        session.add(attempt)
        session.flush()
        rng = Random(f"{bank}/{mode}")
        session.add_all(
            AttemptQuestion(
                attempt_id=attempt.id,
                position=position,
                question_version_id=version.id,
                variant=plain_variant(question.draw(rng)),
            )
            for position, (version, question) in enumerate(zip(versions, questions, strict=True), 1)
        )
        return attempt.token


def publish_own(app: Flask) -> None:
    """Publish a month with a question of each kind that no other month holds and one more, and a quiz of each mode."""
    with session_of(app) as session:
        if session.scalars(select(BankRow).where(BankRow.slug == OWN)).first() is None:
            questions = [definition(kind) for kind in KINDS if kind == "numeric" or bank_with(kind) == OWN]
            quizzes = [recipe(mode, mode, *(one["id"] for one in questions)) for mode in ("practice", "exam")]
            publish_month(session, MediaFolder(source=QUESTIONS / "media"), questions=questions, quizzes=quizzes)


def _quiz(session: Session, bank: str, mode: str) -> QuizRow:
    rows = session.execute(
        select(QuizRow, QuizVersion.definition)
        .join(QuizVersion, QuizRow.current_version_id == QuizVersion.id)
        .where(QuizRow.key.startswith(f"{bank}/"))
    ).all()
    found: QuizRow = next(quiz for quiz, definition in rows if definition["quiz"]["mode"] == mode)
    return found


def attempt_of(app: Flask, token: str) -> Attempt:
    """An attempt as it stands, apart from the store."""
    return _apart(app, select(Attempt).where(Attempt.token == token))


def row_of(app: Flask, token: str, position: int) -> AttemptQuestion:
    """A question of an attempt as it stands, apart from the store."""
    return _apart(
        app,
        select(AttemptQuestion)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.token == token, AttemptQuestion.position == position),
    )


def account_of(app: Flask, name: str) -> Account:
    """An account as it stands, apart from the store."""
    return _apart(app, select(Account).where(Account.name == name))


def _apart(app: Flask, statement: Select[Row]) -> Row:
    with app.app_context():
        found: Row = db.session.scalars(statement).one()
        db.session.expunge(found)
        return found


def answers_of(app: Flask, token: str, position: int) -> list[dict[str, Any]]:
    """What was saved to a question, the first revision first."""
    with session_of(app) as session:
        rows = session.scalars(
            select(AnswerRow)
            .join(AttemptQuestion, AnswerRow.attempt_question_id == AttemptQuestion.id)
            .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
            .where(Attempt.token == token, AttemptQuestion.position == position)
            .order_by(AnswerRow.revision)
        )
        return [
            {"revision": row.revision, "value": row.value, "device": row.device, "conflict": row.conflict}
            for row in rows
        ]


def count(app: Flask, table: type[Base]) -> int:
    """How many rows a table has."""
    with session_of(app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def set_attempt(app: Flask, token: str, **values: Any) -> None:
    """Change an attempt behind the app's back."""
    with session_of(app) as session:
        session.execute(update(Attempt).where(Attempt.token == token).values(**values))


def let_time_run_out(app: Flask, token: str, grace: timedelta = timedelta()) -> datetime:
    """Let the time of an attempt be over, and what is on its way count for ``grace``; the moment when it ended."""
    ended = attempt_of(app, token).started_at - timedelta(minutes=1)
    times = {"started_at": ended - timedelta(minutes=20), "deadline_at": ended, "closes_at": ended + grace}
    set_attempt(app, token, **times)
    return ended


def set_account(app: Flask, known_as: str, **values: Any) -> None:
    """Change an account behind the app's back."""
    with session_of(app) as session:
        session.execute(update(Account).where(Account.name == known_as).values(**values))


def let_master(app: Flask, name: str) -> None:
    """Let somebody have mastered every month."""
    with session_of(app) as session:
        person = session.scalars(select(Account).where(Account.name == name)).one()
        for month in MONTHS:
            master(session, person, month)


def let_sign_ins_expire(app: Flask) -> None:
    """Let every sign-in be too old."""
    with session_of(app) as session:
        session.execute(update(SignIn).values(expires_at=NOW - timedelta(days=1)))
