"""Commands that keep a store: a backup in one file, put back, moved to another database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from quiz.cli.terminal import fail, make_app, print_message, ready_app
from quiz.language import localizer, terminal_language
from quiz.platform.settings import SettingError, Settings, hidden, without_secrets

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from flask import Flask

    from quiz.domain.errors import Message
    from quiz.services.integrity.backups.making import Made
    from quiz.services.integrity.backups.restoring import Restored
    from quiz.services.integrity.doctor import Finding
    from quiz.storage.copying import Proof

FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@FORM
def backup(path: Path, force: bool, form: str) -> None:
    """Write a backup of store, key, settings and pictures to one file, also while the server runs.

    It is put back into a temporary place and examined. Exit status 1 where it holds faults; the file is kept then.
    """
    from quiz.platform.extensions import db as store
    from quiz.services.integrity.backups.making import Instance, make
    from quiz.storage.snapshots import BackupError

    app = make_app()
    settings: Settings = app.extensions["settings"]
    instance = Instance(
        key="\n".join(app.extensions["keys"]),
        key_file=settings.secret_key_file,
        media=settings.media,
        settings=without_secrets(),
    )
    with app.app_context():
        try:
            made = make(store.engine, instance, path.absolute(), force=force, now=datetime.now(UTC))
        except BackupError as error:
            _refuse(error.reason)
    _show_made(path, made, form)
    _note(app, made)
    sys.exit(1 if made.faults else 0)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), metavar="FOLDER", help="The instance's folder to restore to.")
def restore(path: Path, into: Path | None) -> None:
    """Put a backup back into an empty place: the store, the secret key, the pictures.

    Every hash is checked before anything is written, an older store is upgraded, and all is examined. Exit status 1
    where it holds faults.
    """
    from quiz.services.integrity.backups.restoring import Place
    from quiz.services.integrity.backups.restoring import restore as put_back
    from quiz.storage.snapshots import BackupError

    settings = _settings_for(into)
    place = Place(
        instance=settings.instance,
        database_url=settings.database_url,
        key_file=settings.secret_key_file,
        media=settings.media,
    )
    try:
        restored = put_back(path, place, now=datetime.now(UTC))
    except BackupError as error:
        _refuse(error.reason)
    _show_restored(restored, settings)
    sys.exit(1 if restored.faults else 0)


@click.command()
@click.argument("url", metavar="URL")
def move(url: str) -> None:
    """Copy the whole store into the empty database at URL, on PostgreSQL or SQLite, and prove that it is the same.

    Stop the server first. Nothing is written to the old store.
    """
    from quiz.platform.extensions import db as store
    from quiz.services.integrity.backups.moving import move as copy_over
    from quiz.storage.snapshots import BackupError

    target = _database_at(url)
    app = ready_app()
    with app.app_context():
        try:
            copy_over(store.engine, target, _show_proof)
        except BackupError as error:
            _refuse(error.reason)
    print_message(
        "Every table is the same in both. What the old store gets from now on stays there. Set QUIZ_DATABASE_URL to "
        "the new one, then start: %(url)s",
        url=hidden(target),
    )


def _database_at(url: str) -> str:
    try:
        return Settings.from_environment({**os.environ, "QUIZ_DATABASE_URL": url}).database_url
    except SettingError as error:
        fail("%(reason)s", reason=error)


def _show_proof(proof: Proof) -> None:
    print_message("%(table)s: rows: %(rows)d, hash: %(hash)s", table=proof.table, rows=proof.rows, hash=proof.hash[:16])


def _settings_for(into: Path | None) -> Settings:
    """The settings; with a folder all that is kept in files is kept there."""
    environment = dict(os.environ)
    if into is not None:
        environment |= {"QUIZ_INSTANCE": str(into), "QUIZ_MEDIA": "", "QUIZ_SECRET_KEY_FILE": ""}
        if environment.get("QUIZ_DATABASE_URL", "").startswith("sqlite"):
            environment["QUIZ_DATABASE_URL"] = ""
    try:
        return Settings.from_environment(environment)
    except SettingError as error:
        fail("%(reason)s", reason=error)


def _show_restored(restored: Restored, settings: Settings) -> None:
    print_message(
        "Restored the store of %(time)s UTC to %(place)s, with the secret key.",
        time=restored.manifest.made_at.strftime("%Y-%m-%d %H:%M:%S"),
        place=hidden(settings.database_url),
    )
    now = without_secrets()
    others = {name: value for name, value in restored.settings.items() if now.get(name) != value}
    if others:
        print_message("The backup was made with these settings, which are others now:")
    for name, value in sorted(others.items()):
        click.echo(f"  {name}={value}")
    print_message("It has today's schema, and was examined.")
    _show_faults(restored.faults)


def _refuse(reason: Message) -> NoReturn:
    fail(reason.template, **reason.values)


def _show_made(path: Path, made: Made, form: str) -> None:
    if form == "json":
        plain = {"file": str(path), "size": made.size, "pictures": made.pictures, "checked": made.checked}
        click.echo(json.dumps({**plain, "faults": _codes(made.faults)}, ensure_ascii=False, indent=2))
        return
    print_message(
        "%(path)s: %(size)s MB, with the secret key. Keep it where nobody else can read it.",
        path=path,
        size=f"{made.size / 1e6:.1f}",
    )
    if made.checked == "restored":
        print_message("It was put back into a temporary place, brought to today's schema and examined.")
    else:
        print_message(
            "It was only read to its end and held against its hashes, as no database could be made to put it back: "
            "%(reason)s. Let the role make databases (CREATEDB), or try it out with quiz restore.",
            reason=made.why_read,
        )
    _show_faults(made.faults)


def _codes(faults: Sequence[Finding]) -> list[str]:
    return [finding.check.code for finding in faults]


def _show_faults(faults: Sequence[Finding]) -> None:
    speak = localizer(terminal_language())
    for finding in faults:
        print_message(
            "fault: %(holds)s; not so (%(count)d) [%(code)s]",
            holds=finding.check.holds.said(speak),
            count=finding.count,
            code=finding.check.code,
        )
    if faults:
        print_message("Run quiz doctor: it says what to do about each.")


def _note(app: Flask, made: Made) -> None:
    """Note the backup in the store, where it is of today's schema and so has a place for it."""
    from quiz.platform.extensions import db as store
    from quiz.services.integrity.backups.records import note
    from quiz.services.integrity.upkeep import schema_fault

    with app.app_context():
        if schema_fault(store.engine) is None:
            note(store.session, made, now=datetime.now(UTC))
            store.session.commit()
