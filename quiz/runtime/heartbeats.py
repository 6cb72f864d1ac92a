"""What works beside the pages writes down, once in a while, that it still does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from flask import Flask

from quiz.platform.extensions import db
from quiz.platform.log_values import fault_words
from quiz.runtime import looking
from quiz.services.admin import background

log = structlog.get_logger()


class Heartbeat:
    """The mark of one work in this process."""

    def __init__(self, app: Flask, work: str) -> None:
        self._app = app
        self._work = work
        self._next = 0.0

    def beat(self) -> None:
        """Write down that somebody looks, unless this process did so just before. What goes wrong is logged."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + background.NOTED_EVERY.total_seconds()
        try:
            with self._app.app_context():
                background.note(db.session, self._work, now=looking.now(self._app))
                db.session.commit()
        except Exception as error:
            # The work itself does not wait for its mark.
            log.warning("heartbeat", work=self._work, detail=fault_words(error))


def begin(name: str, app: Flask, work: str, look: Callable[[], object], every: float) -> threading.Event:
    """The same as ``looking.begin``, for a work that leaves its mark at once and before every look."""
    heartbeat = Heartbeat(app, work)

    def both() -> None:
        heartbeat.beat()
        look()

    return looking.begin(name, both, every, first=heartbeat.beat)
