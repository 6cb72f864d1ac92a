"""What commands know of the files they publish: who publishes them, and the ``.published.json`` beside them."""

from __future__ import annotations

import getpass
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.cli.content.writing import can_be_written, put
from quiz.cli.terminal import fail, print_warning

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from sqlalchemy.orm import Session

    from quiz.services.content.publishing import BankFile
    from quiz.services.content.revisions.keeping import Provenance
    from quiz.services.content.revisions.reading import Revision


def provenance_of(files: Iterable[BankFile], *, force: bool = False) -> Provenance:
    """Who publishes ``files``, and on what they are based as far as their folders say."""
    from quiz.services.content.revisions.bases import BASES_FILE
    from quiz.services.content.revisions.keeping import Provenance

    bases = {folder: known for folder in _folders(files) if (known := read_bases(folder)) is not None}
    return Provenance(
        by_name=shell_user(),
        bases={str(folder): known for folder, known in bases.items()},
        behind=frozenset(str(folder) for folder in bases if not can_be_written(folder / BASES_FILE)),
        force=force,
    )


def shell_user() -> str | None:
    """The name of the user who runs the command; None where the system knows none."""
    try:
        return getpass.getuser()[:80]
    except (KeyError, OSError):
        # A container may run under a number without a name.
        return None


def read_bases(folder: Path) -> dict[str, str] | None:
    """The hashes by bank that the folder's ``.published.json`` holds; None where there is none."""
    from quiz.services.content.revisions import bases

    path = folder / bases.BASES_FILE
    try:
        return _read(path) if path.is_file() else None
    except ValueError:
        fail("%(path)s can't be read. Restore it, or write it again with quiz pull.", path=path)


def noted_bases(folder: Path) -> dict[str, str]:
    """The same for those who write the file again: where there is none, or one that can't be read, it says nothing."""
    from quiz.services.content.revisions import bases

    path = folder / bases.BASES_FILE
    try:
        return _read(path) if path.is_file() else {}
    except ValueError:
        return {}


def _read(path: Path) -> dict[str, str]:
    from quiz.services.content.revisions import bases

    if path.stat().st_size > bases.MAX_BYTES:
        raise ValueError(path)
    return bases.read_bases(path.read_text(encoding="utf-8"))


def require_writable_bases(folder: Path) -> None:
    """End with a message where the folder's ``.published.json`` is read-only."""
    from quiz.services.content.revisions import bases

    path = folder / bases.BASES_FILE
    if path.exists() and not can_be_written(path):
        fail("Read-only: %(files)s. Nothing was written.", files=path.name)


def note_bases(folder: Path, hashes: Mapping[str, str]) -> None:
    """Let the folder's ``.published.json`` say just these ``hashes`` by bank. Raises ``OSError``."""
    from quiz.services.content.revisions import bases

    put(folder / bases.BASES_FILE, bases.write_bases(hashes).encode())


def found_revision(session: Session, name: str) -> tuple[Revision, bytes]:
    """A revision by its name and its file; ends with a message where there is none, or its source was not kept."""
    from quiz.services.content.revisions import reading
    from quiz.storage.database import read_only

    read_only(session)
    try:
        revision, source = reading.find_revision(session, name)
    except reading.UnknownRevision as unknown:
        fail(unknown.message.template, **unknown.message.values)
    if source is None:
        fail(
            "%(revision)s: source not kept. It was published before files were kept; the next publishing keeps its "
            "file.",
            revision=revision.name,
        )
    return revision, source


def write_back(file: BankFile, raw: bytes) -> BankFile:
    """Put ``raw``, which was published, in place of its file, unless that is read-only or somebody edited it meanwhile.

    What was published is returned, whether the file holds it or not: the file goes on from that.
    """
    path = Path(file.path or file.name)
    try:
        if path.read_bytes() != file.raw:
            raise OSError
        put(path, raw)
    except OSError:
        print_warning("%(file)s can't be written: quiz pull brings the ids.", file=file.name)
    return replace(file, raw=raw)


def note_published(files: Iterable[BankFile], banks: Mapping[str, str]) -> None:
    """Note those of ``files`` that are published now, where their folder has a ``.published.json``.

    ``banks`` are those of the store by the hashes of their current files. A file that can't be written is said: what
    was published stays so.
    """
    from quiz.services.content.revisions.keeping import hash_of

    by_folder: dict[Path, dict[str, str]] = {}
    for file in files:
        mark = hash_of(file.raw)
        if file.path is not None and mark in banks:
            by_folder.setdefault(Path(file.path).parent, {})[banks[mark]] = mark
    for folder, hashes in by_folder.items():
        known = read_bases(folder)
        if known is not None and known != {**known, **hashes}:
            _note(folder, {**known, **hashes}, hashes)


def _note(folder: Path, noted: Mapping[str, str], banks: Iterable[str]) -> None:
    from quiz.services.content.revisions import bases

    try:
        note_bases(folder, noted)
    except OSError as error:
        print_warning(
            "%(path)s can't be written: %(reason)s. What was published stays so. Mend that, then note it with: "
            "%(command)s",
            path=folder / bases.BASES_FILE,
            reason=error.strerror,
            command=shlex.join(["quiz", "pull", *banks, "--to", str(folder)]),
        )


def _folders(files: Iterable[BankFile]) -> list[Path]:
    return list(dict.fromkeys(Path(file.path).parent for file in files if file.path is not None))
