"""Beside the pages: files of people's data that take long are built, each by one worker of all machines."""

from __future__ import annotations

import threading

import structlog
from flask import Flask

from quiz.platform.extensions import db
from quiz.runtime import heartbeats
from quiz.services.attempts.pages import results
from quiz.services.integrity import clocks
from quiz.services.integrity.own_data import building, files
from quiz.services.integrity.own_data.files import Lease
from quiz.storage.database import read_only
from quiz.storage.models.identity import Account

EVERY = 5.0
"""Seconds between two looks; each worker looks by itself, and the store lets one of them have a file."""

STEP = 5
"""Per cent after which progress is noted again."""

log = structlog.get_logger()


def begin(app: Flask, every: float = EVERY) -> threading.Event:
    """Look for files to build from now on, in a thread that ends with the process, or when the event is set."""
    return heartbeats.begin("data files", app, "data_files", lambda: look(app), every)


def look(app: Flask) -> int:
    """Delete the files whose time is over, and build those that wait; how many were built."""
    if not _is_due(app):
        return 0
    with app.app_context():
        files.clear(db.session, clocks.of_store(db.session))
        db.session.commit()
    built = 0
    while (lease := _take(app)) is not None:
        built += build(app, lease)
    return built


def _is_due(app: Flask) -> bool:
    """Whether there is anything to do, found without a lock."""
    with app.app_context():
        read_only(db.session)
        return files.is_due(db.session, clocks.of_store(db.session))


def _take(app: Flask) -> Lease | None:
    with app.app_context():
        lease = files.take(db.session, clocks.of_store(db.session))
        db.session.commit()
        return lease


def build(app: Flask, lease: Lease) -> bool:
    """Build a file that was taken up; False where that failed, or where it is another's by now."""
    try:
        content = _content(app, lease)
        with app.app_context():
            kept = content is not None and files.finish(db.session, lease, content, clocks.of_store(db.session))
            db.session.commit()
        return kept
    except Exception:
        log.exception("building a data file failed", file=lease.id)
        with app.app_context():
            files.give_up(db.session, lease, clocks.of_store(db.session))
            db.session.commit()
        return False


def _content(app: Flask, lease: Lease) -> bytes | None:
    with app.app_context():
        wanted = files.taken_file(db.session, lease)
        if wanted is None:
            return None
        account = db.session.get_one(Account, wanted.account_id)
        # The file says how tests went: no answer to one counts after that.
        results.note_all_shown(db.session, account, None, now=clocks.of_store(db.session))
        db.session.commit()
        read_only(db.session)
        chosen = wanted.kind, wanted.language, wanted.options
        return building.content_of(db.session, account, *chosen, _Progress(app, lease), now=clocks.of_store(db.session))


class _Progress:
    """Notes how far a file is, each time in a transaction of its own: the one that reads goes on meanwhile."""

    def __init__(self, app: Flask, lease: Lease) -> None:
        self._app, self._lease, self._noted = app, lease, 0

    def __call__(self, percent: int) -> None:
        if percent < self._noted + STEP:
            return
        self._noted = percent
        with self._app.app_context():
            files.go_on(db.session, self._lease, percent, clocks.of_store(db.session))
            db.session.commit()
