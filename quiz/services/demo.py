"""A class of made-up learners with attempts as they might be, for looking around; never in a real database."""

from __future__ import annotations

import math
import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.services.attempts import locking, practice, saving, serialization, starting, submitting
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.content.definitions import question_of
from quiz.services.grading import manual_grading
from quiz.services.identity import passwords
from quiz.services.identity.names import name_key
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.identity import Account

NAMES = [
    "가람",
    "나래",
    "다솜",
    "라온",
    "마루",
    "바다",
    "새봄",
    "아람",
    "자람",
    "찬솔",
    "초롱",
    "하늘",
    "누리",
    "도담",
    "미르",
    "보람",
    "솔비",
    "아라",
    "예슬",
    "은솔",
    "한결",
    "해솔",
    "이든",
    "여울",
]
LANGUAGES = ("ko", "ko", "ko", "en")


@dataclass(frozen=True, kw_only=True)
class Login:
    """A made-up account's name and password, to be printed."""

    name: str
    role: str
    password: str


def fill(session: Session, months: list[str], *, now: datetime, seed: int = 7) -> list[Login]:
    """Make a teacher and a class with attempts up to ``now``; nothing where there are accounts already.

    Passwords are hashed before the first statement, so that nobody waits for it.
    """
    teacher, learner = _secret(), _secret()
    if session.scalars(select(Account.id).where(Account.role != "guest")).first() is not None:
        return []
    rng = random.Random(seed)
    _account(session, "새벽", "teacher", teacher, now - timedelta(days=60))
    logins = [Login(name="새벽", role="teacher", password=teacher.password)]
    for number, name in enumerate(NAMES):
        begun = now - timedelta(days=rng.randint(20, 56))
        person = _account(session, name, "learner", learner, begun)
        person.language = rng.choice(LANGUAGES)
        _study(session, person, months, begun, now, rng.gauss(0.4, 0.9), rng)
        if number == 0:
            logins.append(Login(name=name, role="learner", password=learner.password))
    return logins


@dataclass(frozen=True, kw_only=True)
class _Secret:
    password: str
    hash: str


def _secret() -> _Secret:
    password = secrets.token_urlsafe(9)
    return _Secret(password=password, hash=passwords.hashed(password))


def _account(session: Session, name: str, role: str, secret: _Secret, at: datetime) -> Account:
    account = Account(
        role=role,
        name=name,
        name_key=name_key(name),
        password_hash=secret.hash,
        created_at=at,
        seen_at=at,
        disabled=False,
    )
    session.add(account)
    session.flush()
    return account


def _study(
    session: Session,
    person: Account,
    months: list[str],
    begun: datetime,
    now: datetime,
    skill: float,
    rng: random.Random,
) -> None:
    moment = begun
    for month in months[: rng.randint(1, len(months))]:
        number = month.split("-")[1].lstrip("0")
        for quiz in (f"practice-{number}-1", f"practice-{number}-2", "check"):
            moment += timedelta(hours=rng.uniform(4, 60))
            if moment > now or rng.random() < 0.12:
                continue
            _sit(session, person, f"{month}/{quiz}", moment, skill, rng)
            skill += 0.05
    person.seen_at = min(now, moment)


def _sit(session: Session, person: Account, key: str, at: datetime, skill: float, rng: random.Random) -> None:
    attempt = starting.start(session, person, key, now=at)
    rows = session.execute(
        select(AttemptQuestion, QuestionVersion.content_hash, QuestionVersion.definition)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.attempt_id == attempt.id)
        .order_by(AttemptQuestion.position)
    ).all()
    leaves_early = rng.random() < 0.08
    for number, (row, mark, definition) in enumerate(rows):
        if leaves_early and number > len(rows) // 2:
            return
        at += timedelta(seconds=rng.uniform(15, 70))
        _answer(session, person, attempt, row, question_of(mark, definition), at, skill, rng)
    if attempt.mode == "exam":
        submitting.hand_in(session, person, attempt.token, now=at)


def _answer(
    session: Session,
    person: Account,
    attempt: Attempt,
    row: AttemptQuestion,
    question: Question,
    at: datetime,
    skill: float,
    rng: random.Random,
) -> None:
    given = likely_answer(question, serialization.variant_from(row.variant), skill, rng)
    raw = {name: list(values) for name, values in given.items()}
    target = locking.lock_question(session, person, attempt.token, row.position)
    sent = AnswerSubmission(device="demo", sequence=row.position, base_revision=0, client_at=at)
    if attempt.mode == "practice":
        practice.check(session, person, target, raw, sent, now=at)
        if target.row.waiting:
            found = manual_grading.proposal_of(question, serialization.variant_from(row.variant), given)
            manual_grading.confirm(session, person, target, found, now=at)
    else:
        saving.save(session, target, raw, sent, now=at)


def likely_answer(question: Question, variant: Variant, skill: float, rng: random.Random) -> Answer:
    """Right with a probability that rises with ``skill`` and falls with the difficulty; else a likely mistake."""
    chance = 1 / (1 + math.exp(-1.3 * (skill - ((question.difficulty or 2) - 2) * 0.9)))
    if rng.random() < chance:
        return question.solution(variant)
    wrong = dict(question.wrong_answer(variant))
    for wanted in question.inputs():
        if wanted.options and wanted.kind == "one" and rng.random() < 0.6:
            wrong[wanted.name] = (rng.choice(wanted.options),)
        elif wanted.kind == "many":
            picked = tuple(option for option in wanted.options if rng.random() < 0.5)
            wrong[wanted.name] = picked or wanted.options[:1]
    return wrong
