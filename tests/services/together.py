"""Jobs for several threads: what two tabs, two devices or two people do at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.attempts import starting, submitting
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.conftest import NOW
from tests.services.builders import EXAM, Job, check, save, size


def account(session: Session, key: int) -> Account:
    """The account with that id."""
    return session.get_one(Account, key)


def begun(session: Session, key: int, quiz: str, *, but: int = 0) -> Attempt:
    """An attempt; of practice all questions are checked ``but`` the last few."""
    alice = account(session, key)
    attempt = starting.start(session, alice, quiz, now=NOW)
    if attempt.mode == "practice":
        for position in range(1, size(session, attempt) + 1 - but):
            check(session, alice, attempt, position)
    session.commit()
    return attempt


def starting_job(key: int, quiz: str = EXAM, now: datetime = NOW) -> Job:
    """A job that starts a quiz and returns the attempt's token."""
    return lambda session: starting.start(session, account(session, key), quiz, now=now).token


def handing_in(key: int, attempt: Attempt, now: datetime = NOW) -> Job:
    """A job that hands in."""
    token = attempt.token
    return lambda session: submitting.hand_in(session, account(session, key), token, now=now)


def saving(key: int, attempt: Attempt, position: int, **how: Any) -> Job:
    """A job that saves an answer."""
    return lambda session: save(session, account(session, key), attempt, position, **how)


def checking(key: int, attempt: Attempt, position: int, **how: Any) -> Job:
    """A job that checks an answer."""
    return lambda session: check(session, account(session, key), attempt, position, **how)
