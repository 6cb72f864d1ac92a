"""The command that publishes banks, and what a start publishes: what will happen is shown before it is done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quiz.cli.content import watching
from quiz.cli.content.bases import note_published
from quiz.cli.content.files import FILES, bank_files, media_of
from quiz.cli.content.given import Given, given_files, given_revision
from quiz.cli.content.publish_steps import (
    agree,
    prepared,
    print_done,
    print_plan,
    print_what_needs_yes,
    published,
    refuse,
    with_ids,
    without_hints,
)
from quiz.cli.terminal import fail, print_message, ready_app, show
from quiz.domain.errors import BankError
from quiz.platform.paths import QUESTIONS

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from flask import Flask

    from quiz.services.content.publish_plan import Plan


@click.command()
@FILES
@click.option("--dry-run", is_flag=True, help="Report what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Withdraw questions even where a bank loses more than a fifth of them.")
@click.option("--force", is_flag=True, help="Publish over what was published from elsewhere since.")
@click.option("--revert", metavar="BANK@N", help="Publish revision N of a bank again, as its file was kept.")
@click.option("--watch", is_flag=True, help="Publish the folder now and whenever it changes, until Ctrl-C.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def publish(
    files: tuple[Path, ...], dry_run: bool, yes: bool, force: bool, revert: str | None, watch: bool, form: str
) -> None:
    """Publish banks. All of them or, where one has an error, none."""
    if watch:
        if dry_run or force or revert is not None or form != "text":
            fail("--watch publishes by itself: of the other options it takes --yes alone.")
        watching.watch(_folder(files), yes)
        return
    if revert is not None and files:
        fail("--revert publishes what the database keeps: leave the files out.")
    app = ready_app()
    given = given_files(files, force) if revert is None else given_revision(app, revert)
    _publish(app, given, dry_run, yes, form)


def _folder(files: Sequence[Path]) -> Path:
    """The one folder that is named, or that of the packaged banks."""
    folder = files[0] if files else QUESTIONS
    if len(files) > 1 or not folder.is_dir():
        fail("--watch follows one folder. Name it, as in: quiz publish --watch questions")
    return folder


def _publish(app: Flask, given: Given, dry_run: bool, yes: bool, form: str) -> None:
    from quiz.services.content.publishing import PlanChanged

    try:
        ready = prepared(app, given)
        _print_plan(ready.plan, dry_run, yes, form)
        if not dry_run:
            agree(ready.plan, yes)
            done, current = published(app, given, ready)
            if form == "text":
                print_done(done)
            note_published(with_ids(given.files, done), current)
    except BankError as error:
        refuse(error, form)
    except PlanChanged:
        fail("Files or database changed meanwhile. Nothing was published; publish again.")
    if form == "json":
        click.echo(json.dumps({**_plain(ready.plan), "published": not dry_run}, ensure_ascii=False, indent=2))


def _print_plan(plan: Plan, dry_run: bool, yes: bool, form: str) -> None:
    if form != "text":
        return
    print_plan(plan)
    if plan.unchanged:
        print_message("unchanged: %(files)s", files=", ".join(plan.unchanged))
    if dry_run and not yes:
        print_what_needs_yes(plan)


def publish_at_start(app: Flask) -> None:
    """Publish the packaged banks to an empty store; of one in use say how they differ, and publish nothing."""
    from quiz.platform.extensions import db
    from quiz.services.content.publishing import PlanChanged, prepare
    from quiz.services.content.publishing import publish_at_start as service
    from quiz.storage.database import read_only

    media, files = media_of(()), bank_files(())
    with app.app_context():
        try:
            # Reading and rendering take seconds: nobody waits for a lock meanwhile.
            read_only(db.session)
            ready = prepare(db.session, files, media, whole=True)
            db.session.rollback()
            done, left = service(db.session, files, media, now=datetime.now(UTC), ready=ready)
        except PlanChanged:
            # Another machine has started meanwhile: what it published is looked at.
            db.session.rollback()
            publish_at_start(app)
            return
        except BankError as error:
            show(without_hints(error.problems), "text")
            fail("Nothing was published.")
        db.session.commit()
    print_done(done)
    _print_left(left)


def _print_left(left: Plan) -> None:
    """Report what a start did not publish, since it may have been published from elsewhere, and how to do so."""
    banks = [bank for bank in left.banks if not bank.keeps_content]
    if left.series is None and not banks and not left.without_file:
        return
    if left.series is not None or banks:
        print_message("A start does not change what is published. The files differ from it:")
    print_plan(replace(left, banks=tuple(banks)))
    if left.series is not None or banks:
        print_message("To publish them, run: quiz publish. To see first what it does: quiz publish --dry-run")


def _plain(plan: Plan) -> dict[str, Any]:
    banks = [
        {**asdict(bank), "mass_withdrawal": bank.is_mass_withdrawal, "keeps_content": bank.keeps_content}
        for bank in plan.banks
    ]
    return {**asdict(plan), "banks": banks}
