"""What a publishing is given: files of a folder, or a revision that the store kept."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from quiz.cli.content.bases import found_revision, provenance_of
from quiz.cli.content.files import bank_files, beside, by_series, is_whole, media_of
from quiz.cli.content.joining import refuse_unjoined
from quiz.cli.terminal import print_warning

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from flask import Flask

    from quiz.services.content.media import MediaFolder
    from quiz.services.content.publishing import BankFile
    from quiz.services.content.revisions.keeping import Provenance


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is to be published: the files with those beside them, their pictures, who publishes them."""

    files: Sequence[BankFile]
    beside: Sequence[BankFile]
    media: MediaFolder
    whole: bool
    provenance: Provenance


def given_files(paths: Sequence[Path], force: bool) -> Given:
    """Files of one series, or the packaged banks where none is named."""
    groups = by_series(paths)
    if len(groups) > 1:
        _refuse_several(groups)
    files = bank_files(paths)
    refuse_unjoined(Path(file.path) for file in files if file.path is not None)
    return Given(
        files=files,
        beside=beside(paths),
        media=media_of(paths),
        whole=is_whole(paths),
        provenance=provenance_of(files, force=force),
    )


def _refuse_several(groups: Sequence[Sequence[Path]]) -> NoReturn:
    print_warning(
        "These files don't have the same series.yaml beside them. Nothing was published. Publish each series by itself:"
    )
    for group in groups:
        click.echo(f"  {shlex.join(['quiz', 'publish', *map(str, group)])}", err=True)
    sys.exit(1)


def given_revision(app: Flask, name: str) -> Given:
    """A revision as it was: its file, and its pictures where they are kept."""
    from quiz.platform.extensions import db
    from quiz.services.content.publishing import BankFile
    from quiz.services.content.revisions import reading
    from quiz.services.content.revisions.pictures import kept_pictures

    with app.app_context():
        revision, source = found_revision(db.session, name)
        folder = app.extensions["settings"].media
        pictures = kept_pictures(db.session, reading.pictures(db.session, revision), folder)
        db.session.rollback()
    return Given(
        files=[BankFile(name=f"{revision.bank}.yaml", raw=source, path=revision.name, series=revision.series)],
        beside=(),
        media=pictures,
        whole=False,
        provenance=replace(provenance_of(()), reverts=frozenset({revision.bank_id})),
    )
