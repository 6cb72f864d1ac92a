"""Runs every test, counts the lines of the pure core that run, and holds their number against its bound.

Counting lines doubles the time of what it counts. So by itself it is done for the core alone; with ``--count-all``, as
``make coverage`` asks, for everything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.parts import APP, CORE

COUNT_ALL = "--count-all"
CORE_BOUND = ("quiz/domain/*", 100)
BOUND = ("quiz/*", 95)
MEMORY = Path("/dev/shm")
ENOUGH = 1024**3


def temporary_root() -> Path | None:
    """Memory for the thousands of stores that tests make, where there is enough; else the usual folder (None)."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY
    return None


def _run(part: Sequence[str], folder: str, words: list[str], *, counted: bool) -> int:
    """Run one part of the tests and return pytest's exit status: 5 when it holds none."""
    python = [sys.executable, *(["-m", "coverage", "run"] if counted else [])]
    # A test in a browser waits for much of its time, so one more worker than cores keeps them busy.
    workers = os.environ.get("TEST_WORKERS", "auto" if part == CORE else str((os.cpu_count() or 1) + 1))
    return subprocess.run(
        [*python, "-m", "pytest", "-q", "-n", workers, "--dist", "loadgroup", *part, *words],
        env={**os.environ, "TMPDIR": folder},
        check=False,
    ).returncode


def main(words: list[str]) -> int:
    """Tests first, then coverage; whatever pytest is given is handed on. 5 when no test ran."""
    count_all = COUNT_ALL in words
    words = [word for word in words if word != COUNT_ALL]
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "erase"], check=True)
    with tempfile.TemporaryDirectory(dir=temporary_root(), prefix="dalmada-tests-") as folder:
        # PostgreSQL's own user has to pass through it.
        Path(folder).chmod(0o755)
        statuses = [_run(part, folder, words, counted=count_all or part == CORE) for part in (CORE, APP)]
    ran = [status for status in statuses if status != pytest.ExitCode.NO_TESTS_COLLECTED]
    if not ran or any(ran):
        return max(ran, default=int(pytest.ExitCode.NO_TESTS_COLLECTED))
    subprocess.run([*coverage, "combine", "--quiet"], check=True)
    bounds = (CORE_BOUND, BOUND) if count_all else (CORE_BOUND,)
    return max(_covered(coverage, pattern, bound) for pattern, bound in bounds)


def _covered(coverage: list[str], pattern: str, bound: int) -> int:
    """Hold the coverage of some files against its bound: one line where it is kept, else all that is missing."""
    command = [*coverage, "report", f"--include={pattern}", f"--fail-under={bound}"]
    report = subprocess.run(command, check=False, capture_output=True, text=True)
    last = next((line for line in report.stdout.splitlines() if line.startswith("TOTAL")), "TOTAL none")
    print(f"Coverage of {pattern}, lines and branches: {last.split()[-1]}; at least {bound} % is wanted.")
    if report.returncode:
        print(report.stdout + report.stderr)
    return report.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
