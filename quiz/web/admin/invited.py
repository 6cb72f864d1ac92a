"""The page of an invitation: everybody who has its link can open it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.admin import invitations
from quiz.storage.models.identity import TEACHERS
from quiz.web.request import request_context
from quiz.web.request.access import actor, member
from quiz.web.templating.filters import localize

bp = Blueprint("invited", __name__)


@bp.get("/invited/<token>")
def invitation(token: str) -> Any:
    """What an invitation offers: to sign up or in, and then one button."""
    return _invited(token, works=invitations.find(db.session, token, now=request_context.now()) is not None)


@bp.post("/invited/<token>")
def accept(token: str) -> Any:
    """Make a teacher of who is signed in."""
    if not current_user.is_authenticated or current_user.is_guest:
        request_context.read_again()
        return _invited(token, works=invitations.find(db.session, token, now=request_context.now()) is not None)
    if not invitations.accept(db.session, token, member(), by=actor(), now=request_context.now()):
        request_context.read_again()
        return _invited(token, works=False)
    db.session.commit()
    flash(localize(say("You are a teacher here now.")))
    return redirect(url_for("classes.every"), 303)


def _invited(token: str, *, works: bool) -> Any:
    request_context.hide_address()
    person = request_context.account()
    named = person is not None and person.role != "guest"
    teaches = person is not None and person.role in TEACHERS
    page = render_template("admin/invited.html", works=works, named=named, teaches=teaches, token=token)
    return page, 200 if works else 404
