"""The command that lists series and banks."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import print_message, ready_app, translate
from quiz.domain.errors import Message, say
from quiz.language import terminal_language

if TYPE_CHECKING:
    from quiz.services.content.overview import ListedSeries

_STANDINGS: dict[str, Message] = {"open": say("open"), "hidden": say("hidden"), "withdrawn": say("withdrawn")}


@click.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_series(form: str) -> None:
    """List every series with its banks: what learners find, whose it is, and the current revisions."""
    from quiz.platform.extensions import db
    from quiz.services.content.overview import every_series

    with ready_app().app_context():
        found = every_series(db.session)
    if form == "json":
        click.echo(json.dumps([{**asdict(one), "title": dict(one.title)} for one in found], ensure_ascii=False))
        return
    if not found:
        print_message("No series is published.")
    for one in found:
        _print(one)


def _print(one: ListedSeries) -> None:
    standing = translate(_STANDINGS[one.standing].template)
    facts = [one.series, one.title[terminal_language()], standing, ", ".join(one.languages), one.profile]
    click.echo("  ".join([*facts, *([one.owner] if one.owner else [])]))
    for bank in one.banks:
        name = bank.bank if bank.revision is None else f"{bank.bank}@{bank.revision}"
        standing = translate(_STANDINGS[bank.standing].template)
        click.echo("  ".join(["", name, standing, translate("questions: %(count)d", count=bank.questions)]))
