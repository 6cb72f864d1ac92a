"""A forgotten password in the browser: a link is asked for, and leads to a new one.

The page that asks says the same, as quickly, whether there is such an account or not.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.platform.mail import MAX_ADDRESS
from quiz.services.audit import Actor
from quiz.services.identity import password_resets
from quiz.services.identity.accounts import AccountError
from quiz.services.identity.passwords import MAX_TYPED
from quiz.storage.models.identity import Account
from quiz.web.identity.blueprint import safe_next
from quiz.web.identity.forms import ACCOUNT_ERRORS, LONG, NAME_OR_ADDRESS, REQUIRED, measured
from quiz.web.identity.mail_section import settings
from quiz.web.request import rate_limits, request_context
from quiz.web.templating.filters import localize

bp = Blueprint("resets", __name__)

_DONE = say(
    "Your password is changed, and every device is signed out. Sign in with the new one. Your old recovery code no "
    "longer works: make a new one on the account page."
)


class AskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """Whose password is forgotten."""

    known = StringField(validators=[InputRequired(REQUIRED), measured(MAX_ADDRESS, NAME_OR_ADDRESS, NAME_OR_ADDRESS)])


class NewForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """A new password."""

    new = PasswordField(validators=[InputRequired(REQUIRED), measured(MAX_TYPED, LONG)])


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> Any:
    """Ask for a link to a new password; without mail, what else can be done."""
    form = AskForm()
    if form.is_submitted():
        if settings() is None:
            abort(404)
        if form.validate():
            rate_limits.at_resetting(form.known.data).spend()
            password_resets.ask(db.session, form.known.data, request_context.language(), now=request_context.now())
            db.session.commit()
            return redirect(url_for("resets.asked"), 303)
    page = render_template("identity/forgot.html", form=form, mail=settings() is not None, recover=_recovery_page())
    return page, 422 if form.errors else 200


@bp.get("/forgot/sent")
def asked() -> Any:
    """What happens next, the same for every name."""
    if settings() is None:
        abort(404)
    return render_template("identity/forgot_sent.html", recover=_recovery_page())


def _recovery_page() -> str:
    """The page that takes a recovery code, and where it leads to."""
    return url_for("identity.recover", next=safe_next("") or None)


@bp.get("/reset/<token>")
def choose(token: str) -> Any:
    """The page that a link leads to."""
    found = password_resets.find(db.session, token, now=request_context.now())
    return _page(found, NewForm(formdata=None))


@bp.post("/reset/<token>")
def change(token: str) -> Any:
    """Set the new password; an account or a guest that is signed in in this browser stays so."""
    request_context.read_first()
    found, form = password_resets.find(db.session, token, now=request_context.now()), NewForm()
    request_context.leave(found)
    if found is not None and form.validate():
        try:
            by = Actor.of(found, g.request_id)
            password_resets.reset(db.session, found, token, form.new.data, now=request_context.now(), by=by)
        except AccountError as error:
            if error.code == "password":
                found = None
            else:
                form.new.errors = [localize(ACCOUNT_ERRORS[error.code][1])]
        else:
            db.session.commit()
            flash(localize(_DONE))
            return redirect(url_for("identity.sign_in"), 303)
    request_context.read_again()
    return _page(found, form)


def _page(found: Account | None, form: NewForm) -> Any:
    request_context.hide_address()
    page = render_template("identity/reset.html", person=found, form=form, mail=settings() is not None)
    return page, 404 if found is None else 422 if form.errors else 200
