"""Commands for work with a language model of one's own: what to ask it, and what it answered. Nothing is sent."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from quiz.cli.authoring.new import FILE, add_to, data_of, new
from quiz.cli.content.files import media_of
from quiz.cli.terminal import fail, print_message, print_warning, show, translate
from quiz.domain.authoring.asking.briefs import PROMPTED, brief_of, header_in
from quiz.domain.authoring.asking.candidates import Candidate, check_pasted, sound
from quiz.domain.authoring.asking.pasted import read_pasted
from quiz.domain.authoring.asking.prompts import MOST_QUESTIONS, prompt_text
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import SEVERITIES, BankError, nearest
from quiz.domain.yaml.reader import MAX_BYTES
from quiz.language import localizer, terminal_language
from quiz.platform.paths import QUESTIONS

SERIES_FILE = "series.yaml"
_USUAL = ("single_choice", "numeric", "short_text")


@click.command("prompt")
@click.argument("file", type=FILE)
@click.option("--section", help="A section of the bank; may be left out where it has only one.")
@click.option("--kinds", default=",".join(_USUAL), show_default=True, metavar="KIND,…", help="What to ask for.")
@click.option("--count", type=click.IntRange(1, MOST_QUESTIONS), default=5, show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the prompt; by default the terminal's.")
def prompt(file: Path, section: str | None, kinds: str, count: int, language: str | None) -> None:
    """Print one text for a language model of your own: a section, its claims, rules, and how to answer.

    Its answer comes back with quiz new drafts.
    """
    series = series_beside(file)
    try:
        header, questions = header_in(file.read_bytes(), str(file), series)
    except BankError as error:
        show(error.problems, "text")
        sys.exit(1)
    chosen = _section(header, section)
    brief = brief_of(header, questions, chosen, series)
    text = prompt_text(brief, kinds=_kinds(kinds), count=count, language=language or terminal_language())
    click.echo(text, nl=False)


@new.command("drafts")
@click.argument("file", type=FILE)
@click.option("--from", "answer", type=FILE, metavar="ANSWER", help="What was answered; else the standard input.")
@click.option("--section", help="The section of questions that name none.")
def new_drafts(file: Path, answer: Path | None, section: str | None) -> None:
    """Add what a language model answered to a bank: each question that passes the check, marked as a draft.

    A draft is not published until somebody has looked at it and removed its line "drafted: machine". Exit status 1
    where a question was not added.
    """
    raw = file.read_bytes()
    data = data_of(raw, file)
    try:
        pasted = read_pasted(_answer(answer), data, section=section)
    except BankError as error:
        show(error.problems, "text")
        fail("Nothing was written.")
    found = check_pasted(pasted, raw, str(file), series_beside(file), media_of([file]).size)
    for candidate in found:
        _report(candidate)
    show(pasted.unread, "text")
    ready = sound(found)
    if ready:
        add_to(file, raw, ready)
        print_message(
            "added to %(file)s as drafts: %(count)d. Read each, then remove its line:", file=file, count=len(ready)
        )
        click.echo(f"  {shlex.join(['quiz', 'check', str(file)])}")
    if left := len(found) - len(ready) + len(pasted.unread):
        fail("not added: %(count)d. Correct them in the answer and add them again.", count=left)


def series_beside(file: Path) -> Series:
    """The series of the folder of ``file``, else the packaged one; ends with its problems where it can't be read."""
    path = file.parent / SERIES_FILE
    try:
        return read_series((path if path.is_file() else QUESTIONS / SERIES_FILE).read_bytes())
    except BankError as error:
        show(error.problems, "text")
        sys.exit(1)


def _section(header: Header, wanted: str | None) -> str:
    known = list(header.sections)
    if wanted in known:
        return str(wanted)
    if wanted is None and len(known) == 1:
        return known[0]
    if not known:
        fail("This bank has no sections. Write one: sections:, then a name, a title and notes.")
    if wanted is None:
        fail("Name a section with --section: %(known)s", known=", ".join(known))
    meant = nearest(wanted, known)
    fail("There is no section %(name)s; use one of these: %(known)s", name=wanted, known=meant or ", ".join(known))


def _kinds(wanted: str) -> Sequence[str]:
    kinds = [name for part in wanted.split(",") if (name := part.strip())]
    for name in kinds:
        if name not in PROMPTED:
            meant = nearest(name, PROMPTED)
            fail(
                "There is no kind %(name)s to ask for; use one of these: %(known)s",
                name=repr(name),
                known=meant or ", ".join(PROMPTED),
            )
    return kinds or _USUAL


def _answer(path: Path | None) -> str:
    raw = path.read_bytes() if path is not None else sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        fail("The answer is larger than %(limit)d bytes.", limit=MAX_BYTES)
    return raw.decode("utf-8", "replace")


def _report(candidate: Candidate) -> None:
    speak = localizer(terminal_language())
    for problem in candidate.problems:
        print_warning(
            "question %(number)d (line %(line)d of the answer): %(severity)s: %(message)s; %(remedy)s [%(code)s]",
            number=candidate.number,
            line=candidate.line,
            severity=translate(SEVERITIES[problem.severity].template),
            message=problem.message.said(speak),
            remedy=problem.remedy.said(speak),
            code=problem.code,
        )
