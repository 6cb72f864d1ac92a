"""``quiz serve`` with two workers in a process of its own, whose workers can be found, frozen and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.browser.server import QUIZ, answers, environment
from tests.runtime.test_server import free_port

WORKERS = 2
PATIENCE = 60.0
"""How many seconds anything may take on a slow machine before a test gives up waiting for it."""

Found = TypeVar("Found")


def until(find: Callable[[], Found], what: str, seconds: float = PATIENCE) -> Found:
    """What ``find`` finds once it is anything; fails when nothing was found in ``seconds``."""
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end, f"waited {seconds:g} seconds for {what}"
        time.sleep(0.002)
    return found


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running server: gunicorn's master, and where it listens and logs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def workers(self) -> list[int]:
        """The workers that are alive."""
        master = self.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
        return [int(pid) for pid in children if _state(int(pid)) not in ("", "Z")]

    def all_workers(self) -> list[int]:
        """The workers once every one is there."""
        return until(lambda: found if len(found := self.workers()) == WORKERS else [], "every worker")

    def is_there(self, worker: int) -> bool:
        """Whether a worker is alive, also where its master is not."""
        return _state(worker) not in ("", "Z")

    def freeze(self) -> list[int]:
        """Stop the workers where they are, and return them."""
        frozen = self.workers()
        _signal(frozen, signal.SIGSTOP)
        until(lambda: all(_state(pid) in ("T", "Z", "") for pid in frozen), "workers that stand still")
        return frozen

    def thaw(self) -> None:
        """Let workers that were frozen go on."""
        _signal(self.workers(), signal.SIGCONT)

    def kill(self, workers: list[int]) -> None:
        """Kill ``workers`` at once, frozen or not, as ``kill -9`` does."""
        _signal(workers, signal.SIGKILL)
        until(lambda: all(_state(pid) in ("Z", "") for pid in workers), "workers that are gone")

    def surprises(self) -> list[str]:
        """Lines of the log that tell of a fault that nobody had thought of."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if "[error] unexpected" in line or line.startswith("Traceback")]


@contextmanager
def served(instance: Path, url: str, **settings: str) -> Iterator[Served]:
    """A server on the store at ``url`` with the rest of its data in ``instance``, while the block lasts."""
    server = start(instance, url, free_port(), **settings)
    try:
        wait_for(server)
        yield server
    finally:
        end(server)


def start(instance: Path, url: str, port: int, **settings: str) -> Served:
    """Start a server at ``port``, without waiting for it; its log goes on where it ended.

    It publishes nothing: what the store holds is all there is.
    """
    instance.mkdir(parents=True, exist_ok=True)
    log = instance / "serve.log"
    with log.open("ab") as output:
        command = [str(QUIZ), "serve", "--empty", "--port", str(port), "--workers", str(WORKERS)]
        process = subprocess.Popen(
            command, env={**_environment(instance, url), **settings}, stdout=output, stderr=subprocess.STDOUT
        )
    return Served(process=process, port=port, log=log)


def wait_for(server: Served, seconds: float = PATIENCE) -> None:
    """Wait until a server answers with every worker."""
    process = server.process
    until(lambda: process.poll() is not None or answers(server.port), "a server that answers", seconds)
    assert process.poll() is None, f"quiz serve ended early:\n{server.log.read_text(encoding='utf-8')}"
    server.all_workers()


def _environment(instance: Path, url: str) -> dict[str, str]:
    return {**environment(instance), "QUIZ_DATABASE_URL": url, "QUIZ_TRUSTED_PROXIES": "0"}


def end(server: Served) -> None:
    """End a server as with Ctrl-C, if it has not ended."""
    if server.process.poll() is not None:
        return
    server.process.send_signal(signal.SIGINT)
    try:
        server.process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill(server.workers())
        server.process.kill()
        server.process.wait(timeout=30)


def _signal(workers: list[int], number: signal.Signals) -> None:
    for pid in workers:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _state(pid: int) -> str:
    """The letter that stands for what a process is at: ``T`` stopped, ``Z`` dead; empty where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
