"""Runs every test under coverage and holds the coverage against its bounds; ends with 0 only if all of it holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BOUNDS = (("quiz/*", 95), ("quiz/domain/*", 100))
MEMORY = Path("/dev/shm")
ENOUGH = 1024**3


def temporary_root() -> Path | None:
    """Memory for the thousands of stores that tests make, where there is enough; else the usual folder (None)."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY
    return None


def main() -> int:
    """Tests first, then coverage; whatever pytest is given is handed on."""
    run = [sys.executable, "-m", "coverage"]
    subprocess.run([*run, "erase"], check=True)
    workers = os.environ.get("TEST_WORKERS", "auto")
    with tempfile.TemporaryDirectory(dir=temporary_root(), prefix="dalmada-tests-") as folder:
        # PostgreSQL's own user has to pass through it.
        Path(folder).chmod(0o755)
        # The exit status is pytest's own: 5 when no test ran.
        status = subprocess.run(
            [*run, "run", "-m", "pytest", "-n", workers, "--dist", "loadgroup", *sys.argv[1:]],
            env={**os.environ, "TMPDIR": folder},
            check=False,
        ).returncode
    if status:
        return status
    subprocess.run([*run, "combine", "--quiet"], check=True)
    for pattern, bound in BOUNDS:
        print(f"\nCoverage of {pattern}, lines and branches; at least {bound} % is wanted:")
        status |= subprocess.run(
            [*run, "report", f"--include={pattern}", f"--fail-under={bound}"], check=False
        ).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
