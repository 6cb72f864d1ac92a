"""Beside the pages: tests whose time is over are handed in, also when nobody visits, and old guests are deleted."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from quiz.platform.extensions import db
from quiz.platform.log_values import database_words, fault_words
from quiz.platform.metrics import Metrics
from quiz.runtime import looking
from quiz.runtime.expiring import Expiring
from quiz.runtime.heartbeats import Heartbeat
from quiz.runtime.releasing import release_due
from quiz.services.attempts.deadlines import Overdue, close_found, next_overdue
from quiz.services.integrity import clocks
from quiz.storage.database import read_only
from quiz.storage.store_clock import system

EVERY = 10.0
"""Seconds between two looks; each worker looks by itself, and two of them never close the same test twice."""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Look:
    """How many tests were handed in, and the tokens of those that could not be."""

    closed: int
    failed: tuple[str, ...] = ()


def begin(app: Flask, every: float = EVERY) -> threading.Event:
    """Look for overdue tests from now on, in a thread that ends with the process, or when the event is set."""
    known: set[str] = set()
    unreleased: set[int] = set()
    expiring, heartbeat = Expiring(app), Heartbeat(app, "closing")

    def look() -> None:
        heartbeat.beat()
        try:
            known.intersection_update(_measured(app, known).failed)
        except Exception:
            # Guests do not wait for it.
            log.exception("closing failed")
        try:
            release_due(app, unreleased)
        except Exception:
            log.exception("releasing failed")
        expiring.look()

    return looking.begin("closing", look, every, first=lambda: compare_clocks(app))


def _measured(app: Flask, known: set[str]) -> Look:
    begun = time.perf_counter()
    look = close_overdue(app, known)
    numbers: Metrics = app.extensions["metrics"]
    numbers.closing(time.perf_counter() - begun, look.closed, len(look.failed))
    return look


def compare_clocks(app: Flask, clock: clocks.Clock = system) -> None:
    """Log an error where this machine's clock is not the database's: its log and its cookies have other times."""
    try:
        with app.app_context():
            read_only(db.session)
            difference = clocks.ahead(db.session, clock)
    except DBAPIError as error:
        log.warning("clock", detail=database_words(error))
        return
    if clocks.is_apart(difference):
        remedy = "let this machine and the database's keep their time by NTP; quiz doctor checks it"
        log.error("clock", seconds_ahead_of_database=round(difference.total_seconds()), remedy=remedy)


def close_overdue(app: Flask, known: set[str] | None = None) -> Look:
    """Hand in every test that is overdue by the database's clock, each in a transaction of its own.

    One that can't be scored is logged, once for as long as its token stays in ``known``, and passed over: the others
    do not wait for it, and the next look tries it again. Where the database can't be used just now, the next look finds
    them all again.
    """
    known = set() if known is None else known
    closed, last = 0, None
    failed: list[str] = []
    while True:
        try:
            last = _find(app, last)
        except Exception as error:
            # Whatever it is: the thread that looks must not end by it.
            log.warning("closing", detail=fault_words(error))
            return Look(closed=closed, failed=tuple(failed))
        if last is None:
            return Look(closed=closed, failed=tuple(failed))
        done = _close(app, last, known)
        closed += done is True
        if done is None:
            failed.append(last.token)


def _find(app: Flask, after: Overdue | None) -> Overdue | None:
    with app.app_context():
        read_only(db.session)
        return next_overdue(db.session, now=clocks.of_store(db.session), after=after)


def _close(app: Flask, overdue: Overdue, known: set[str]) -> bool | None:
    """Whether it was handed in: not where another worker, or its learner, was quicker; None where it can't be."""
    try:
        with app.app_context():
            closed = close_found(db.session, overdue, now=clocks.of_store(db.session))
            db.session.commit()
    except Exception:
        if overdue.token not in known:
            log.exception("closing failed", attempt=overdue.id)
        known.add(overdue.token)
        return None
    if closed:
        log.info("closed overdue", attempt=overdue.id)
    return closed
