"""Databases for tests: copies of templates that are filled once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from quiz.platform.paths import QUESTIONS
from quiz.platform.settings import sqlite_url
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish
from quiz.storage import schema
from quiz.storage.database import engine_options, prepare

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

NEXT = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
"""The number of PostgreSQL's next transaction that writes."""

Connection = psycopg.Connection[tuple[Any, ...]]
Fill = Callable[[Session], None]


SHIPPED = "shipped"
"""The name of the template that holds the months as they are shipped: a command without files publishes just those."""

_RULES = re.compile(rb"    (?:tries: 2|method: adaptive|penalty: 0\.5|certainty: shown)\n")
"""What the shipped practices say of tries and certainty."""


def shipped_files() -> list[BankFile]:
    """The banks of the series as they are shipped."""
    return [BankFile(name=path.name, raw=path.read_bytes()) for path in sorted(QUESTIONS.glob("*.yaml"))]


def bank_files() -> list[BankFile]:
    """The same with one try a question, without certainty: tests of either say so in quizzes of their own."""
    return [replace(one, raw=_RULES.sub(b"", one.raw)) for one in shipped_files()]


def fill_months(url: str, files: Sequence[BankFile] | None = None) -> None:
    """Make the database at ``url`` one that holds the six months, or these ``files``."""
    with opened(url) as session:
        schema.upgrade(session.get_bind())  # type: ignore[arg-type]  # an engine
        publish(session, files or bank_files(), MediaFolder(source=QUESTIONS / "media"), now=NOW)


@contextmanager
def opened(url: str) -> Iterator[Session]:
    """A session on the database at ``url``; what it did is committed at the end."""
    engine = create_engine(**engine_options(url))
    prepare(engine)
    try:
        with Session(engine) as session:
            yield session
            session.commit()
    finally:
        engine.dispose()


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is asked of a database during the block, in SQL."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Stores:
    """Makes copies of a database that holds the six months, or of one that was filled further, so that no test has to.

    A test that commits nothing leaves its PostgreSQL database as it was, and the next test gets the same one.
    """

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self.folder = folder
        self.server = server
        self.count = 0
        self._templates: set[tuple[str, str]] = set()
        self._unchanged: dict[tuple[str, str], list[str]] = {}
        self._counters: dict[str, dict[str, int | None]] = {}
        self._connection: Connection | None = None

    def url(self, backend: str, name: str = "six_months") -> str:
        """A copy that lasts as long as the tests do."""
        return self._copy(backend, name, None)

    @contextmanager
    def lent(self, backend: str, name: str = "six_months", fill: Fill | None = None) -> Iterator[str]:
        """A copy that is gone after the block: thousands of them would fill the machine's memory.

        With ``fill`` it holds what that adds to the six months; ``name`` tells such templates apart.
        """
        kept = self._unchanged.setdefault((backend, name), [])
        url = self._rewound(kept.pop(), name) if kept else self._copy(backend, name, fill)
        begun = self._next_transaction(backend)
        try:
            yield url
        finally:
            if self._committed_since(backend, begun):
                self._drop(make_url(url))
            else:
                kept.append(url)

    @contextmanager
    def empty(self, backend: str) -> Iterator[str]:
        """A database without a table, gone after the block."""
        self.count += 1
        path = self.folder / f"empty-{self.count}.sqlite3"
        url = sqlite_url(path) if backend == "sqlite" else self._create(f"empty_{self.count}", "template1")
        try:
            yield url
        finally:
            self._drop(make_url(url))

    def _rewound(self, url: str, name: str) -> str:
        """A database in which nothing was committed, with its sequences where they were: those are not rolled back."""
        if make_url(url).get_backend_name() == "sqlite":
            return url
        with psycopg.connect(re.sub(r"\+psycopg", "", url), autocommit=True) as connection:
            for sequence, last in _counters(connection).items():
                wanted = self._counters[name][sequence]
                if wanted is None and last is not None:
                    connection.execute(f"ALTER SEQUENCE {sequence} RESTART")
                elif wanted != last:
                    connection.execute("SELECT setval(%s::regclass, %s)", (sequence, wanted))
        return url

    def close(self) -> None:
        """Let go of PostgreSQL's server; needed where one was asked for."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _copy(self, backend: str, name: str, fill: Fill | None) -> str:
        self.count += 1
        if (backend, name) not in self._templates:
            self._make(backend, name, fill)
            self._templates.add((backend, name))
        if backend == "sqlite":
            target = self.folder / f"store-{self.count}.sqlite3"
            shutil.copyfile(self.folder / f"{name}.sqlite3", target)
            return sqlite_url(target)
        url = self._create(f"store_{self.count}", f"template_{name}")
        if name not in self._counters:
            with psycopg.connect(re.sub(r"\+psycopg", "", url), autocommit=True) as connection:
                self._counters[name] = _counters(connection)
        return url

    def _make(self, backend: str, name: str, fill: Fill | None) -> None:
        if fill is None:
            sqlite = sqlite_url(self.folder / f"{name}.sqlite3")
            url = sqlite if backend == "sqlite" else self._create(f"template_{name}", "template1")
            fill_months(url, shipped_files() if name == SHIPPED else bank_files())
            return
        url = self._copy(backend, "six_months", None)
        with opened(url) as session:
            fill(session)
        if backend == "sqlite":
            shutil.move(str(make_url(url).database), self.folder / f"{name}.sqlite3")
        else:
            self._admin().execute(f"ALTER DATABASE {make_url(url).database} RENAME TO template_{name}")

    def _create(self, name: str, template: str) -> str:
        admin = self._admin()
        # Copied as files, as before version 15: through the log of changes takes three times as long.
        how = "STRATEGY FILE_COPY" if admin.info.server_version >= 150_000 else ""
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}")
        return f"{self.server()}/{name}"

    def _drop(self, url: URL) -> None:
        assert url.database is not None
        if url.get_backend_name() == "sqlite":
            for file in Path(url.database).parent.glob(f"{Path(url.database).name}*"):
                file.unlink()
        else:
            self._admin().execute(f"DROP DATABASE {url.database} WITH (FORCE)")

    def _next_transaction(self, backend: str) -> int:
        return 0 if backend == "sqlite" else self._number(f"SELECT {NEXT}")

    def _committed_since(self, backend: str, begun: int) -> bool:
        """Whether a transaction that wrote, from number ``begun`` on, was committed or still runs.

        Other tests make none meanwhile: each process of tests has a server of its own. Of SQLite it is not known.
        """
        if backend == "sqlite":
            return True
        numbers = f"generate_series(%s::bigint, {NEXT} - 1) AS number"
        query = f"SELECT count(*) FROM {numbers} WHERE pg_xact_status(number::text::xid8) <> 'aborted'"
        return self._number(query, begun) > 0

    def _number(self, query: str, *values: int) -> int:
        try:
            found = self._admin().execute(query, values or None).fetchone()
        except psycopg.OperationalError:
            # A test that cuts every connection of its server has cut this one as well.
            self.close()
            found = self._admin().execute(query, values or None).fetchone()
        assert found is not None
        return int(found[0])

    def _admin(self) -> Connection:
        if self._connection is None or self._connection.closed:
            address = re.sub(r"\+psycopg", "", self.server()) + "/postgres"
            self._connection = psycopg.connect(address, autocommit=True)
        return self._connection


def _counters(connection: Connection) -> dict[str, int | None]:
    """The last number of each sequence of a database; None where none was given yet."""
    return dict(connection.execute("SELECT sequencename::text, last_value FROM pg_sequences").fetchall())
