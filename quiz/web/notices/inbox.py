"""The inbox: what an account is informed of."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from quiz.platform.extensions import db
from quiz.services.notices import inbox
from quiz.web.request import request_context, shown_results
from quiz.web.request.access import learner
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.paging import paging

bp = Blueprint("inbox", __name__)

PAGE = 20
"""Notices on one page."""


@bp.get("/inbox")
def overview() -> Any:
    """The notices, the latest first."""
    person = learner()
    here = paging(inbox.count(db.session, person.id), PAGE)
    found = inbox.notices(db.session, person.id, request_context.language(), limit=here.size, offset=here.offset)
    if any(one.words.tells_result for one in found):
        shown_results.note_all_shown(person)
    return render_template("notices/inbox.html", notices=found, paging=here, unread=person.unread)


@bp.post("/inbox/<int:number>")
def open_notice(number: int) -> Any:
    """Mark one notice as read, and go where it leads; without an address back to the inbox."""
    found = inbox.open_notice(db.session, learner().id, number, now=request_context.now())
    if found is None:
        abort(404)
    there = found.address if request.form.get("go") == "there" and found.address else url_for("inbox.overview")
    db.session.commit()
    return redirect(there, 303)


@bp.post("/inbox")
def read_all() -> Any:
    """Mark every notice as read that the page knew of: one that came since stays unread."""
    until = whole(request.form.get("until", ""))
    inbox.read_all(db.session, learner().id, now=request_context.now(), until=until or 0)
    db.session.commit()
    return redirect(url_for("inbox.overview"), 303)
