"""Numbers for Prometheus, of all workers together. Its library is loaded only where somebody asks for them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from flask import Flask, current_app

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which workers share their numbers; it is read when the library is loaded."""
Event = Literal["saves", "checks", "hand_ins", "late_answers", "conflicts", "sign_ins", "failed_sign_ins"]
EVENTS: dict[Event, str] = {
    "saves": "Answers that were saved, repeated sends included",
    "checks": "Practice questions that were checked",
    "hand_ins": "Tests that their learners handed in",
    "late_answers": "Answers that came after the deadline",
    "conflicts": "Answers that differed from one of another device",
    "sign_ins": "Sign-ins",
    "failed_sign_ins": "Sign-ins refused for a wrong name or password",
}
METHODS = ("GET", "HEAD", "POST", "PUT")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""


class Metrics:
    """Counts nothing: nobody asks."""

    def request(self, endpoint: str | None, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""

    def event(self, name: Event) -> None:
        """Count what a learner did."""

    def closing(self, seconds: float, closed: int, failed: int) -> None:
        """Count a look for overdue tests."""

    def exposition(self, regrades: int | None) -> bytes:
        """All numbers in Prometheus' text format. ``regrades`` are the store's, None where it can't be asked."""
        return b""


class Counted(Metrics):
    """Counts in files that the workers share, or in this process alone where no folder is named.

    No label holds what somebody entered: endpoints, methods and classes of status are few.
    """

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._own = own = CollectorRegistry()
        self._requests = Histogram(
            "dalmada_request_seconds",
            "Time to answer a request",
            ("endpoint", "method", "status"),
            buckets=BUCKETS,
            registry=own,
        )
        self._events = {name: Counter(f"dalmada_{name}", text, registry=own) for name, text in EVENTS.items()}
        self._looks = Histogram("dalmada_closing_seconds", "Looks for overdue tests", buckets=BUCKETS, registry=own)
        self._closed = Counter("dalmada_closing_closed", "Overdue tests that were handed in", registry=own)
        self._failed = Counter("dalmada_closing_failed", "Looks at tests that can't be scored", registry=own)

    def request(self, endpoint: str | None, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        labels = (endpoint or "none", method if method in METHODS else "other", f"{status // 100}xx")
        self._requests.labels(*labels).observe(seconds)

    def event(self, name: Event) -> None:
        """Count what a learner did."""
        self._events[name].inc()

    def closing(self, seconds: float, closed: int, failed: int) -> None:
        """Count a look for overdue tests."""
        self._looks.observe(seconds)
        self._closed.inc(closed)
        self._failed.inc(failed)

    def exposition(self, regrades: int | None) -> bytes:
        """All numbers in Prometheus' text format. ``regrades`` are the store's, None where it can't be asked."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry: Any = self._own
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types of its own
        return bytes(generate_latest(registry)) + "".join(_now(regrades)).encode()


def _now(regrades: int | None) -> list[str]:
    """What is read at the moment of asking: the store's regrades, the memory of the server's processes."""
    lines = []
    if regrades is not None:
        lines += _gauge("dalmada_regrades", "Regrades in the store", {"": regrades})
    memory = {f'{{process="{name}"}}': size for name, size in _memory().items()}
    return lines + (_gauge("dalmada_memory_bytes", "Memory in use (PSS)", memory) if memory else [])


def _gauge(name: str, text: str, values: dict[str, int]) -> list[str]:
    head = [f"# HELP {name} {text}\n", f"# TYPE {name} gauge\n"]
    return head + [f"{name}{labels} {value}\n" for labels, value in values.items()]


def _memory() -> dict[str, int]:
    """Bytes of the master and of all workers together, on Linux; of this process alone where it is no worker."""
    try:
        if not os.environ.get(FOLDER):
            return {"workers": _pss(os.getpid())}
        master = os.getppid()
        workers = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
        return {"master": _pss(master), "workers": sum(_pss(int(worker)) for worker in workers)}
    except (OSError, StopIteration, ValueError):
        return {}


def _pss(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def init_app(app: Flask, wanted: bool) -> None:
    """Count what happens in ``app``, if it is wanted."""
    app.extensions["metrics"] = Counted() if wanted else Metrics()


def metrics() -> Metrics:
    """Those of the app that is at work."""
    found: Metrics = current_app.extensions["metrics"]
    return found
