"""The command that recounts what pages read from the scores of answers."""

from __future__ import annotations

import click

from quiz.cli.terminal import print_message, ready_app

WHAT = ("aggregates", "mastery", "all")


@click.command("rebuild")
@click.argument("what", type=click.Choice(WHAT), default="all")
def rebuild_command(what: str) -> None:
    """Recount what pages read: sums, what is mastered and remembered, or all. Learners wait meanwhile."""
    from quiz.platform.extensions import db as store
    from quiz.services.aggregates import rebuild
    from quiz.services.integrity import older_scores

    app = ready_app()
    tables = {"aggregates": rebuild.SUMS, "mastery": rebuild.MASTERY, "all": rebuild.TABLES}[what]
    with app.app_context():
        if what != "aggregates":
            older_scores.fill_in(store.session)
        count = rebuild.rebuild(store.session, only=tables, progress=_show)
        store.session.commit()
    print_message("rows that were put right: %(count)d", count=count)


def _show(accounts: int) -> None:
    print_message("accounts recounted: %(count)d", count=accounts)
