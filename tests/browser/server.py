"""The app as users start it: ``quiz serve`` in a process of its own, with its data in a temporary folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

MAIL = {
    "QUIZ_MAIL_URL": "smtp://127.0.0.1:9",
    "QUIZ_MAIL_FROM": "quiz@quiz.example.org",
    "QUIZ_URL": "http://127.0.0.1",
}
"""Pages offer mail; where it would go, nobody listens. Its links begin with the server's own address."""

QUIZ = Path(sys.executable).with_name("quiz")


def environment(instance: Path) -> dict[str, str]:
    """This process's environment with the app's settings for a server behind one proxy and its data in ``instance``.

    Nothing counts the lines that such a server runs: that takes as long as running them, and other tests run them all.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUIZ_", "COVERAGE_"))}
    return {**kept, "QUIZ_INSTANCE": str(instance), "QUIZ_TRUSTED_PROXIES": "1"}


@contextmanager
def serving(instance: Path, *words: str, quiz: Path = QUIZ, cwd: Path | None = None, **settings: str) -> Iterator[str]:
    """Run ``quiz serve`` with ``words`` on a free port and give its address; it ends as with Ctrl-C."""
    port = _free_port()
    if "QUIZ_URL" in settings:
        settings["QUIZ_URL"] = f"http://127.0.0.1:{port}"
    instance.mkdir(parents=True, exist_ok=True)
    log = instance / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [quiz, "serve", "--port", str(port), "--workers", "1", *words],
            env={**environment(instance), **settings},
            cwd=cwd,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        while not answers(port):
            if _ended(process):
                raise AssertionError(f"quiz serve ended early:\n{log.read_text(encoding='utf-8')}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether a server at this port gives a page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/signin")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return False
    return True
