"""What learners answered over a year, written many rows at a time: attempts whose scores are there, and no sums yet."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Table, func, insert, literal, select
from sqlalchemy.orm import Session

from benchmarks.stores import Store, add_people
from quiz.domain import mastery
from quiz.domain.questions import Question
from quiz.domain.review_plan import SECONDS
from quiz.services.attempts.serialization import plain_score, plain_variant
from quiz.services.content.definitions import question_of
from quiz.services.review.sittings import recipes
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionVersion, QuizRow, SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.queries.parts import QUESTION

SITTING = 20
"""Questions of an attempt."""
YEAR = 360
"""Days over which the answers of a learner lie, the last of them yesterday."""
RIGHT = 0.85
FRESH = 10
"""Learners whose answers are drawn; the others have answered as one of these."""
_FIRST_ID = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Task:
    """A question with its score where the answer is right, and where it is wrong, as the store holds them."""

    version_id: int
    bank_id: int
    variant: dict[str, Any]
    scores: tuple[dict[str, Any], dict[str, Any]]
    chances: tuple[float, float]

    @classmethod
    def of(cls, version_id: int, bank_id: int, question: Question) -> Task:
        """The task that a question sets."""
        variant = question.draw(random.Random(question.id))
        given = question.wrong_answer(variant), question.solution(variant)
        wrong, right = (plain_score(question.judge(variant, answer)) for answer in given)
        return cls(
            version_id=version_id,
            bank_id=bank_id,
            variant=plain_variant(variant),
            scores=(wrong, right),
            chances=mastery.chances(float(question.guess())),
        )


@dataclass(frozen=True, kw_only=True)
class Test:
    """A quiz that attempts are of, with the questions that it asks."""

    quiz_id: int
    version_id: int
    mode: str
    purpose: str
    tasks: Sequence[Task]


def fill(store: Store, names: Sequence[str], answers: int) -> None:
    """People who each have answered ``answers`` questions: a fifth in practice of a bank, the rest in reviews.

    ``FRESH`` of them are drawn by chance. Of the same names and number another store gets the same answers.
    """
    add_people(store, names)
    with store.engine() as engine, Session(engine) as session:
        people = session.scalars(select(Account.id).where(Account.name.in_(names)).order_by(Account.id)).all()
        first = {model: _next_id(session, model) for model in (Attempt, AttemptQuestion)}
        begun = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0) - timedelta(days=YEAR)
        tests, count = _tests(session, session.get_one(Account, people[0])), answers // SITTING
        for place, account_id in enumerate(people[:FRESH]):
            drawn = _Drawn(tests, random.Random(place), account_id, begun)
            rows = drawn.attempts(first[Attempt] + place * count, first[AttemptQuestion] + place * answers, count)
            for model, some in zip((Attempt, AttemptQuestion), rows, strict=True):
                session.execute(insert(model), some)
        for place, account_id in enumerate(people[FRESH:]):
            copied, before = place % FRESH, place // FRESH + 1
            for model, each in ((Attempt, count), (AttemptQuestion, answers)):
                begin = first[model] + copied * each
                _copy(session, model, range(begin, begin + each), FRESH * before, count, account_id)
        session.commit()


def _next_id(session: Session, model: Any) -> int:
    return max(_FIRST_ID, session.scalar(select(func.max(model.id))) or 0) + 1


def _copy(session: Session, model: Any, ids: range, learners: int, attempts: int, account_id: int) -> None:
    """Write the rows of these ids once more, as those of another account, ``learners`` places further on."""
    table: Table = model.__table__
    moved = {"id": table.c.id + learners * len(ids)}
    if model is Attempt:
        moved |= {"account_id": literal(account_id), "token": table.c.token + f"-{account_id}"}
    else:
        moved["attempt_id"] = table.c.attempt_id + learners * attempts
    columns = [moved.get(column.name, column) for column in table.columns]
    rows = select(*columns).where(table.c.id.between(ids[0], ids[-1]))
    session.execute(insert(table).from_select([column.name for column in table.columns], rows))


def _tests(session: Session, learner: Account) -> list[Test]:
    """A practice of each bank that asks all of it, and first the review of the series."""
    series = session.scalars(select(SeriesRow.id)).one()
    review, _ = recipes.begin(session, learner, series, "review", "", datetime.now(UTC))
    query = (
        select(QuestionRow.current_version_id, QuestionRow.bank_id, QuestionVersion.content_hash, QUESTION)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .order_by(QuestionRow.id)
    )
    tasks = [
        Task.of(row.current_version_id, row.bank_id, question_of(row.content_hash, row.question))
        for row in session.execute(query)
    ]
    practices = (
        select(QuizRow.id, QuizRow.current_version_id, QuizRow.bank_id)
        .join(BankRow, QuizRow.bank_id == BankRow.id)
        .where(QuizRow.key.like("%/practice-%-1"))
        .order_by(QuizRow.id)
    )
    of_banks = [
        Test(
            quiz_id=row.id,
            version_id=row.current_version_id,
            mode="practice",
            purpose="quiz",
            tasks=[task for task in tasks if task.bank_id == row.bank_id],
        )
        for row in session.execute(practices)
    ]
    every = Test(quiz_id=review.quiz_id, version_id=review.version_id, mode="review", purpose="review", tasks=tasks)
    return [every, *of_banks]


class _Drawn:
    """The attempts of one learner."""

    def __init__(self, tests: Sequence[Test], chance: random.Random, account_id: int, begun: datetime) -> None:
        self._review, *self._practices = tests
        self._chance = chance
        self._account_id = account_id
        self._begun = begun

    def attempts(self, attempt_id: int, asked_id: int, count: int) -> tuple[list[Any], list[Any]]:
        """The rows of ``count`` attempts with ids from ``attempt_id`` on, and of their questions from ``asked_id``."""
        attempts, asked = [], []
        for number in range(count):
            test = self._practices[number // 5 % len(self._practices)] if number % 5 == 0 else self._review
            at = self._begun + timedelta(days=YEAR * number / count)
            rows = list(self._asked(test, attempt_id + number, asked_id + SITTING * number, at))
            attempts.append(self._attempt(test, attempt_id + number, at, sum(row["share"] for row in rows)))
            asked += rows
        return attempts, asked

    def _attempt(self, test: Test, number: int, at: datetime, points: float) -> dict[str, Any]:
        return {
            "id": number,
            "token": f"drawn-{number}",
            "account_id": self._account_id,
            "quiz_id": test.quiz_id,
            "quiz_version_id": test.version_id,
            "seed": "-",
            "mode": test.mode,
            "purpose": test.purpose,
            "scope": "",
            "state": "finished",
            "started_at": at,
            "handed_in_at": at,
            "finished_at": at + timedelta(seconds=SECONDS * SITTING),
            "points": Fraction(int(points)),
            "points_possible": Fraction(SITTING),
        }

    def _asked(self, test: Test, attempt_id: int, asked_id: int, at: datetime) -> Iterator[dict[str, Any]]:
        for place, task in enumerate(self._chance.sample(test.tasks, SITTING)):
            right = self._chance.random() < RIGHT
            scored_at = at + timedelta(seconds=SECONDS * place)
            yield {
                "id": asked_id + place,
                "attempt_id": attempt_id,
                "position": place + 1,
                "question_version_id": task.version_id,
                "variant": task.variant,
                "revision": 1,
                "answered": True,
                "fraction": Fraction(right),
                "share": float(right),
                "marks": Fraction(right),
                "score": task.scores[right],
                "tries": 1,
                "certainty": self._chance.choice((1, 2, 3)),
                "scored_at": scored_at,
                "seconds_in_view": self._chance.randint(10, 90),
                "guess": task.chances[0],
                "slip": task.chances[1],
                "day": scored_at.date(),
                "recall": self._chance.uniform(0.6, 1.0),
            }
