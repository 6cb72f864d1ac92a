"""Commands that show what was published: a bank's revisions, and one of them as its file was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from quiz.cli.content.bases import found_revision
from quiz.cli.terminal import fail, ready_app, translate
from quiz.domain.errors import say

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.content.revisions.reading import Revision

ORIGINS = {
    "command": say("quiz publish"),
    "start": say("first start"),
    "studio": say("studio"),
    "challenge": say("an accepted challenge"),
    "upgrade": say("before revisions were kept"),
}


@click.command()
@click.argument("bank")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def history(bank: str, form: str) -> None:
    """List what was published of BANK, the latest first: when, how, by whom and from which file."""
    from quiz.platform.extensions import db as store
    from quiz.services.content.revisions import reading
    from quiz.storage.database import read_only

    with ready_app().app_context():
        read_only(store.session)
        try:
            found = reading.history(store.session, reading.find_bank(store.session, bank))
        except reading.UnknownRevision as unknown:
            fail(unknown.message.template, **unknown.message.values)
        if form == "json":
            click.echo(json.dumps([reading.plain(one) for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            click.echo(described(one))


@click.command("show")
@click.argument("revision", metavar="BANK@N")
def show_revision(revision: str) -> None:
    """Write the file of a revision to the standard output, byte for byte; of BANK alone the current one.

    Exit status 1 where its source was not kept.
    """
    from quiz.platform.extensions import db as store

    with ready_app().app_context():
        _, source = found_revision(store.session, revision)
    click.echo(source, nl=False)


def described(revision: Revision) -> str:
    """A revision on one line."""
    origin = ORIGINS[revision.origin]
    parts = [
        f"{revision.name:<12}",
        f"{revision.published_at.astimezone():%Y-%m-%d %H:%M}",
        (revision.content_hash or "")[:8] or translate("source not kept"),
        translate(origin.template),
        revision.by or "",
        revision.path or "",
        translate("current") if revision.is_current else "",
    ]
    return "  ".join(part for part in parts if part)
