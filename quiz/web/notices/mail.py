"""Mail in the browser: the page that unsubscribes, and for admins what could not be sent."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from quiz.platform.extensions import csrf, db
from quiz.services.notices import consents, sending
from quiz.web.request import request_context
from quiz.web.request.access import admins_only
from quiz.web.templating.paging import PAGE, paging

bp = Blueprint("mail", __name__)


@bp.get("/unsubscribe/<token>")
def confirm(token: str) -> Any:
    """One button: a program that looks at links in mails ends nothing."""
    found = consents.find(db.session, token)
    wanted = found is not None and found.given_at is not None
    return _page(token, found.purpose if found is not None else None, wanted=wanted)


@bp.post("/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF publishes no types
def unsubscribe(token: str) -> Any:
    """End mail for a purpose: the button, or a mail program with one click (RFC 8058), which has no token of ours."""
    request_context.open_no_session()
    purpose = consents.unsubscribe(db.session, token, now=request_context.now())
    db.session.commit()
    request_context.read_only()
    return _page(token, purpose, wanted=False)


def _page(token: str, purpose: str | None, *, wanted: bool) -> Any:
    request_context.hide_address()
    page = render_template("notices/unsubscribe.html", token=token, purpose=purpose, wanted=wanted)
    return page, 404 if purpose is None else 200


@bp.get("/admin/mail")
def undelivered() -> Any:
    """For admins: mail that could not be sent."""
    admins_only()
    here = paging(sending.count_undelivered(db.session), PAGE)
    found = sending.undelivered(db.session, limit=here.size, offset=here.offset)
    return render_template("notices/undelivered.html", mails=found, paging=here)
