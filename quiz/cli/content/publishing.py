"""The command that publishes banks, and what a start publishes: what will happen is shown before it is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from quiz.cli.content.bases import note_published, write_back
from quiz.cli.content.files import FILES, bank_files, media_of
from quiz.cli.content.given import Given, given_files, given_revision
from quiz.cli.terminal import fail, print_message, ready_app, shell, show, translate
from quiz.domain.errors import BankError, Problem, say

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from flask import Flask

    from quiz.services.content.publish_plan import BankPlan, Moves, Plan
    from quiz.services.content.publishing import BankFile, Prepared, Publication

_QUESTIONS = say("%(bank)s: questions +%(new)d new, -%(withdrawn)d withdrawn, ~%(changed)d changed")
_QUESTIONS_BACK = say(
    "%(bank)s: questions +%(new)d new, +%(back)d back, -%(withdrawn)d withdrawn, ~%(changed)d changed"
)
_QUIZZES = say("%(bank)s: quizzes +%(new)d new, -%(withdrawn)d withdrawn, ~%(changed)d changed")
_QUIZZES_BACK = say("%(bank)s: quizzes +%(new)d new, +%(back)d back, -%(withdrawn)d withdrawn, ~%(changed)d changed")


@click.command()
@FILES
@click.option("--dry-run", is_flag=True, help="Report what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Withdraw questions even where a bank loses more than a fifth of them.")
@click.option("--force", is_flag=True, help="Publish over what was published from elsewhere since.")
@click.option("--revert", metavar="BANK@N", help="Publish revision N of a bank again, as its file was kept.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def publish(files: tuple[Path, ...], dry_run: bool, yes: bool, force: bool, revert: str | None, form: str) -> None:
    """Publish banks. All of them or, where one has an error, none."""
    if revert is not None and files:
        fail("--revert publishes what the database keeps: leave the files out.")
    app = ready_app()
    given = given_files(files, force) if revert is None else given_revision(app, revert)
    ready = _prepared(app, given, form)
    plan = ready.plan
    if form == "text":
        print_plan(plan)
        if plan.unchanged:
            print_message("unchanged: %(files)s", files=", ".join(plan.unchanged))
        if dry_run and not yes:
            _print_what_needs_yes(plan)
    if not dry_run:
        _agree(plan, yes)
        done, current = _published(app, given, ready, form)
        if form == "text":
            _print_done(done)
        note_published(_with_ids(given.files, done), current)
    if form == "json":
        click.echo(json.dumps({**_plain(plan), "published": not dry_run}, ensure_ascii=False, indent=2))


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
            show(_without_hints(error.problems), "text")
            fail("Nothing was published.")
        db.session.commit()
    _print_done(done)
    _print_left(left)


def _prepared(app: Flask, given: Given, form: str) -> Prepared:
    from quiz.platform.extensions import db
    from quiz.services.content.publishing import prepare
    from quiz.storage.database import read_only

    with app.app_context():
        # Rendering takes seconds, and a person who is asked may take their time: nobody waits for a lock meanwhile.
        read_only(db.session)
        try:
            return prepare(
                db.session,
                given.files,
                given.media,
                beside=given.beside,
                whole=given.whole,
                provenance=given.provenance,
            )
        except BankError as error:
            _refuse(error, form)
        finally:
            db.session.rollback()


def _published(app: Flask, given: Given, ready: Prepared, form: str) -> tuple[Publication, Mapping[str, str]]:
    """What was done, and the banks of the store by the hashes of their current files."""
    from quiz.platform.extensions import db
    from quiz.services.content.publishing import PlanChanged
    from quiz.services.content.publishing import publish as service
    from quiz.services.content.revisions.bases import banks_by_hash

    with app.app_context():
        try:
            done = service(
                db.session,
                given.files,
                given.media,
                now=datetime.now(UTC),
                beside=given.beside,
                whole=given.whole,
                ready=ready,
                by=shell(),
                provenance=given.provenance,
            )
        except BankError as error:
            _refuse(error, form)
        except PlanChanged:
            fail("Files or database changed meanwhile. Nothing was published; publish again.")
        current = banks_by_hash(db.session)
        db.session.commit()
    return done, current


def _with_ids(files: Sequence[BankFile], done: Publication) -> list[BankFile]:
    """The files as they are now: those whose questions were given ids are written again, where that can be done."""
    return [write_back(file, done.sources[file.name]) if file.name in done.sources else file for file in files]


def _without_hints(problems: Sequence[Problem]) -> list[Problem]:
    """What publishing reports; hints are for ``quiz check``, which was asked for them."""
    return [problem for problem in problems if problem.severity != "hint"]


def _refuse(error: BankError, form: str) -> NoReturn:
    show(_without_hints(error.problems), form)
    for line in getattr(error, "difference", ()) if form == "text" else ():
        click.echo(line)
    fail("Nothing was published.")


def _agree(plan: Plan, yes: bool) -> None:
    """End where a bank would lose many questions and nobody says that this is meant."""
    for bank in () if yes else plan.mass_withdrawals:
        lost = _lost(bank)
        if not sys.stdin.isatty():
            click.echo(translate("%(bank)s would lose %(gone)d of its %(all)d questions.", **lost), err=True)
            fail("Nothing was published. If they are to be withdrawn, publish with --yes.")
        if not click.confirm(translate("%(bank)s loses %(gone)d of its %(all)d questions. Withdraw them?", **lost)):
            fail("Nothing was published.")


def _print_what_needs_yes(plan: Plan) -> None:
    for bank in plan.mass_withdrawals:
        print_message("%(bank)s would lose %(gone)d of its %(all)d questions.", **_lost(bank))
    if plan.mass_withdrawals:
        print_message("To withdraw them, publish with --yes.")


def _lost(bank: BankPlan) -> dict[str, object]:
    return {"bank": bank.bank, "gone": len(bank.questions.withdrawn), "all": bank.on_offer}


def print_plan(plan: Plan) -> None:
    """Print what a publishing will do."""
    if plan.series is not None and plan.series.is_new:
        print_message("series %(series)s: new", series=plan.series.series)
    elif plan.series is not None:
        _print_fields(plan.series.series, plan.series.fields)
        _print_quizzes(plan.series.series, plan.series.quizzes)
    for bank in plan.banks:
        _print_bank(bank)
    if plan.without_file:
        print_message(
            "published, but without a file here: %(banks)s. They stay published. To take one off: quiz withdraw.",
            banks=", ".join(plan.without_file),
        )


def _print_bank(bank: BankPlan) -> None:
    if bank.is_new:
        print_message(
            "%(bank)s: new (questions: %(questions)d, quizzes: %(quizzes)d)",
            bank=bank.bank,
            questions=len(bank.questions.new),
            quizzes=len(bank.quizzes.new),
        )
        return
    if bank.keeps_content:
        print_message("%(bank)s: nothing that learners see changes", bank=bank.bank)
        return
    words = _QUESTIONS_BACK if bank.questions.back else _QUESTIONS
    print_message(words.template, bank=bank.bank, **_numbers(bank.questions))
    for name in bank.questions.withdrawn:
        click.echo(f"  - {name}")
    _print_quizzes(bank.bank, bank.quizzes)
    _print_fields(bank.bank, bank.fields)


def _print_quizzes(name: str, quizzes: Moves) -> None:
    words = _QUIZZES_BACK if quizzes.back else _QUIZZES
    if quizzes:
        print_message(words.template, bank=name, **_numbers(quizzes))
    for quiz in quizzes.withdrawn:
        click.echo(f"  - {quiz}")


def _print_fields(name: str, fields: Sequence[str]) -> None:
    if fields:
        print_message("%(bank)s: changed besides: %(fields)s", bank=name, fields=", ".join(fields))


def _numbers(moves: Moves) -> dict[str, int]:
    return {name: len(ids) for name, ids in asdict(moves).items()}


def _print_done(done: Publication) -> None:
    show(_without_hints(done.warnings), "text")
    for name in done.published:
        print_message("published %(bank)s", bank=name)
    for file, given in done.ids_to_write.items():
        print_message("%(file)s gets these ids: %(ids)s", file=file, ids=", ".join(name for _, name in given))


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
