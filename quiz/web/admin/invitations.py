"""For admins: links with which people become teachers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.admin import invitations
from quiz.services.admin.invitations import InvitationError
from quiz.web.admin.blueprint import bp
from quiz.web.request import request_context
from quiz.web.request.access import actor
from quiz.web.request.own_address import whole_address
from quiz.web.templating.filters import localize

ERRORS: Mapping[str, Message] = {
    "long": say("Use at most 80 characters."),
    "marks": say("Use at most 8 accents on one letter."),
    "many": say("200 invitations are open. Revoke some first."),
}


@bp.get("/invitations")
def invitation_list() -> Any:
    """The invitations that can be used, and a form for another one."""
    return _page()


def _page(status: int = 200, *, link: str = "", note: str = "", wrong: str = "") -> Any:
    page = render_template(
        "admin/invitations.html",
        invitations=invitations.every_open(db.session, now=request_context.now()),
        link=link,
        note=note,
        wrong=wrong,
        longest=invitations.LONGEST,
    )
    return page, status


@bp.post("/invitations")
def invite() -> Any:
    """Make an invitation; its link is shown once."""
    note = request.form.get("note", "")
    try:
        token = invitations.make(db.session, note, by=actor(), now=request_context.now())
    except InvitationError as error:
        request_context.read_again()
        return _page(422, note=note[: invitations.LONGEST], wrong=localize(ERRORS[error.code]))
    db.session.commit()
    request_context.read_only()
    return _page(link=whole_address("invited.invitation", token=token))


@bp.post("/invitations/<int:number>/revoke")
def revoke_invitation(number: int) -> Any:
    """Let the link of an invitation work no more."""
    invitations.revoke(db.session, number, by=actor(), now=request_context.now())
    db.session.commit()
    flash(localize(say("The invitation is revoked: its link no longer works.")))
    return redirect(url_for("admin.invitation_list"), 303)
