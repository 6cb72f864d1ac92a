"""What a server of two workers holds in memory, idle and after a crowd's journeys: ``python -m benchmarks.memory 200``.

Counted as PSS, which shares out what several processes have in common, of the master and both workers together.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import journey
from benchmarks.browser import Browser
from benchmarks.figures import Figure, table
from benchmarks.server import Running, running
from benchmarks.stores import Store, add_people, published

CLIENTS = 16
JOURNEYS = 2_000
WORKERS = 2
NAMES = [f"Crowd {number}" for number in range(CLIENTS)]


def mebibytes(process: int) -> float:
    """What a process has in memory, with its part of what it shares."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def figures(store: Store, folder: Path, journeys: int = JOURNEYS) -> list[Figure]:
    """Master and workers together, before and after ``journeys`` of ``CLIENTS`` at a time, each with its sign-in."""
    add_people(store, NAMES)
    with running("ours", store.environment, folder, workers=WORKERS) as server:
        _visit(server)
        idle = _all(server)
        with ThreadPoolExecutor(CLIENTS) as pool:
            shares = [journeys // CLIENTS + (number < journeys % CLIENTS) for number in range(CLIENTS)]
            list(pool.map(lambda name, count: _take(server.port, name, count), NAMES, shares))
        after = _all(server)
    return [
        Figure(name="master and two workers, idle", value=sum(idle), unit="MiB PSS", limit=140),
        Figure(name=f"after {journeys:,} journeys of {CLIENTS} clients", value=sum(after), unit="MiB PSS", limit=200),
        Figure(name="of it the master", value=after[0], unit="MiB PSS"),
    ]


def _visit(server: Running) -> None:
    """A page from each worker, as far as chance gives it: what a first page loads belongs to an idle server."""
    for _ in range(4 * WORKERS):
        browser = Browser(server.port)
        browser.get("/signin")
        browser.close()


def _all(server: Running) -> Sequence[float]:
    return [mebibytes(process) for process in (server.pid, *server.workers())]


def _take(port: int, name: str, count: int) -> None:
    for _ in range(count):
        browser = Browser(port)
        journey.ours(browser, name)
        browser.close()


def main() -> None:
    """Measure alone."""
    with tempfile.TemporaryDirectory(prefix="dalmada-memory-") as folder:
        store = published(Path(folder) / "store")
        print(table(figures(store, Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else JOURNEYS)))


if __name__ == "__main__":
    main()
