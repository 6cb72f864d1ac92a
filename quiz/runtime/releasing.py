"""Beside the pages: scores that assignments hold back are shown when their time has come, also when nobody visits."""

from __future__ import annotations

import structlog
from flask import Flask

from quiz.platform.extensions import db
from quiz.services.classes.assignments import releasing
from quiz.services.classes.assignments.releasing import Held
from quiz.services.integrity import clocks
from quiz.storage.database import read_only

log = structlog.get_logger()


def release_due(app: Flask, known: set[int] | None = None) -> int:
    """Show the scores of every attempt whose time has come, each in a transaction of its own; how many.

    One that can't be released is logged, once for as long as its number stays in ``known``, and passed over.
    """
    known = set() if known is None else known
    released, last = 0, 0
    while (held := _find(app, last)) is not None:
        last = held.id
        released += _release(app, held, known)
    return released


def _find(app: Flask, after: int) -> Held | None:
    with app.app_context():
        read_only(db.session)
        return releasing.next_held(db.session, now=clocks.of_store(db.session), after=after)


def _release(app: Flask, held: Held, known: set[int]) -> bool:
    try:
        with app.app_context():
            done = releasing.release_found(db.session, held, now=clocks.of_store(db.session))
            db.session.commit()
    except Exception:
        if held.id not in known:
            log.exception("releasing failed", attempt=held.id)
        known.add(held.id)
        return False
    if done:
        log.info("released", attempt=held.id)
    return done
