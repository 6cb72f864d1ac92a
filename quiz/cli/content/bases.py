"""What commands know of the files they publish: who publishes them, and the ``.published.json`` beside them."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.cli.terminal import fail, print_message

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from sqlalchemy.orm import Session

    from quiz.services.content.publishing import BankFile
    from quiz.services.content.revisions.keeping import Provenance
    from quiz.services.content.revisions.reading import Revision


def provenance_of(files: Iterable[BankFile], *, force: bool = False) -> Provenance:
    """Who publishes ``files``, and on what they are based as far as their folders say."""
    from quiz.services.content.revisions.keeping import Provenance

    bases = {str(folder): known for folder in _folders(files) if (known := read_bases(folder)) is not None}
    return Provenance(by_name=shell_user(), bases=bases, force=force)


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
    if not path.is_file():
        return None
    try:
        return bases.read_bases(path.read_text(encoding="utf-8"))
    except ValueError:
        fail("%(path)s can't be read. Restore it, or write it again with quiz pull --track.", path=path)


def note_bases(folder: Path, hashes: Mapping[str, str]) -> None:
    """Write the ``hashes`` by bank to the folder's ``.published.json``; what it says of other banks stays."""
    from quiz.services.content.revisions import bases

    noted = {**(read_bases(folder) or {}), **hashes}
    (folder / bases.BASES_FILE).write_text(bases.write_bases(noted), encoding="utf-8")


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
    """Put ``raw`` in place of a file that was published, in one step, unless somebody edited it meanwhile."""
    path = Path(file.path or file.name)
    try:
        if path.read_bytes() != file.raw:
            raise OSError
        draft = path.with_name(f".{path.name}.draft")
        draft.write_bytes(raw)
        draft.replace(path)
    except OSError:
        print_message("%(file)s can't be written: quiz pull brings the ids.", file=file.name)
        return file
    return replace(file, raw=raw)


def note_published(files: Iterable[BankFile], banks: Mapping[str, str]) -> None:
    """Note those of ``files`` that are published now, where their folder has a ``.published.json``.

    ``banks`` are those of the store by the hashes of their current files.
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
            note_bases(folder, hashes)


def _folders(files: Iterable[BankFile]) -> list[Path]:
    return list(dict.fromkeys(Path(file.path).parent for file in files if file.path is not None))
