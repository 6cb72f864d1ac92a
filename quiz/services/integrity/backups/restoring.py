"""Putting a backup back: into a place that is empty, and only after every hash was checked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from quiz.domain.errors import say
from quiz.platform.settings import hidden, sqlite_url
from quiz.services.integrity.backups import archive
from quiz.services.integrity.backups.archive import KEY, MEDIA, SETTINGS, STORES, Manifest
from quiz.services.integrity.backups.drafts import draft_folder, move, put
from quiz.services.integrity.backups.examining import faults_in, opened, upgraded
from quiz.services.integrity.doctor import Finding
from quiz.storage import dumps, schema
from quiz.storage.database import is_sqlite
from quiz.storage.snapshots import BackupError, in_one_file, is_empty_sqlite


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a backup is put: the folder of the instance, the database, the file of the key, the folder of pictures."""

    instance: Path
    database_url: str
    key_file: Path
    media: Path


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put back, the settings that it was made with, and the faults that the doctor finds in it."""

    manifest: Manifest
    pictures: int
    settings: Mapping[str, str]
    faults: tuple[Finding, ...]


def restore(path: Path, place: Place, *, now: datetime) -> Restored:
    """Put the backup at ``path`` into an empty ``place``, bring it to today's schema and examine it.

    The store comes last: where something fails before, the place is still empty, and the same can be done again.
    Raises ``BackupError``, and ``OSError`` for a disk that takes no more.
    """
    _want_usable(path, archive.read_manifest(path), place)
    _want_empty(place)
    place.instance.mkdir(parents=True, exist_ok=True)
    with draft_folder(place.instance / "restore") as folder:
        manifest = archive.unpack(path, folder)
        _want_own_key(folder / KEY, place.key_file)
        for name in manifest.files:
            if name.startswith(MEDIA):
                put(folder / name, place.media / name.removeprefix(MEDIA), 0o644)
        put(folder / KEY, place.key_file, 0o600)
        settings = _settings(folder / SETTINGS)
        _put_store(folder, manifest, place)
    with opened(place.database_url) as engine:
        faults = faults_in(engine, place.media, now)
    pictures = sum(name.startswith(MEDIA) for name in manifest.files)
    return Restored(manifest=manifest, pictures=pictures, settings=settings, faults=faults)


def _want_usable(path: Path, manifest: Manifest, place: Place) -> None:
    """Refuse what this version can't read, and a backup of the other kind of database."""
    if not schema.is_known(manifest.schema):
        raise BackupError(
            say(
                "%(path)s holds a store of a newer version of the app (%(app)s). Install that version, then restore.",
                path=str(path),
                app=manifest.app,
            )
        )
    if (manifest.database == "sqlite") != is_sqlite(place.database_url):
        raise BackupError(_OTHER_DATABASE[manifest.database])


_OTHER_DATABASE = {
    "sqlite": say(
        "The backup is of an SQLite store. Unset QUIZ_DATABASE_URL or write sqlite:///PATH, restore, and go on with "
        "quiz move if it is to be in PostgreSQL."
    ),
    "postgresql": say(
        "The backup is of a PostgreSQL store. Make an empty database and name it in QUIZ_DATABASE_URL: "
        "postgresql://USER@HOST/NAME"
    ),
}


def _want_empty(place: Place) -> None:
    if is_sqlite(place.database_url):
        _want_no_file(_file(place))
    elif not dumps.is_empty_postgresql(place.database_url):
        raise BackupError(
            say(
                "%(place)s has tables already. Make another database, an empty one, and name it in QUIZ_DATABASE_URL.",
                place=hidden(place.database_url),
            )
        )


def _want_no_file(path: Path) -> None:
    try:
        empty = is_empty_sqlite(path)
    except sqlite3.DatabaseError:
        empty = False
    if not empty:
        raise BackupError(
            say(
                "There is a store already: %(path)s. Stop the server and move it away, or restore elsewhere with "
                "--into FOLDER.",
                path=str(path),
            )
        )
    for left in (Path(f"{path}-wal"), Path(f"{path}-journal")):
        if left.exists():
            raise BackupError(say("%(path)s belongs to another store. Move it away first.", path=str(left)))


def _want_own_key(key: Path, target: Path) -> None:
    """Refuse to write over a key that is another one: cookies and receipts may depend on it."""
    if target.exists() and target.read_bytes().strip() != key.read_bytes().strip():
        raise BackupError(
            say(
                "%(path)s holds another key than the backup. Move it away, or restore elsewhere with --into FOLDER.",
                path=str(target),
            )
        )


def _file(place: Place) -> Path:
    return Path(make_url(place.database_url).database or "")


def _settings(path: Path) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        # They are only shown.
        return {}


def _put_store(folder: Path, manifest: Manifest, place: Place) -> None:
    source = folder / STORES[manifest.database]
    if manifest.database == "postgresql":
        dumps.load(make_url(place.database_url), source)
        return
    target = _file(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(target) as beside:
        draft = beside / target.name
        put(source, draft, 0o600)
        with opened(sqlite_url(draft)) as engine:
            upgraded(engine)
        in_one_file(draft)
        move(draft, target)
