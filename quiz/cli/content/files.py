"""The files of banks that commands are given, and the schema that editors use."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from quiz.cli.terminal import fail, print_warning
from quiz.domain.errors import Profile
from quiz.platform.paths import QUESTIONS

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.domain.bank_format.series import Series
    from quiz.services.content.checking import BankFile
    from quiz.services.content.media import MediaFolder


def bank_files(paths: Sequence[Path], *, with_series: bool = False) -> list[BankFile]:
    """The named files and those of the named folders, or every packaged bank; the ``series.yaml`` comes along.

    ``with_series`` takes the packaged one where none is beside them.
    """
    from quiz.services.content.checking import SERIES_FILE, BankFile, glossary_name

    chosen = every_file(paths or (QUESTIONS,))
    beside = (path.parent / SERIES_FILE for path in chosen)
    series = next((path for path in beside if path.is_file()), QUESTIONS / SERIES_FILE if with_series else None)
    frame = [series] if series is not None and series.is_file() else []
    glossary = [path.parent / glossary_name(path.read_bytes()) for path in frame]
    every = dict.fromkeys([*frame, *(path for path in glossary if path.is_file()), *chosen])
    return [BankFile(name=os.path.relpath(path), raw=path.read_bytes(), path=str(path.resolve())) for path in every]


def every_file(paths: Sequence[Path]) -> list[Path]:
    """The named files and the YAML files of the named folders."""
    found: list[Path] = []
    for path in paths:
        inside = _files_in(path) if path.is_dir() else [path]
        if not inside:
            fail("%(folder)s holds no .yaml file. Name a folder with a series.yaml and its banks.", folder=path)
        if not inside[0].is_file():
            fail("%(path)s is no regular file.", path=path)
        found += inside
    return found


def _files_in(folder: Path) -> list[Path]:
    """The YAML files of a folder. Reading a pipe would wait for ever: what is no regular file is named, and left."""
    found = sorted(folder.glob("*.yaml"))
    for path in found:
        if not path.is_file():
            print_warning("%(path)s is left out: it is no regular file.", path=path)
    return [path for path in found if path.is_file()]


def given_series(paths: Sequence[Path]) -> Series:
    """The series of the ``series.yaml`` beside the named files, or else of the packaged one. Raises ``BankError``."""
    from quiz.domain.bank_format.series import read_series
    from quiz.services.content.checking import SERIES_FILE

    files = {Path(file.name).name: file for file in bank_files(paths, with_series=True)}
    return read_series(files[SERIES_FILE].raw, files[SERIES_FILE].name)


def by_series(paths: Sequence[Path]) -> list[list[Path]]:
    """The named files and folders, those together that have the same ``series.yaml`` beside them, or none.

    A ``series.yaml`` that is named itself is that of the files which have none.
    """
    from quiz.services.content.checking import SERIES_FILE

    groups: dict[bytes | None, list[Path]] = {}
    for path in paths:
        beside = (path if path.is_dir() else path.parent) / SERIES_FILE
        groups.setdefault(beside.read_bytes() if beside.is_file() else None, []).append(path)
    if None in groups and len(groups) == 2 and any(path.name == SERIES_FILE for path in paths):
        return [list(paths)]
    return list(groups.values())


def beside(paths: Sequence[Path]) -> list[BankFile]:
    """The other banks in the folders of the named files; one that can't be read says nothing."""
    from quiz.services.content.checking import SERIES_FILE, BankFile

    files = [path for path in paths if not path.is_dir()]
    named = {path.resolve() for path in files}
    found = []
    for folder in dict.fromkeys(path.parent for path in files):
        for path in sorted(folder.glob("*.yaml")):
            if path.name != SERIES_FILE and path.is_file() and path.resolve() not in named:
                with suppress(OSError):
                    found.append(BankFile(name=os.path.relpath(path), raw=path.read_bytes()))
    return found


def media_of(paths: Sequence[Path]) -> MediaFolder:
    """The pictures beside the named files, or beside the packaged banks."""
    from quiz.services.content.checking import SERIES_FILE
    from quiz.services.content.media import MediaFolder

    first = next((path for path in paths if path.name != SERIES_FILE), paths[0] if paths else QUESTIONS)
    return MediaFolder(source=(first if first.is_dir() else first.parent) / "media")


def is_whole(paths: Sequence[Path]) -> bool:
    """Whether the named files are all that their series has: a folder, or what is packaged."""
    return all(path.is_dir() for path in paths)


PROFILES: tuple[Profile, ...] = get_args(Profile)
FILES = click.argument(
    "files", nargs=-1, type=click.Path(exists=True, readable=True, path_type=Path), metavar="[FILE|FOLDER]..."
)


@click.command()
@click.option("--profile", type=click.Choice(PROFILES), default="standard", show_default=True)
def schema(profile: Profile) -> None:
    """Print the JSON Schema of a bank file, for editors. Under the profile strict it asks for more."""
    from quiz.domain.authoring.schema import bank_schema

    click.echo(json.dumps(bank_schema(profile), ensure_ascii=False, indent=2))
