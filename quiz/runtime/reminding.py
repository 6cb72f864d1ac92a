"""Beside the pages: reminders go out. Every worker looks, and one of all of them, on all machines, does the work."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from flask import Flask

from quiz.platform.extensions import db
from quiz.platform.keys import push_key
from quiz.platform.log_values import fault_words
from quiz.platform.settings import Settings
from quiz.services.notices import leases
from quiz.services.reminders import deliveries, digests, preferences, pushing
from quiz.services.reminders.pushing import Sender
from quiz.storage.models.identity import TEACHERS
from quiz.storage.queries import reminders as reminder_queries
from quiz.storage.store_clock import StoreClock

EVERY = 30.0
"""Seconds between two looks."""
WORK = "reminders"
"""The name of the lease."""
AT_ONCE = 200
"""Reminders and messages of one look; what is left has its turn at the next one."""

log = structlog.get_logger()


@dataclass(kw_only=True)
class Look:
    """What one look did: whether it was this process's turn, whom it reminded, what went to browsers and how."""

    ours: bool = False
    reminded: int = 0
    outcomes: list[str] = field(default_factory=list)


def begin(app: Flask, every: float = EVERY) -> threading.Event:
    """Look who is to be reminded from now on, in a thread that ends with the process, or when the event is set."""
    stop = threading.Event()
    holder = leases.holder_here()

    def go_on() -> None:
        while not stop.wait(every * random.uniform(0.8, 1.2)):
            try:
                look(app, holder)
            except Exception as error:
                # Whatever it was: the thread that ended by it would never look again.
                log.warning("reminding", detail=fault_words(error))

    threading.Thread(target=go_on, name="reminding", daemon=True).start()
    return stop


def look(app: Flask, holder: str) -> Look:
    """Remind everybody whose hour has come, and send what is owed to browsers, if it is this process's turn."""
    found = Look()
    if not _take(app, holder):
        return found
    found.ours = True
    with app.app_context():
        preferences.schedule_new(db.session, _now(app))
        db.session.commit()
    seen: set[int] = set()
    while len(seen) < AT_ONCE and _remind_next(app, seen, found) and _take(app, holder):
        pass
    for _ in range(AT_ONCE):
        # The lease is taken again before each message: a slow service must not make it run out.
        if not (_take(app, holder) and _push_next(app, found)):
            break
    return found


def _take(app: Flask, holder: str) -> bool:
    with app.app_context():
        ours = leases.take(db.session, WORK, holder, now=_now(app))
        db.session.commit()
    return ours


def _now(app: Flask) -> datetime:
    clock: StoreClock = app.extensions["clock"]
    return clock.now()


def _remind_next(app: Flask, seen: set[int], found: Look) -> bool:
    """Remind the next one whose hour has come, in a transaction of their own; whether there was one."""
    with app.app_context():
        now = _now(app)
        row = db.session.execute(reminder_queries.to_remind(now, sorted(seen))).first()
        if row is None:
            return False
        settings, account = row
        number = account.id
        seen.add(number)
        try:
            library = app.extensions["library"].load(db.session, hidden_too=account.role in TEACHERS)
            mail = app.extensions["settings"].mail
            done = digests.remind(db.session, settings, account, library, now, url=mail.url if mail else None)
            db.session.commit()
        except Exception:
            # The others do not wait for one who can't be reminded; that one is tried again at the next look.
            log.exception("reminding failed", account=number)
            return True
        found.reminded += done.push or done.mail
        return True


def _push_next(app: Flask, found: Look) -> bool:
    """Send the next message that is owed; no transaction is open while the push service is waited for."""
    with app.app_context():
        row = deliveries.owed(db.session, _now(app))
        if row is None:
            return False
        delivery = deliveries.begin(db.session, row, row[3], _now(app))
        db.session.commit()
    outcome = pushing.send(delivery.to, delivery.message, _sender(app))
    with app.app_context():
        deliveries.settle(db.session, delivery, outcome, _now(app))
        db.session.commit()
    found.outcomes.append(outcome)
    log.info("reminder", outcome=outcome)
    return True


def _sender(app: Flask) -> Sender:
    keys: tuple[str, ...] = app.extensions["keys"]
    settings: Settings = app.extensions["settings"]
    contact = pushing.contact_of(settings.contact, settings.mail.url if settings.mail else "")
    return Sender(key=push_key(keys[-1]), contact=contact, local=settings.test_push)
