"""Beside the pages: tests whose time is over are handed in, also when nobody visits."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from quiz.extensions import db
from quiz.services.deadlines import close_next_overdue

EVERY = 10.0
"""Seconds between two looks; each worker looks by itself, and two of them never close the same test twice."""

log = structlog.get_logger()


def begin(app: Flask, every: float = EVERY) -> threading.Event:
    """Look for overdue tests from now on, in a thread that ends with the process, or when the event is set."""
    stop = threading.Event()

    def go_on() -> None:
        # Workers that were started together need not look together.
        while not stop.wait(every * random.uniform(0.8, 1.2)):
            try:
                close_overdue(app)
            except Exception:
                # Whatever it was: the thread that ended by it would never look again.
                log.exception("closing failed")

    threading.Thread(target=go_on, name="closing", daemon=True).start()
    return stop


def close_overdue(app: Flask) -> int:
    """Hand in every test that is overdue, each in a transaction of its own, and return how many there were.

    Where the database can't be used just now, the next look finds them again.
    """
    count = 0
    try:
        while _close_one(app):
            count += 1
    except DBAPIError as error:
        log.warning("closing", detail=str(error.orig)[:300])
    return count


def _close_one(app: Flask) -> bool:
    with app.app_context():
        token = close_next_overdue(db.session, now=datetime.now(UTC))
        db.session.commit()
    if token is not None:
        log.info("closed overdue", attempt=token)
    return token is not None
