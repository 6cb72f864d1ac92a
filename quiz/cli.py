"""The command line: thin commands over the same services as the pages."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from quiz.config import SettingError, Settings
from quiz.domain.errors import BankError, Problem
from quiz.language import of_terminal, speak_in
from quiz.paths import QUESTIONS

if TYPE_CHECKING:
    from flask import Flask

    from quiz.services.media import MediaFolder
    from quiz.services.publishing import BankFile
    from quiz.storage.models import Account

LEVELS = {"error": "error", "warning": "warning"}


@click.group()
@click.version_option(package_name="dalmada")
def main() -> None:
    """Question banks as YAML, quizzes in the browser, progress month by month."""


def _say(template: str, **values: object) -> None:
    click.echo(speak_in(of_terminal())(template, values))


def _fail(template: str, **values: object) -> NoReturn:
    click.echo(speak_in(of_terminal())(template, values), err=True)
    sys.exit(1)


def _files(paths: Sequence[Path]) -> list[BankFile]:
    """The named files, or every bank of ``questions/``; ``series.yaml`` of their folder comes along."""
    from quiz.services.publishing import SERIES_FILE, BankFile

    chosen = list(paths) or sorted(QUESTIONS.glob("*.yaml"))
    series = [path.parent / SERIES_FILE for path in chosen[:1]]
    every = dict.fromkeys([*(path for path in series if path.is_file()), *chosen])
    return [BankFile(name=os.path.relpath(path), raw=path.read_bytes()) for path in every]


def _media(paths: Sequence[Path], kept: Path) -> MediaFolder:
    from quiz.services.media import MediaFolder

    return MediaFolder(source=(paths[0].parent if paths else QUESTIONS) / "media", kept=kept)


FILES = click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path), metavar="[FILE]..."
)


@main.command()
@FILES
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
def check(files: tuple[Path, ...], form: str) -> None:
    """Tell every error of every file. Exit status 1 when there is one."""
    from quiz.services.publishing import check_files

    problems, banks = check_files(_files(files), _media(files, Path()))
    _print(problems, form)
    errors = sum(problem.severity == "error" for problem in problems)
    if form == "text":
        questions = sum(len(bank.questions) for bank in banks)
        _say(
            "banks: %(banks)d, questions: %(questions)d, errors: %(errors)d, warnings: %(warnings)d",
            banks=len(banks),
            questions=questions,
            errors=errors,
            warnings=len(problems) - errors,
        )
    sys.exit(1 if errors else 0)


def _print(problems: Sequence[Problem], form: str) -> None:
    speak = speak_in(of_terminal())
    if form == "json":
        click.echo(json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=2))
        return
    for problem in problems:
        if form == "github":
            words = f"{problem.message.said(speak)}; {problem.remedy.said(speak)}"
            place = f"file={problem.file},line={problem.line},col={problem.column},title={problem.code}"
            click.echo(f"::{LEVELS[problem.severity]} {place}::{words}".replace("%", "%25").replace("\n", "%0A"))
        else:
            click.echo(problem.said(speak))


def _plain(problem: Problem) -> dict[str, object]:
    speak = speak_in(of_terminal())
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message.said(speak),
        "remedy": problem.remedy.said(speak),
    }


@main.command()
def schema() -> None:
    """Print the JSON Schema of a bank file, for editors."""
    from quiz.domain.bank import bank_schema

    click.echo(json.dumps(bank_schema(), ensure_ascii=False, indent=2))


@main.command()
@FILES
def publish(files: tuple[Path, ...]) -> None:
    """Publish banks. All of them or, where one has an error, none."""
    app = _ready_app()
    try:
        _publish(app, files)
    except BankError as error:
        _print(error.problems, "text")
        _fail("Nothing was published.")


def _publish(app: Flask, files: tuple[Path, ...]) -> None:
    from quiz.extensions import db
    from quiz.services.publishing import publish as service

    with app.app_context():
        done = service(
            db.session, _files(files), _media(files, app.extensions["settings"].media), now=datetime.now(UTC)
        )
        db.session.commit()
    _print(done.warnings, "text")
    for name in done.published:
        _say("published %(bank)s", bank=name)
    if done.unchanged:
        _say("unchanged: %(files)s", files=", ".join(done.unchanged))


def _app() -> Flask:
    from quiz.app import create_app

    try:
        return create_app()
    except SettingError as error:
        _fail("%(reason)s", reason=error)


def _ready_app() -> Flask:
    """The app, with its database at the schema that is wanted; ends with a message where it isn't."""
    from quiz.extensions import db as store
    from quiz.services.upkeep import schema_fault

    app = _app()
    with app.app_context():
        fault = schema_fault(store.engine)
    if fault is not None:
        _fail(fault.template, **fault.values)
    return app


@main.group()
def db() -> None:
    """The database's schema."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version's schema."""
    _upgrade(_app())
    _say("The database is up to date.")


def _upgrade(app: Flask) -> None:
    from sqlalchemy.exc import DBAPIError

    from quiz.extensions import db as store
    from quiz.services.upkeep import database_fault
    from quiz.storage.schema import upgrade

    try:
        with app.app_context():
            upgrade(store.engine)
    except DBAPIError as error:
        fault = database_fault(error)
        _fail(fault.template, **fault.values)


@db.command("status")
def db_status() -> None:
    """Tell whether the database has this version's schema. Exit status 1 when it does not."""
    _ready_app()
    _say("The database is up to date.")


@main.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["learner", "teacher", "admin"]), default="learner", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")
def user_add(name: str, role: str, password_stdin: bool) -> None:
    """Make an account. At a terminal the password is asked for twice."""
    from quiz.extensions import db as store
    from quiz.services.accounts import AccountError, sign_up
    from quiz.web.forms import ACCOUNT_ERRORS

    app = _ready_app()
    password = _new_password(password_stdin)
    with app.app_context():
        try:
            made = sign_up(store.session, name, password, now=datetime.now(UTC), role=role)
        except AccountError as error:
            message = ACCOUNT_ERRORS[error.code][1]
            _fail(message.template, **message.values)
        store.session.commit()
        _say("%(role)s %(name)s is made.", role=role, name=made.name)


def _new_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@user.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")
def user_password(name: str, password_stdin: bool) -> None:
    """Set a new password for somebody who forgot theirs. Every sign-in of the account ends."""
    from quiz.extensions import db as store
    from quiz.services.accounts import AccountError, set_password
    from quiz.web.forms import ACCOUNT_ERRORS

    app = _ready_app()
    with app.app_context():
        found = _named(name)
        try:
            set_password(store.session, found, _new_password(password_stdin))
        except AccountError as error:
            message = ACCOUNT_ERRORS[error.code][1]
            _fail(message.template, **message.values)
        store.session.commit()
    _say("The password of %(name)s is changed.", name=name)


def _named(name: str) -> Account:
    from quiz.extensions import db as store
    from quiz.services.accounts import find_named

    found = find_named(store.session, name)
    if found is None:
        _fail("There is no account named %(name)s.", name=name)
    return found


@user.command("disable")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Open the account again.")
def user_disable(name: str, undo: bool) -> None:
    """Close an account to its owner at once, without deleting anything."""
    from quiz.extensions import db as store
    from quiz.services.accounts import set_disabled

    app = _ready_app()
    with app.app_context():
        set_disabled(store.session, _named(name), not undo)
        store.session.commit()
    if undo:
        _say("The account %(name)s is open again.", name=name)
    else:
        _say("The account %(name)s is closed.", name=name)


@main.command()
def demo() -> None:
    """Fill an empty database with a class of made-up learners and print how to sign in."""
    from quiz.extensions import db as store
    from quiz.services.catalogue import build
    from quiz.services.demo import fill

    app = _app()
    _upgrade(app)
    _publish(app, ())
    with app.app_context():
        months = [month.slug for month in build(store.session).months]
        logins = fill(store.session, months, now=datetime.now(UTC))
        store.session.commit()
    for login in logins:
        _say(
            "Sign in as %(role)s %(name)s with the password %(password)s",
            role=login.role,
            name=login.name,
            password=login.password,
        )
    if not logins:
        _say(
            "There are accounts already, so nothing was made. Delete %(folder)s to begin anew.",
            folder=app.extensions["settings"].instance,
        )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), envvar="PORT")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Migrate, publish the packaged banks, and serve with gunicorn."""
    from quiz.serving import port_is_taken, run

    if port_is_taken(host, port):
        _fail(
            "Port %(port)d of %(host)s is taken. Choose another with --port, or PORT=… make serve.",
            port=port,
            host=host,
        )
    app = _app()
    _upgrade(app)
    try:
        _publish(app, ())
    except BankError as error:
        _print(error.problems, "text")
        _fail("Nothing was published.")
    settings: Settings = app.extensions["settings"]
    _say(
        "Serving on http://%(host)s:%(port)d with the data in %(folder)s",
        host=host,
        port=port,
        folder=settings.instance,
    )
    _say("Make the first teacher with: %(command)s", command=f"{sys.argv[0]} user add NAME --role teacher")
    run(host, port, workers)
