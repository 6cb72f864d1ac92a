"""What it costs to watch 200 learners who sit an assignment: ``python -m benchmarks.watching``.

A teacher's page asks for the numbers as often as its script says. Counted is the CPU of the server for one poll, that
of PostgreSQL with it, as a share of the time until the next: of polls that find something changed, and of others.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from benchmarks import journey
from benchmarks.banks import QUIZ
from benchmarks.browser import Browser, Page
from benchmarks.figures import Figure, table
from benchmarks.review import on_postgresql
from benchmarks.server import CHEAP_HASHES, Running, running
from benchmarks.stores import Store, add_class, add_people, published
from quiz.platform.paths import STATIC
from quiz.services.attempts import locking, saving, serialization
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.classes import entering
from quiz.services.classes.assignments import sitting, writing
from quiz.services.classes.assignments.drafts import Draft
from quiz.services.classes.assignments.recipes import Choice
from quiz.storage.models.assignments import AttemptPresence
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account

LEARNERS = 200
ANSWERED = 5
"""Questions that each learner has answered before it is measured."""
SAVED = 25
"""Learners who save an answer between two polls that find something changed: each about every half minute."""
POLLS = 20
LIMIT = 5
TEACHER = "Watching"


def interval() -> float:
    """The seconds between two polls, as the page's script has them."""
    script = (STATIC / "js" / "live.js").read_text(encoding="utf-8")
    found = re.search(r"^const EVERY = (\d+);", script, re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1_000


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """An assignment that a class sits: the address of its live view, learners with the tokens of their attempts."""

    page: str
    attempts: Sequence[tuple[int, str]]


def figures(folder: Path) -> list[Figure]:
    """On both databases, as far as this machine has them."""
    found = _figures(published(folder / "watched"), folder, "SQLite")
    with on_postgresql() as url:
        if url:
            found += _figures(published(folder / "watched-too", url), folder, "PostgreSQL")
    return found


def _figures(store: Store, folder: Path, database: str) -> list[Figure]:
    sat = _seated(store)
    environment = {**store.environment, **CHEAP_HASHES}
    with running("ours", environment, folder) as server, store.engine() as engine:
        browser = Browser(server.port)
        journey.begin(browser, journey.Journey(), TEACHER)
        page = _costs(server, engine, lambda tag: browser.get(sat.page), lambda number: _stay(engine))
        ask = _asking(browser, sat.page)
        changed = _costs(server, engine, ask(200), lambda number: _go_on(engine, sat, number))
        unchanged = _costs(server, engine, ask(304), lambda number: _stay(engine))
        browser.close()
    name, every = f"watching {LEARNERS} learners", interval()
    return [
        *(
            Figure(name=f"{name}, {what}, {database}", value=100 * cost / every, unit="% of a core", limit=LIMIT)
            for what, cost in (("changed", changed), ("unchanged", unchanged))
        ),
        Figure(name=f"{name}, their page, {database}", value=1_000 * page, unit="ms CPU"),
    ]


def _asking(browser: Browser, page: str) -> Callable[[int], Callable[[str], Page]]:
    """Polls of a page's numbers as a browser sends them: with the tag of what it has."""

    def expecting(status: int) -> Callable[[str], Page]:
        def ask(tag: str) -> Page:
            found = browser.get(f"{page}.json", {"If-None-Match": tag} if tag else {})
            assert not tag or found.status == status, found.status
            return found

        return ask

    return expecting


def _costs(server: Running, engine: Engine, ask: Callable[[str], Page], between: Callable[[int], None]) -> float:
    """The seconds of CPU of a request, of the server and the database: the median of several."""
    costs, tag = [], ""
    for number in range(POLLS):
        between(number)
        before = _cpu(server, engine)
        tag = ask(tag).headers.get("etag", "")
        costs.append(_cpu(server, engine) - before)
    # Without the first, which loads what every later one finds.
    return statistics.median(costs[1:])


def _cpu(server: Running, engine: Engine) -> float:
    """The seconds of CPU of the worker, and of the processes that PostgreSQL has for it; SQLite has none."""
    if engine.dialect.name == "sqlite":
        return server.cpu()
    others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
    query = text(f"SELECT pid FROM pg_stat_activity WHERE {others} ORDER BY pid")
    with engine.connect() as connection:
        processes = connection.scalars(query).all()
    return server.cpu() + sum(time.clock_gettime((~process << 3) | 2) for process in processes)


def _seated(store: Store) -> Sitting:
    """Everybody has begun an assignment of an hour and answered some of it."""
    add_people(store, [f"Watched {number}" for number in range(LEARNERS)])
    add_people(store, [TEACHER], role="teacher")
    room, now = add_class(store, TEACHER), datetime.now(UTC)
    with store.engine() as engine, Session(engine) as session:
        teacher = session.scalars(select(Account).where(Account.name == TEACHER)).one()
        entered = entering.enter(session, teacher, room, "assign")
        series = session.scalars(select(SeriesRow.id).order_by(SeriesRow.id)).first() or 0
        due = now + timedelta(days=1)
        draft = Draft(
            series_id=series, title="Watched", choice=Choice(source="quiz", quiz=QUIZ), due_at=due, minutes=60
        )
        number = writing.make(session, entered, draft, now=now).id
        writing.publish(session, entered, number, now=now)
        learners = session.scalars(select(Account).where(Account.role == "learner").order_by(Account.id)).all()
        attempts = []
        for learner in learners:
            attempt = sitting.start(session, learner, number, now=now)
            session.flush()
            attempts.append((learner.id, attempt.token))
            session.add(AttemptPresence(attempt_id=attempt.id, seen_at=now, position=1))
            for position in range(1, ANSWERED + 1):
                _save(session, learner, attempt.token, position, position)
        session.commit()
    return Sitting(page=f"/classes/{room}/assignments/{number}/live", attempts=attempts)


def _save(session: Session, learner: Account, token: str, position: int, sequence: int) -> None:
    target: Any = locking.lock_question(session, learner, token, position)
    answer = {
        name: list(values)
        for name, values in target.question.solution(serialization.variant_from(target.row.variant)).items()
    }
    sent = AnswerSubmission(device="bench", sequence=sequence, base_revision=target.row.revision)
    saving.save(session, target, answer, sent, now=datetime.now(UTC))


def _stay(engine: Engine) -> None:
    """Every page asks for the time, and nothing else happens."""
    with Session(engine) as session:
        session.execute(update(AttemptPresence).values(seen_at=datetime.now(UTC)))
        session.commit()


def _go_on(engine: Engine, sat: Sitting, number: int) -> None:
    """The same, while some save an answer and go on."""
    _stay(engine)
    some = [sat.attempts[(number * SAVED + one) % LEARNERS] for one in range(SAVED)]
    with Session(engine) as session:
        for account, token in some:
            _save(session, session.get_one(Account, account), token, 1 + number % 10, 100 + number)
        position = 1 + number % 10
        tokens = [token for _, token in some]
        sitting_now = select(Attempt.id).where(Attempt.token.in_(tokens))
        session.execute(
            update(AttemptPresence)
            .where(AttemptPresence.attempt_id.in_(sitting_now))
            .values(position=position)
            .execution_options(synchronize_session=False)
        )
        session.commit()


def main() -> None:
    """Measure alone."""
    with tempfile.TemporaryDirectory(prefix="dalmada-watching-") as folder:
        print(table(figures(Path(folder))))


if __name__ == "__main__":
    main()
