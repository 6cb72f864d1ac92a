"""Runs every test, counts the lines that run where it matters, and holds the coverage against its bounds.

Counting lines doubles the time of what it counts. So it is done for the tests on SQLite, which run every line, and not
for the same tests on PostgreSQL, nor for tours of every page, real browsers and servers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.parts import COUNTED, PARTS

BOUNDS = (("quiz/*", 95), ("quiz/domain/*", 100))
MEMORY = Path("/dev/shm")
ENOUGH = 1024**3


def temporary_root() -> Path | None:
    """Memory for the thousands of stores that tests make, where there is enough; else the usual folder (None)."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY
    return None


def _run(part: str, folder: str, words: list[str]) -> int:
    """Run one part of the tests and return pytest's exit status: 5 when it holds none."""
    python = [sys.executable, *(["-m", "coverage", "run"] if part == COUNTED else [])]
    workers = os.environ.get("TEST_WORKERS", "auto")
    return subprocess.run(
        [*python, "-m", "pytest", "-q", "-n", workers, "--dist", "loadgroup", f"--part={part}", *words],
        env={**os.environ, "TMPDIR": folder},
        check=False,
    ).returncode


def main(words: list[str]) -> int:
    """Tests first, then coverage; whatever pytest is given is handed on. 5 when no test ran."""
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "erase"], check=True)
    with tempfile.TemporaryDirectory(dir=temporary_root(), prefix="dalmada-tests-") as folder:
        # PostgreSQL's own user has to pass through it.
        Path(folder).chmod(0o755)
        statuses = {part: _run(part, folder, words) for part in PARTS}
    ran = [status for status in statuses.values() if status != pytest.ExitCode.NO_TESTS_COLLECTED]
    if not ran or any(ran):
        return max(ran, default=int(pytest.ExitCode.NO_TESTS_COLLECTED))
    subprocess.run([*coverage, "combine", "--quiet"], check=True)
    return max(_covered(coverage, pattern, bound) for pattern, bound in BOUNDS)


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
