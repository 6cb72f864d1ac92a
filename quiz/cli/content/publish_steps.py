"""The steps of a publishing from the shell: files prepared, the plan shown and agreed to, what was done."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

import click

from quiz.cli.content.bases import write_back
from quiz.cli.content.given import Given
from quiz.cli.terminal import fail, print_message, shell, show, translate
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


def prepared(app: Flask, given: Given) -> Prepared:
    """What files hold, checked and rendered, with what publishing them would do. Raises ``BankError``."""
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
        finally:
            db.session.rollback()


def published(app: Flask, given: Given, ready: Prepared) -> tuple[Publication, Mapping[str, str]]:
    """What was done, and the banks of the store by the hashes of their current files.

    Raises ``BankError``, and ``PlanChanged`` where files or store changed since ``ready`` was made.
    """
    from quiz.platform.extensions import db
    from quiz.services.content.publishing import publish as service
    from quiz.services.content.revisions.bases import banks_by_hash

    with app.app_context():
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
        current = banks_by_hash(db.session)
        db.session.commit()
    return done, current


def with_ids(files: Sequence[BankFile], done: Publication) -> list[BankFile]:
    """The files as they are now: those whose questions were given ids are written again, where that can be done."""
    return [write_back(file, done.sources[file.name]) if file.name in done.sources else file for file in files]


def without_hints(problems: Sequence[Problem]) -> list[Problem]:
    """What publishing reports; hints are for ``quiz check``, which was asked for them."""
    return [problem for problem in problems if problem.severity != "hint"]


def refuse(error: BankError, form: str) -> NoReturn:
    """End with every problem, and with what would be undone of what came from elsewhere."""
    show(without_hints(error.problems), form)
    for line in getattr(error, "difference", ()) if form == "text" else ():
        click.echo(line)
    fail("Nothing was published.")


def agree(plan: Plan, yes: bool, *, ask: bool = True) -> None:
    """End where a bank would lose many questions and nobody says that this is meant. ``ask`` asks at a terminal."""
    for bank in () if yes else plan.mass_withdrawals:
        lost = _lost(bank)
        if not (ask and sys.stdin.isatty()):
            click.echo(translate("%(bank)s would lose %(gone)d of its %(all)d questions.", **lost), err=True)
            fail("Nothing was published. If they are to be withdrawn, publish with --yes.")
        if not click.confirm(translate("%(bank)s loses %(gone)d of its %(all)d questions. Withdraw them?", **lost)):
            fail("Nothing was published.")


def print_what_needs_yes(plan: Plan) -> None:
    """Print which banks would lose many questions."""
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


def print_done(done: Publication) -> None:
    """Print what was published, with its warnings."""
    show(without_hints(done.warnings), "text")
    for name in done.published:
        print_message("published %(bank)s", bank=name)
    for file, given in done.ids_to_write.items():
        print_message("%(file)s gets these ids: %(ids)s", file=file, ids=", ".join(name for _, name in given))
