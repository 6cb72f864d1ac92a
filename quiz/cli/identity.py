"""Commands for accounts: make one, list them, reset a forgotten password, change a role, close one; and for guests."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from quiz.cli.terminal import fail, print_message, ready_app, shell, translate

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.admin.directory import Listed
    from quiz.storage.models.identity import Account


@click.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["learner", "teacher", "admin"]), default="learner", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")
def user_add(name: str, role: str, password_stdin: bool) -> None:
    """Make an account. At a terminal the password is asked for twice."""
    from quiz.platform.extensions import db as store
    from quiz.services.identity.accounts import AccountError, sign_up
    from quiz.web.identity.forms import ACCOUNT_ERRORS

    app = ready_app()
    password = _new_password(password_stdin)
    with app.app_context():
        try:
            now = datetime.now(UTC)
            made = sign_up(store.session, name, password, now=now, role=role, reserved=True, by=shell())
        except AccountError as error:
            message = ACCOUNT_ERRORS[error.code][1]
            fail(message.template, **message.values)
        store.session.commit()
        print_message("Created %(name)s (%(role)s).", name=made.name, role=role)


def _new_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@user.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")
def user_password(name: str, password_stdin: bool) -> None:
    """Set a new password for somebody who forgot theirs. Sign-ins, mailed links and the recovery code end."""
    from quiz.platform.extensions import db as store
    from quiz.services.identity.accounts import AccountError, set_password
    from quiz.storage.database import read_only
    from quiz.web.identity.forms import ACCOUNT_ERRORS

    app = ready_app()
    with app.app_context():
        read_only(store.session)
        found = _named(name)
        store.session.expunge(found)
        # Typing and hashing keep nobody waiting.
        store.session.rollback()
        try:
            set_password(store.session, found, _new_password(password_stdin), now=datetime.now(UTC), by=shell())
        except AccountError as error:
            message = ACCOUNT_ERRORS[error.code][1]
            fail(message.template, **message.values)
        store.session.commit()
    print_message("The password of %(name)s is changed.", name=name)


def _named(name: str) -> Account:
    from quiz.platform.extensions import db as store
    from quiz.services.identity.accounts import find_named

    found = find_named(store.session, name)
    if found is None:
        fail("There is no account named %(name)s.", name=name)
    return found


@user.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(["learner", "teacher", "admin"]))
def user_role(name: str, role: str) -> None:
    """Give an account another role, from its next request on."""
    from quiz.platform.extensions import db as store
    from quiz.services.identity.accounts import set_role

    app = ready_app()
    with app.app_context():
        set_role(store.session, _named(name), role, now=datetime.now(UTC), by=shell())
        store.session.commit()
    print_message("The role of %(name)s is now %(role)s.", name=name, role=role)


@user.command("disable")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Open the account again.")
def user_disable(name: str, undo: bool) -> None:
    """Close an account to its owner at once, without deleting anything."""
    from quiz.platform.extensions import db as store
    from quiz.services.identity.accounts import set_disabled

    app = ready_app()
    with app.app_context():
        set_disabled(store.session, _named(name), not undo, now=datetime.now(UTC), by=shell())
        store.session.commit()
    if undo:
        print_message("The account %(name)s is open again.", name=name)
    else:
        print_message("The account %(name)s is closed.", name=name)


@user.command("list")
@click.option("--role", type=click.Choice(["learner", "teacher", "admin"]), help="Only accounts of this role.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def user_list(role: str | None, form: str) -> None:
    """List accounts by name: role, when they were last seen, how many classes they are in."""
    from quiz.platform.extensions import db as store
    from quiz.services.admin import directory
    from quiz.storage.database import read_only

    with ready_app().app_context():
        read_only(store.session)
        found = directory.page(store.session, role=role or "")
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        print_message("There is no such account.")


def _plain(one: Listed) -> dict[str, object]:
    moments = {"created_at": one.created_at.isoformat(), "seen_at": one.seen_at and one.seen_at.isoformat()}
    return {**asdict(one), **moments}


def _line(one: Listed) -> str:
    seen = translate("never signed in")
    if one.seen_at is not None:
        seen = translate("last seen %(time)s", time=f"{one.seen_at.astimezone():%Y-%m-%d %H:%M}")
    words = [one.name, one.role, seen]
    words.append(translate("classes: %(count)d", count=one.classes))
    return " · ".join([*words, *([translate("closed")] if one.disabled else [])])


@click.group()
def guests() -> None:
    """Guests, who have no account."""


@guests.command("expire")
@click.option("--dry-run", is_flag=True, help="Say how many there are and delete nothing.")
def guests_expire(dry_run: bool) -> None:
    """Delete the guests who were not seen for QUIZ_GUEST_DAYS. A running server does this by itself."""
    from quiz.platform.extensions import db as store
    from quiz.services.identity.guests import count_expired, expire
    from quiz.storage.database import read_only

    app = ready_app()
    days, now = app.extensions["settings"].guest_days, datetime.now(UTC)
    with app.app_context():
        if dry_run:
            read_only(store.session)
            gone = count_expired(store.session, days=days, now=now)
            print_message("Guests that would be deleted, not seen for %(days)s days: %(n)s.", n=gone, days=days)
            return
        gone = 0
        while some := expire(store.session, days=days, now=now):
            store.session.commit()
            gone += some
    print_message("Guests deleted, not seen for %(days)s days: %(n)s.", n=gone, days=days)
