"""What was published as its file was: for the owner of a series, and for admins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from quiz.platform.extensions import db
from quiz.services.content.revisions import reading
from quiz.web.request import request_context, series_context
from quiz.web.request.series_context import page_of_series
from quiz.web.templating.source_lines import numbered_lines

bp = Blueprint("sources", __name__)


@page_of_series(bp, "/banks/<bank>@<int:number>")
def source(bank: str, number: int) -> Any:
    """A revision's source, its lines numbered, so that an address can name one: ``#L41``."""
    person = request_context.account()
    found = None
    if person is not None:
        found = reading.source_for(db.session, person, series_context.catalogue().id, bank, number)
    if found is None:
        abort(404)
    lines = numbered_lines(found.source) if found.source is not None else ()
    return render_template("content/source.html", bank=bank, number=number, lines=lines)
