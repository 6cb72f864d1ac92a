"""Copies of a whole PostgreSQL database, by the programs that come with it."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from quiz.domain.errors import say, shortened
from quiz.storage.database import engine_options, prepare
from quiz.storage.search_index import PG_TRIGRAMS
from quiz.storage.snapshots import BackupError

_ON_DEBIAN = Path("/usr/lib/postgresql")
_LOCK_MILLISECONDS = 60_000
"""So long a dump waits for a table that somebody alters."""
_PUT_BACK = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--schema=public")
"""All or nothing, owned by the user that restores; the schema itself is in every new database."""


class NotAllowed(Exception):
    """No database may be made on the server; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def program(name: str) -> Path:
    """The newest ``pg_dump`` or ``pg_restore`` of this machine. Raises ``BackupError`` with the remedy."""
    installed = sorted(_ON_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: _number(path.parent.parent.name))
    found = shutil.which(name)
    if installed:
        return installed[-1]
    if found is not None:
        return Path(found)
    raise BackupError(
        say(
            "%(program)s is missing. On Debian: apt-get install postgresql-client. Elsewhere put it on PATH; it has to "
            "be at least as new as the server.",
            program=name,
        )
    )


def _number(version: str) -> float:
    return float(version) if version.replace(".", "", 1).isdecimal() else 0.0


def dump(url: URL, target: Path) -> None:
    """Write the database, as it is at one moment, to the new file ``target``. Raises ``BackupError``."""
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--lock-wait-timeout={_LOCK_MILLISECONDS}"]
    _run(url, "pg_dump", *words, f"--file={target}", f"--dbname={_without_password(url)}")


def load(url: URL, source: Path) -> None:
    """Put a dump into an empty database, all of it or nothing. Raises ``BackupError``."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as wanted:
        wanted.write(_without_trigrams(_run(None, "pg_restore", "--list", str(source))))
        wanted.flush()
        words = (*_PUT_BACK, f"--use-list={wanted.name}", f"--dbname={_without_password(url)}")
        _run(url, "pg_restore", *words, str(source))


def _without_trigrams(contents: str) -> str:
    """The contents of a dump without the index that needs an extension, which another server may not have.

    It is made again with the schema, where that is possible.
    """
    return "".join(line for line in contents.splitlines(keepends=True) if PG_TRIGRAMS not in line)


def read_through(source: Path) -> None:
    """Read a dump to its end without a database. Raises ``BackupError``."""
    _run(None, "pg_restore", f"--file={os.devnull}", str(source))


def _run(url: URL | None, name: str, *words: str) -> str:
    """What the program prints. Raises ``BackupError`` where it fails."""
    # Not among the words, which every user of the machine can read.
    passwords = {} if url is None else {"PGPASSWORD": str(url.password or url.query.get("password", ""))}
    environment = {
        **os.environ,
        "PGCONNECT_TIMEOUT": "10",
        "LC_MESSAGES": "C",
        **{k: v for k, v in passwords.items() if v},
    }
    done = subprocess.run(
        [program(name), *words], env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise BackupError(say("%(program)s failed: %(reason)s", program=name, reason=" ".join(said)[:500]))
    return done.stdout


def _without_password(url: URL) -> str:
    """The address as libpq reads it."""
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return plain.difference_update_query(["password"]).render_as_string(hide_password=False)


def is_empty_postgresql(url: str) -> bool:
    """Whether the database has no table. Raises ``DBAPIError`` where it can't be reached."""
    engine = create_engine(**engine_options(url))
    prepare(engine)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


@contextmanager
def temporary_database(url: URL) -> Iterator[URL]:
    """A new database on the same server, dropped afterwards. Raises ``NotAllowed``."""
    name = f"dalmada_check_{secrets.token_hex(6)}"
    _alone(url, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield make_url(url).set(database=name)
    finally:
        _alone(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _alone(url: URL, statement: str) -> None:
    """Run what can't run in a transaction."""
    engine = create_engine(**engine_options(url.render_as_string(hide_password=False)), isolation_level="AUTOCOMMIT")
    prepare(engine)
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        raise NotAllowed(shortened(error.orig or error)) from error
    finally:
        engine.dispose()
