"""For admins: every account, and what can be done to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.admin import account_changes, directory, reset_links
from quiz.services.admin.account_changes import Refused
from quiz.services.admin.directory import Found
from quiz.web.admin.blueprint import bp
from quiz.web.identity.mail_section import settings
from quiz.web.request import request_context
from quiz.web.request.access import actor
from quiz.web.request.own_address import whole_address
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging, sought

REFUSED: Mapping[str, Message] = {
    "last": say("This is the only open account of an administrator. Make another one an administrator first."),
    "own": say("You can’t close the account that you are signed in with."),
    "closed": say("This account is closed. Open it again first, then make the link."),
    "role": say("Choose a role: learner, teacher or administrator."),
    "flood": say("Three links went to this address within an hour. Wait, or hand a link over."),
    "address": say("This account has no confirmed e-mail address, or the site sends no mail. Hand a link over."),
}


@bp.get("/accounts")
def accounts() -> Any:
    """Accounts by name or by their last visit, of one role where the address asks for it."""
    role = request.args.get("role", "")
    role, named = role if role in directory.ROLES else "", sought()
    by_visit, falling = request.args.get("sort") == "seen", request.args.get("dir") == "desc"
    here = paging(directory.count(db.session, named, role), PAGE)
    rows = directory.page(
        db.session, named, role, by_visit=by_visit, falling=falling, limit=here.size, offset=here.offset
    )
    return render_template(
        "admin/accounts.html",
        rows=rows,
        paging=here,
        named=named,
        role=role,
        column="seen" if by_visit else "name",
        falling=falling,
    )


@bp.get("/accounts/<int:number>")
def account(number: int) -> Any:
    """An account: what is known of it, and what can be done."""
    return _page(_find(number))


def _find(number: int) -> Found:
    return directory.find(db.session, number, now=request_context.now())


def _page(found: Found, status: int = 200, *, refused: str = "", at: str = "", link: str = "") -> Any:
    page = render_template(
        "admin/account.html",
        found=found,
        person=found.account,
        own=found.account.id == current_user.account.id,
        mail=settings() is not None,
        refused=localize(REFUSED[refused]) if refused else "",
        at=at,
        typed=request.form.get("role", ""),
        link=link,
        hours=int(reset_links.LASTS.total_seconds() // 3600),
    )
    return page, status


def _refuse(number: int, code: str, at: str) -> Any:
    request_context.read_again()
    return _page(_find(number), 422, refused=code, at=at)


def _done(number: int, message: Message) -> Any:
    db.session.commit()
    flash(localize(message))
    return redirect(url_for("admin.account", number=number), 303)


@bp.post("/accounts/<int:number>/role")
def change_role(number: int) -> Any:
    """Another role, from the account's next request on."""
    found, role = _find(number), request.form.get("role", "")
    if role not in directory.ROLES:
        return _refuse(number, "role", "role")
    try:
        account_changes.change_role(db.session, found.account, role, by=actor(), now=request_context.now())
    except Refused as refused:
        return _refuse(number, refused.code, "role")
    return _done(number, say("The role is changed."))


@bp.post("/accounts/<int:number>/close")
def close_account(number: int) -> Any:
    """Close an account; nothing of it is deleted."""
    found = _find(number)
    try:
        account_changes.close(db.session, found.account, by=actor(), now=request_context.now())
    except Refused as refused:
        return _refuse(number, refused.code, "close")
    return _done(number, say("The account is closed, and signed out everywhere."))


@bp.post("/accounts/<int:number>/open")
def open_account(number: int) -> Any:
    """Open a closed account again."""
    account_changes.open_again(db.session, _find(number).account, by=actor(), now=request_context.now())
    return _done(number, say("The account is open again."))


@bp.post("/accounts/<int:number>/signins")
def end_sign_ins(number: int) -> Any:
    """Sign the account out everywhere."""
    account_changes.end_sign_ins(db.session, _find(number).account, by=actor(), now=request_context.now())
    return _done(number, say("The account is signed out everywhere."))


@bp.post("/accounts/<int:number>/reset")
def make_reset_link(number: int) -> Any:
    """A link to a new password: shown once, to be handed over, or sent to the confirmed address."""
    found = _find(number)
    by_mail = request.form.get("way") == "mail"
    if found.account.disabled:
        return _refuse(number, "closed", "reset")
    if by_mail:
        return _mail_link(found)
    token = reset_links.make(db.session, found.account, by=actor(), now=request_context.now())
    db.session.commit()
    request_context.read_only()
    return _page(_find(number), link=whole_address("resets.choose", token=token))


def _mail_link(found: Found) -> Any:
    number, address = found.account.id, found.address
    if address is None or settings() is None:
        return _refuse(number, "address", "reset")
    language = request_context.language()
    sent = reset_links.send(db.session, found.account, address, language, by=actor(), now=request_context.now())
    return _done(number, say("The link is on its way by mail.")) if sent else _refuse(number, "flood", "reset")
