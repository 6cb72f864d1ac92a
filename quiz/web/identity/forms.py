"""The forms of accounts. Fields that a form does not have change nothing, whatever is posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, StopValidation

from quiz.domain.errors import Message, say
from quiz.domain.text_limits import fault_of
from quiz.services.identity.passwords import MAX_TYPED

REQUIRED = say("Fill in this field.").template
NAME = say("Use 2 to 30 letters and digits; spaces, periods and hyphens are allowed between them.")
CONFIRM = say("Confirm your age to sign up by yourself.").template
TICKED = "1"
"""What a tick in a form sends."""
NO_CODE = say("A recovery code has 20 letters and digits.")
MAX_CODE = 64
ADDRESS = say("Write an e-mail address, such as name@example.org.")
NAME_OR_ADDRESS = say("Write the name of your account or its e-mail address.")
LONG = say("Use at most 128 characters.")
MARKS = say("Use at most 8 accents on one letter.")


def measured(most: int, too_long: Message, marks: Message = MARKS) -> Callable[[Any, Any], None]:
    """A validator that looks at a text's size before anybody looks at the text."""

    def check(form: Any, field: Any) -> None:
        fault = fault_of(field.data or "", most)
        if fault is not None:
            raise StopValidation((too_long if fault == "too_long" else marks).template)

    return check


def _confirmed(form: Any, field: Any) -> None:
    """A validator of a tick: what the form sends confirms, and nothing else."""
    if field.data != TICKED:
        field.data = ""
        raise StopValidation(CONFIRM)


def _password() -> PasswordField:
    return PasswordField(validators=[InputRequired(REQUIRED), measured(MAX_TYPED, LONG)])


def _name() -> StringField:
    return StringField(validators=[InputRequired(REQUIRED), measured(64, NAME, NAME)])


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """Name and password."""

    name = _name()
    password = _password()


class SignUpForm(SignInForm):
    """A new account; ``old_enough`` is asked for where there is an ``age`` from which one may sign up alone.

    ``time_zone`` is what the browser reports, filled in by a script.
    """

    old_enough = StringField()
    time_zone = StringField()

    def __init__(self, age: int = 0) -> None:
        super().__init__()
        if age:
            self.old_enough.validators = (_confirmed,)
        else:
            del self.old_enough


class AddForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """The name of somebody for whom an account is made; ``mark`` is the form's own."""

    name = _name()
    mark = StringField(validators=[InputRequired(REQUIRED), Length(max=64)])


class RecoverForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """Name and recovery code, and the password that is to be."""

    name = _name()
    code = StringField(validators=[InputRequired(REQUIRED), measured(MAX_CODE, NO_CODE, NO_CODE)])
    password = _password()


class RecoveryCodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """The password, before a new recovery code is made."""

    proof = _password()


class PasswordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """A new password, with the old one to prove who asks."""

    old = _password()
    new = _password()


class DeleteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """The password once more, before everything is deleted."""

    password = _password()


class PreferencesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """Language and time zone."""

    language = SelectField(validate_choice=False)
    time_zone = SelectField(validate_choice=False)


ACCOUNT_ERRORS: dict[str, tuple[str, Message]] = {
    "name": ("name", NAME),
    "scripts": ("name", say("Use letters of one script only, such as Hangul or Latin letters.")),
    "reserved": ("name", say("This name is reserved for staff. Choose another one.")),
    "taken": ("name", say("This name is taken. Choose another one.")),
    "short": ("password", say("Use at least 8 characters.")),
    "long": ("password", LONG),
    "marks": ("password", MARKS),
    "common": ("password", say("This password is easy to guess. Choose a less common one.")),
    "untyped": ("password", say("The password holds characters that can't be typed.")),
    "in_password": ("password", say("The password must not contain the name.")),
    "recovery": ("code", say("Name or recovery code is wrong.")),
    "address": ("address", ADDRESS),
    "unconfirmed": ("address", say("Confirm an e-mail address first.")),
    "password": ("old", say("This is not the password of this account.")),
}
