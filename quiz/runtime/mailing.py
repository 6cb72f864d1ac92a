"""Beside the pages: mail is made and sent, by one process at a time on however many machines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from quiz.platform.extensions import db
from quiz.platform.log_values import fault_words
from quiz.platform.mail import Mail
from quiz.runtime import heartbeats, looking
from quiz.services.identity import password_resets
from quiz.services.notices import copies, leases, sending
from quiz.services.notices.sending import Claimed

if TYPE_CHECKING:
    from quiz.runtime.smtp import Undeliverable

EVERY = 10.0
"""Seconds between two looks."""
LEASE = "mail"

Job = Callable[[Session, str, datetime], object]

JOBS: tuple[Job, ...] = (
    lambda session, url, now: password_resets.answer_requests(session, now=now),
    lambda session, url, now: copies.copy_notices(session, url, now=now),
    lambda session, url, now: sending.forget_old(session, now=now),
)
"""What makes mail, each in a transaction of its own, in front of every look; given the app's address and the time."""

log = structlog.get_logger()


def begin(app: Flask, every: float = EVERY) -> threading.Event | None:
    """Send mail from now on, in a thread that ends with the process, or when the event is set; None without mail."""
    mail: Mail | None = app.extensions["settings"].mail
    if mail is None:
        return None
    holder = leases.holder_here()
    return heartbeats.begin("mail", app, "mail", lambda: look(app, mail, holder), every)


def look(app: Flask, mail: Mail, holder: str) -> int:
    """Make and send what is due, where no other process does; how many mails were sent."""
    if not looking.is_ours(app, LEASE, holder):
        return 0
    for job in JOBS:
        _do(app, job, mail.url)
    sent = 0
    # The lease is taken again before each mail: a slow server must not make it run out.
    while looking.is_ours(app, LEASE, holder) and (claimed := _claim(app, mail.url)) is not None:
        failed = _send(app, mail, claimed)
        sent += failed is None
        if failed is not None and failed.reason in ("connection", "tls", "signin"):
            # It would be the same for the next one.
            break
    return sent


def _do(app: Flask, job: Job, url: str) -> None:
    try:
        with app.app_context():
            job(db.session, url, looking.now(app))
            db.session.commit()
    except Exception as error:
        # The other jobs do not wait for one that fails, nor does the mail that is made already.
        log.warning("mail", detail=fault_words(error))


def _claim(app: Flask, url: str) -> Claimed | None:
    with app.app_context():
        claimed = sending.claim(db.session, url, now=looking.now(app))
        db.session.commit()
    return claimed


def _send(app: Flask, mail: Mail, claimed: Claimed) -> Undeliverable | None:
    """Send a mail, and keep what became of it; why it was not sent, None where it was."""
    # It loads what only mail needs.
    from quiz.runtime import smtp

    failed = None
    try:
        smtp.deliver(mail, claimed, now=looking.now(app))
    except smtp.Undeliverable as error:
        failed = error
    except Exception as error:
        log.warning("mail", mail=claimed.id, detail=fault_words(error))
        failed = smtp.Undeliverable("fault", final=True)
    _note(app, claimed, failed)
    return failed


def _note(app: Flask, claimed: Claimed, failed: Undeliverable | None) -> None:
    with app.app_context():
        now, given_up = looking.now(app), False
        if failed is None:
            sending.note_sent(db.session, claimed.id, now=now)
        else:
            given_up = sending.note_failed(db.session, claimed.id, failed.reason, final=failed.final, now=now)
        db.session.commit()
    if failed is None:
        log.info("mail sent", mail=claimed.id)
    elif given_up:
        log.error("mail given up", mail=claimed.id, reason=failed.reason, remedy="quiz mail list shows it")
    else:
        log.warning("mail not sent", mail=claimed.id, reason=failed.reason)
