"""Keeping the store: its schema brought up to date, and its faults reported with the command that repairs them."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.storage import schema

EMPTY = say("The database is empty. Run: quiz db upgrade")
OLDER = say("The database has an older schema. Run: quiz db upgrade")
NEWER = say("The database is of a newer version of the app. Install that version, or use another database.")


def upgrade(engine: Engine) -> Message | None:
    """Bring the database to the schema that is wanted, and let answers of before tell what they can by it.

    Returns why that can't be done, None if it is done.
    """
    try:
        with engine.connect() as connection:
            standing = schema.standing(connection)
        if standing == "newer":
            return NEWER
        schema.upgrade(engine)
        if standing == "older":
            _fill_older_scores(engine)
            _let_be_found(engine)
    except DBAPIError as error:
        return database_fault(error)
    return None


def _fill_older_scores(engine: Engine) -> None:
    # It loads all kinds of questions: no other command waits for them.
    from quiz.services.integrity import older_scores

    with Session(engine) as session:
        older_scores.fill(session)
        session.commit()


def _let_be_found(engine: Engine) -> None:
    """Let what is published be found, in a store from before anything was."""
    from quiz.services.content.search import entries

    with Session(engine) as session:
        if entries.is_missing(session):
            entries.rebuild(session)
        session.commit()


def schema_fault(engine: Engine) -> Message | None:
    """Why the database can't be used as it is, with the remedy; None where it can."""
    try:
        with engine.connect() as connection:
            standing = schema.standing(connection)
    except DBAPIError as error:
        return database_fault(error)
    if standing == "current":
        return None
    if standing == "newer":
        return NEWER
    if standing == "empty":
        return EMPTY
    return OLDER


def database_fault(error: DBAPIError) -> Message:
    """What the database refused, in plain words."""
    words = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return say(
        "The database can't be used: %(reason)s. Check QUIZ_DATABASE_URL, the server, and the rights of the file.",
        reason=words[0],
    )
