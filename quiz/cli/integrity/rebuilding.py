"""The command that makes again what pages read: sums of scores, and what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import print_message, ready_app

if TYPE_CHECKING:
    from flask import Flask

WHAT = ("aggregates", "mastery", "search", "all")


@click.command("rebuild")
@click.argument("what", type=click.Choice(WHAT), default="all")
def rebuild_command(what: str) -> None:
    """Make again what pages read: sums, mastery and memory, what search finds, or all. Learners wait meanwhile."""
    from quiz.platform.extensions import db as store
    from quiz.services.aggregates import rebuild
    from quiz.services.integrity import older_scores

    app = ready_app()
    if what in ("search", "all"):
        _rebuild_search(app)
    if what == "search":
        return
    tables = {"aggregates": rebuild.SUMS, "mastery": rebuild.MASTERY, "all": rebuild.TABLES}[what]
    with app.app_context():
        if what != "aggregates":
            older_scores.fill_in(store.session)
        count = rebuild.rebuild(store.session, only=tables, progress=_show)
        store.session.commit()
    print_message("rows that were put right: %(count)d", count=count)


def _rebuild_search(app: Flask) -> None:
    from quiz.platform.extensions import db as store
    from quiz.services.content.search import entries

    with app.app_context():
        count = entries.rebuild(store.session)
        store.session.commit()
    print_message("entries that can be found: %(count)d", count=count)


def _show(accounts: int) -> None:
    print_message("accounts recounted: %(count)d", count=accounts)
