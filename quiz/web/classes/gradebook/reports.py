"""The marks of one learner, as a list on a phone and as a page to be printed."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from quiz.platform.extensions import db
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import books, tables
from quiz.web.classes.blueprint import entered
from quiz.web.classes.gradebook.blueprint import bp
from quiz.web.request import request_context, series_context


@bp.get("/classes/<int:number>/members/<int:member>/report")
def report(number: int, member: int) -> Any:
    """A learner's marks as they are released: what is handed out; with those that are hidden where a teacher asks."""
    found = entered(number)
    series_context.library()
    teaches = found.may("see_marks")
    if not teaches and (found.member is None or found.member.id != member):
        abort(404)
    return _page(found, member, released=not teaches or request.args.get("hidden") != "1", teaches=teaches)


def own(found: Entered) -> Any:
    """The learner's own marks."""
    return _page(found, found.member.id if found.member is not None else 0, released=True, teaches=False)


def _page(found: Entered, member: int, *, released: bool, teaches: bool) -> Any:
    book = books.read(db.session, found.id)
    book = book.released() if released else book
    person = tables.learner(db.session, found.id, member)
    now = request_context.now()
    (row,) = tables.rows(db.session, book, [person], now=now, for_learners=released, own=not teaches)
    return render_template(
        "classes/gradebook/report.html",
        entered=found,
        book=book,
        row=row,
        released=released,
        teaches=teaches,
        groups=[*((one, one.id) for one in book.categories), (None, None)],
        editable=teaches and found.may("change_marks"),
    )
