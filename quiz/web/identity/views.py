"""Accounts in the browser: sign up, in, out, the account page and what it offers."""

from __future__ import annotations

import json
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from flask_wtf import FlaskForm

from quiz.domain.errors import say
from quiz.language import localizer
from quiz.platform.extensions import db
from quiz.platform.metrics import metrics
from quiz.platform.settings import DEFAULT_TIME_ZONE, LANGUAGES
from quiz.services import audit
from quiz.services.audit import Actor
from quiz.services.identity import accounts, sign_ins
from quiz.services.identity.accounts import AccountError
from quiz.services.integrity import account_data
from quiz.services.integrity.backups import records
from quiz.storage.models.identity import Account
from quiz.web.identity import mail_section, time_zones
from quiz.web.identity.devices import device
from quiz.web.identity.forms import ACCOUNT_ERRORS, DeleteForm, PasswordForm, PreferencesForm, SignInForm, SignUpForm
from quiz.web.request import rate_limits, request_context, shown_results
from quiz.web.request.access import actor, member
from quiz.web.templating.filters import localize_template

bp = Blueprint("identity", __name__)


def safe_next(default: str) -> str:
    """Where to go on after signing in: a page of ours, or ``default``."""
    target = request.values.get("next", "")
    ours = target.startswith("/") and not target.startswith(("//", "/sign"))
    plain = "\\" not in target and target.isprintable()
    return target if ours and plain else default


@bp.route("/signin", methods=["GET", "POST"])
def sign_in() -> Any:
    """The sign-in page; what was typed and what it leads to."""
    request_context.read_first()
    form = SignInForm()
    if form.validate_on_submit():
        found = _proved(form)
        if found is not None:
            _enter(found)
            metrics().event("sign_ins")
            return redirect(safe_next(url_for("catalogue.home")), 303)
        metrics().event("failed_sign_ins")
        form.password.errors = [localize_template(say("Name or password is wrong.").template, {})]
    return render_template("identity/sign_in.html", form=form, next=safe_next("")), 422 if form.errors else 200


def _proved(form: SignInForm) -> Account | None:
    """The account whose name and password were typed; a wrong one leaves a transaction that only reads."""
    known = accounts.find_named(db.session, form.name.data)
    failures = rate_limits.at_signing_in(form.name.data, known)
    request_context.leave(known)
    failures.check()
    found = accounts.authenticate(db.session, known, form.password.data)
    if found is None:
        failures.count()
        _record_failure(known)
    return found


def _record_failure(known: Account | None) -> None:
    """Record once in a while that signing in to an account fails; the transaction then only reads."""
    request_context.begin_writing()
    request_context.read_only()
    if known is None or audit.has_recent_failure(db.session, known, now=request_context.now()):
        return
    by = actor()
    request_context.begin_writing()
    audit.record_failure(db.session, known, by=by, now=request_context.now())
    db.session.commit()
    request_context.read_only()


def _enter(found: Account) -> None:
    guest = request_context.account()
    if guest is not None and guest.role == "guest":
        accounts.take_over_guest(db.session, guest, found)
    elif current_user.is_authenticated:
        sign_ins.close_sign_in(db.session, current_user.token)
    accounts.seen(db.session, found, now=request_context.now())
    if not rate_limits.is_known(found):
        _record_new_device(found)
    request_context.sign_in(found)
    db.session.commit()


def _record_new_device(found: Account) -> None:
    by, here = Actor.of(found, g.request_id), device(request.user_agent.string)
    after = {"browser": here.browser, "system": here.system}
    audit.record(db.session, "new_device", audit.account(found), by=by, now=request_context.now(), after=after)


@bp.route("/signup", methods=["GET", "POST"])
def sign_up() -> Any:
    """A new account; a guest keeps what they have done."""
    request_context.read_first()
    form = SignUpForm()
    if form.is_submitted() and _signed_up(form):
        return redirect(safe_next(url_for("catalogue.home")), 303)
    return render_template("identity/sign_up.html", form=form, next=safe_next("")), 422 if form.errors else 200


def _signed_up(form: SignUpForm) -> bool:
    """Whether the account was made; where it was not, the form says why, and the transaction only reads."""
    refusals = rate_limits.at_signing_up()
    refusals.check()
    if form.validate():
        try:
            _make_account(form)
        except AccountError as error:
            _show_error(form, error, "password")
        else:
            return True
    request_context.begin_writing()
    refusals.count()
    request_context.read_only()
    return False


def _make_account(form: SignUpForm) -> None:
    """The account that was asked for, signed in. Raises ``AccountError``."""
    before, language, time_zone = request_context.account(), request_context.language(), request_context.time_zone()
    guest = request_context.whole_account(before) if before is not None and before.role == "guest" else None
    request_context.leave(guest)
    making = rate_limits.at_making()
    making.check()
    made = accounts.sign_up(db.session, form.name.data, form.password.data, now=request_context.now(), guest=guest)
    made.language, made.time_zone = language, time_zone
    if guest is not None:
        sign_ins.close_other_sign_ins(db.session, guest, "")
    elif before is not None:
        sign_ins.close_sign_in(db.session, current_user.token)
    request_context.sign_in(made)
    db.session.commit()
    making.count()


def _show_error(form: FlaskForm, error: AccountError, password_field: str) -> None:
    field, message = ACCOUNT_ERRORS[error.code]
    field = password_field if field == "password" else field
    form[field].errors = [localize_template(message.template, message.values)]


@bp.post("/signout")
def sign_out() -> Any:
    """End this browser's sign-in."""
    request_context.sign_out()
    db.session.commit()
    return redirect(url_for("catalogue.home"), 303)


BACKUPS_SHOWN = 3


@bp.get("/account")
def account() -> Any:
    """Preferences, password, where one is signed in, one's data, the way out."""
    return account_page(member())


def account_page(person: Account, status: int = 200, **sent: FlaskForm) -> Any:
    """The account page; ``sent`` is the form that was refused: ``password``, ``delete`` or ``mail``."""
    here = sign_ins.token_hash(current_user.token)
    page = render_template(
        "identity/account.html",
        person=person,
        password=sent.get("password") or PasswordForm(formdata=None),
        delete=sent.get("delete") or DeleteForm(formdata=None),
        mail=mail_section.shown(person, sent.get("mail")),
        regions=[(localize_template(label.template, {}), places) for label, places in time_zones.offered()],
        zone=request_context.time_zone(),
        backups=records.latest(db.session, BACKUPS_SHOWN) if person.role == "admin" else None,
        sign_ins=[
            {"device": device(one.agent), "agent": one.agent, "since": one.created_at, "here": one.token_hash == here}
            for one in sign_ins.sign_ins(db.session, person, now=request_context.now())
        ],
    )
    return page, status


@bp.post("/account/password")
def change_password() -> Any:
    """A new password; every other sign-in ends."""
    person = at_the_account()
    form = PasswordForm()
    if form.validate():
        try:
            _change_password(person, form)
        except AccountError as error:
            _show_error(form, error, "new")
        else:
            request_context.sign_out()
            request_context.sign_in(person)
            db.session.commit()
            flash(localize_template(say("Your password is changed. Other devices are signed out.").template, {}))
            return redirect(url_for("identity.account"), 303)
    request_context.begin_writing()
    request_context.read_only()
    return account_page(person, password=form, status=422)


def _change_password(person: Account, form: PasswordForm) -> None:
    """The new password, kept with the account. Raises ``AccountError``."""
    accounts.change_password(
        db.session,
        person,
        form.old.data,
        form.new.data,
        current_user.token,
        now=request_context.now(),
        by=actor(),
    )


def at_the_account() -> Account:
    """The account that is signed in with a name and has tries left, in no transaction."""
    request_context.read_first()
    person = member()
    request_context.leave(person)
    rate_limits.at_the_account(person).spend()
    return person


@bp.post("/account/signins")
def end_other_sign_ins() -> Any:
    """Sign out everywhere else."""
    person, token = member(), current_user.token
    sign_ins.end_other_sign_ins(db.session, person, token, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize_template(say("Other devices are signed out.").template, {}))
    return redirect(url_for("identity.account"), 303)


@bp.get("/account/data.json")
def export() -> Response:
    """Everything that is stored about oneself."""
    person = member()
    shown_results.note_all_shown(person)
    body = json.dumps(account_data.export_account(db.session, person), ensure_ascii=False, indent=2)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="dalmada-data.json"'
    return response


@bp.post("/account/delete")
def delete() -> Any:
    """Delete the account with all its data."""
    person = at_the_account()
    form = DeleteForm()
    if form.validate():
        try:
            accounts.delete_account(db.session, person, form.password.data, now=request_context.now())
        except AccountError as error:
            message = ACCOUNT_ERRORS[error.code][1]
            form.password.errors = [localize_template(message.template, {})]
        else:
            session.clear()
            db.session.commit()
            flash(localize_template(say("Your account and all its data are deleted.").template, {}))
            return redirect(url_for("catalogue.home"), 303)
    request_context.begin_writing()
    request_context.read_only()
    return account_page(person, delete=form, status=422)


@bp.post("/preferences")
def preferences() -> Any:
    """Language and time zone: kept with the account, or with the session where there is none."""
    form = PreferencesForm()
    chosen = form.language.data if form.language.data in LANGUAGES else request_context.language()
    zone = form.time_zone.data if form.time_zone.data in request_context.zones() else request_context.time_zone()
    session["language"], session["time_zone"] = chosen, zone or DEFAULT_TIME_ZONE
    session.permanent = True
    person = request_context.account()
    if person is not None:
        accounts.set_preferences(request_context.whole_account(person), chosen, zone)
        db.session.commit()
        flash(localizer(chosen)(say("Language and time zone are set.").template, {}))
    return redirect(safe_next(url_for("catalogue.home")), 303)
