"""Commands for the server and its store: serve, migrate, fill a database for looking around."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from quiz.cli.content.publishing import publish_at_start
from quiz.cli.terminal import fail, make_app, migrate, print_message, ready_app, translate
from quiz.domain.errors import Message, say
from quiz.platform.settings import Settings

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from flask import Flask

    from quiz.services.demo.people import Stage


BATCH = 100
"""So many versions are rendered, then stored."""

STAGES: Mapping[Stage, Message] = {
    "teacher": say("the classes"),
    "assistant": say("the assistant, who grades and watches"),
    "admin": say("the accounts, the store and what was done"),
    "new": say("new: nothing done yet"),
    "diligent": say("diligent: five days a week for twelve weeks"),
    "returning": say("back after a month: a lot is due"),
}
"""What the accounts of the made-up class are there to show."""


@click.group()
def db() -> None:
    """The database's schema."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version's schema, and its texts to this version's rendering."""
    app = make_app()
    migrate(app)
    again = _render_again(app)
    if again:
        print_message("Texts that were rendered again: %(count)d", count=again)
    print_message("The database is up to date.")


def _render_again(app: Flask) -> int:
    from quiz.platform.extensions import db as store
    from quiz.services.content.revisions import rerendering
    from quiz.services.content.search import entries
    from quiz.storage.database import read_only

    with app.app_context():
        read_only(store.session)
        versions, notes = rerendering.outdated(store.session), rerendering.notes_again(store.session)
        store.session.rollback()
        again = rerendering.store_again(store.session, [], notes)
        store.session.commit()
        for first in range(0, len(versions), BATCH):
            read_only(store.session)
            texts = rerendering.texts_again(store.session, versions[first : first + BATCH])
            store.session.rollback()
            again += rerendering.store_again(store.session, texts)
            store.session.commit()
        if again:
            entries.rebuild(store.session)
            store.session.commit()
    return again


@db.command("status")
def db_status() -> None:
    """Report whether the database has this version's schema. Exit status 1 when it does not."""
    ready_app()
    print_message("The database is up to date.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST", help="Where it will be served.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), envvar="PORT")
@click.option("--learners", default=30, show_default=True, type=click.IntRange(3, 30), help="How large a class is.")
def demo(host: str, port: int, learners: int) -> None:
    """Fill an empty database with classes of made-up learners and print how to sign in and where to begin."""
    from quiz.platform.extensions import db as store
    from quiz.runtime.server import bracketed
    from quiz.services.content.catalogue import build
    from quiz.services.demo.filling import fill, is_empty
    from quiz.services.demo.people import class_of
    from quiz.services.demo.school import prepared, surround
    from quiz.storage.database import read_only

    app = make_app()
    migrate(app)
    publish_at_start(app)
    with app.app_context():
        read_only(store.session)
        months = [month.slug for month in build(store.session).series[0].months if month.is_month]
        wanted = is_empty(store.session)
        store.session.rollback()
        if wanted:
            print_message("Making up twelve weeks of three classes. This takes up to two minutes.")
        people, keep, now = class_of(learners), store.session.commit, datetime.now(UTC)
        logins = fill(store.session, months, now=now, people=people, after_each=keep)
        if logins:
            keep()
            read_only(store.session)
            ready = prepared(store.session)
            store.session.rollback()
            # What goes on today goes on when it is looked at.
            now = datetime.now(UTC)
            logins[1:1] = surround(store.session, months, now=now, size=learners, ready=ready, after_each=keep)
        keep()
    for login in logins:
        print_message(
            "Sign in as %(role)s %(name)s with the password %(password)s (%(about)s)",
            role=login.role,
            name=login.name,
            password=login.password,
            about=translate(STAGES[login.stage].template),
        )
    if not logins:
        print_message(
            "There are accounts already, so nothing was made. Delete %(folder)s to start over.",
            folder=app.extensions["settings"].instance,
        )
    print_message(
        "For commands on this store, such as quiz list, write before them: %(environment)s",
        environment=f"QUIZ_INSTANCE={app.extensions['settings'].instance}",
    )
    print_message(
        "Begin with the gallery of every kind of question, as the teacher: %(address)s",
        address=f"http://{bracketed(host)}:{port}/signin?next=/teach/gallery",
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), envvar="PORT")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--empty", is_flag=True, help="Begin without the packaged banks.")
def serve(host: str, port: int, workers: int, empty: bool) -> None:
    """Migrate, publish the packaged banks to an empty database, and serve with gunicorn."""
    from quiz.runtime.server import bracketed, go_on

    _want_free(host, port)
    app = make_app()
    _warn_of_open_keys(app)
    migrate(app)
    if not empty:
        publish_at_start(app)
    settings: Settings = app.extensions["settings"]
    if settings.metrics is not None:
        _want_free(*settings.metrics)
    print_message(
        "Serving on http://%(host)s:%(port)d with the data in %(folder)s",
        host=bracketed(host),
        port=port,
        folder=settings.instance,
    )
    _warn_of_home(app)
    if not _has_teacher(app):
        print_message("Make the first teacher with: %(command)s", command=f"{sys.argv[0]} user add NAME --role teacher")
    go_on(host, port, workers)


def _warn_of_open_keys(app: Flask) -> None:
    from quiz.platform.keys import open_key_file

    path = open_key_file(app.extensions["settings"])
    if path is not None:
        print_message(
            "Everybody on this machine can read the secret keys, and so sign in as anybody. Run: %(command)s",
            command=f"chmod 600 {shlex.quote(str(path))}",
        )


def _has_teacher(app: Flask) -> bool:
    from quiz.platform.extensions import db as store
    from quiz.services.identity.accounts import has_teacher

    with app.app_context():
        return has_teacher(store.session)


def _warn_of_home(app: Flask) -> None:
    """Report a home series that is not published, in the log too; it may be later, so that nothing stops."""
    import structlog

    from quiz.platform.extensions import db as store
    from quiz.services.content.catalogue import build

    home = app.extensions["settings"].home
    if not home:
        return
    with app.app_context():
        every = [series.slug for series in build(store.session).series]
        store.session.rollback()
    if home in every:
        return
    structlog.get_logger().warning("no such series", setting="QUIZ_HOME", value=home, published=every)
    print_message(
        "QUIZ_HOME is %(name)s, but no series of that name is published. Published: %(known)s",
        name=home,
        known=", ".join(every) or "–",
    )


def _want_free(host: str, port: int) -> None:
    from quiz.runtime.server import port_is_taken

    try:
        taken = port_is_taken(host, port)
    except OSError as error:
        fail(
            "Port %(port)d of %(host)s can't be opened: %(reason)s. Choose others with --host and --port.",
            port=port,
            host=host,
            reason=error.strerror,
        )
    if taken:
        fail(
            "Port %(port)d of %(host)s is taken. Choose another with --port, or PORT=… make serve.",
            port=port,
            host=host,
        )
