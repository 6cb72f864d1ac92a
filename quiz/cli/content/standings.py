"""Commands that withdraw a series or a bank, hide it from learners, and open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from quiz.cli.terminal import fail, print_message, ready_app, shell
from quiz.domain.errors import say

NAME = click.argument("name", metavar="SERIES|BANK")
_DONE = {
    "withdrawn": say("%(name)s is withdrawn: nobody finds it. What learners did in it is kept."),
    "hidden": say("%(name)s is hidden: teachers find it, learners don't. Assignments go on asking its questions."),
    "open": say("%(name)s is open: learners find it."),
}


@click.command()
@NAME
@click.option("--undo", is_flag=True, help="Bring it back, hidden from learners until: quiz open NAME")
def withdraw(name: str, undo: bool) -> None:
    """Take a bank or a series off the pages; --undo brings it back. Attempts and results stay."""
    if undo:
        _bring_back(name)
    else:
        _set(name, "withdrawn")


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
    from quiz.services.content.standings import set_standing

    with _changing():
        set_standing(db.session, name, standing, by=shell(), now=datetime.now(UTC))
    print_message(_DONE[standing].template, name=name)


def _bring_back(name: str) -> None:
    from quiz.platform.extensions import db
    from quiz.services.content.standings import NotWithdrawn, bring_back

    with _changing():
        try:
            bring_back(db.session, name, by=shell(), now=datetime.now(UTC))
        except NotWithdrawn:
            fail("%(name)s is not withdrawn, so nothing was changed.", name=name)
    print_message(
        "%(name)s is back, hidden: teachers find it, learners don't. To let learners find it: quiz open %(name)s",
        name=name,
    )


@contextmanager
def _changing() -> Iterator[None]:
    """The store, kept as it is then; ends with a message where nothing has the name that is given."""
    from quiz.platform.extensions import db
    from quiz.services.content.named import Unknown

    with ready_app().app_context():
        try:
            yield
        except Unknown as unknown:
            fail(unknown.message.template, **unknown.message.values)
        db.session.commit()


@click.command()
@click.argument("series")
@click.argument("name", required=False)
def owner(series: str, name: str | None) -> None:
    """Give SERIES to the teacher NAME, who may read the sources of what was published of it; to nobody without NAME."""
    from quiz.platform.extensions import db
    from quiz.services.content.standings import set_owner
    from quiz.services.identity.accounts import find_named
    from quiz.storage.models.identity import TEACHERS

    with _changing():
        person = find_named(db.session, name) if name is not None else None
        if name is not None and (person is None or person.role not in TEACHERS):
            fail(
                "There is no teacher %(name)s. Make one with: quiz user add NAME --role teacher, or "
                "quiz user role NAME teacher",
                name=name,
            )
        set_owner(db.session, series, person, by=shell(), now=datetime.now(UTC))
    if name is None:
        print_message("%(series)s belongs to nobody now.", series=series)
    else:
        print_message("%(series)s belongs to %(name)s now.", series=series, name=name)
