"""The command that lays out the files of a series in one way."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from quiz.cli.content.files import every_file
from quiz.cli.content.writing import can_be_written, put
from quiz.cli.terminal import print_message, print_warning, show
from quiz.domain.errors import BankError, Problem
from quiz.platform.paths import QUESTIONS

STDIN = "-"


@click.command("fmt")
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(exists=True, readable=True, allow_dash=True, path_type=Path),
    metavar="[FILE|FOLDER|-]...",
)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit status 1 where something would change.")
@click.option("--long", "in_full", is_flag=True, help="Write out the short forms of banks too.")
def fmt(paths: tuple[Path, ...], only_check: bool, in_full: bool) -> None:
    """Write banks, series.yaml and glossary.yaml in one layout; the data and the comments stay.

    Without a path it is the files of questions/. - reads the standard input and writes to the standard output.
    Exit status 1 where a file can't be read, or with --long where a short form can be read in two ways: it stays as it
    was.
    """
    if STDIN in map(str, paths):
        sys.exit(_pass_on(only_check, in_full) if len(paths) == 1 else _refuse_more())
    changed, failed = list[str](), False
    for path in every_file(paths or (QUESTIONS,)):
        name, raw = os.path.relpath(path), path.read_bytes()
        found = _laid_out(raw, name, path.parent if in_full else None)
        failed = failed or found is None
        if found is not None and found != raw:
            failed = _write(path, found, only_check) or failed
            changed.append(name)
    _report(changed, only_check)
    sys.exit(1 if failed or (only_check and changed) else 0)


def _refuse_more() -> int:
    print_warning("- is the standard input: leave the other paths out.")
    return 2


def _pass_on(only_check: bool, in_full: bool) -> int:
    raw = sys.stdin.buffer.read()
    found = _laid_out(raw, "<stdin>", Path() if in_full else None)
    if found is None:
        return 1
    if only_check:
        return int(found != raw)
    sys.stdout.buffer.write(found)
    sys.stdout.buffer.flush()
    return 0


def _laid_out(raw: bytes, name: str, folder: Path | None) -> bytes | None:
    """The file in its canonical layout; None where it can't be laid out, with the reasons on the standard error.

    With the ``folder`` of its series its short forms are written out.
    """
    from quiz.domain.bank_format.formatting import formatted
    from quiz.domain.bank_format.source_spots import SourceEditError
    from quiz.domain.yaml.reader import read_yaml

    try:
        read_yaml(raw, name)
        return formatted(raw if folder is None else _in_full(raw, folder))
    except BankError as error:
        show([replace(problem, file=name) for problem in error.problems], "text", err=True)
    except SourceEditError as error:
        line, column = error.place
        fault = Problem(code="layout", file=name, line=line, column=column, message=error.message, remedy=error.remedy)
        show([fault], "text", err=True)
    return None


def _in_full(raw: bytes, folder: Path) -> bytes:
    """A bank with its short forms written out; any other file as it is."""
    from quiz.cli.authoring.new import languages_of
    from quiz.domain.bank_format.short_forms.long_form import long_form
    from quiz.services.content.checking import bank_in

    return long_form(raw, languages_of(folder)) if bank_in(raw) else raw


def _write(path: Path, found: bytes, only_check: bool) -> bool:
    """Put the new layout in place of the file, and say whether that failed."""
    if only_check:
        return False
    if not can_be_written(path):
        print_warning("Read-only: %(files)s. It stays as it was.", files=path)
        return True
    put(path, found)
    return False


def _report(changed: Sequence[str], only_check: bool) -> None:
    for name in changed:
        if only_check:
            print_message("would be laid out: %(file)s", file=name)
        else:
            print_message("laid out: %(file)s", file=name)
    if not changed:
        print_message("Nothing to lay out.")
