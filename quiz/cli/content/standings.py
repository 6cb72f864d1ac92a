"""Commands that withdraw a series or a bank, hide it from learners, and open it."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from quiz.cli.terminal import fail, print_message, ready_app, shell
from quiz.domain.errors import Message, say

NAME = click.argument("name", metavar="SERIES|BANK")
_DONE = {
    "withdrawn": say("%(name)s is withdrawn: nobody finds it. What learners did in it is kept."),
    "hidden": say("%(name)s is hidden: teachers find it, learners don't."),
    "open": say("%(name)s is open: learners find it."),
}


@click.command()
@NAME
@click.option("--undo", is_flag=True, help="Bring it back as it was open before.")
def withdraw(name: str, undo: bool) -> None:
    """Take a bank or a series off the pages; --undo brings it back. Attempts and results stay."""
    _set(name, "open" if undo else "withdrawn")


@click.command()
@NAME
def hide(name: str) -> None:
    """Hide a bank or a series from learners until it is opened; teachers can try it."""
    _set(name, "hidden")


@click.command("open")
@NAME
def open_bank(name: str) -> None:
    """Let learners find a bank or a series that was hidden or withdrawn."""
    _set(name, "open")


def _set(name: str, standing: str) -> None:
    from quiz.platform.extensions import db
    from quiz.services.content.named import Unknown
    from quiz.services.content.standings import set_standing

    app = ready_app()
    with app.app_context():
        try:
            set_standing(db.session, name, standing, by=shell(), now=datetime.now(UTC))
        except Unknown as unknown:
            fail(unknown.message.template, **unknown.message.values)
        db.session.commit()
    done: Message = _DONE[standing]
    print_message(done.template, name=name)


@click.command()
@click.argument("series")
@click.argument("name", required=False)
def owner(series: str, name: str | None) -> None:
    """Give SERIES to the teacher NAME, who may read the sources of what was published of it; to nobody without NAME."""
    from quiz.platform.extensions import db
    from quiz.services.content.named import Unknown
    from quiz.services.content.standings import set_owner
    from quiz.services.identity.accounts import find_named
    from quiz.storage.models.identity import TEACHERS

    with ready_app().app_context():
        person = find_named(db.session, name) if name is not None else None
        if name is not None and (person is None or person.role not in TEACHERS):
            fail("There is no teacher %(name)s. Make one with: quiz user role NAME teacher", name=name)
        try:
            set_owner(db.session, series, person, by=shell(), now=datetime.now(UTC))
        except Unknown as unknown:
            fail(unknown.message.template, **unknown.message.values)
        db.session.commit()
    if name is None:
        print_message("%(series)s belongs to nobody now.", series=series)
    else:
        print_message("%(series)s belongs to %(name)s now.", series=series, name=name)
