"""Commands for banks: check, publish, and the schema that editors use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import fail, ready_app, say, show
from quiz.domain.errors import BankError
from quiz.paths import QUESTIONS

if TYPE_CHECKING:
    from flask import Flask

    from quiz.services.media import MediaFolder
    from quiz.services.publishing import BankFile


def bank_files(paths: Sequence[Path], *, with_series: bool = False) -> list[BankFile]:
    """The named files, or every packaged bank; the ``series.yaml`` beside them comes along.

    ``with_series`` takes the packaged one where none is beside them.
    """
    from quiz.services.publishing import SERIES_FILE, BankFile

    chosen = list(paths) or sorted(QUESTIONS.glob("*.yaml"))
    beside = chosen[0].parent / SERIES_FILE
    series = beside if beside.is_file() or not with_series else QUESTIONS / SERIES_FILE
    every = dict.fromkeys([*([series] if series.is_file() else []), *chosen])
    return [BankFile(name=os.path.relpath(path), raw=path.read_bytes()) for path in every]


def media_of(paths: Sequence[Path], kept: Path) -> MediaFolder:
    """The pictures beside the named files, or beside the packaged banks."""
    from quiz.services.media import MediaFolder

    return MediaFolder(source=(paths[0].parent if paths else QUESTIONS) / "media", kept=kept)


FILES = click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path), metavar="[FILE]..."
)


@click.command()
@FILES
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
def check(files: tuple[Path, ...], form: str) -> None:
    """Tell every error of every file. Exit status 1 when there is one."""
    from quiz.services.publishing import check_files

    problems, banks = check_files(bank_files(files, with_series=True), media_of(files, Path()))
    show(problems, form)
    errors = sum(problem.severity == "error" for problem in problems)
    if form == "text":
        questions = sum(len(bank.questions) for bank in banks)
        say(
            "banks: %(banks)d, questions: %(questions)d, errors: %(errors)d, warnings: %(warnings)d",
            banks=len(banks),
            questions=questions,
            errors=errors,
            warnings=len(problems) - errors,
        )
    sys.exit(1 if errors else 0)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a bank file, for editors."""
    from quiz.domain.bank import bank_schema

    click.echo(json.dumps(bank_schema(), ensure_ascii=False, indent=2))


@click.command()
@FILES
def publish(files: tuple[Path, ...]) -> None:
    """Publish banks. All of them or, where one has an error, none."""
    publish_files(ready_app(), files)


def publish_files(app: Flask, files: tuple[Path, ...]) -> None:
    """Publish the named files, or the packaged banks, and tell what was done; ends where one has an error."""
    from quiz.extensions import db
    from quiz.services.publishing import publish as service

    media = media_of(files, app.extensions["settings"].media)
    with app.app_context():
        try:
            done = service(db.session, bank_files(files), media, now=datetime.now(UTC))
        except BankError as error:
            show(error.problems, "text")
            fail("Nothing was published.")
        db.session.commit()
    show(done.warnings, "text")
    for name in done.published:
        say("published %(bank)s", bank=name)
    if done.unchanged:
        say("unchanged: %(files)s", files=", ".join(done.unchanged))
