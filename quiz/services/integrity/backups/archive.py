"""The file of a backup: a compressed tar whose first member says what the others are."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal, cast

from quiz.domain.errors import Message, say
from quiz.storage.snapshots import BackupError

FORMAT = "dalmada-backup"
VERSION = 1
MANIFEST = "manifest.json"
MAX_MANIFEST = 64 * 2**20
"""Bytes: a manifest has a line for each picture."""
KEY = "secret-key"
SETTINGS = "settings.json"
MEDIA = "media/"
_PICTURE = re.compile(r"\w[\w.-]*")
_LONGEST_NAME = 200
"""Bytes of a picture's name: file systems take 255, and a draft has a longer name."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 2**20
_AROUND = 2**14
"""Bytes that a tar has at most around the content of a file: its headers, what fills blocks, the end of all."""

Database = Literal["sqlite", "postgresql"]
STORES: Mapping[Database, str] = {"sqlite": "store.sqlite3", "postgresql": "store.pgdump"}

BROKEN = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError)
"""What reading a file raises that is no compressed tar, or only the beginning of one, or has words for numbers."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file of a backup: its size in bytes and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds: of which version of the app and of the schema, on which database, made when, which files."""

    app: str
    schema: str
    database: Database
    made_at: datetime
    files: Mapping[str, Part]


def is_picture(name: str) -> bool:
    """Whether a file of the pictures' folder belongs into a backup: a draft of one, or what else lies there, not."""
    return _PICTURE.fullmatch(name) is not None and len(name.encode()) <= _LONGEST_NAME


def described(path: Path) -> Part:
    """Size and hash of a file."""
    total, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
            size += len(chunk)
    return Part(size=size, sha256=total.hexdigest())


def pack(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the backup to ``target``, a new file that its owner alone can read; it is on the disk when this returns."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with (
            gzip.GzipFile(fileobj=raw, mode="wb", filename="", compresslevel=6) as zipped,
            tarfile.open(fileobj=zipped, mode="w|") as tar,
        ):
            _add_bytes(tar, MANIFEST, _written(manifest), manifest.made_at)
            for name, path in files.items():
                _add_file(tar, name, path, manifest.files[name].size, manifest.made_at)
        raw.flush()
        os.fsync(raw.fileno())


def _member(name: str, size: int, made_at: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(made_at.timestamp())
    return member


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes, made_at: datetime) -> None:

    tar.addfile(_member(name, len(content), made_at), io.BytesIO(content))


def _add_file(tar: tarfile.TarFile, name: str, path: Path, size: int, made_at: datetime) -> None:
    with path.open("rb") as file:
        tar.addfile(_member(name, size, made_at), file)


def _written(manifest: Manifest) -> bytes:
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "app": manifest.app,
        "schema": manifest.schema,
        "database": manifest.database,
        "made_at": manifest.made_at.isoformat(),
        "files": {name: {"size": part.size, "sha256": part.sha256} for name, part in manifest.files.items()},
    }
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


class _TooLong(Exception):
    """More comes out of a backup than it says that it holds."""


class _Limited:
    """What comes out of a compressed file, up to a limit: a few bytes may hold as many as would fill a disk."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self._left = MAX_MANIFEST + _AROUND

    def allow(self, manifest: Manifest) -> None:
        """Let what the manifest lists come, too."""
        self._left += sum(part.size + _AROUND for part in manifest.files.values())

    def read(self, size: int) -> bytes:
        """The next bytes. Raises ``_TooLong``."""
        content = self._file.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise _TooLong
        return content


def read_manifest(path: Path) -> Manifest:
    """What the backup at ``path`` says that it holds. Raises ``BackupError``."""
    with _opened(path) as (_, tar):
        return _first(path, tar)


def unpack(path: Path, folder: Path) -> Manifest:
    """Write the files of a backup into ``folder``, each held against its hash. Raises ``BackupError``.

    No name of a member is used as a path before it is one that the manifest lists and that this app gives.
    """
    with _opened(path) as (limited, tar):
        manifest = _first(path, tar)
        _want_room(path, manifest, folder)
        limited.allow(manifest)
        missing = set(manifest.files)
        while (member := tar.next()) is not None:
            if member.name not in missing or not member.isreg():
                raise _not_a_backup(path, say("it holds %(name)s, which no backup does", name=repr(member.name)))
            missing.remove(member.name)
            _extract(path, tar, member, folder / member.name, manifest.files[member.name])
    if missing:
        raise _not_a_backup(path, say("%(name)s is missing in it", name=min(missing)))
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[tuple[_Limited, tarfile.TarFile]]:
    try:
        with gzip.open(path) as zipped:
            limited = _Limited(zipped)
            with tarfile.open(fileobj=cast(IO[bytes], limited), mode="r|") as tar:
                yield limited, tar
    except BROKEN as error:
        raise _not_a_backup(path, say("it is cut off, or no backup at all")) from error
    except _TooLong as error:
        raise _not_a_backup(path, say("more is in it than it lists")) from error


def _want_room(path: Path, manifest: Manifest, folder: Path) -> None:
    """Refuse what the disk can't take before any of it is written."""
    needed, free = sum(part.size for part in manifest.files.values()), shutil.disk_usage(folder).free
    if needed > free:
        raise BackupError(
            say(
                "%(path)s holds %(needed)s MB, and only %(free)s MB are free on the disk. Make room first.",
                path=str(path),
                needed=str(needed // 10**6),
                free=str(free // 10**6),
            )
        )


def _not_a_backup(path: Path, why: Message) -> BackupError:
    return BackupError(
        say("%(path)s can't be used as a backup: %(reason)s. Take another one.", path=str(path), reason=why)
    )


def _first(path: Path, tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    file = tar.extractfile(member) if member is not None else None
    if member is None or file is None or member.name != MANIFEST or member.size > MAX_MANIFEST:
        raise _not_a_backup(path, say("it does not begin with a list of what it holds"))
    try:
        plain = json.loads(file.read())
        if plain["format"] != FORMAT or type(plain["version"]) is not int:
            raise ValueError(plain["format"])
        if plain["version"] > VERSION:
            raise BackupError(
                say(
                    "%(path)s was made by a newer version of the app (%(app)s). Install that version, then restore.",
                    path=str(path),
                    app=str(plain["app"]),
                )
            )
        return _manifest(plain)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, StopIteration) as error:
        raise _not_a_backup(path, say("its list of what it holds can't be read")) from error


def _manifest(plain: Any) -> Manifest:
    database: Database = next(known for known in STORES if known == plain["database"])
    files = {str(name): _part(part) for name, part in plain["files"].items()}
    if not files.keys() >= {STORES[database], KEY} or not all(_is_ours(name, database) for name in files):
        raise ValueError(sorted(files))
    made_at = datetime.fromisoformat(plain["made_at"])
    app, revision = plain["app"], plain["schema"]
    if not (isinstance(app, str) and isinstance(revision, str)):
        raise TypeError(app, revision)
    return Manifest(app=app, schema=revision, database=database, made_at=made_at, files=files)


def _part(plain: Any) -> Part:
    size, mark = plain["size"], plain["sha256"]
    # True is an int as well, and 1e999 is none.
    if type(size) is not int or size < 0 or _SHA256.fullmatch(mark) is None:
        raise ValueError(size, mark)
    return Part(size=size, sha256=mark)


def _is_ours(name: str, database: Database) -> bool:
    return name in (STORES[database], KEY, SETTINGS) or (
        name.startswith(MEDIA) and is_picture(name.removeprefix(MEDIA))
    )


def _extract(path: Path, tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path, wanted: Part) -> None:
    file: IO[bytes] | None = tar.extractfile(member)
    total = hashlib.sha256()
    target.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        while file is not None and member.size == wanted.size and (chunk := file.read(_CHUNK)):
            total.update(chunk)
            written.write(chunk)
    if member.size != wanted.size or total.hexdigest() != wanted.sha256:
        raise _not_a_backup(path, say("%(name)s in it is not what was put in", name=member.name))
