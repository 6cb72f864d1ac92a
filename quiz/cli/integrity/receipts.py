"""Commands for receipts: hold one against its signature and the store."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quiz.cli.terminal import fail, print_message, ready_app
from quiz.domain import errors
from quiz.language import localizer, terminal_language


@click.group()
def receipt() -> None:
    """Receipts of attempts."""


@receipt.command("verify")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def receipt_verify(path: Path) -> None:
    """Report whether a receipt is genuine and the store still holds what it says. Exit status 1 when not."""
    from quiz.platform.extensions import db as store
    from quiz.services.integrity.receipts import MAX_BYTES, NotAReceipt, signing_key, verify
    from quiz.storage.database import read_only

    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    app = ready_app()
    with app.app_context():
        read_only(store.session)
        try:
            report = verify(store.session, raw, *map(signing_key, app.extensions["keys"]))
        except NotAReceipt as error:
            fail(
                "%(path)s is not a receipt: %(reason)s",
                path=path,
                reason=error.reason.said(localizer(terminal_language())),
            )
    if report.fault is not None:
        fail(report.fault.template, **report.fault.values)
    if report.holds:
        print_message(
            "The receipt is genuine, and the store holds what it says: attempt %(token)s of %(name)s",
            token=report.token,
            name=report.learner or errors.say("a guest").said(localizer(terminal_language())),
        )
    else:
        print_message("The receipt is genuine, but the store differs:")
    for found in report.differences:
        click.echo(found.said(localizer(terminal_language())))
    if report.changes:
        print_message("Changed since by the rules:")
    for found in report.changes:
        click.echo(found.said(localizer(terminal_language())))
    sys.exit(0 if report.holds else 1)
