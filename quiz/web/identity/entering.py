"""The ways in and out: sign in, sign up, sign out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm

from quiz.domain.errors import say
from quiz.domain.text_limits import fault_of
from quiz.platform.extensions import db
from quiz.platform.metrics import metrics
from quiz.services import audit
from quiz.services.audit import Actor
from quiz.services.classes import joining
from quiz.services.classes.joining import Invitation
from quiz.services.identity import accounts, passwords, recovery, sign_ins
from quiz.services.identity.accounts import AccountError
from quiz.services.identity.names import MAX_KEY, name_fault, tidy_name
from quiz.storage.models.identity import Account
from quiz.web.identity.blueprint import bp, home_of, safe_next
from quiz.web.identity.devices import device
from quiz.web.identity.forms import ACCOUNT_ERRORS, SignInForm, SignUpForm
from quiz.web.identity.recovery_secret import recovery_secret
from quiz.web.request import rate_limits, request_context
from quiz.web.request.access import actor
from quiz.web.request.preferences import take_zone
from quiz.web.request.rate_limits import Failed
from quiz.web.templating.filters import localize

JUST_MADE = timedelta(minutes=30)
"""For so long a form that is sent again, by a double click or from another tab, finds the account that it made."""


@bp.route("/signin", methods=["GET", "POST"])
def sign_in() -> Any:
    """The sign-in page; what was typed and what it leads to."""
    request_context.read_first()
    form = SignInForm()
    if form.validate_on_submit():
        role = _signed_in(form.name.data, form.password.data)
        if role is not None:
            metrics().event("sign_ins")
            return redirect(safe_next(home_of(role)), 303)
        metrics().event("failed_sign_ins")
        form.password.errors = [localize(say("Name or password is wrong."))]
    page = render_template("identity/sign_in.html", form=form, next=safe_next(""), invitation=_invitation())
    return page, 422 if form.errors else 200


def _invitation() -> Invitation | None:
    """The class whose link leads on from here, which one is in once one is signed in."""
    return joining.find_linked(db.session, safe_next(""))


def _class_of_link() -> int | None:
    found = _invitation()
    return found.class_id if found is not None else None


def _join(person: Account) -> None:
    """Let somebody who came by the link of a class into it; the caller commits."""
    by = Actor.of(person, g.request_id)
    joining.join_linked(db.session, person, safe_next(""), now=request_context.now(), by=by)


def _signed_in(name: str, password: str) -> str | None:
    """The role of whose name and password these are, who is signed in then. Else the transaction only reads."""
    known = accounts.find_named(db.session, name)
    tries = rate_limits.at_signing_in(name, known, _class_of_link())
    request_context.leave(known)
    with tries.for_failures():
        found = accounts.authenticate(db.session, known, password)
        if found is None:
            raise Failed
        role: str = found.role
        enter(found)
        _join(found)
        db.session.commit()
        return role
    _record_failure(known)
    return None


def _record_failure(known: Account | None) -> None:
    """Record once in a while that signing in to an account fails; the transaction then only reads."""
    request_context.read_again()
    if known is None or audit.has_recent_failure(db.session, known, now=request_context.now()):
        return
    by = actor()
    request_context.begin_writing()
    audit.record_failure(db.session, known, by=by, now=request_context.now())
    db.session.commit()
    request_context.read_only()


def enter(found: Account) -> None:
    """Sign ``found`` in here, with what was done as a guest; the caller commits."""
    guest = request_context.account()
    if guest is not None and guest.role == "guest":
        accounts.take_over_guest(db.session, guest, found)
    elif current_user.is_authenticated:
        sign_ins.close_sign_in(db.session, current_user.token)
    accounts.seen(db.session, found, now=request_context.now())
    if not rate_limits.is_known(found):
        _record_new_device(found)
    request_context.sign_in(found)


def _record_new_device(found: Account) -> None:
    by, here = Actor.of(found, g.request_id), device(request.user_agent.string)
    after = {"browser": here.browser, "system": here.system}
    audit.record(db.session, "new_device", audit.account(found), by=by, now=request_context.now(), after=after)


@bp.route("/signup", methods=["GET", "POST"])
def sign_up() -> Any:
    """A new account; a guest keeps what they have done. Its recovery code is shown next."""
    request_context.read_first()
    form = SignUpForm(_age())
    if form.is_submitted() and _signed_up(form):
        return redirect(url_for("identity.recovery_code", next=safe_next(url_for("catalogue.home"))), 303)
    page = render_template("identity/sign_up.html", form=form, next=safe_next(""), age=_age(), invitation=_invitation())
    return page, 422 if form.errors else 200


def _age() -> int:
    """The age in years from which one may sign up alone; 0 where nobody is asked."""
    return int(current_app.extensions["settings"].sign_up_age)


def _signed_up(form: SignUpForm) -> bool:
    """Whether there is an account now; where there is not, the form says why, and the transaction only reads."""
    class_id, name = _class_of_link(), form.name.data or ""
    with rate_limits.at_signing_up(name if fault_of(name, MAX_KEY) is None else "", class_id).for_failures():
        if _is_refused(form):
            raise Failed
        try:
            _make_account(form, class_id)
        except AccountError as error:
            if error.code == "taken" and _made_before(form):
                return True
            show_error(form, error, "password")
            raise Failed from None
        return True
    request_context.read_again()
    return False


def _is_refused(form: SignUpForm) -> bool:
    """Whether something of a form can't be; all of it is said at once, also that the name is taken."""
    form.validate()
    name = tidy_name(form.name.data or "") if not form.name.errors else ""
    found = []
    if not form.name.errors:
        found.append(name_fault(name, reserved=False))
    if not form.password.errors:
        found.append(passwords.weakness(form.password.data, name))
    faults = [one for one in found if one is not None]
    if not (form.errors or faults):
        return False
    if not form.name.errors and found[0] is None and accounts.find_named(db.session, name) is not None:
        faults.append("taken")
    for fault in faults:
        show_error(form, AccountError(fault), "password")
    return True


def _make_account(form: SignUpForm, class_id: int | None) -> None:
    """The account that was asked for, signed in, and in the class of that number. Raises ``AccountError``."""
    take_zone(form.time_zone.data)
    before, language, time_zone = request_context.account(), request_context.language(), request_context.time_zone()
    guest = request_context.whole_account(before) if before is not None and before.role == "guest" else None
    request_context.leave(guest)
    making, now = rate_limits.at_making(class_id), request_context.now()
    making.spend()
    try:
        made = accounts.sign_up(db.session, form.name.data, form.password.data, now=now, guest=guest)
    except AccountError:
        db.session.rollback()
        making.give_back()
        raise
    made.language, made.time_zone = language, time_zone
    made.age_confirmed_at = now if _age() else None
    if guest is not None:
        sign_ins.close_other_sign_ins(db.session, guest, "")
    elif before is not None:
        sign_ins.close_sign_in(db.session, current_user.token)
    request_context.sign_in(made)
    recovery.make(db.session, made, recovery_secret(), now=now)
    _join(made)
    db.session.commit()


def _made_before(form: SignUpForm) -> bool:
    """Whether this form has just made the account that bears its name, as one that is sent twice has; signed in then.

    A wrong password counts like one at signing in: the form is no other way to guess.
    """
    request_context.read_only()
    known = accounts.find_named(db.session, form.name.data)
    # Since when there is an account says less: a guest who signs up has had one for days.
    kept = recovery.find(db.session, known) if known is not None else None
    if known is None or kept is None or request_context.now() - kept.made_at > JUST_MADE:
        return False
    here, tries = request_context.account(), rate_limits.at_signing_in(form.name.data, known, _class_of_link())
    request_context.leave(known)
    with tries.for_failures():
        found = accounts.authenticate(db.session, known, form.password.data)
        if found is None:
            raise Failed
        if here is None or here.id != found.id:
            enter(found)
            recovery.make_again(db.session, found, recovery_secret(), now=request_context.now())
        _join(found)
        db.session.commit()
        return True
    request_context.begin_writing()
    return False


def show_error(form: FlaskForm, error: AccountError, password_field: str) -> None:
    """Put why an account was refused at the field that it is about."""
    field, message = ACCOUNT_ERRORS[error.code]
    field = password_field if field == "password" else field
    form[field].errors = [localize(message)]


@bp.post("/signout")
def sign_out() -> Any:
    """End this browser's sign-in."""
    request_context.sign_out()
    db.session.commit()
    return redirect(url_for("catalogue.home"), 303)
