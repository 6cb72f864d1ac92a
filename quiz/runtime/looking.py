"""Looking from time to time, in a thread beside the pages, whether there is work."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask

from quiz.platform.extensions import db
from quiz.platform.log_values import fault_words
from quiz.services.notices import leases
from quiz.storage.store_clock import StoreClock

log = structlog.get_logger()


def begin(
    name: str, look: Callable[[], object], every: float, first: Callable[[], object] | None = None
) -> threading.Event:
    """Call ``first`` once, and ``look`` about every ``every`` seconds, in a thread named ``name``.

    The thread ends with the process, or when the event is set. What goes wrong is logged under its name.
    """
    stop = threading.Event()

    def attempt(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            # Whatever it was: the thread that ended by it would never look again.
            log.warning(name, detail=fault_words(error))

    def go_on() -> None:
        if first is not None:
            attempt(first)
        # Workers that were started together need not look together.
        while not stop.wait(every * random.uniform(0.8, 1.2)):
            attempt(look)

    threading.Thread(target=go_on, name=name, daemon=True).start()
    return stop


def now(app: Flask) -> datetime:
    """The time by the clock that the pages go by."""
    clock: StoreClock = app.extensions["clock"]
    return clock.now()


def is_ours(app: Flask, work: str, holder: str) -> bool:
    """Whether the process of that name is the one that does ``work``: it takes the lease, or keeps it longer."""
    with app.app_context():
        ours = leases.take(db.session, work, holder, now=now(app))
        db.session.commit()
    return ours
