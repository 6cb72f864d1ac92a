"""The command for a corrected key: what newer versions of questions make of stored answers, shown, applied, undone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TextIO

import click

from quiz.cli.terminal import fail, fit, print_message, ready_app, shell
from quiz.domain import errors
from quiz.language import localizer, terminal_language

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.grading.regrade_plan import Change, PlannedAttempt
    from quiz.services.grading.regrade_totals import Totals
    from quiz.services.grading.regrades import Made, Progress

GUEST = errors.say("guest")
SIGNS = {"raised": "+", "same": "=", "lowered": "-", "kept": "~", "unfit": "?"}
WIDTHS = (7, 10, 17, 4, 12)
"""Columns of attempt, learner, quiz, position and question: with the marks and the points behind a line has 80."""

MARKS = 11
"""Columns of the marks."""

HEADS = (
    *(errors.say("attempt"), errors.say("learner"), errors.say("quiz"), errors.say("no."), errors.say("question")),
    *(errors.say("marks"), errors.say("points")),
)


@click.command()
@click.argument("bank", required=False)
@click.option("--question", metavar="ID", help="Only this question of the bank.")
@click.option("--apply", "do_apply", is_flag=True, help="Apply what is shown without it.")
@click.option("--lower", is_flag=True, help="Let scores go down, too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--undo", "undone", type=int, metavar="N", help="Put back what regrade N changed.")
@click.option("--list", "do_list", is_flag=True, help="List the regrades.")
def regrade(
    bank: str | None, question: str | None, do_apply: bool, lower: bool, form: str, undone: int | None, do_list: bool
) -> None:
    """Score the answers of finished attempts again by the versions of BANK's questions that are published now.

    Without --apply the difference is shown and nothing is changed.
    """
    if bank is not None and (undone is not None or do_list):
        fail("Leave %(bank)s out: a regrade is undone by its number, and --list shows them all.", bank=bank)
    if (bank is not None) + (undone is not None) + do_list != 1:
        fail("Name a bank, or one of --undo and --list.")
    app = ready_app()
    with app.app_context(), _progress_line():
        if do_list:
            _list(form)
        elif undone is not None:
            _undo(undone)
        elif do_apply:
            _apply(str(bank), question, lower, form)
        else:
            _preview(str(bank), question, lower, form)


@contextmanager
def _progress_line() -> Iterator[None]:
    """Ends with a message where the regrade is refused."""
    from quiz.services.grading.regrades import Refused

    try:
        yield
    except Refused as refused:
        fail(refused.message.template, **refused.message.values)


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Progress | None]:
    """Shows how far the work is, where ``stream`` is a terminal."""
    if not stream.isatty():
        yield None
        return
    with click.progressbar(length=1, file=stream) as bar:

        def report(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield report


def _preview(bank: str, question: str | None, lower: bool, form: str) -> None:
    from quiz.platform.extensions import db as store
    from quiz.services.grading.regrade_totals import Totals
    from quiz.services.grading.regrades import preview, waiting
    from quiz.storage.database import READ_ONLY

    # Learners who answer meanwhile do not wait for somebody who only looks.
    store.session.connection(execution_options=READ_ONLY)
    totals = Totals()
    show = _Json() if form == "json" else _Table()
    for attempt in preview(store.session, bank, question, lower=lower):
        totals = totals.plus(attempt)
        for change in attempt.changes:
            if change.outcome != "same":
                show.row(attempt, change)
    show.end(totals, waiting(store.session, bank, question))
    if form == "text" and totals.moves:
        print_message("Nothing is changed yet: --apply does it.")
    if form == "text" and totals.kept:
        print_message("What would lose keeps its score: --lower lowers it.")


def _apply(bank: str, question: str | None, lower: bool, form: str) -> None:
    from quiz.platform.extensions import db as store
    from quiz.services.grading.regrades import apply, waiting

    with progress_on(sys.stderr) as progress:
        now = datetime.now(UTC)
        done = apply(store.session, bank, question, lower=lower, now=now, by=shell(), progress=progress)
        store.session.commit()
    waits = waiting(store.session, bank, question)
    if form == "json":
        click.echo(json.dumps({"regrade": done.id, "totals": asdict(done.totals), "waiting": waits}))
        return
    _say_totals(done.totals, waits)
    if done.id is not None:
        print_message("Regrade %(number)d is done; --undo %(number)d puts everything back.", number=done.id)


def _undo(number: int) -> None:
    from quiz.platform.extensions import db as store
    from quiz.services.grading.regrades import undo

    with progress_on(sys.stderr) as progress:
        made = undo(store.session, number, now=datetime.now(UTC), by=shell(), progress=progress)
        store.session.commit()
    print_message(
        "Regrade %(number)d is undone. Questions: %(questions)d, attempts: %(attempts)d.",
        number=number,
        questions=made.questions,
        attempts=made.attempts,
    )


def _list(form: str) -> None:
    from quiz.platform.extensions import db as store
    from quiz.services.grading.regrades import regrades

    found = regrades(store.session)
    if form == "json":
        click.echo(json.dumps([_plain(made) for made in found], ensure_ascii=False, indent=2))
    elif not found:
        print_message("There was no regrade yet.")
    else:
        for made in found:
            _say_made(made)


def _plain(made: Made) -> dict[str, Any]:
    undone = made.undone_at.isoformat() if made.undone_at else None
    return {**asdict(made), "made_at": made.made_at.isoformat(), "undone_at": undone}


def _say_made(made: Made) -> None:
    values = {"number": made.id, "bank": made.bank, "questions": made.questions, "attempts": made.attempts}
    values["at"] = f"{made.made_at.astimezone():%Y-%m-%d %H:%M}"
    if made.undone_at is None:
        print_message(
            "regrade %(number)d  %(at)s  %(bank)s  questions: %(questions)d, attempts: %(attempts)d", **values
        )
    else:
        print_message(
            "regrade %(number)d  %(at)s  %(bank)s  questions: %(questions)d, attempts: %(attempts)d, undone", **values
        )


def _say_totals(totals: Totals, waits: int) -> None:
    if totals.attempts:
        _say_counts(totals)
    elif waits:
        print_message("Nothing to regrade yet.")
    else:
        print_message("Nothing to regrade: every score is of the current version.")
    if waits:
        print_message(
            "Attempts that wait for a teacher's mark: %(count)d. They are left alone, and keep the scores of the "
            "version that was asked. Run this again once they are graded.",
            count=waits,
        )


def _say_counts(totals: Totals) -> None:
    print_message(
        "attempts: %(attempts)d; + raised: %(raised)d, = the same: %(same)d, - lowered: %(lowered)d, "
        "~ would lose, kept: %(kept)d, ? can't be regraded: %(unfit)d",
        **asdict(totals),
    )


class _Table:
    """Shows the difference as lines of 80 columns, the same on paper and in a pipe."""

    def __init__(self) -> None:
        self._speak = localizer(terminal_language())
        self._is_headed = False

    def row(self, attempt: PlannedAttempt, change: Change) -> None:
        """One question that moves, would lose, or can't be regraded."""
        if not self._is_headed:
            *heads, last = (head.said(self._speak) for head in HEADS)
            fitted = " ".join(fit(head, width) for head, width in zip(heads, (*WIDTHS, MARKS), strict=True))
            click.echo(f"  {fitted} {last}")
            self._is_headed = True
        learner = attempt.learner if attempt.learner is not None else GUEST.said(self._speak)
        cells = (str(attempt.id), learner, attempt.quiz_key, str(change.position), change.question)
        fitted = " ".join(fit(cell, width) for cell, width in zip(cells, WIDTHS, strict=True))
        click.echo(f"{SIGNS[change.outcome]} {fitted} {self._moved(attempt, change)}".rstrip())
        if change.reason is not None:
            click.echo(f"  {change.reason.said(self._speak)}")

    def end(self, totals: Totals, waits: int) -> None:
        """What the rows add up to, and how many attempts wait to be graded first."""
        _say_totals(totals, waits)

    def _moved(self, attempt: PlannedAttempt, change: Change) -> str:
        if change.outcome == "unfit":
            return ""
        marks = _arrow(change.marks_before, change.marks_after)
        points = _arrow(attempt.points_before, attempt.points_after)
        return f"{fit(marks, MARKS)} {points}"


class _Json:
    """Shows the difference as one JSON document, row by row as it is found."""

    def __init__(self) -> None:
        self._before = '{"changes": ['

    def row(self, attempt: PlannedAttempt, change: Change) -> None:
        """One question that moves, would lose, or can't be regraded; fractions are exact."""
        row = {
            "attempt": attempt.token,
            "learner": attempt.learner,
            "quiz": attempt.quiz_key,
            "position": change.position,
            "question": change.question,
            "outcome": change.outcome,
            "share": [str(change.share_before), str(change.share_after)],
            "marks": [str(change.marks_before), str(change.marks_after)],
            "points": [str(attempt.points_before), str(attempt.points_after)],
            "reason": change.reason.said(errors.in_english) if change.reason is not None else None,
        }
        click.echo(f"{self._before}\n  {json.dumps(row, ensure_ascii=False)}", nl=False)
        self._before = ","

    def end(self, totals: Totals, waits: int) -> None:
        """Close the document with what the rows add up to, and how many attempts wait to be graded first."""
        opened = "\n" if self._before == "," else self._before
        click.echo(f'{opened}], "totals": {json.dumps(asdict(totals))}, "waiting": {waits}}}')


def _arrow(before: Fraction, after: Fraction) -> str:
    return f"{_decimal(before)} → {_decimal(after)}"


def _decimal(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
