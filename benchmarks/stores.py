"""Stores to measure on: the six months published, with learners, and with all that sixty of them have done."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from benchmarks.banks import month_files
from quiz.platform.paths import QUESTIONS
from quiz.platform.settings import sqlite_url
from quiz.services.attempts import locking, refusals, saving, serialization, starting, submitting
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.classes import making
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish
from quiz.services.identity.names import name_key
from quiz.storage.database import engine_options, prepare
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.schema import upgrade

PASSWORD = "only for measuring"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes passwords so that it costs next to nothing."""
LEARNERS = 60


@dataclass(frozen=True, kw_only=True)
class Store:
    """The folder of a database that the app can be started on; the database is elsewhere where it has a ``url``."""

    instance: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a server on this store, and nothing else of ours."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("QUIZ_")}
        return {**kept, "QUIZ_INSTANCE": str(self.instance), "QUIZ_DATABASE_URL": self.url}

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """An engine on this store, closed at the end."""
        engine = create_engine(**engine_options(self.url or sqlite_url(self.instance / "dalmada.sqlite3")))
        prepare(engine)
        try:
            yield engine
        finally:
            engine.dispose()

    def copied(self, instance: Path) -> Store:
        """A copy in another folder."""
        shutil.copytree(self.instance, instance)
        return Store(instance=instance)


def published(instance: Path, url: str = "", files: Sequence[BankFile] = ()) -> Store:
    """A store with the six months, and a quiz of ten questions in one of them; or with other ``files``."""
    instance.mkdir()
    store = Store(instance=instance, url=url)
    with store.engine() as engine:
        upgrade(engine)
        with Session(engine) as session:
            media = MediaFolder(source=QUESTIONS / "media")
            publish(session, files or month_files(), media, now=datetime.now(UTC))
            session.commit()
    return store


def add_people(store: Store, names: Sequence[str], role: str = "learner") -> None:
    """Accounts with ``PASSWORD``, hashed so that signing in costs next to nothing."""
    cheap = CHEAP.hash(PASSWORD)
    now = datetime.now(UTC)
    with store.engine() as engine, Session(engine) as session:
        session.add_all(
            Account(
                role=role,
                name=name,
                name_key=name_key(name),
                password_hash=cheap,
                language="ko",
                time_zone="Asia/Seoul",
                created_at=now,
                seen_at=now,
            )
            for name in names
        )
        session.commit()


def add_class(store: Store, teacher: str) -> int:
    """A class of a teacher that every learner is in; its number."""
    now = datetime.now(UTC)
    with store.engine() as engine, Session(engine) as session:
        owner = session.scalars(select(Account).where(Account.name == teacher)).one()
        series = list(session.scalars(select(SeriesRow.id)))
        number = making.make(session, owner, "Everybody", series, time_zone="Asia/Seoul", now=now).id
        learners = session.scalars(select(Account.id).where(Account.role == "learner")).all()
        session.add_all(ClassMember(class_id=number, account_id=one, role="learner", joined_at=now) for one in learners)
        session.commit()
    return number


def add_history(store: Store, keys: Sequence[str]) -> None:
    """``LEARNERS`` learners, each of whom has finished every quiz of ``keys``: half their answers right."""
    add_people(store, [f"Learner {number}" for number in range(LEARNERS)])
    begun = datetime.now(UTC) - timedelta(days=30)
    with store.engine() as engine, Session(engine) as session:
        for learner in session.scalars(select(Account).where(Account.name.startswith("Learner "))).all():
            for number, key in enumerate(keys):
                finish(session, learner, key, begun + timedelta(days=number))
        session.commit()


def finish(session: Session, learner: Account, key: str, now: datetime) -> str:
    """Begin, answer and hand in a test; the token of the attempt."""
    attempt = starting.start(session, learner, key, now=now)
    session.flush()
    for position, answer in enumerate(sample_answers(session, learner, attempt), 1):
        target = locking.lock_question(session, learner, attempt.token, position)
        sent = AnswerSubmission(device="bench", sequence=position, base_revision=0)
        saving.save(session, target, answer, sent, now=now)
    session.expire_all()
    return submitting.hand_in(session, learner, attempt.token, now=now).token


def sample_answers(session: Session, learner: Account, attempt: Attempt) -> list[dict[str, list[str]]]:
    """An answer to each question of an attempt: the right one or a likely wrong one, by the toss of a coin."""
    coin = random.Random(attempt.seed)
    answers: list[dict[str, list[str]]] = []
    while True:
        try:
            target = locking.lock_question(session, learner, attempt.token, len(answers) + 1)
        except refusals.NotFound:
            return answers
        variant = serialization.variant_from(target.row.variant)
        give: Any = target.question.solution if coin.random() < 0.5 else target.question.wrong_answer
        answers.append({name: list(values) for name, values in give(variant).items()})
