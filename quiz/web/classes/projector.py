"""Pseudonyms for the projector: a switch of one browser, for one class.

Pages of the class keep to it, and so do those of all classes together for the learners of that class.
"""

from __future__ import annotations

from flask import Flask, g, session

from quiz.platform.extensions import db
from quiz.services.classes.names import pseudonyms
from quiz.web.templating.filters import localize

MOST = 20
"""Of so many classes a browser remembers it."""


def init_app(app: Flask) -> None:
    """Give templates the filter ``called``."""
    app.jinja_env.filters["called"] = called


def is_on(number: int) -> bool:
    """Whether this browser shows pseudonyms in that class."""
    return number in session.get("pseudonyms", ())


def switch(number: int, on: bool) -> None:
    """Show pseudonyms in that class from now on, or names again."""
    others = [one for one in session.get("pseudonyms", ()) if one != number]
    session["pseudonyms"] = [*others, number][-MOST:] if on else others


def called(name: str | None) -> str:
    """How a learner is called on a page of all classes: by the pseudonym where this browser shows it in their class."""
    hidden = session.get("pseudonyms", ())
    if not name or not hidden:
        return name or ""
    if "pseudonyms" not in g:
        g.pseudonyms = pseudonyms(db.session, hidden)
    found = g.pseudonyms.get(name)
    return name if found is None else localize(found)
