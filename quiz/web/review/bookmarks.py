"""A learner's bookmarks: found again, practised, taken away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.catalogue import Catalogue, Library, PublishedMonth
from quiz.services.identity import accounts
from quiz.services.review import bookmarks
from quiz.services.review.bookmarks import Bookmarked
from quiz.services.review.sittings import adaptive
from quiz.services.review.sittings.adaptive import Scope
from quiz.web.request import rate_limits, request_context, series_context
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
    return render_template("review/bookmarks.html", bookmarks=[_placed(library, one) for one in found], paging=here)


def _placed(library: Library, one: Bookmarked) -> tuple[Bookmarked, Catalogue | None, PublishedMonth | None]:
    """A bookmark with its series and bank, as far as its learner finds them still."""
    series = library.numbered(one.series_id)
    return one, series, series.month(one.bank) if series is not None else None


@bp.post("/bookmarks/remove")
def remove() -> Any:
    """Take a bookmark away; one that is gone already stays so."""
    person = learner()
    bookmarks.remove(db.session, person, whole(request.form.get("question")) or 0)
    db.session.commit()
    flash(localize(say("The bookmark is removed.")))
    return redirect(url_for("bookmarks.every"), 303)


@bp.post("/bookmarks/practise")
def practise() -> Any:
    """Practise a bookmarked question again, or one that is like it."""
    # Before anything is asked of the store: while limits are asked for, nobody waits.
    rate_limits.at_starting().spend()
    person, now = learner(), request_context.now()
    kind = "like" if request.form.get("similar") else "again"
    series_id, bank, question = bookmarks.place_of(db.session, person, whole(request.form.get("question")) or 0)
    try:
        scope = Scope(kind=kind, bank=bank, name=question)
        token = adaptive.start(db.session, person, series_id, scope, now=now).token
    except NotFound:
        db.session.rollback()
        flash(localize(say("There is no such question to practise right now.")))
        return redirect(url_for("bookmarks.every"), 303)
    accounts.seen(db.session, person, now=now)
    db.session.commit()
    return redirect(url_for("attempts.resume", token=token), 303)
