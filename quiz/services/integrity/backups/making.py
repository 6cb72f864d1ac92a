"""Making a backup: a copy of the store at one moment, key, settings and pictures, put back once before it counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from os.path import realpath
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from quiz.domain.errors import say
from quiz.platform.settings import hidden, sqlite_url
from quiz.services.integrity.backups import archive
from quiz.services.integrity.backups.archive import KEY, MEDIA, SETTINGS, STORES, Database, Manifest
from quiz.services.integrity.backups.drafts import draft_folder, sync
from quiz.services.integrity.backups.examining import faults_in, opened
from quiz.services.integrity.doctor import Finding
from quiz.storage import dumps, schema, snapshots
from quiz.storage.snapshots import BackupError, copy_sqlite


@dataclass(frozen=True, kw_only=True)
class Instance:
    """What belongs to a store besides its database: secret keys, one a line; the folder of pictures; the settings.

    ``key_file`` is where the keys are kept, if in a file.
    """

    key: str
    key_file: Path
    media: Path
    settings: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup that was made: its bytes, how many pictures are in it, how it was checked, which faults it holds.

    ``why_read`` is why it was only read to its end.
    """

    size: int
    pictures: int
    checked: Literal["restored", "read"]
    why_read: str = ""
    faults: tuple[Finding, ...]


def make(engine: Engine, instance: Instance, target: Path, *, force: bool, now: datetime) -> Made:
    """Write a backup to ``target``. While it is made it lies beside it, and if that fails nothing is left.

    Raises ``BackupError``, and ``OSError`` where the disk takes no more.
    """
    _want_free(target, force)
    _want_apart(target, engine, instance)
    revision = _revision(engine)
    with draft_folder(target) as folder:
        files = {**_store(engine, folder), **_others(instance, folder)}
        manifest = Manifest(
            app=version("dalmada"),
            schema=revision,
            database=_database(engine),
            made_at=now,
            files={name: archive.described(path) for name, path in files.items()},
        )
        draft = folder / "backup"
        archive.pack(draft, manifest, files)
        made = _checked(engine, draft, folder / "restored", now)
        draft.replace(target)
    sync(target.parent)
    return made


def _want_free(target: Path, force: bool) -> None:
    if not target.parent.is_dir():
        raise BackupError(say("There is no folder %(folder)s. Make it first.", folder=str(target.parent)))
    if target.is_dir() or (target.exists() and not force):
        raise BackupError(
            say("%(path)s exists already. Name another file, or replace it with --force.", path=str(target))
        )


def _want_apart(target: Path, engine: Engine, instance: Instance) -> None:
    """Refuse to write over what is backed up, by whatever name or link, and among the pictures."""
    kept = [instance.key_file, *(snapshots.files_of(engine) if _database(engine) == "sqlite" else ())]
    place, media = Path(realpath(target)), Path(realpath(instance.media))
    if media in place.parents or any(place == Path(realpath(one)) or _is_same(target, one) for one in kept):
        raise BackupError(
            say("%(path)s belongs to the store that is backed up. Name a file elsewhere.", path=str(target))
        )


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are names of one file, as on a disk that takes A for a."""
    return one.exists() and other.exists() and one.samefile(other)


def _database(engine: Engine) -> Database:
    return "sqlite" if engine.dialect.name == "sqlite" else "postgresql"


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        revision = schema.revision_of(connection)
    if revision is None:
        # A slip in a setting: a backup of nothing would be believed in until it is needed.
        raise BackupError(
            say(
                "%(place)s is empty, so there is nothing to back up. Check QUIZ_INSTANCE and QUIZ_DATABASE_URL.",
                place=hidden(engine.url.render_as_string(hide_password=False)),
            )
        )
    return revision


def _store(engine: Engine, folder: Path) -> dict[str, Path]:
    path = folder / STORES[_database(engine)]
    if _database(engine) == "sqlite":
        copy_sqlite(engine, path)
    else:
        dumps.dump(engine.url, path)
    return {path.name: path}


def _others(instance: Instance, folder: Path) -> dict[str, Path]:
    key, settings = folder / KEY, folder / SETTINGS
    key.write_text(instance.key + "\n", encoding="utf-8")
    settings.write_text(json.dumps(dict(instance.settings), ensure_ascii=False, indent=1), encoding="utf-8")
    pictures = sorted(instance.media.iterdir()) if instance.media.is_dir() else []
    kept = {MEDIA + path.name: path for path in pictures if path.is_file() and archive.is_picture(path.name)}
    return {KEY: key, SETTINGS: settings, **kept}


def _checked(engine: Engine, draft: Path, place: Path, now: datetime) -> Made:
    """Unpack the backup into ``place``, put its store back and ask the doctor.

    Where the PostgreSQL server lets no database be made for that, its store is only read to its end.
    """
    place.mkdir()
    manifest = archive.unpack(draft, place)
    store, media = place / STORES[manifest.database], place / MEDIA
    pictures = sum(name.startswith(MEDIA) for name in manifest.files)
    size = draft.stat().st_size
    try:
        with _put_back(engine, store) as url, opened(url) as copy:
            faults = faults_in(copy, media, now)
    except dumps.NotAllowed as error:
        dumps.read_through(store)
        return Made(size=size, pictures=pictures, checked="read", why_read=error.reason, faults=())
    return Made(size=size, pictures=pictures, checked="restored", faults=faults)


@contextmanager
def _put_back(engine: Engine, store: Path) -> Iterator[str]:
    """The address of a database into which the copy was put, gone afterwards."""
    if _database(engine) == "sqlite":
        yield sqlite_url(store)
    else:
        with dumps.temporary_database(engine.url) as url:
            dumps.load(url, store)
            yield url.render_as_string(hide_password=False)
