"""Commands for the secret keys: list their ids, put a new one in front."""

from __future__ import annotations

import json
from typing import NoReturn

import click

from quiz.cli.terminal import fail, print_message, translate
from quiz.domain.errors import say
from quiz.platform.keys import file_keys, key_id, keys_of, new_key, write_keys
from quiz.platform.settings import SettingError, Settings

SIGNS, VERIFIES = say("signs"), say("only verifies")


@click.group()
def key() -> None:
    """The secret keys that sign cookies, forms and receipts."""


@key.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def key_list(form: str) -> None:
    """List the ids of the keys, newest first; never the keys."""
    try:
        ids = [key_id(one) for one in keys_of(Settings.from_environment())]
    except SettingError as error:
        _refuse(error)
    if form == "json":
        click.echo(json.dumps([{"id": name, "signs": not number} for number, name in enumerate(ids)], indent=2))
        return
    for number, name in enumerate(ids):
        click.echo(f"{name} {translate((VERIFIES if number else SIGNS).template)}")


@key.command("new")
@click.option("--standby", is_flag=True, help="Let it only verify until: quiz key use ID")
def key_new(standby: bool) -> None:
    """Make a new key that signs from now on. What older keys signed stays valid as long as they are kept."""
    settings, keys = _of_file()
    made = new_key()
    first, *others = keys
    write_keys(settings.secret_key_file, [first, made, *others] if standby else [made, *keys])
    values = {"id": key_id(made), "path": settings.secret_key_file}
    if standby:
        print_message("New key %(id)s in %(path)s. It only verifies.", **values)
        print_message("Copy the file to every machine and restart each. Then run: quiz key use %(id)s", **values)
    else:
        print_message("New key %(id)s in %(path)s. It signs once the server is restarted.", **values)
        _explain_machines()


@key.command("use")
@click.argument("identity", metavar="ID")
def key_use(identity: str) -> None:
    """Let the key of that id sign; the others only verify."""
    settings, keys = _of_file()
    wanted = [one for one in keys if key_id(one) == identity]
    if not wanted:
        fail(
            "%(path)s has no key %(id)s; it has %(known)s.",
            path=settings.secret_key_file,
            id=identity,
            known=", ".join(map(key_id, keys)),
        )
    write_keys(settings.secret_key_file, [*wanted, *(one for one in keys if one not in wanted)])
    print_message("Key %(id)s signs once the server is restarted.", id=identity)
    print_message("On several machines: copy the file to each and restart one after the other.")


def _explain_machines() -> None:
    print_message(
        "On several machines: copy the file to each before you restart any. A machine that is not restarted yet "
        "refuses what the new key signed; to avoid that, use: quiz key new --standby"
    )


def _of_file() -> tuple[Settings, tuple[str, ...]]:
    """The settings and the keys of their file; ends with a message where the keys are not in a file."""
    try:
        settings = Settings.from_environment()
        if settings.secret_keys:
            fail(
                "The keys come from QUIZ_SECRET_KEY. Put a new one in front of them there, with a space between, and "
                "restart the server."
            )
        return settings, file_keys(settings.secret_key_file)
    except SettingError as error:
        _refuse(error)


def _refuse(error: SettingError) -> NoReturn:
    fail("%(reason)s", reason=error)
