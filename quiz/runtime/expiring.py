"""Beside the pages goes what is kept for a time: guests who don't come back, pictures that no draft names, and more."""

from __future__ import annotations

import time

import structlog
from flask import Flask

from quiz.platform.extensions import db
from quiz.platform.log_values import fault_words
from quiz.runtime import looking
from quiz.runtime.heartbeats import Heartbeat
from quiz.services.admin import expiring as retention_steps
from quiz.services.admin import retention
from quiz.services.authoring.pictures import uploading
from quiz.services.identity import guests
from quiz.services.integrity import clocks
from quiz.services.notices import leases
from quiz.storage.database import read_only

EVERY = 600.0
"""Seconds between two looks of a worker. Several look by themselves, and pass over what another deletes."""

log = structlog.get_logger()


class Expiring:
    """Looks every now and then, and again at once while there are more."""

    def __init__(self, app: Flask, every: float = EVERY) -> None:
        self._app = app
        self._every = every
        self._next = 0.0
        self._heartbeat = Heartbeat(app, "expiring")
        self._holder = leases.holder_here()

    def look(self) -> int:
        """Delete a few of them, where it is time to look; how many. A database that is away is asked again later."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + self._every
        self._heartbeat.beat()
        try:
            # Rules of retention do not wait for guests, nor these for them: the next look has its turn at once.
            done = retain_some(self._app, self._holder)
            forget_pictures(self._app)
            gone = expire_some(self._app)
        except Exception as error:
            # Whatever it is: the thread that looks must not end by it.
            log.warning("expiring", detail=fault_words(error))
            return 0
        if gone == guests.FEW or done:
            self._next = 0.0
        return gone


def expire_some(app: Flask) -> int:
    """Delete a few guests who were not seen for as long as the setting says; how many."""
    days = app.extensions["settings"].guest_days
    with app.app_context():
        read_only(db.session)
        now = clocks.of_store(db.session)
        if not guests.count_expired(db.session, days=days, now=now):
            return 0
        db.session.rollback()
        gone = guests.expire(db.session, days=days, now=now)
        db.session.commit()
    log.info("guests expired", count=gone)
    return gone


def forget_pictures(app: Flask) -> int:
    """Delete a few pictures that were uploaded for a bank and that no draft names; how many."""
    with app.app_context():
        read_only(db.session)
        now = clocks.of_store(db.session)
        if not uploading.is_due(db.session, now):
            return 0
        db.session.rollback()
        gone = uploading.look(db.session, now)
        db.session.commit()
    log.info("pictures of drafts deleted", count=gone)
    return gone


def retain_some(app: Flask, holder: str) -> int:
    """Inform or delete a few accounts that the rules of retention cover, where no other process does; how many."""
    with app.app_context():
        read_only(db.session)
        if not retention.is_due(db.session):
            return 0
    if not looking.is_ours(app, "retention", holder):
        return 0
    with app.app_context():
        done = retention_steps.step(db.session, now=clocks.of_store(db.session))
        db.session.commit()
    if done:
        log.info("rules of retention", count=done)
    return done
