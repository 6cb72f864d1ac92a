"""The command that says what differs between two banks, or between a file and what is published."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from quiz.cli.content.files import bank_files, given_series, media_of
from quiz.cli.terminal import print_message, print_warning, ready_app, show, translate
from quiz.domain.errors import BankError, in_english

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.domain.authoring.comparing import ChangedQuestion, Difference
    from quiz.domain.bank_format.bank import Bank
    from quiz.services.authoring.comparing.differences import BankDifference, Regrade

FILE = click.Path(exists=True, readable=True, dir_okay=False, path_type=Path)


@click.command("diff")
@click.argument("old", type=FILE, metavar="[OLD]")
@click.argument("new", type=FILE, metavar="NEW", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(old: Path, new: Path | None, form: str) -> None:
    """Say what differs between two files of a bank, or between one file and what is published of it.

    Exit status 0 where nothing differs, 1 where something does, 2 where a file can't be read.
    """
    found = _of_files(old, new) if new is not None else _of_published(old)
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            _print(one)
        if not found:
            print_message("Nothing differs.")
    sys.exit(1 if found else 0)


def _of_files(old: Path, new: Path) -> list[BankDifference]:
    from quiz.domain.authoring.comparing import compare, side_of
    from quiz.services.authoring.comparing.differences import BankDifference

    before, after = _read(old), _read(new)
    difference = compare(side_of(before), side_of(after, before))
    bank = after.header.bank
    return [BankDifference(bank=bank, is_new=False, difference=difference, regrades=())] if difference else []


def _read(path: Path) -> Bank:
    from quiz.domain.bank_format.bank import read_bank

    try:
        return read_bank(path.read_bytes(), os.path.relpath(path), given_series([path]), media_of([path]).size)
    except BankError as error:
        _refuse(error)


def _of_published(path: Path) -> list[BankDifference]:
    from quiz.platform.extensions import db as store
    from quiz.services.authoring.comparing.differences import against_published
    from quiz.storage.database import read_only

    with ready_app().app_context():
        read_only(store.session)
        try:
            return against_published(store.session, bank_files([path]), media_of([path]))
        except BankError as error:
            _refuse(error)
        finally:
            store.session.rollback()


def _refuse(error: BankError) -> NoReturn:
    show([problem for problem in error.problems if problem.severity == "error"], "text", err=True)
    print_warning("Nothing was compared. Mend the file first.")
    sys.exit(2)


def _plain(one: BankDifference) -> dict[str, Any]:
    regrades = [
        {**asdict(regrade), "reason": regrade.reason.said(in_english) if regrade.reason else None}
        for regrade in one.regrades
    ]
    return {"bank": one.bank, "new": one.is_new, **asdict(one.difference), "regrades": regrades}


def _print(one: BankDifference) -> None:
    found = one.difference
    if one.is_new:
        print_message("%(bank)s: nothing is published of it yet", bank=one.bank)
    print_message(
        "%(bank)s: questions +%(new)d new, -%(withdrawn)d withdrawn, ~%(changed)d changed",
        bank=one.bank,
        new=len(found.new),
        withdrawn=len(found.withdrawn),
        changed=len(found.changed),
    )
    _list_questions(found)
    if found.quizzes:
        counts = {name: len(ids) for name, ids in asdict(found.quizzes).items()}
        print_message(
            "%(bank)s: quizzes +%(new)d new, -%(withdrawn)d withdrawn, ~%(changed)d changed", bank=one.bank, **counts
        )
        _list(found.quizzes.new, found.quizzes.withdrawn, found.quizzes.changed)
    if found.fields:
        print_message("%(bank)s: changed besides: %(fields)s", bank=one.bank, fields=", ".join(found.fields))
    if found.moved:
        print_message("%(bank)s: the questions stand in another order", bank=one.bank)
    _print_regrades(one.regrades)


def _list_questions(found: Difference) -> None:
    _list(found.new, found.withdrawn, ())
    for before, after in found.renamed:
        print_message("  > %(new)s, renamed from %(old)s", new=after, old=before)
    for change in found.changed:
        click.echo(f"  ~ {change.id}: {_aspects(change)}")


def _list(new: Sequence[str], withdrawn: Sequence[str], changed: Sequence[str]) -> None:
    for sign, names in (("+", new), ("-", withdrawn), ("~", changed)):
        for name in names:
            click.echo(f"  {sign} {name}")


def _aspects(change: ChangedQuestion) -> str:
    from quiz.domain.authoring.comparing import ASPECTS

    said = ", ".join(translate(ASPECTS[name].template) for name in change.aspects)
    said = translate("words only") if change.aspects == ("words",) else said
    return f"{said} ({', '.join(change.fields)})"


def _print_regrades(found: Sequence[Regrade]) -> None:
    needed = [one for one in found if one.is_needed]
    for one in found:
        _print_regrade(one)
    if needed:
        print_message("Once this is published, a regrade moves scores: quiz regrade shows it first.")
    elif found:
        print_message("No score that is stored would move.")


def _print_regrade(one: Regrade) -> None:
    if one.reason is not None:
        print_message(
            "  %(question)s: attempts that are over: %(attempts)d. They keep their scores: %(reason)s",
            question=one.question,
            attempts=one.attempts,
            reason=translate(one.reason.template, **one.reason.values),
        )
        return
    print_message(
        "  %(question)s: attempts that are over: %(attempts)d; + would gain: %(raised)d, - would lose: %(lowered)d, "
        "? can't be regraded: %(unfit)d",
        question=one.question,
        attempts=one.attempts,
        raised=one.totals.raised,
        lowered=one.totals.lowered,
        unfit=one.totals.unfit,
    )
    if one.waiting:
        print_message("  attempts that wait for a teacher's mark: %(count)d", count=one.waiting)
