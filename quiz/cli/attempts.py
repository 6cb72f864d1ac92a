"""Commands for attempts: show one from the store alone, give one more time, hand in those whose time is over."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from quiz.cli.content.question import show_question, written
from quiz.cli.terminal import fail, print_message, ready_app, shell
from quiz.domain import errors
from quiz.language import localizer, terminal_language

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.integrity.transcripts import Entry, Transcript
    from quiz.storage.models.attempts import AnswerRow, LateAnswer


@click.group()
def attempt() -> None:
    """Attempts."""


@attempt.command("extend", context_settings={"ignore_unknown_options": True})
@click.argument("name", metavar="ID")
@click.option("--minutes", type=click.IntRange(1, 600), required=True, help="How many more.")
def attempt_extend(name: str, minutes: int) -> None:
    """Give a running test more time, by its token or number. The learner's page learns of it within seconds."""
    from quiz.platform.extensions import db as store
    from quiz.services.attempts.deadlines import extend
    from quiz.services.attempts.refusals import AttemptClosed, NotFound
    from quiz.services.integrity.clocks import of_store

    app = ready_app()
    with app.app_context():
        try:
            until = extend(store.session, name, minutes, now=of_store(store.session), by=shell())
        except NotFound:
            fail("There is no attempt %(name)s. Give its token, as in its address, or its number.", name=repr(name))
        except AttemptClosed:
            fail("The attempt %(name)s is over, or has no time limit.", name=repr(name))
        store.session.commit()
    print_message("The test now runs until %(time)s.", time=_moment(until))


@attempt.command("close")
def attempt_close() -> None:
    """Hand in every test whose time is over, as it was saved. A running server does so by itself.

    Exit status 1 where one can't be.
    """
    from quiz.runtime.closing import close_overdue

    look = close_overdue(ready_app())
    print_message("Tests that were handed in: %(count)d", count=look.closed)
    if look.failed:
        fail(
            "Tests that can't be scored as they are stored: %(names)s. The log says why; quiz doctor says where.",
            names=", ".join(look.failed),
        )


# A token may begin with a dash, which no option of one letter does here.
@attempt.command("show", context_settings={"ignore_unknown_options": True})
@click.argument("name", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def attempt_show(name: str, form: str) -> None:
    """Show an attempt, by its token or number: questions, answers, scores, key, events.

    What is stored is recomputed as far as possible. Exit status 1 where it differs.
    """
    from quiz.platform.extensions import db as store
    from quiz.services.attempts.refusals import NotFound
    from quiz.services.integrity.transcripts import find, plain
    from quiz.storage.database import read_only

    app = ready_app()
    with app.app_context():
        read_only(store.session)
        try:
            found = find(store.session, name)
        except NotFound:
            fail("There is no attempt %(name)s. Give its token, as in its address, or its number.", name=repr(name))
        if form == "json":
            click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
        else:
            _show(found)
    sys.exit(0 if found.holds else 1)


def _show(found: Transcript) -> None:
    _show_head(found)
    for entry in found.entries:
        _show_entry(entry)
    for event in found.events:
        by = event.by or "–"
        click.echo(f"{_moment(event.at)} {event.kind}, {by}: {json.dumps(event.detail, ensure_ascii=False)}")
    if not found.same_draw:
        print_message(
            "Quiz and seed draw other questions from what was published then, as far as the store shows; banks may "
            "have changed since."
        )
    if found.holds:
        print_message("Variants and scores match what is recomputed from the store.")
    else:
        print_message("Something stored differs from what is recomputed; see the questions marked above.")


def _show_head(found: Transcript) -> None:
    from quiz.services.integrity.transcripts import TIMES

    attempt, speak = found.attempt, localizer(terminal_language())
    print_message(
        "attempt %(number)d, token %(token)s, of %(name)s (%(role)s)",
        number=attempt.id,
        token=attempt.token,
        name=found.learner.name or errors.say("a guest").said(speak),
        role=found.learner.role,
    )
    title = found.quiz.title.get(terminal_language()) or next(iter(found.quiz.title.values()))
    print_message(
        "quiz %(key)s, %(title)s, version %(version)s", key=found.quiz_key, title=title, version=found.quiz_version
    )
    print_message(
        "mode %(mode)s, state %(state)s, seed %(seed)s", mode=attempt.mode, state=attempt.state, seed=attempt.seed
    )
    for name in TIMES:
        click.echo(f"{name}: {_moment(getattr(attempt, name))}")
    print_message("points: %(points)s of %(possible)s", points=_exact(attempt.points), possible=attempt.points_possible)


def _show_entry(entry: Entry) -> None:
    row, language = entry.row, terminal_language()
    click.echo()
    print_message(
        "question %(position)d: %(bank)s:%(id)s, %(kind)s, version %(version)s",
        position=row.position,
        bank=entry.bank,
        id=entry.question.id,
        kind=entry.question.kind_name,
        version=entry.version,
    )
    if entry.graded_version is not None:
        print_message("scored under version %(version)s", version=entry.graded_version)
    if row.variant["values"]:
        click.echo(", ".join(f"{name} = {value}" for name, value in row.variant["values"].items()))
    shown_in = language if language in entry.texts else next(iter(entry.texts), "")
    if shown_in:
        show_question(entry.question, entry.variant, shown_in, entry.texts[shown_in])
    else:
        print_message("Its texts are not in the store.")
    for answer in entry.answers:
        _show_answer(answer)
    for late in entry.late:
        _show_late(late)
    if row.first_shown_at is not None:
        print_message(
            "  first shown %(at)s, %(seconds)d s in view, as the browser reports",
            at=_moment(row.first_shown_at),
            seconds=row.seconds_in_view or 0,
        )
    _show_score(entry)


def _show_answer(answer: AnswerRow) -> None:
    marks = [name for name, holds in (("late", answer.late), ("conflict", answer.conflict)) if holds]
    print_message(
        "  answer %(revision)d: %(value)s (%(sent)s)",
        revision=answer.revision,
        value=written(answer.value) or "–",
        sent=", ".join([_sent(answer), *marks]),
    )


def _show_late(late: LateAnswer) -> None:
    standings = {None: errors.say("undecided"), True: errors.say("counted"), False: errors.say("left aside")}
    print_message(
        "  came too late: %(value)s (%(sent)s); %(standing)s",
        value=written(late.value) or "–",
        sent=_sent(late),
        standing=standings[late.counted].said(localizer(terminal_language())),
    )


def _sent(answer: AnswerRow | LateAnswer) -> str:
    """How an answer came: device and its number, the server's time, the browser's as it claims, certainty."""
    claimed = [f"client_at {_moment(answer.client_at)}"] if answer.client_at is not None else []
    certainty = [f"certainty {answer.certainty}"] if answer.certainty is not None else []
    return ", ".join([f"{answer.device} {answer.device_sequence}", _moment(answer.received_at), *claimed, *certainty])


def _show_score(entry: Entry) -> None:
    row = entry.row
    if row.scored_at is not None:
        print_message(
            "  score %(fraction)s, marks %(marks)s, %(points)s of %(possible)s points, %(at)s; tries %(tries)d, "
            "hints %(hints)d",
            fraction=row.fraction,
            marks=row.marks,
            points=_exact(None if row.marks is None else row.marks * entry.question.points),
            possible=entry.question.points,
            at=_moment(row.scored_at),
            tries=row.tries,
            hints=row.hints,
        )
    elif row.waiting:
        print_message("  waits for a person")
    print_message("  key: %(answer)s", answer=written(entry.scored_as.solution_in(entry.variant, terminal_language())))
    if not entry.same_variant:
        print_message("  NOT what the seed draws: values or order differ")
    if entry.faults:
        print_message("  NOT what the answer earns: %(what)s differ", what=", ".join(entry.faults))


def _moment(at: datetime | None) -> str:
    return at.isoformat(sep=" ", timespec="seconds") if at is not None else "–"


def _exact(value: Fraction | None) -> str:
    return str(value) if value is not None else "–"
