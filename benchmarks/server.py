"""gunicorn with the app's own settings and one worker or more, serving the app or the bare one.

It is started as ``python -m benchmarks.server``.

Each worker writes the names of all modules it has loaded to a file when it ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.browser import Browser, free_port
from quiz.runtime.server import MEMORY
from quiz.services.identity import passwords

ROOT = Path(__file__).resolve().parent.parent
WAIT = 30
CHEAP_HASHES = {"BENCH_CHEAP_HASHES": "1"}
"""Set where signing in is measured without the hash of the password, which costs what it is meant to cost."""
_AFTER = 0.001
"""Seconds in which a worker has done what follows an answer, such as closing its session."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A server that answers: its port, its process, the seconds from its start to the first page."""

    port: int
    pid: int
    seconds: float

    def workers(self) -> list[int]:
        """The processes of its workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return [int(child) for child in children]

    def worker(self) -> int:
        """The process of its one worker."""
        return self.workers()[0]

    def cpu(self) -> float:
        """The seconds of CPU that its worker has used, all its threads together."""
        time.sleep(_AFTER)
        # The clock of another process, as clock_getcpuclockid(3) names it: /proc/PID/stat counts in hundredths.
        return time.clock_gettime((~self.worker() << 3) | 2)


@contextmanager
def running(
    what: str,
    environment: Mapping[str, str],
    folder: Path,
    *,
    python: str = sys.executable,
    checkout: Path = ROOT,
    workers: int = 1,
) -> Iterator[Running]:
    """``ours`` (what `quiz serve` becomes) or ``bare``, stopped at the end; logs and modules go to ``folder``."""
    port = free_port()
    several = [str(workers)] if workers > 1 else []
    command = [python, "-m", "benchmarks.server", what, str(port), str(folder / "modules"), *several]
    with (folder / f"{what}.log").open("ab") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=checkout, env={**MEMORY, **environment}, stdout=log, stderr=log)
        try:
            _wait(process, port, folder / f"{what}.log")
            yield Running(port=port, pid=process.pid, seconds=time.perf_counter() - begun)
        finally:
            process.terminate()
            process.wait(WAIT)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    begun = time.perf_counter()
    while process.poll() is None and time.perf_counter() - begun < WAIT:
        browser = Browser(port)
        try:
            browser.get("/signin")
        except OSError:
            time.sleep(0.005)
        else:
            return
        finally:
            browser.close()
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def _list_modules(server: Any, worker: Any) -> None:
    Path(os.environ["BENCH_MODULES"]).write_text("\n".join(sorted(sys.modules)), encoding="ascii")


def main(what: str, port: int, workers: int = 1) -> None:
    """Serve until told to stop."""
    from quiz.runtime import server as serving

    if "BENCH_CHEAP_HASHES" in os.environ:
        from benchmarks.stores import CHEAP  # here, as it brings what makes stores, which a server does without

        passwords._hasher = CHEAP

    class Watched(serving.Server):
        def __init__(self, options: dict[str, Any]) -> None:
            super().__init__({**options, "worker_exit": _list_modules})

        def make(self) -> Any:
            return None if what == "bare" else super().make()

        def load(self) -> Any:
            if what != "bare":
                return super().load()
            from benchmarks.bare import app

            return app

    serving.Server = Watched  # type: ignore[misc]  # in this process alone, for what is measured
    serving.run("127.0.0.1", port, workers)


if __name__ == "__main__":
    os.environ["BENCH_MODULES"] = sys.argv[3]
    main(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[4:]))
