"""Copies of a whole SQLite database, as it is at one moment, while others write to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from quiz.domain.errors import Message, say


class BackupError(Exception):
    """Why a backup can't be made, read or put back, with the remedy."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(str(reason))


def copy_sqlite(engine: Engine, target: Path) -> None:
    """Copy the database to the new file ``target``, by SQLite's own backup: one file, without a journal beside it.

    Raises ``BackupError``, and ``DBAPIError`` for a file that is no database.
    """
    # No transaction begins on it, which another writer could hold up.
    with engine.connect() as connection:
        try:
            with closing(sqlite3.connect(target)) as copy:
                # In one step: page by page it would begin again with every write of somebody else.
                connection.connection.driver_connection.backup(copy, pages=-1)  # type: ignore[union-attr]  # sqlite3's own connection
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise BackupError(_failed(error)) from error


def files_of(engine: Engine) -> tuple[Path, ...]:
    """The file of an SQLite database, and what SQLite keeps beside it, whether or not that is there."""
    with engine.connect() as connection:
        (_, _, name), *_ = connection.exec_driver_sql("PRAGMA database_list").all()
    return tuple(Path(f"{name}{suffix}") for suffix in ("", "-wal", "-shm", "-journal"))


def _failed(error: sqlite3.Error) -> Message:
    return say(
        "Copying the database failed: %(reason)s. Make room on the disk, or write the backup elsewhere.",
        reason=str(error),
    )


def in_one_file(path: Path) -> None:
    """Write what is still in the journal beside the database at ``path`` into it, so that it can be moved."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def is_empty_sqlite(path: Path) -> bool:
    """Whether there is no database at ``path``, or one without a table. Raises ``sqlite3.DatabaseError``."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return bool(count == 0)
