"""Accounts in the browser: sign up, in, out, the account page and what it offers."""

from __future__ import annotations

import json
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    request,
    session,
    url_for,
)
from flask_login import current_user
from flask_wtf import FlaskForm

from quiz.config import DEFAULT_TIME_ZONE, LANGUAGES
from quiz.domain.errors import say
from quiz.extensions import db, limiter
from quiz.language import speak_in
from quiz.services import accounts
from quiz.services.accounts import AccountError
from quiz.storage.models import Account
from quiz.web import edge, pages
from quiz.web.filters import speak
from quiz.web.forms import ACCOUNT_ERRORS, DeleteForm, PasswordForm, PreferencesForm, SignInForm, SignUpForm

bp = Blueprint("auth", __name__)


def member() -> Account:
    """The account of whoever is signed in with a name; everybody else is sent to sign in, and then to a page."""
    if not current_user.is_authenticated or current_user.is_guest:
        back = request.full_path.rstrip("?") if request.method in edge.SAFE else url_for("auth.account")
        abort(redirect(url_for("auth.sign_in", next=back), 303))
    return edge.whole(current_user.account)


def safe_next(default: str) -> str:
    """Where to go on after signing in: a page of ours, or ``default``."""
    target = request.values.get("next", "")
    ours = target.startswith("/") and not target.startswith(("//", "/sign"))
    plain = "\\" not in target and target.isprintable()
    return target if ours and plain else default


def _name_key() -> str:
    # Asked before the form is: what nobody is called is cut, not composed.
    typed = request.form.get("name", "")[: accounts.MOST_KEY]
    return f"{request.remote_addr}/{accounts.name_key(typed)[:64]}"


@bp.route("/signin", methods=["GET", "POST"])
@limiter.limit("60/minute", methods=["POST"])
@limiter.limit("8/minute;40/hour", key_func=_name_key, methods=["POST"])
def sign_in() -> Any:
    """The sign-in page; what was typed and what it leads to."""
    form = SignInForm()
    if form.validate_on_submit():
        found = accounts.authenticate(db.session, form.name.data, form.password.data)
        if found is not None:
            _enter(found)
            return redirect(safe_next(url_for("catalogue.home")), 303)
        form.password.errors = [speak(say("Name or password is wrong.").template, {})]
    return pages.render("account/sign_in.html", form=form, next=safe_next("")), 422 if form.errors else 200


def _enter(found: Account) -> None:
    guest = edge.account()
    if guest is not None and guest.role == "guest":
        accounts.take_over_guest(db.session, guest, found)
    elif current_user.is_authenticated:
        accounts.close_sign_in(db.session, current_user.token)
    accounts.seen(db.session, found, now=edge.now())
    edge.sign_in(found)
    db.session.commit()


@bp.route("/signup", methods=["GET", "POST"])
@limiter.limit("10/minute;100/hour", methods=["POST"])
def sign_up() -> Any:
    """A new account; a guest keeps what they have done."""
    form = SignUpForm()
    if form.validate_on_submit():
        before = edge.account()
        guest = edge.whole(before) if before is not None and before.role == "guest" else None
        try:
            made = accounts.sign_up(db.session, form.name.data, form.password.data, now=edge.now(), guest=guest)
        except AccountError as error:
            _tell(form, error, "password")
        else:
            made.language, made.time_zone = edge.language(), edge.time_zone()
            if guest is not None:
                accounts.close_other_sign_ins(db.session, made, "")
            elif before is not None:
                accounts.close_sign_in(db.session, current_user.token)
            edge.sign_in(made)
            db.session.commit()
            return redirect(safe_next(url_for("catalogue.home")), 303)
    db.session.rollback()
    return pages.render("account/sign_up.html", form=form, next=safe_next("")), 422 if form.errors else 200


def _tell(form: FlaskForm, error: AccountError, password_field: str) -> None:
    field, message = ACCOUNT_ERRORS[error.code]
    field = password_field if field == "password" else field
    form[field].errors = [speak(message.template, message.values)]


@bp.post("/signout")
def sign_out() -> Any:
    """End this browser's sign-in."""
    edge.sign_out()
    db.session.commit()
    return redirect(url_for("catalogue.home"), 303)


@bp.get("/account")
def account() -> Any:
    """Preferences, password, where one is signed in, one's data, the way out."""
    return _account_page(member(), PasswordForm(formdata=None), DeleteForm(formdata=None))


def _account_page(person: Account, password: FlaskForm, delete: FlaskForm, status: int = 200) -> Any:
    page = pages.render(
        "account/account.html",
        person=person,
        password=password,
        delete=delete,
        zones=sorted(edge.zones()),
        zone=edge.time_zone(),
        sign_ins=accounts.sign_ins(db.session, person, now=edge.now()),
        here_mark=accounts.token_hash(current_user.token),
    )
    return page, status


@bp.post("/account/password")
@limiter.limit("10/minute")
def change_password() -> Any:
    """A new password; every other sign-in ends."""
    person = member()
    form = PasswordForm()
    if form.validate():
        try:
            accounts.change_password(db.session, person, form.old.data, form.new.data, current_user.token)
        except AccountError as error:
            _tell(form, error, "new")
        else:
            edge.sign_out()
            edge.sign_in(person)
            db.session.commit()
            flash(speak(say("Your password is changed. Other devices are signed out.").template, {}))
            return redirect(url_for("auth.account"), 303)
    db.session.rollback()
    return _account_page(person, form, DeleteForm(formdata=None), 422)


@bp.post("/account/signins")
def end_other_sign_ins() -> Any:
    """Sign out everywhere else."""
    accounts.close_other_sign_ins(db.session, member(), current_user.token)
    db.session.commit()
    flash(speak(say("Other devices are signed out.").template, {}))
    return redirect(url_for("auth.account"), 303)


@bp.get("/account/data.json")
def export() -> Response:
    """Everything that is stored about oneself."""
    person = member()
    body = json.dumps(accounts.export_account(db.session, person), ensure_ascii=False, indent=2)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="dalmada-data.json"'
    return response


@bp.post("/account/delete")
@limiter.limit("10/minute")
def delete() -> Any:
    """Delete the account with all its data."""
    person = member()
    form = DeleteForm()
    if form.validate():
        try:
            accounts.delete_account(db.session, person, form.password.data)
        except AccountError as error:
            message = ACCOUNT_ERRORS[error.code][1]
            form.password.errors = [speak(message.template, {})]
        else:
            session.clear()
            db.session.commit()
            flash(speak(say("Your account and all its data are deleted.").template, {}))
            return redirect(url_for("catalogue.home"), 303)
    return _account_page(person, PasswordForm(formdata=None), form, 422)


@bp.post("/preferences")
def preferences() -> Any:
    """Language and time zone: kept with the account, or with the session of whoever has none."""
    form = PreferencesForm()
    chosen = form.language.data if form.language.data in LANGUAGES else edge.language()
    zone = form.time_zone.data if form.time_zone.data in edge.zones() else edge.time_zone()
    session["language"], session["time_zone"] = chosen, zone or DEFAULT_TIME_ZONE
    session.permanent = True
    person = edge.account()
    if person is not None:
        accounts.set_preferences(edge.whole(person), chosen, zone)
        db.session.commit()
        flash(speak_in(chosen)(say("Language and time zone are set.").template, {}))
    return redirect(safe_next(url_for("catalogue.home")), 303)
