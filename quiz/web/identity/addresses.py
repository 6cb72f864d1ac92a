"""The e-mail address of an account in the browser: set, confirmed, removed, and what is sent there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.identity import email_addresses
from quiz.services.identity.accounts import AccountError
from quiz.storage.models.identity import Account
from quiz.web.identity import views
from quiz.web.identity.forms import ACCOUNT_ERRORS
from quiz.web.identity.mail_section import AddressForm, RemovalForm, settings
from quiz.web.request import rate_limits, request_context
from quiz.web.request.access import member
from quiz.web.templating.filters import localize

bp = Blueprint("addresses", __name__)


def only_with_mail() -> None:
    """For ``before_request``: where the app sends no mail, nothing is found here."""
    if settings() is None:
        abort(404)


bp.before_request(only_with_mail)


@bp.post("/account/mail")
def set_address() -> Any:
    """Send a link to a new address."""
    person, form = views.at_the_account(), AddressForm()
    if form.validate():
        rate_limits.at_mailing(person).spend()
        to = rate_limits.at_mailing_to(form.address.data)
        to.spend()
        try:
            email_addresses.set_address(
                db.session, person, form.address.data, form.mail_password.data, now=request_context.now()
            )
        except AccountError as error:
            # Nothing is sent, so nothing of what others may send is used up.
            to.give_back()
            _show(form, error, {"address": "address", "password": "mail_password"})
        else:
            return _done(say("A mail with a link is on its way. Open the link within 24 hours to confirm the address."))
    return _refused(person, form)


@bp.post("/account/mail/remove")
def remove() -> Any:
    """Forget the address."""
    person, form = views.at_the_account(), RemovalForm()
    if form.validate():
        try:
            email_addresses.remove(db.session, person, form.removal_password.data, now=request_context.now())
        except AccountError as error:
            _show(form, error, {"password": "removal_password"})
        else:
            return _done(say("Your e-mail address is removed."))
    return _refused(person, form)


@bp.post("/account/mail/choose")
def choose() -> Any:
    """Send copies of notices from now on, or no more."""
    person = member()
    wanted = request.form.get("notices") == "1"
    try:
        email_addresses.choose(db.session, person, "notices", wanted, now=request_context.now())
    except AccountError as error:
        db.session.rollback()
        flash(localize(ACCOUNT_ERRORS[error.code][1]))
        return redirect(url_for("identity.account"), 303)
    yes, no = say("You get copies of your notices by mail."), say("You get no more copies of your notices by mail.")
    return _done(yes if wanted else no)


@bp.get("/mail/confirm/<token>")
def confirmation(token: str) -> Any:
    """The page on which a link is confirmed: a program that looks at links in mails confirms nothing."""
    found = email_addresses.find_confirmation(db.session, token, now=request_context.now())
    return _confirmation(found)


@bp.post("/mail/confirm/<token>")
def confirm(token: str) -> Any:
    """Confirm an address."""
    if not email_addresses.confirm(db.session, token, now=request_context.now()):
        request_context.read_again()
        return _confirmation(None)
    return _done(say("Your e-mail address is confirmed."), url_for("catalogue.home"))


def _confirmation(found: tuple[str, str] | None) -> Any:
    request_context.hide_address()
    return render_template("identity/confirm.html", found=found), 200 if found is not None else 404


def _done(words: Message, there: str = "") -> Any:
    db.session.commit()
    flash(localize(words))
    return redirect(there or url_for("identity.account"), 303)


def _show(form: FlaskForm, error: AccountError, fields: dict[str, str]) -> None:
    form[fields[error.code]].errors = [localize(ACCOUNT_ERRORS[error.code][1])]


def _refused(person: Account, form: FlaskForm) -> Any:
    request_context.read_again()
    return views.account_page(person, mail=form, status=422)
