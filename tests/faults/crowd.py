"""Learners made in bulk, each signed in and in the midst of an exam, as cheaply as the services allow."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import Variant
from quiz.platform.keys import secret_key
from quiz.services.attempts import locking, refusals, saving, serialization, starting
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.identity import sign_ins
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.services.builders import nothing, person, raw, right, wrong
from tests.web.shown import as_sent

EXAM = "2024-02/check"

Fields = dict[str, list[str]]

_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer as a page sends it, and as it is stored then."""

    sent: Fields
    stored: Fields


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of an exam: a right answer, a wrong one, none."""

    position: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Learner:
    """Somebody in an exam, with what their browser holds: the cookie, and the token that goes with what it sends."""

    name: str
    attempt: str
    asked: tuple[Asked, ...]
    cookie: str
    token: str

    @property
    def hand_in(self) -> str:
        """Where the exam is handed in."""
        return f"/a/{self.attempt}/hand-in"

    def path(self, asked: Asked) -> str:
        """Where a question is answered."""
        return f"/a/{self.attempt}/{asked.position}"


class Keys:
    """Signs what the server of an instance signs, with its key; a sign-in by password takes a second of hashing."""

    def __init__(self, instance: Path) -> None:
        app = Flask("keys")
        app.secret_key = secret_key(instance / "secret-key")
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        self._cookies = signer
        self._forms = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")

    def held_by(self, sign_in: str) -> dict[str, str]:
        """The cookie and the forms' token of a browser that is signed in."""
        mark = secrets.token_hex(20)
        cookie = self._cookies.dumps({"_permanent": True, "_user_id": sign_in, "csrf_token": mark})
        return {"cookie": f"dalmada={_text(cookie)}", "token": _text(self._forms.dumps(mark))}


def _text(signed: str | bytes) -> str:
    return signed if isinstance(signed, str) else signed.decode()


def gather(engine: Engine, instance: Path, number: int, *, answered: int = 0) -> list[Learner]:
    """``number`` new learners in an exam, of which each has answered the first questions, half of them rightly.

    The exam has no deadline: a slow machine takes its time.
    """
    keys = Keys(instance)
    with Session(engine) as session:
        learners = [_seated(session, keys, f"Learner {next(_numbers)}", answered) for _ in range(number)]
        session.execute(update(Attempt).values(deadline_at=None, closes_at=None))
        session.commit()
    return learners


def _seated(session: Session, keys: Keys, name: str, answered: int) -> Learner:
    now = datetime.now(UTC)
    account = person(session, name)
    sign_in = sign_ins.open_sign_in(session, account, "faults", now=now).token
    attempt = starting.start(session, account, EXAM, now=now)
    asked = _asked(session, account, attempt)
    for one in asked[:answered]:
        target = locking.lock_question(session, account, attempt.token, one.position)
        given = one.choices[one.position % 2].stored
        saving.save(
            session, target, given, AnswerSubmission(device="before", sequence=one.position, base_revision=0), now=now
        )
    return Learner(name=name, attempt=attempt.token, asked=asked, **keys.held_by(sign_in))


def _asked(session: Session, account: Account, attempt: Attempt) -> tuple[Asked, ...]:
    found: list[Asked] = []
    while True:
        try:
            target = locking.lock_question(session, account, attempt.token, len(found) + 1)
        except refusals.NotFound:
            return tuple(found)
        variant = serialization.variant_from(target.row.variant)
        choices = tuple(_choice(target.question, variant, pick) for pick in (right, wrong, nothing))
        found.append(Asked(position=target.row.position, choices=choices))


def _choice(question: Question, variant: Variant, pick: Any) -> Choice:
    given: Given = pick(question, variant)
    stored = serialization.plain_answer(question.parse(raw(given)))
    return Choice(sent=raw(as_sent(question, variant, given)), stored=stored)
