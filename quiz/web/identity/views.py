"""The account page and what it offers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, session, url_for
from flask_login import current_user
from flask_wtf import FlaskForm

from quiz.domain.errors import say
from quiz.language import localizer
from quiz.platform.extensions import db
from quiz.services.identity import accounts, recovery, sign_ins
from quiz.services.identity.accounts import AccountError
from quiz.services.integrity import account_data
from quiz.services.integrity.backups import records
from quiz.storage.models.identity import Account
from quiz.web.identity import adding, mail_section, privacy, recovering, time_zones
from quiz.web.identity.blueprint import bp, safe_next
from quiz.web.identity.devices import device
from quiz.web.identity.entering import show_error
from quiz.web.identity.forms import ACCOUNT_ERRORS, DeleteForm, PasswordForm, PreferencesForm, RecoveryCodeForm
from quiz.web.identity.recovery_secret import recovery_secret
from quiz.web.request import preferences as preferences_of_reader
from quiz.web.request import rate_limits, request_context, shown_results, signed_out
from quiz.web.request.access import actor, member
from quiz.web.templating.filters import localize

ALSO = (adding, privacy, recovering)
"""Modules whose views are on the same blueprint: they are here once this one is."""

BACKUPS_SHOWN = 3


@bp.get("/account")
def account() -> Any:
    """Preferences, password, where one is signed in, one's data, the way out."""
    return account_page(member())


def account_page(person: Account, status: int = 200, owned: Sequence[tuple[int, str]] = (), **sent: FlaskForm) -> Any:
    """The account page; ``sent`` is the form that was refused: ``password``, ``delete``, ``recovering`` or ``mail``.

    ``owned`` are classes that keep the account from being deleted.
    """
    if sent:
        # A password was compared, which takes long: the account may have been deleted by now.
        signed_out.refuse_if_gone()
    here = sign_ins.token_hash(current_user.token)
    page = render_template(
        "identity/account.html",
        person=person,
        password=sent.get("password") or PasswordForm(formdata=None),
        delete=sent.get("delete") or DeleteForm(formdata=None),
        recovering=sent.get("recovering") or RecoveryCodeForm(formdata=None),
        owned=owned,
        recovery=recovery.find(db.session, person),
        mail=mail_section.shown(person, sent.get("mail")),
        regions=[(localize(label), places) for label, places in time_zones.offered()],
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
    """A new password; every other sign-in ends, and the next recovery code is shown."""
    person = at_the_account()
    form = PasswordForm()
    if form.validate():
        try:
            _change_password(person, form)
        except AccountError as error:
            show_error(form, error, "new")
        else:
            request_context.sign_out()
            request_context.sign_in(person)
            recovery.make(db.session, person, recovery_secret(), now=request_context.now(), by=actor())
            db.session.commit()
            flash(localize(recovering.CHANGED))
            return redirect(url_for("identity.recovery_code", next=url_for("identity.account")), 303)
    request_context.read_again()
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


@bp.post("/account/recovery")
def make_recovery_code() -> Any:
    """A new recovery code, which is shown next; one of before is dead."""
    person = at_the_account()
    form = RecoveryCodeForm()
    if form.validate():
        now, by, secret = request_context.now(), actor(), recovery_secret()
        request_context.begin_writing()
        found = accounts.authenticate(db.session, person, form.proof.data)
        if found is not None:
            recovery.make(db.session, found, secret, now=now, by=by)
            db.session.commit()
            return redirect(url_for("identity.recovery_code", next=url_for("identity.account")), 303)
        form.proof.errors = [localize(ACCOUNT_ERRORS["password"][1])]
    request_context.read_again()
    return account_page(person, recovering=form, status=422)


@bp.post("/account/signins")
def end_other_sign_ins() -> Any:
    """Sign out everywhere else."""
    person, token = member(), current_user.token
    sign_ins.end_other_sign_ins(db.session, person, token, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize(say("Other devices are signed out.")))
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
            form.password.errors = [localize(message)]
        except accounts.OwnsClasses as error:
            db.session.rollback()
            request_context.read_again()
            return account_page(person, delete=form, status=409, owned=error.classes)
        else:
            session.clear()
            db.session.commit()
            flash(localize(say("Your account and all its data have been deleted.")))
            return redirect(url_for("catalogue.home"), 303)
    request_context.read_again()
    return account_page(person, delete=form, status=422)


@bp.post("/preferences")
def preferences() -> Any:
    """Language and time zone: kept with the account, or with the session where there is none."""
    form = PreferencesForm()
    chosen = preferences_of_reader.choose(form.language.data, form.time_zone.data)
    if request_context.account() is not None:
        db.session.commit()
        # The switch at the top of a page sets the language alone, and the page shows that.
        if form.time_zone.data:
            flash(localizer(chosen)(say("Language and time zone are set.").template, {}))
    return redirect(safe_next(url_for("catalogue.home")), 303)
