"""For admins: an account for a learner who does not sign up alone, with a password that the app makes."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import render_template, request
from flask_login import current_user

from quiz.platform.extensions import db
from quiz.services.identity import accounts, recovery
from quiz.services.identity.accounts import AccountError
from quiz.services.identity.names import name_key
from quiz.web.identity.blueprint import bp
from quiz.web.identity.entering import show_error
from quiz.web.identity.forms import AddForm
from quiz.web.request import request_context
from quiz.web.request.access import actor, admins_only
from quiz.web.request.lasting_key import lasting_key


@bp.route("/admin/accounts/new", methods=["GET", "POST"])
def add_account() -> Any:
    """A form for a name; then the name with its password, which is shown once."""
    request_context.read_first()
    admins_only()
    form = AddForm()
    password = _added(form) if form.validate_on_submit() else None
    if password is None:
        page = render_template("identity/add_account.html", form=form, mark=_mark())
        return page, 422 if form.errors else 200
    again = AddForm(formdata=None)
    return render_template(
        "identity/add_account.html", form=again, mark=_mark(), added=form.name.data.strip(), password=password
    )


def _mark() -> str:
    return secrets.token_hex(12)


def _added(form: AddForm) -> str | None:
    """The password of the account that was made, by this form or by the same one before; None where it says why not.

    A form that is sent twice, or a page that is read again, shows the same password: it follows from the form's mark
    and the admin's sign-in, and nobody keeps it.
    """
    name, by, now = form.name.data, actor(), request_context.now()
    password = _password(f"{form.mark.data} {name_key(name)}")
    request_context.begin_writing()
    try:
        accounts.sign_up(db.session, name, password, now=now, by=by)
        db.session.commit()
    except AccountError as error:
        request_context.read_again()
        known = accounts.find_named(db.session, name) if error.code == "taken" else None
        request_context.leave(known)
        if known is not None and accounts.authenticate(db.session, known, password) is not None:
            db.session.rollback()
            return password
        show_error(form, error, "name")
        request_context.read_again()
        return None
    return password


def _password(about: str) -> str:
    """A password of 60 bits in three groups, in letters that are not taken for others."""
    secret = hmac.digest(lasting_key(), f"{request.endpoint} {current_user.token}".encode(), "sha256")
    letters = recovery.random_letters(secret, about, 12).lower()
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))
