"""The part of the account page about mail: the address, and what is sent there."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from quiz.platform.extensions import db
from quiz.platform.mail import MAX_ADDRESS, Mail
from quiz.services.identity import email_addresses
from quiz.services.identity.passwords import MAX_TYPED
from quiz.storage.models.identity import Account
from quiz.web.identity.forms import ADDRESS, LONG, REQUIRED, measured


class AddressForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """An address, with the password to prove who asks."""

    address = StringField(validators=[InputRequired(REQUIRED), measured(MAX_ADDRESS, ADDRESS, ADDRESS)])
    mail_password = PasswordField(validators=[InputRequired(REQUIRED), measured(MAX_TYPED, LONG)])


class RemovalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """The password once more, before the address is forgotten."""

    removal_password = PasswordField(validators=[InputRequired(REQUIRED), measured(MAX_TYPED, LONG)])


def settings() -> Mail | None:
    """By which server mail is sent; None where there is none, and no page offers any."""
    found: Mail | None = current_app.extensions["settings"].mail
    return found


def shown(person: Account, form: FlaskForm | None = None) -> dict[str, Any] | None:
    """What the account page shows of mail, with the form that was sent; None where the app sends none."""
    if settings() is None:
        return None
    address = form if isinstance(form, AddressForm) else AddressForm(formdata=None)
    removal = form if isinstance(form, RemovalForm) else RemovalForm(formdata=None)
    return {"state": email_addresses.state_of(db.session, person.id), "address": address, "removal": removal}
