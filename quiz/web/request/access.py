"""Who may see a page: a learner, guests included; a member, who has a name; a teacher; an admin; who is in a class."""

from __future__ import annotations

from flask import abort, current_app, g, jsonify, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from quiz.domain.classes.rights import Action
from quiz.platform.extensions import db
from quiz.services.audit import Actor
from quiz.services.classes import entering
from quiz.services.classes.entering import Entered
from quiz.services.current_user import CurrentUser
from quiz.storage.models.identity import Account
from quiz.web.request import account_marks, request_context
from quiz.web.request.input_checks import SAFE


def wants_json() -> bool:
    """Whether a script asks, and so no page is wanted."""
    return request.is_json or request.method == "PUT" or request.headers.get("X-Requested-With") == "fetch"


def learner() -> CurrentUser:
    """The account that is here, guests included; nobody is sent to sign in and comes back."""
    person = request_context.account()
    if wants_json() and (person is None or account_marks.is_anothers(person)):
        # What was typed into a page belongs to the account of that page, not to one that has signed in since.
        response = jsonify({"error": "signed out", "reason": "other_account" if person else "signed_out"})
        response.status_code = 401
        abort(response)
    if person is None:
        abort(redirect(url_for("identity.sign_in", next=_page_here()), 303))
    return person


def _page_here() -> str:
    """The page at this address; where only a form is sent there, that of its attempt, or the home page."""
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:
        token = (request.view_args or {}).get("token")
        return url_for("attempts.resume", token=token) if token else url_for("catalogue.home")
    return request.path


def member() -> Account:
    """The account that is signed in with a name, read whole; everybody else is sent to sign in, and then to a page."""
    return request_context.whole_account(named())


def named() -> CurrentUser:
    """The same as far as the request knows it, which takes no statement more."""
    if not current_user.is_authenticated or current_user.is_guest:
        back = request.full_path.rstrip("?") if request.method in SAFE else url_for("identity.account")
        abort(redirect(url_for("identity.sign_in", next=back), 303))
    person: CurrentUser = current_user.account
    return person


def actor() -> Actor:
    """Who acts in this request, as what they do is recorded; without a name where nobody is signed in."""
    person = request_context.account()
    return Actor.of(person, g.request_id) if person is not None else Actor(request_id=g.request_id)


def entered(number: int, action: Action = "see_class") -> Entered:
    """The class of that number for who is signed in, if they may do ``action`` there; else no such page.

    That an admin looks at a class of others is recorded.
    """
    person = named()
    found = entering.enter(db.session, person, number, action)
    if entering.is_to_record(db.session, found, person, now=request_context.now()):
        return _recorded(number, person, action)
    return found


def _recorded(number: int, person: CurrentUser, action: Action) -> Entered:
    """The class once more, after the act is recorded in a transaction of its own: the page only reads."""
    request_context.begin_writing()
    found = entering.enter(db.session, person, number, action)
    entering.record_looking(db.session, found, now=request_context.now(), by=actor())
    db.session.commit()
    if request.method in SAFE:
        request_context.read_only()
    return entering.enter(db.session, person, number, action)


def admins_only() -> None:
    """For ``before_request`` of a blueprint: anyone who is not an admin finds nothing."""
    if not current_user.is_authenticated or not current_user.is_admin:
        abort(404)


def teaching() -> int | None:
    """Whose learners a teacher's page is about: those of the classes of who is here; None for an admin: everybody."""
    return None if current_user.is_admin else current_user.account.id


def staff_only() -> None:
    """For ``before_request`` of a blueprint: anyone who teaches nobody finds nothing.

    Whose learners a page shows is up to ``teaching``: of an assistant those of the classes that they assist.
    """
    _refuse_forms_of_nobody()
    if not current_user.is_authenticated or not current_user.is_staff:
        abort(404)


def teachers_only() -> None:
    """For ``before_request`` of a blueprint: anyone who is not a teacher finds nothing."""
    _refuse_forms_of_nobody()
    if not current_user.is_authenticated or not current_user.is_teacher:
        abort(404)


class SignedOut(Exception):
    """A form was sent by nobody: its sign-in has ended since its page was opened."""


def _refuse_forms_of_nobody() -> None:
    """Raise ``SignedOut`` for a form without a sign-in: what was typed into it is not lost with that."""
    if request.method == "POST" and not current_user.is_authenticated and not wants_json():
        raise SignedOut
