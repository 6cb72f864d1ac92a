"""A learner's bookmarks: found again, practised, taken away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.review import bookmarks
from quiz.web.request import request_context, series_context
from quiz.web.request.access import learner
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging

bp = Blueprint("bookmarks", __name__)


@bp.get("/bookmarks")
def every() -> Any:
    """The questions that a learner bookmarked, the latest first."""
    person = learner()
    library = series_context.library()
    here = paging(bookmarks.count(db.session, person), PAGE)
    found = bookmarks.find(db.session, person, request_context.language(), limit=here.size, offset=here.offset)
    placed = [
        (one, series, series.month(one.bank) if series else None)
        for one in found
        for series in (library.numbered(one.series_id),)
    ]
    return render_template("review/bookmarks.html", bookmarks=placed, paging=here)


@bp.post("/bookmarks/remove")
def remove() -> Any:
    """Take a bookmark away; one that is gone already stays so."""
    person = learner()
    bookmarks.remove(db.session, person, whole(request.form.get("question")) or 0)
    db.session.commit()
    flash(localize(say("The bookmark is removed.")))
    return redirect(url_for("bookmarks.every"), 303)
