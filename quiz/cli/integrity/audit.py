"""The command that lists who did what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import fail, print_message, ready_app
from quiz.domain.errors import Message
from quiz.language import localizer, terminal_language

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.domain.errors import Localizer
    from quiz.services.integrity.acts.log import Entry, Fact


@click.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From this moment on, local time.")
@click.option("--action", metavar="ACTION", help="Only this action, such as graded or published.")
@click.option("--actor", default="", metavar="NAME", help="Only actors with this in their names.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def audit(since: datetime | None, action: str | None, actor: str, form: str) -> None:
    """List who did what, the latest first."""
    from quiz.platform.extensions import db as store
    from quiz.services.integrity.acts.log import every_entry
    from quiz.services.integrity.acts.words import LABELS
    from quiz.storage.database import read_only

    if action is not None and action not in LABELS:
        fail(
            "There is no action %(action)s. Use one of %(known)s.", action=repr(action), known=", ".join(sorted(LABELS))
        )
    app = ready_app()
    with app.app_context():
        read_only(store.session)
        found = every_entry(store.session, action or "", actor, since.astimezone() if since is not None else None)
        if form == "json":
            _show_json(found)
        else:
            _show_lines(found)


def _show_json(found: Iterator[Entry]) -> None:
    """One document, row by row as it is read."""
    from quiz.services.integrity.acts.log import plain

    before = "["
    for entry in found:
        click.echo(f"{before}\n  {json.dumps(plain(entry), ensure_ascii=False)}", nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")


def _show_lines(found: Iterator[Entry]) -> None:
    speak = localizer(terminal_language())
    entry = None
    for entry in found:
        facts = [_fact(fact, speak) for fact in entry.facts]
        words = entry.sentence.said(speak) + (f" ({', '.join(facts)})" if facts else "")
        click.echo(f"{_moment(entry.at)}  {words}" + (f" [{entry.request_id}]" if entry.request_id else ""))
    if entry is None:
        print_message("No matching entries.")


def _fact(fact: Fact, speak: Localizer) -> str:
    values = [one for one in (fact.before, fact.after) if one is not None]
    return f"{fact.label.said(speak)}: {' → '.join(_value(one, speak) for one in values)}"


def _value(one: object, speak: Localizer) -> str:
    if isinstance(one, Message):
        return one.said(speak)
    return _moment(one) if isinstance(one, datetime) else str(one)


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
