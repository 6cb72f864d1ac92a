"""The command that writes what is published back to files, and loses nothing that was never published."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from quiz.cli.content.bases import note_bases, noted_bases, require_writable_bases
from quiz.cli.content.joining import common, joined, put_beside, theirs_of
from quiz.cli.content.writing import Picture, can_be_written, pictures_beside, put, write_pictures
from quiz.cli.terminal import fail, print_message, print_warning, ready_app
from quiz.platform.paths import QUESTIONS

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.content.revisions.reading import Kept
    from quiz.services.content.revisions.series_files import SeriesFile


class Target(NamedTuple):
    """Where a revision's file goes; ``raw`` is what stands there so far, None where nothing does."""

    path: Path
    kept: Kept
    source: bytes
    raw: bytes | None


class Frame(NamedTuple):
    """A file of the series itself that is to be written; ``raw`` is what stands there so far."""

    path: Path
    file: SeriesFile
    raw: bytes | None


@click.command()
@click.argument("banks", nargs=-1, metavar="[BANK|SERIES/]...")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=QUESTIONS,
    help="The folder; questions/ if none is named.",
)
@click.option("--force", is_flag=True, help="Overwrite files with changes that were never published.")
@click.option("--merge", is_flag=True, help="Bring such files and what was published since together.")
def pull(banks: tuple[str, ...], folder: Path, force: bool, merge: bool) -> None:
    """Write what is published of each BANK, or of a whole series, back to files. All of them or none.

    series.yaml, the glossary that it names, and the pictures of the banks, in the folder media, come along where they
    are not there as published. .published.json
    beside them notes what they are based on. Where both a file and what is published changed, --merge takes each
    question from the side that changed it; where both changed the same one, what is published is put beside the file
    as FILE.theirs.

    Without a name it is the series of the folder's series.yaml, else the only one there is. Exit status 1 where a
    source was not kept, and where a file was put beside another.
    """
    from quiz.platform.extensions import db as store
    from quiz.services.content.revisions import reading, series_files
    from quiz.storage.database import read_only

    if force and merge:
        fail("--force overwrites your changes and --merge keeps them: leave one out.")
    app = ready_app()
    with app.app_context():
        read_only(store.session)
        try:
            found = reading.current(store.session, banks, _series_of(folder))
        except reading.UnknownRevision as unknown:
            fail(unknown.message.template, **unknown.message.values)
        beside = series_files.files(store.session, found[0].revision.series) if found else []
        pictures = pictures_beside(store.session, found, folder / "media", app.extensions["settings"].media)
        noted = noted_bases(folder)
        targets = _targets(folder, found)
        made_from = {one.path: common(store.session, one.kept, noted, one.path) for one in targets if _is_edited(one)}
    frame = _frame(folder, beside)
    if not (force or merge):
        _refuse_to_lose(targets, frame, pictures)
    _refuse_what_is_read_only(targets, frame)
    require_writable_bases(folder)
    folder.mkdir(parents=True, exist_ok=True)
    apart = _write_all(targets, frame, made_from if merge else {}, merge)
    apart += _put_beside(pictures) if merge else []
    write_pictures([one for one in pictures if not (merge and one.is_edited)], folder / "media")
    hashes = {target.kept.revision.bank: str(target.kept.revision.content_hash) for target in targets}
    note_bases(folder, {**noted, **hashes})
    _say_what_is_left(found, apart)


def _write_all(
    targets: Sequence[Target], frame: Sequence[Frame], made_from: Mapping[Path, Any], merge: bool
) -> list[Path]:
    """Write every file; those are returned beside which what was published was put instead."""
    apart = []
    for target in targets:
        if target.path not in made_from or target.raw is None:
            _write(target)
        elif not joined(target.path, target.kept, target.raw, made_from[target.path]):
            apart.append(target.path)
    for one in frame:
        if merge and one.raw is not None:
            put_beside(one.path, one.file.raw, one.raw, one.file.name)
            apart.append(one.path)
            continue
        put(one.path, one.file.raw)
        print_message("%(file)s is written as it is published", file=one.path)
    return apart


def _put_beside(pictures: Sequence[Picture]) -> list[Path]:
    """Put each picture that was changed here and never published beside the file; which files those are."""
    edited = [one for one in pictures if one.is_edited]
    for one in edited:
        put(theirs_of(one.path), one.content)
    return [one.path for one in edited]


def _say_what_is_left(found: Sequence[Kept], apart: Sequence[Path]) -> None:
    """End with what somebody has to do, if anything is left."""
    if apart:
        print_warning(
            "Changed here and elsewhere: %(files)s. Your file is as it was; what was published is beside it as "
            "%(theirs)s. Put what you want of it into your file, delete the other, and publish.",
            files=", ".join(path.name for path in apart),
            theirs=", ".join(theirs_of(path).name for path in apart),
        )
    missing = [kept.revision.name for kept in found if kept.source is None]
    if missing:
        fail("source not kept: %(revisions)s. Nothing was written for them.", revisions=", ".join(missing))
    if apart:
        sys.exit(1)


def _frame(folder: Path, files: Sequence[SeriesFile]) -> list[Frame]:
    """The files beside the banks that are to be written: those that do not say already what is published."""
    found = [Frame(folder / file.name, file, _standing(folder / file.name)) for file in files]
    return [one for one in found if one.raw is None or not one.file.says_the_same(one.raw)]


def _series_of(folder: Path) -> str:
    """The series of the folder's ``series.yaml``; empty where there is none."""
    from quiz.services.content.checking import SERIES_FILE, series_in

    path = folder / SERIES_FILE
    if not path.is_file():
        return ""
    found = series_in(path.read_bytes())
    if not found:
        fail("%(path)s names no series. Mend it first: quiz check %(path)s", path=path)
    return found


def _targets(folder: Path, found: Sequence[Kept]) -> list[Target]:
    """Where each file goes: to the file that holds the bank already, else to one of its name."""
    held = _held(folder)
    targets = []
    for kept in found:
        if kept.source is not None:
            path = held.get(kept.revision.bank, folder / f"{kept.revision.bank}.yaml")
            targets.append(Target(path, kept, kept.source, _standing(path)))
    twice = [path.name for path, count in Counter(target.path for target in targets).items() if count > 1]
    if twice:
        fail(
            "Named like one bank, but holding another: %(files)s. Nothing was written. Rename them first.",
            files=", ".join(twice),
        )
    return targets


def _held(folder: Path) -> dict[str, Path]:
    """The files of a folder by the banks that they hold; of two with the same bank the one of its name."""
    from quiz.services.content.checking import SERIES_FILE, bank_in

    held: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        bank = bank_in(path.read_bytes()) if path.is_file() and path.name != SERIES_FILE else ""
        if bank and (bank not in held or held[bank].stem != bank):
            held[bank] = path
    return held


def _standing(path: Path) -> bytes | None:
    if path.is_file():
        return path.read_bytes()
    if os.path.lexists(path):
        fail("%(path)s is no regular file. Nothing was written. Move it away first.", path=path)
    return None


def _is_edited(target: Target) -> bool:
    """Whether a file holds what was never published."""
    from quiz.services.content.revisions.keeping import hash_of

    return target.raw is not None and hash_of(target.raw) not in target.kept.hashes


def _refuse_to_lose(targets: Sequence[Target], frame: Sequence[Frame], pictures: Sequence[Picture]) -> None:
    edited = [one.path.name for one in targets if _is_edited(one)]
    edited += [one.path.name for one in frame if one.raw is not None]
    edited += [f"media/{one.path.name}" for one in pictures if one.is_edited]
    if edited:
        fail(
            "Changes that were never published: %(files)s. Nothing was written. Publish them, bring them together with "
            "what is published by --merge, or overwrite them with --force.",
            files=", ".join(edited),
        )


def _refuse_what_is_read_only(targets: Sequence[Target], frame: Sequence[Frame]) -> None:
    fixed = [
        one.path.name
        for one in targets
        if one.raw is not None and one.raw != one.source and not can_be_written(one.path)
    ]
    fixed += [one.path.name for one in frame if one.raw is not None and not can_be_written(one.path)]
    if fixed:
        fail("Read-only: %(files)s. Nothing was written.", files=", ".join(fixed))


def _write(target: Target) -> None:
    if target.raw == target.source:
        print_message("unchanged: %(files)s", files=target.path.name)
        return
    put(target.path, target.source)
    print_message("%(revision)s is written to %(path)s", revision=target.kept.revision.name, path=target.path)
