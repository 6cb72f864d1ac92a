"""What works in a thread beside the pages, ended before the database of its test is gone."""

from __future__ import annotations

import threading

PATIENCE = 20


def end(name: str, *stops: threading.Event) -> None:
    """Let the threads of that name end, and wait until they have."""
    for stop in stops:
        stop.set()
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(PATIENCE)
            assert not thread.is_alive()
