"""The list of one's classes, and the first page of each."""

from __future__ import annotations

from typing import Any

from flask import render_template

from quiz.platform.extensions import db
from quiz.services.classes import listing
from quiz.web.classes import data, seen_as
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import series_context
from quiz.web.request.access import member

ALSO = (data, seen_as)
"""Modules whose views are on the same blueprint: they are here once this one is."""


@bp.get("/classes")
def every() -> Any:
    """The classes that one is in."""
    person = member()
    series_context.library()
    return render_template("classes/every.html", classes=listing.classes_of(db.session, person))


@bp.get("/classes/<int:number>")
def overview(number: int) -> Any:
    """The first page of a class."""
    found = entered(number)
    series_context.library()
    return render_template("classes/overview.html", entered=found)
