"""The command that lists mail which could not be sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import print_message, ready_app
from quiz.domain.errors import say
from quiz.language import localizer, terminal_language

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.notices.sending import Undelivered


@click.group()
def mail() -> None:
    """Mail that the app sends."""


@mail.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_mail(form: str) -> None:
    """List mail that could not be sent, or not yet; the latest first."""
    from quiz.platform.extensions import db as store
    from quiz.services.notices import sending
    from quiz.storage.database import read_only

    app = ready_app()
    with app.app_context():
        read_only(store.session)
        found = sending.undelivered(store.session)
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        print_message("Every mail was sent.")


def _plain(one: Undelivered) -> dict[str, object]:
    return {
        "id": one.id,
        "recipient": one.recipient,
        "subject": one.subject,
        "made_at": one.made_at.isoformat(),
        "tries": one.tries,
        "next_try_at": one.next_try_at.isoformat() if one.next_try_at is not None else None,
        "failed_at": one.failed_at.isoformat() if one.failed_at is not None else None,
        "reason": one.reason,
    }


def _line(one: Undelivered) -> str:
    speak = localizer(terminal_language())
    local = (one.failed_at or one.made_at).astimezone()
    given_up = say("given up after %(tries)s tries", tries=one.tries)
    waiting = say("tried %(tries)s times, and tried again", tries=one.tries)
    words = [f"{local:%Y-%m-%d %H:%M}", one.recipient, one.subject, one.why.said(speak)]
    return " · ".join([*words, (waiting if one.failed_at is None else given_up).said(speak)])
