"""Beside the pages: reminders go out. Every worker looks, and one of all of them, on all machines, does the work."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog
from flask import Flask

from quiz.platform.extensions import db
from quiz.platform.keys import push_key
from quiz.platform.settings import Settings
from quiz.runtime import heartbeats, looking
from quiz.services.notices import leases
from quiz.services.reminders import deliveries, digests, preferences, pushing
from quiz.services.reminders.pushing import Sender
from quiz.storage.models.identity import TEACHERS
from quiz.storage.queries import reminders as reminder_queries

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
    holder = leases.holder_here()
    return heartbeats.begin("reminding", app, "reminding", lambda: look(app, holder), every)


def look(app: Flask, holder: str) -> Look:
    """Remind everybody whose hour has come, and send what is owed to browsers, if it is this process's turn."""
    found = Look()
    if not looking.is_ours(app, WORK, holder):
        return found
    found.ours = True
    with app.app_context():
        preferences.schedule_new(db.session, looking.now(app))
        db.session.commit()
    seen: set[int] = set()
    while len(seen) < AT_ONCE and _remind_next(app, seen, found) and looking.is_ours(app, WORK, holder):
        pass
    for _ in range(AT_ONCE):
        # The lease is taken again before each message: a slow service must not make it run out.
        if not (looking.is_ours(app, WORK, holder) and _push_next(app, found)):
            break
    return found


def _remind_next(app: Flask, seen: set[int], found: Look) -> bool:
    """Remind the next one whose hour has come, in a transaction of their own; whether there was one."""
    with app.app_context():
        now = looking.now(app)
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
        row = deliveries.owed(db.session, looking.now(app))
        if row is None:
            return False
        delivery = deliveries.begin(db.session, row)
        db.session.commit()
    outcome = pushing.send(delivery.to, delivery.message, _sender(app))
    with app.app_context():
        deliveries.settle(db.session, delivery, outcome, looking.now(app))
        db.session.commit()
    found.outcomes.append(outcome)
    log.info("reminder", outcome=outcome)
    return True


def _sender(app: Flask) -> Sender:
    keys: tuple[str, ...] = app.extensions["keys"]
    settings: Settings = app.extensions["settings"]
    contact = pushing.contact_of(settings.contact, settings.mail.url if settings.mail else "")
    return Sender(key=push_key(keys[-1]), contact=contact, local=settings.test_push)
