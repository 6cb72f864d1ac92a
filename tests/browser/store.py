"""The server's own store, from outside: people and attempts are made in it, and what was saved is read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session

from quiz.services import accounts, attempts
from quiz.services.attempts import Save
from quiz.services.caches import question_of
from quiz.storage import models
from quiz.storage.database import engine_options, prepare, sqlite_url
from quiz.storage.models import Account, Answer, Attempt, AttemptQuestion, Bank, LearnerMonth, QuestionVersion
from quiz.web.answer_form import by_id
from tests.conftest import PASSWORD
from tests.web.shown import as_sent

MONTHS = tuple(f"2024-{number:02}" for number in range(1, 7))
PRACTICES = tuple(f"{month}/practice-{int(month[-2:])}-{part}" for month in MONTHS for part in (1, 2))
KINDS = ("single_choice", "multiple_choice", "true_false", "numeric", "matching", "short_text")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of an attempt with an answer that scores all its points and one that does not."""

    token: str
    position: int
    kind: str
    right: Mapping[str, tuple[str, ...]]
    wrong: Mapping[str, tuple[str, ...]]

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/a/{self.token}/{self.position}"


class Store:
    """The SQLite database of a running server."""

    def __init__(self, instance: Path) -> None:
        self.engine = create_engine(**engine_options(sqlite_url(instance / "dalmada.sqlite3")))
        prepare(self.engine)
        self._people = 0

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that is committed at the end."""
        with Session(self.engine) as session:
            yield session
            session.commit()

    def add(self, name: str = "", role: str = "learner") -> str:
        """Make an account, and a name for it unless one is given."""
        self._people += 1
        name = name or f"Bora {self._people}"
        with self.session() as session:
            accounts.sign_up(session, name, PASSWORD, now=datetime.now(UTC), role=role)
        return name

    def begin(self, name: str, key: str) -> str:
        """Begin a quiz and give the attempt's token."""
        with self.session() as session:
            return attempts.start(session, _person(session, name), key, now=datetime.now(UTC)).token

    def questions(self, token: str) -> list[Asked]:
        """The questions of an attempt in their order."""
        with Session(self.engine) as session:
            return [_asked(token, *row) for row in session.execute(_pinned(token)).all()]

    def find(self, name: str, kind: str) -> Asked:
        """An unanswered question of that kind in a practice of ``name``, who begins as many as it takes."""
        for key in PRACTICES:
            for asked in self.questions(self.begin(name, key)):
                if asked.kind == kind:
                    return asked
        raise LookupError(kind)

    def answer(self, name: str, asked: Asked, *, right: bool = True) -> None:
        """Save an answer in a test, check it in practice."""
        now = datetime.now(UTC)
        sent = Save(device="store", sequence=asked.position, base_revision=0)
        raw = {name: list(values) for name, values in (asked.right if right else asked.wrong).items()}
        with self.session() as session:
            person = _person(session, name)
            target = attempts.find_target(session, person, asked.token, asked.position)
            raw = by_id(raw, target)
            if target.attempt.mode == "practice":
                attempts.check(session, person, target, raw, sent, now=now)
            else:
                attempts.save(session, target, raw, sent, now=now)

    def sit(self, name: str, key: str, *, wrong: tuple[int, ...] = ()) -> list[Asked]:
        """Begin a quiz and finish it: right but for the positions in ``wrong``."""
        asked = self.questions(self.begin(name, key))
        for one in asked:
            self.answer(name, one, right=one.position not in wrong)
        if key.endswith(("check", "final")):
            with self.session() as session:
                attempts.hand_in(session, _person(session, name), asked[0].token, now=datetime.now(UTC))
        return asked

    def finish_series(self, name: str) -> None:
        """Let every question of every month be done."""
        with self.session() as session:
            person = _person(session, name)
            for bank in session.scalars(select(Bank)):
                row = LearnerMonth(account_id=person.id, bank_id=bank.id, done=bank.questions, finished=3)
                row.best, row.latest, row.latest_at = 1.0, 0.9, datetime.now(UTC)
                session.add(row)

    def attempt(self, token: str) -> Attempt:
        """An attempt as it is stored now."""
        with Session(self.engine) as session:
            return session.scalars(select(Attempt).where(Attempt.token == token)).one()

    def tokens(self, name: str) -> list[str]:
        """The tokens of somebody's attempts, the oldest first."""
        with Session(self.engine) as session:
            return list(
                session.scalars(
                    select(Attempt.token)
                    .join(Account, Attempt.account_id == Account.id)
                    .where(Account.name == name)
                    .order_by(Attempt.id)
                )
            )

    def answers(self, asked: Asked) -> list[dict[str, list[str]]]:
        """Every answer that was stored for a question, the oldest first."""
        with Session(self.engine) as session:
            found = (
                select(Answer.value)
                .join(AttemptQuestion, Answer.attempt_question_id == AttemptQuestion.id)
                .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
                .where(Attempt.token == asked.token, AttemptQuestion.position == asked.position)
                .order_by(Answer.revision)
            )
            return list(session.scalars(found))

    def set_deadline(self, token: str, *, seconds: float) -> None:
        """Let the time of a test be up in ``seconds`` from now; a negative number: it is."""
        with self.session() as session:
            at = datetime.now(UTC) + timedelta(seconds=seconds)
            session.execute(update(Attempt).where(Attempt.token == token).values(deadline_at=at))

    @contextmanager
    def without_questions(self, month: str) -> Iterator[None]:
        """Meanwhile no question of a month is on offer."""
        bank = select(Bank.id).where(Bank.slug == month).scalar_subquery()
        try:
            self._withdraw(bank, True)
            yield
        finally:
            self._withdraw(bank, False)

    def _withdraw(self, bank: object, withdrawn: bool) -> None:
        with self.session() as session:
            session.execute(
                update(models.Question).where(models.Question.bank_id == bank).values(withdrawn=withdrawn),
                execution_options={"synchronize_session": False},
            )


def _person(session: Session, name: str) -> Account:
    return session.scalars(select(Account).where(Account.name == name)).one()


def _pinned(token: str) -> object:
    return (
        select(AttemptQuestion, QuestionVersion.content_hash, QuestionVersion.definition)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(Attempt.token == token)
        .order_by(AttemptQuestion.position)
    )


def _asked(token: str, row: AttemptQuestion, mark: str, definition: Mapping[str, object]) -> Asked:
    question = question_of(mark, definition)
    variant = attempts.variant_from(row.variant)
    return Asked(
        token=token,
        position=row.position,
        kind=question.kind_name,
        right=as_sent(question, variant, question.solution(variant)),
        wrong=as_sent(question, variant, question.wrong_answer(variant)),
    )
