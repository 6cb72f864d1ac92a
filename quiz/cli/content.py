"""Commands for the files of banks: check them, and the schema that editors use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import print_message, show
from quiz.platform.paths import QUESTIONS

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.content.media import MediaFolder
    from quiz.services.content.publishing import BankFile


def bank_files(paths: Sequence[Path], *, with_series: bool = False) -> list[BankFile]:
    """The named files, or every packaged bank; the ``series.yaml`` beside them comes along.

    ``with_series`` takes the packaged one where none is beside them.
    """
    from quiz.services.content.publishing import SERIES_FILE, BankFile

    chosen = list(paths) or sorted(QUESTIONS.glob("*.yaml"))
    beside = chosen[0].parent / SERIES_FILE
    series = beside if beside.is_file() or not with_series else QUESTIONS / SERIES_FILE
    every = dict.fromkeys([*([series] if series.is_file() else []), *chosen])
    return [BankFile(name=os.path.relpath(path), raw=path.read_bytes(), path=str(path.resolve())) for path in every]


def beside(paths: Sequence[Path]) -> list[BankFile]:
    """The other banks in the folders of the named files; one that can't be read says nothing."""
    from quiz.services.content.publishing import SERIES_FILE, BankFile

    named = {path.resolve() for path in paths}
    found = []
    for folder in dict.fromkeys(path.parent for path in paths):
        for path in sorted(folder.glob("*.yaml")):
            if path.name != SERIES_FILE and path.resolve() not in named:
                with suppress(OSError):
                    found.append(BankFile(name=os.path.relpath(path), raw=path.read_bytes()))
    return found


def media_of(paths: Sequence[Path], kept: Path | None) -> MediaFolder:
    """The pictures beside the named files, or beside the packaged banks."""
    from quiz.services.content.media import MediaFolder

    return MediaFolder(source=(paths[0].parent if paths else QUESTIONS) / "media", kept=kept)


FILES = click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path), metavar="[FILE]..."
)


@click.command()
@FILES
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
def check(files: tuple[Path, ...], form: str) -> None:
    """Report every error of every file. Exit status 1 when there is one."""
    from quiz.services.content.publishing import check_files, counted

    given = bank_files(files, with_series=True)
    problems, read = check_files(given, media_of(files, None), beside(files))
    show(problems, form)
    errors = sum(problem.severity == "error" for problem in problems)
    if form == "text":
        banks, questions = counted(given, read)
        print_message(
            "banks: %(banks)d, questions: %(questions)d, errors: %(errors)d, warnings: %(warnings)d",
            banks=banks,
            questions=questions,
            errors=errors,
            warnings=len(problems) - errors,
        )
    sys.exit(1 if errors else 0)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a bank file, for editors."""
    from quiz.domain.bank_format.bank import bank_schema

    click.echo(json.dumps(bank_schema(), ensure_ascii=False, indent=2))
