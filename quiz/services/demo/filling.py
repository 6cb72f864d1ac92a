"""A class of made-up learners with twelve weeks behind them, for looking around; never in a real database."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes import making
from quiz.services.classes.entering import enter
from quiz.services.demo import weekly
from quiz.services.demo.living import ZONE, last_evening, live
from quiz.services.demo.people import PEOPLE, Person, Stage
from quiz.services.identity import passwords
from quiz.services.identity.names import name_key
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.content import BankRow, SeriesRow
from quiz.storage.models.identity import Account

LANGUAGES = ("ko", "ko", "ko", "en")
TEACHER = "새벽"
CLASS = "AI 읽기 3반"


@dataclass(frozen=True, kw_only=True)
class Login:
    """A made-up account's name and password, to be printed, and what it is there to show."""

    name: str
    role: str
    password: str
    stage: Stage


def is_empty(session: Session) -> bool:
    """Whether there is no account yet but those of guests."""
    return session.scalars(select(Account.id).where(Account.role != "guest")).first() is None


def fill(
    session: Session,
    months: Sequence[str],
    *,
    now: datetime,
    seed: int = 7,
    people: Sequence[Person] = PEOPLE,
    after_each: Callable[[], None] | None = None,
) -> list[Login]:
    """Make a teacher and a class that has studied up to ``now``; nothing where there are accounts already.

    All learners have the same password. The same seed gives the same histories, whenever they end. ``after_each`` is
    called when an account is whole. Passwords are hashed before the first statement, so that nobody waits for it.
    """
    teacher, learner = secret(), secret()
    if not is_empty(session):
        return []
    last = last_evening(now)
    owner = add_account(session, TEACHER, "teacher", teacher, last - timedelta(days=100))
    school_class = _class(session, owner, now=owner.created_at)
    entered = enter(session, owner, school_class.id, "assign")
    series = series_of(session, months)
    assigned = weekly.make(session, entered, series, months, last, by=audit.Actor.of(owner))
    logins = [Login(name=TEACHER, role="teacher", password=teacher.password, stage="teacher")]
    for person in people:
        begun = min(now, last - timedelta(days=person.first, hours=1)) if person.pattern else now
        account = add_account(session, person.name, "learner", learner, begun)
        account.time_zone = ZONE
        account.language = "ko" if person.stage != "other" else random.Random(person.name).choice(LANGUAGES)
        session.flush()
        session.add(ClassMember(class_id=school_class.id, account_id=account.id, role="learner", joined_at=begun))
        live(session, account, person, months, now, seed, assigned=assigned)
        session.flush()
        if after_each is not None:
            after_each()
        if person.stage != "other":
            logins.append(Login(name=person.name, role="learner", password=learner.password, stage=person.stage))
    return logins


def series_of(session: Session, months: Sequence[str]) -> int:
    """The number of the series that has these months."""
    return session.scalars(select(BankRow.series_id).where(BankRow.slug == months[0])).one()


def _class(session: Session, owner: Account, *, now: datetime) -> ClassRow:
    """The class of the teacher, which works on every series."""
    series = list(session.scalars(select(SeriesRow.id).order_by(SeriesRow.id)))
    return making.make(session, owner, CLASS, series, time_zone=ZONE, now=now, term="2026-2")


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A password and its hash."""

    password: str
    hash: str


def secret() -> Secret:
    """A new password."""
    password = secrets.token_urlsafe(9)
    return Secret(password=password, hash=passwords.hashed(password))


def add_account(session: Session, name: str, role: str, secret: Secret, at: datetime) -> Account:
    """A new account, made at a moment."""
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
