"""The command that checks banks: it lists what it finds, mends what is safe, and explains a code."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli.authoring.sarif import sarif_of
from quiz.cli.content.files import FILES, bank_files, beside, by_series, media_of
from quiz.cli.content.writing import can_be_written, put
from quiz.cli.terminal import fail, print_message, print_warning, show, translate
from quiz.domain.errors import Message, Problem, nearest
from quiz.language import localizer, terminal_language

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.authoring.file_reports import Mapped
    from quiz.services.authoring.mending import Mended
    from quiz.services.content.checking import BankFile

LONG = 3_000_000
"""Bytes of files from which on several processes read them faster than one."""


@click.command()
@FILES
@click.option("--explain", "code", metavar="CODE", help="Say what a code means, and show a wrong and a right example.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely first, and say what was changed.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text", show_default=True
)
def check(files: tuple[Path, ...], code: str | None, fix: bool, form: str) -> None:
    """Report every error of every file. Exit status 1 when there is one."""
    from quiz.services.authoring.file_reports import report_on

    if code is not None:
        _explain(code, form)
        return
    problems: list[Problem] = []
    banks = questions = fixed = 0
    for group in by_series(files) or [[]]:
        if fix:
            fixed += _mend(group, form)
        given = bank_files(group, with_series=True)
        with _shared_out(given) as mapped:
            report = report_on(given, media_of(group), beside(group), mapped)
        problems += report.problems
        banks, questions = banks + report.banks, questions + report.questions
    count = Counter(problem.severity for problem in problems)
    if form == "sarif":
        click.echo(json.dumps(sarif_of(problems), ensure_ascii=False, indent=2))
    else:
        show(problems, form)
    if fix and not fixed and any(problem.severity != "hint" for problem in problems):
        print_warning("Nothing was mended: none of these can be mended safely.")
    if form == "text":
        print_message(
            "banks: %(banks)d, questions: %(questions)d, errors: %(errors)d, warnings: %(warnings)d, hints: %(hints)d",
            banks=banks,
            questions=questions,
            errors=count["error"],
            warnings=count["warning"],
            hints=count["hint"],
        )
    sys.exit(1 if count["error"] else 0)


@contextmanager
def _shared_out(files: Sequence[BankFile]) -> Iterator[Mapped]:
    """How ``files`` are read: by a process a core where they are long, as ``make bench`` measures; else one by one."""
    if len(files) < 2 or sum(len(file.raw) for file in files) < LONG:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor() as pool:
        yield pool.map


def _mend(group: Sequence[Path], form: str) -> int:
    """Mend the files that were named; what was done goes to the standard output, or beside another format.

    Returns how many fixes there are.
    """
    from quiz.services.authoring.mending import mend

    named = {file.name for file in bank_files(group)}
    found = [one for one in mend(bank_files(group, with_series=True), media_of(group)) if one.file.name in named]
    for one in found:
        if one.fixes:
            _write(one, form)
    return sum(len(one.fixes) for one in found)


def _write(one: Mended, form: str) -> None:
    path = Path(one.file.name)
    if not can_be_written(path):
        print_warning("Read-only: %(files)s. It stays as it was.", files=path)
        return
    put(path, one.file.raw)
    speak = localizer(terminal_language())
    for fix in one.fixes:
        words = translate("fixed: %(words)s", words=fix.words.said(speak))
        click.echo(f"{one.file.name}:{fix.place[0]}:{fix.place[1]}: {words} [{fix.code}]", err=form != "text")


def _explain(code: str, form: str) -> None:
    from quiz.domain.authoring.explaining import EXPLANATIONS, explanation_of

    found = explanation_of(code)
    if found is None:
        close = nearest(code, EXPLANATIONS)
        if close is not None:
            fail("There is no code %(code)s; did you mean %(known)s?", code=code, known=close)
        fail("There is no code %(code)s; known here: %(known)s", code=code, known=", ".join(sorted(EXPLANATIONS)))
    speak = localizer(terminal_language())
    parts: dict[str, Message] = {"means": found.means, "why": found.why, "remedy": found.remedy}
    if form == "json":
        said = {name: words.said(speak) for name, words in parts.items()}
        plain = {"code": code, **said, "wrong": found.wrong, "right": found.right}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    click.echo(f"{code}\n")
    for words in parts.values():
        click.echo(words.said(speak))
    for title, example in ((translate("Wrong:"), found.wrong), (translate("Right:"), found.right)):
        click.echo(f"\n{title}\n")
        for line in example.splitlines():
            click.echo(f"    {line}".rstrip())
