"""What commands share: saying things in the terminal's language, ending with a message, an app that is ready."""

from __future__ import annotations

import json
import os
import pwd
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from quiz.domain.errors import Localizer, Problem, say
from quiz.language import localizer, terminal_language
from quiz.platform.settings import SettingError

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from flask import Flask
    from sqlalchemy.exc import DBAPIError

    from quiz.services.audit import Actor

LEVELS = {"error": "error", "warning": "warning", "hint": "notice"}


class Commands(click.Group):
    """Commands that end with a message where a file, the output or the database fails them, whichever of them it is."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command that was called. A reader that went away, as ``head`` does, is click's to handle."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            _unusable(error)
        except database_error() as error:
            from quiz.services.integrity.upkeep import database_fault

            fault = database_fault(error)
            fail(fault.template, **fault.values)


def database_error() -> type[DBAPIError]:
    """What SQLAlchemy raises where a database can't be used."""
    # Asked for only where something was raised: most commands never need SQLAlchemy.
    from sqlalchemy.exc import DBAPIError

    return DBAPIError


def _unusable(error: OSError) -> NoReturn:
    if error.filename is not None:
        fail(
            "%(path)s can't be used: %(reason)s. Check the rights of the file and of its folder.",
            path=os.fsdecode(error.filename),
            reason=error.strerror,
        )
    with suppress(OSError):
        # What is still held back would fail once more when Python ends, with a traceback and another status.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    fail("Writing failed: %(reason)s. Make room on the disk, or send the output elsewhere.", reason=error.strerror)


def translate(template: str, **values: object) -> str:
    """``template`` with its values in the terminal's language."""
    return localizer(terminal_language())(template, values)


def print_message(template: str, **values: object) -> None:
    """Print ``template`` with its values in the terminal's language."""
    click.echo(translate(template, **values))


def print_warning(template: str, **values: object) -> None:
    """Print to the standard error what a command that goes on could not do."""
    click.echo(translate(template, **values), err=True)


def fail(template: str, **values: object) -> NoReturn:
    """Print to the standard error what is wrong, and end with status 1."""
    click.echo(localizer(terminal_language())(template, values), err=True)
    sys.exit(1)


def show(problems: Sequence[Problem], form: str, *, err: bool = False) -> None:
    """Print problems as ``text``, the gravest first, or by place as ``json`` or annotations for ``github``.

    ``err`` prints texts to the standard error, for a command whose output is something else.
    """
    speak = localizer(terminal_language())
    if form == "json":
        click.echo(json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=2))
        return
    if form == "text":
        for severity in LEVELS:
            _list([problem for problem in problems if problem.severity == severity], speak, err)
        return
    for problem in problems:
        words = f"{problem.message.said(speak)}; {problem.remedy.said(speak)}"
        place = f"file={problem.file},line={problem.line},col={problem.column},title={problem.code}"
        click.echo(f"::{LEVELS[problem.severity]} {place}::{words}".replace("%", "%25").replace("\n", "%0A"))


def _list(problems: Sequence[Problem], speak: Localizer, err: bool) -> None:
    """Print problems of one severity; hints of the same words about one file are one line, which has the other places.

    What only a profile asks for may be left out of every question: an error would drown in it.
    """
    alike: dict[object, list[Problem]] = {}
    for number, problem in enumerate(problems):
        words = (problem.file, problem.code, problem.message.said(speak), problem.remedy.said(speak))
        alike.setdefault(words if problem.severity == "hint" else number, []).append(problem)
    for first, *others in alike.values():
        also = sorted({problem.line for problem in others} - {first.line})
        remedy = first.remedy
        if also:
            lines = ", ".join(map(str, also))
            remedy = say("%(remedy)s; also at line %(lines)s", remedy=remedy, lines=lines)
        click.echo(replace(first, remedy=remedy).said(speak), err=err)


def _plain(problem: Problem) -> dict[str, object]:
    speak = localizer(terminal_language())
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message.said(speak),
        "remedy": problem.remedy.said(speak),
    }


def fit(text: str, columns: int) -> str:
    """``text`` in so many columns of a terminal, in which Hangul takes two; cut with an ellipsis or filled up."""
    wide = [2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text]
    if sum(wide) <= columns:
        return text + " " * (columns - sum(wide))
    kept = 0
    while sum(wide[: kept + 1]) < columns:
        kept += 1
    return text[:kept] + "…" + " " * (columns - 1 - sum(wide[:kept]))


def shell() -> Actor:
    """Who runs the command, as what it does is recorded: ``shell: root``, or the number of a user without a name."""
    from quiz.services.audit import Actor

    number = os.geteuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = str(number)
    return Actor(name=f"shell: {name}")


def make_app() -> Flask:
    """The app; ends with a message where a setting can't be used."""
    from quiz.app import create_app
    from quiz.storage.database import COMMANDS

    try:
        return create_app(patience=COMMANDS)
    except SettingError as error:
        fail("%(reason)s", reason=error)
    except OSError as error:
        fail(
            "%(path)s can't be used: %(reason)s. Choose another folder with QUIZ_INSTANCE.",
            path=error.filename,
            reason=error.strerror,
        )


def ready_app() -> Flask:
    """The app, with its database at the schema that is wanted; ends with a message where it isn't."""
    from quiz.platform.extensions import db as store
    from quiz.services.integrity.upkeep import schema_fault

    app = make_app()
    with app.app_context():
        fault = schema_fault(store.engine)
    if fault is not None:
        fail(fault.template, **fault.values)
    return app


def migrate(app: Flask) -> None:
    """Bring the app's database to the schema that is wanted; ends with a message where that fails."""
    from quiz.platform.extensions import db as store
    from quiz.services.integrity.upkeep import upgrade

    with app.app_context():
        fault = upgrade(store.engine)
    if fault is not None:
        fail(fault.template, **fault.values)
    _take_over_pictures(app)


def _take_over_pictures(app: Flask) -> None:
    """Put what the folder of pictures holds into the store, where they are kept from now on."""
    from quiz.platform.extensions import db as store
    from quiz.services.content.pictures import take_over

    folder = app.extensions["settings"].media
    with app.app_context():
        taken = take_over(store.session, folder, now=datetime.now(UTC))
        store.session.commit()
    if taken:
        print_message("pictures put into the database: %(count)d, from %(folder)s", count=taken, folder=folder)
