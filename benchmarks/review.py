"""The dashboard and the start of a review for one who has answered much, and recounting what many have mastered."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, text

from benchmarks.banks import many_months
from benchmarks.figures import Figure
from benchmarks.histories import fill
from benchmarks.server import CHEAP_HASHES
from benchmarks.statements import Counter
from benchmarks.stores import CHEAP, PASSWORD, Store, published
from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.services.aggregates.rebuild import MASTERY
from quiz.services.identity import passwords
from quiz.storage.models.attempts import Attempt
from tests import postgres

ANSWERS = 20_000
YEARS = 6
"""Times that the six months stand in the store: about a thousand questions, of which such a learner knows all."""
ROUNDS = 15
CROWD, EACH = 1_000, 1_000
FEW = 100
"""Learners whose recount takes as much memory as that of all."""
OTHERS = 50
"""Learners who have answered ``EACH`` questions in the same store."""
DILIGENT = "Diligent"
SERIES = "ai-2024"
PAGES = {"dashboard": "dashboard", "start": "review start"}


def figures(folder: Path) -> list[Figure]:
    """Both pages on both databases, as far as this machine has them; then the recount."""
    found = _pages(published(folder / "diligent", files=many_months(YEARS)), "SQLite")
    with on_postgresql() as url:
        if url:
            found += _pages(published(folder / "diligent-too", url, many_months(YEARS)), "PostgreSQL")
    return found + _recounts(published(folder / "recounted"))


@contextmanager
def on_postgresql() -> Iterator[str]:
    """The address of a server that runs meanwhile; empty where this machine has none."""
    try:
        postgres.binaries()
    except RuntimeError as error:
        print(f"Nothing is measured on PostgreSQL: {error}", file=sys.stderr)
        yield ""
        return
    with postgres.server(autovacuum="off") as address:
        yield f"{address}/postgres"


def _pages(store: Store, database: str) -> list[Figure]:
    fill(store, [DILIGENT], ANSWERS)
    # Others, so that a database has reason to look for what is one learner's.
    fill(store, [f"Other {number}" for number in range(OTHERS)], EACH)
    _run(["-m", "quiz.cli", "rebuild"], store)
    if store.url:
        with store.engine() as engine, engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
    told = _run(["-m", "benchmarks.review", "pages"], store)
    found = []
    for page, name in PAGES.items():
        asked, worker, server = told[page]
        found += [
            Figure(name=f"SQL of a {name}, {database}", value=asked, unit="statements", limit=8),
            Figure(name=f"{name} of {ANSWERS:,} answers, {database}", value=worker, unit="ms CPU", limit=50),
        ]
        if store.url:
            found.append(Figure(name=f"{name}, of the server beside it", value=server, unit="ms CPU"))
    return found


def _recounts(store: Store) -> list[Figure]:
    names = [f"Recounted {number}" for number in range(CROWD)]
    fill(store, names[:FEW], EACH)
    few = _run(["-m", "benchmarks.review", "recount"], store)
    fill(store, names[FEW:], EACH)
    with store.engine() as engine, engine.begin() as connection:
        for model in MASTERY:
            connection.execute(delete(model))
    every = _run(["-m", "benchmarks.review", "recount"], store)
    return [
        Figure(name=f"recount {CROWD:,} learners of {EACH:,} answers", value=every["cpu"], unit="s CPU", limit=60),
        Figure(name="memory of it, modules included", value=every["mebibytes"], unit="MiB"),
        Figure(name=f"more than {FEW} learners take", value=every["mebibytes"] - few["mebibytes"], unit="MiB", limit=5),
        Figure(name="times that it tells how far it is", value=every["told"], unit="lines", limit=10, sense=">="),
    ]


def _run(arguments: list[str], store: Store) -> Any:
    """What a process of its own prints at the end: nothing that was measured before weighs on it."""
    environment = {**store.environment, **CHEAP_HASHES}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    last = done.stdout.rstrip().rpartition("\n")[2]
    return json.loads(last) if last.startswith("{") else None


def _measure_pages() -> dict[str, tuple[int, float, float]]:
    """For each page the statements, the milliseconds of this process, and those of the database's."""
    passwords._hasher = CHEAP
    with redirect_stderr(StringIO()):  # where the app's log goes
        app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, Settings.from_environment())
        counter = Counter(app)
        client = app.test_client()
        assert client.post("/signin", data={"name": DILIGENT, "password": PASSWORD}).status_code == 303
        asked = {
            "dashboard": lambda: client.get("/me"),
            "start": lambda: client.post("/review/start", data={"series": SERIES}),
        }
        found = {page: _measured(app, counter, request) for page, request in asked.items()}
    return found


def _measured(app: Flask, counter: Counter, request: Callable[[], Any]) -> tuple[int, float, float]:
    statements, own, others = [], [], []
    for _ in range(ROUNDS + 1):
        before = time.process_time(), _database_cpu(app)
        statements.append(counter.of(request))
        own.append(time.process_time() - before[0])
        others.append(_database_cpu(app) - before[1])
        with app.app_context():
            db.session.execute(delete(Attempt).where(Attempt.state == "running"))
            db.session.commit()
    # Without the first, which loads what every later one finds.
    return max(statements[1:]), statistics.median(own[1:]) * 1_000, statistics.median(others[1:]) * 1_000


def _database_cpu(app: Flask) -> float:
    """The seconds of CPU of the process that PostgreSQL has for this one; SQLite has none."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return 0.0
        process = db.session.scalar(text("SELECT pg_backend_pid()"))
        db.session.rollback()
    return time.clock_gettime((~process << 3) | 2)


def _recount() -> dict[str, float]:
    """Seconds of ``quiz rebuild mastery``, how far the process grew meanwhile, and how often it told where it is."""
    from quiz.cli import main

    output = StringIO()
    before, begun = _mebibytes("VmRSS"), time.process_time()
    with redirect_stdout(output):
        main(["rebuild", "mastery"], standalone_mode=False)
    told = output.getvalue().splitlines()
    return {"cpu": time.process_time() - begun, "mebibytes": _mebibytes("VmHWM") - before, "told": len(told) - 1}


def _mebibytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    print(json.dumps({"pages": _measure_pages, "recount": _recount}[sys.argv[1]]()))
