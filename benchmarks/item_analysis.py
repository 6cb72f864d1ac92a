"""The pages of item analysis after a thousand answers and after a million: they read sums alone."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.banks import QUIZ, TEN
from benchmarks.figures import Figure
from benchmarks.review import on_postgresql
from benchmarks.statements import Counter
from benchmarks.stores import PASSWORD, Store, add_people, published
from quiz.app import create_app
from quiz.domain.item_analysis.finishes import Judged, Moves, finish_of
from quiz.domain.questions import Question
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.services.aggregates import finishes
from quiz.services.content.definitions import question_of
from quiz.storage.models.content import QuestionRow, QuestionVersion, QuizRow, QuizVersion

TEACHER = "Analyst"
FEW, MADE, TIMES = 100, 10_000, 10
"""Attempts of ten questions: a thousand answers; and those made up, each counted ``TIMES`` times: a million."""
ROUNDS = 40


def figures(folder: Path) -> list[Figure]:
    """Both pages on both databases, as far as this machine has them."""
    found = _figures(published(folder / "analysed"), "SQLite")
    with on_postgresql() as url:
        if url:
            found += _figures(published(folder / "analysed-too", url), "PostgreSQL")
    return found


def _figures(store: Store, database: str) -> list[Figure]:
    addresses = _fill(store)
    add_people(store, [TEACHER], role="teacher")
    with redirect_stderr(StringIO()):  # where the app's log goes
        settings = Settings.from_environment(store.environment)
        app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, settings)
        counter, client = Counter(app), app.test_client()
        assert client.post("/signin", data={"name": TEACHER, "password": PASSWORD}).status_code == 303
        (few, many), (few_of_one, many_of_one) = (_in_turn(client, *pair) for pair in zip(*addresses, strict=True))
        most = max(counter.of(lambda path=path: client.get(path)) for pair in addresses for path in pair)  # type: ignore[misc]
    with app.app_context():
        db.engine.dispose()
    return [
        Figure(
            name=f"a quiz analysed, 10⁶ against 10³ answers ({database})", value=many / few, unit="ratio", limit=1.5
        ),
        Figure(
            name=f"a question analysed, 10⁶ against 10³ answers ({database})",
            value=many_of_one / few_of_one,
            unit="ratio",
            limit=1.5,
        ),
        Figure(name=f"a quiz analysed after 10⁶ answers ({database})", value=many * 1_000, unit="ms"),
        Figure(name=f"SQL of item analysis ({database})", value=most, unit="statements", limit=8),
    ]


def _in_turn(client: FlaskClient, one: str, other: str) -> tuple[float, float]:
    """The least seconds that each page takes, asked in turn: what else the machine does makes it no faster."""
    seconds: dict[str, list[float]] = {one: [], other: []}
    for _ in range(ROUNDS):
        for path, taken in seconds.items():
            begun = time.perf_counter()
            assert client.get(path).status_code == 200
            taken.append(time.perf_counter() - begun)
    return min(seconds[one]), min(seconds[other])


def _fill(store: Store) -> tuple[tuple[str, str], tuple[str, str]]:
    """The sums of two versions of one quiz, and the pages of each: the quiz's, and that of a question of it."""
    with store.engine() as engine, Session(engine) as session:
        quiz = session.scalars(select(QuizRow).where(QuizRow.key == QUIZ)).one()
        current = session.get_one(QuizVersion, quiz.current_version_id)
        older = session.execute(
            insert(QuizVersion)
            .values(
                quiz_id=quiz.id, content_hash="0" * 64, definition=current.definition, published_at=current.published_at
            )
            .returning(QuizVersion.id)
        ).scalar_one()
        asked = list(_questions(session, quiz.bank_id or 0))
        for version, made, times in ((older, FEW, 1), (current.id, MADE, TIMES)):
            finishes.apply(session, _sums(version, asked, made, times))
        pages = tuple(
            (f"/teach/items/{quiz.id}/{version}", f"/teach/items/{quiz.id}/{version}/{asked[0][0]}")
            for version in (older, current.id)
        )
        session.commit()
    return pages[0], pages[1]


def _questions(session: Session, bank_id: int) -> Iterator[tuple[int, Question]]:
    query = (
        select(QuestionVersion)
        .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        .where(QuestionRow.bank_id == bank_id)
        .order_by(QuestionRow.position)
        .limit(TEN)
    )
    for version in session.scalars(query):
        yield version.id, question_of(version.content_hash, version.definition)


def _sums(quiz_version_id: int, asked: list[tuple[int, Question]], made: int, times: int) -> Moves:
    """What so many attempts come to, each counted so many times; some answers are right in part, as in real ones."""
    rng, moves = random.Random(quiz_version_id), Moves()
    for _ in range(made):
        able = rng.random()
        finish = finish_of([_judged(version, question, able, rng) for version, question in asked])
        moves.add(quiz_version_id, finish, times)
    return moves


def _judged(version: int, question: Question, able: float, rng: random.Random) -> Judged:
    parts = (0.0, 1 / 3, 0.5) if question.partial_credit else (0.0,)
    share, right = (1.0 if rng.random() < able else rng.choice(parts)), question.right_choices() or {"key"}
    options = [option for wanted in question.inputs() for option in wanted.options] or ["key", "other", "wrong.0"]
    options = [option for option in options if (option in right) == (share == 1)] or ["other"]
    return Judged(
        version_id=version,
        share=share,
        points=question.points,
        chosen=(rng.choice(options),),
        seconds=rng.randrange(5, 90),
    )
