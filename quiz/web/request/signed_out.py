"""Who was signed out, or whose account was deleted, while their request was at work: they are sent to sign in."""

from __future__ import annotations

from flask import abort, flash, g, jsonify, redirect, url_for
from flask_login import current_user
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as BaseResponse

from quiz.domain.errors import say
from quiz.language import localizer
from quiz.platform.extensions import login
from quiz.web.request import request_context
from quiz.web.request.access import wants_json


def refuse_if_gone() -> None:
    """End the request where its sign-in has ended since it began. The transaction only reads after it."""
    if is_gone():
        abort(answer())


def is_gone() -> bool:
    """Whether this request began for somebody whose sign-in is there no more."""
    try:
        # What failed leaves PostgreSQL a transaction in which nothing more can be asked.
        request_context.read_again()
        person = current_user._get_current_object()
        return person.is_authenticated and request_context.load_person(person.token) is None
    except DBAPIError:
        return False


def answer() -> BaseResponse:
    """The way to sign in, or 401 for a script. This browser is nobody's from now on."""
    # In the language that was theirs.
    words = say("You were signed out meanwhile, or the account was deleted. Nothing was changed.")
    said = words.said(localizer(request_context.language()))
    g._login_user = login.anonymous_user()
    request_context.settle()
    if wants_json():
        response = jsonify({"error": "signed out", "reason": "signed_out"})
        response.status_code = 401
        return response
    request_context.sign_out()
    flash(said)
    return redirect(url_for("identity.sign_in"), 303)
