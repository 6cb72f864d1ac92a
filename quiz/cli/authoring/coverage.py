"""The command that shows which claims of a bank its questions test."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from quiz.cli.content.bases import found_revision
from quiz.cli.content.files import bank_files, beside, by_series, media_of
from quiz.cli.terminal import fail, fit, print_message, ready_app, show, translate
from quiz.domain.authoring.coverage import ClaimCoverage, Coverage, SectionCoverage, State, coverage
from quiz.domain.bank_format.bank import Bank
from quiz.domain.errors import BankError, Message, say
from quiz.language import terminal_language

STATES: dict[State, Message] = {"untested": say("untested"), "recall": say("by recall alone"), "tested": say("tested")}
_WIDTH = 18
_TEXT = 60


@click.command("coverage")
@click.argument("names", nargs=-1, metavar="[FILE|FOLDER|BANK]...")
@click.option("--strict", is_flag=True, help="End with status 1 where something is not tested.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_coverage(names: tuple[str, ...], strict: bool, form: str) -> None:
    """Show which claims no question tests, which are tested by recall alone, and which questions test none."""
    paths = [Path(name) for name in names if Path(name).exists()]
    published = [name for name in names if not Path(name).exists()]
    banks = [*(_read(paths) if paths or not names else []), *_published(published)]
    found = [(bank, coverage(bank)) for bank in banks]
    if form == "json":
        click.echo(json.dumps([plain(bank, covered) for bank, covered in found], ensure_ascii=False, indent=2))
    else:
        for bank, covered in found:
            _print(bank, covered)
    sys.exit(1 if strict and any(covered.has_gaps for _, covered in found) else 0)


def _read(paths: Sequence[Path]) -> list[Bank]:
    """The banks of files; ends with the errors of those that can't be read."""
    from quiz.services.content.publishing import check_files

    banks: list[Bank] = []
    for group in by_series(paths) or [[]]:
        problems, read = check_files(bank_files(group, with_series=True), media_of(group), beside(group))
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            show(errors, "text")
            fail("These banks can't be read. Correct them first.")
        banks += read
    return banks


def _published(names: Sequence[str]) -> list[Bank]:
    if not names:
        return []
    from quiz.platform.extensions import db
    from quiz.services.authoring.comparing.published_banks import bank_of

    with ready_app().app_context():
        try:
            return [bank_of(db.session, *found_revision(db.session, name)) for name in names]
        except BankError as error:
            show(error.problems, "text")
            fail("These banks can't be read. Correct them first.")


def _print(bank: Bank, covered: Coverage) -> None:
    print_message(
        "%(bank)s: claims: %(claims)d, tested: %(tested)d, by recall alone: %(recall)d, untested: %(untested)d; "
        "questions that test no claim: %(without)d",
        bank=bank.header.bank,
        claims=covered.claims,
        tested=covered.count("tested"),
        recall=covered.count("recall"),
        untested=covered.count("untested"),
        without=covered.without_claim,
    )
    for section in covered.sections:
        click.echo(f"{section.id}  {section.title[terminal_language()]}")
        _print_section(section)
    _print_without(covered.without)


def _print_section(section: SectionCoverage) -> None:
    for state, words in STATES.items():
        for claim in section.of_state(state):
            _print_claim(claim, translate(words.template))
    _print_without(section.without)


def _print_claim(claim: ClaimCoverage, state: str) -> None:
    text = claim.claim.text[terminal_language()]
    words = [fit(state, _WIDTH), claim.id, text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"]
    if claim.questions:
        words.append(f"({', '.join(claim.questions)})")
    if claim.drafts:
        words.append(translate("(drafted by machine: %(questions)s)", questions=", ".join(claim.drafts)))
    click.echo("  " + "  ".join(words))


def _print_without(questions: Iterable[str]) -> None:
    for name in questions:
        click.echo(f"  {fit(translate('tests no claim'), _WIDTH)}  {name}")


def plain(bank: Bank, covered: Coverage) -> dict[str, Any]:
    """The coverage of a bank as a program reads it; texts by language."""
    return {
        "bank": bank.header.bank,
        "claims": covered.claims,
        **{state: covered.count(state) for state in STATES},
        "questions_without_claim": covered.without_claim,
        "sections": [
            {
                "section": section.id,
                "title": dict(section.title),
                "claims": [_plain_claim(claim) for claim in section.claims],
                "without_claim": list(section.without),
            }
            for section in covered.sections
        ],
        "without_section": list(covered.without),
    }


def _plain_claim(claim: ClaimCoverage) -> dict[str, Any]:
    return {
        "claim": claim.id,
        "text": dict(claim.claim.text),
        "ref": claim.claim.ref,
        "at": claim.claim.at,
        "state": claim.state,
        "questions": list(claim.questions),
        "drafts": list(claim.drafts),
    }
