"""The way back after a forgotten password: the recovery code as it is shown once, and the page that takes it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.platform.metrics import metrics
from quiz.services.audit import Actor
from quiz.services.identity import recovery
from quiz.services.identity.accounts import AccountError
from quiz.web.identity.blueprint import bp, home_of, safe_next
from quiz.web.identity.entering import enter, show_error
from quiz.web.identity.forms import RecoverForm
from quiz.web.identity.recovery_secret import recovery_secret
from quiz.web.request import rate_limits, request_context
from quiz.web.request.access import member
from quiz.web.request.rate_limits import Failed
from quiz.web.templating.filters import localize

CHANGED = say("Password changed. Other devices are signed out, and the old recovery code no longer works.")


@bp.get("/account/recovery")
def recovery_code() -> Any:
    """The recovery code that was made in this browser, until it is written down; then the page that was wanted."""
    person = member()
    code = recovery.shown(db.session, person, recovery_secret())
    if code is None:
        return redirect(safe_next(url_for("identity.account")), 303)
    return render_template("identity/recovery_code.html", code=code, person=person, next=safe_next(""))


@bp.post("/account/recovery/noted")
def note_recovery_code() -> Any:
    """It is written down: nobody sees it any more."""
    person = member()
    home = home_of(person.role)
    recovery.note(db.session, person, now=request_context.now())
    db.session.commit()
    return redirect(safe_next(home), 303)


@bp.route("/recover", methods=["GET", "POST"])
def recover() -> Any:
    """A new password for a name and its recovery code; the next code is shown after it."""
    request_context.read_first()
    form = RecoverForm()
    if form.validate_on_submit() and _recovered(form):
        metrics().event("sign_ins")
        flash(localize(CHANGED))
        return redirect(url_for("identity.recovery_code", next=safe_next("") or None), 303)
    return render_template("identity/recover.html", form=form, next=safe_next("")), 422 if form.errors else 200


def _recovered(form: RecoverForm) -> bool:
    """Whether name and code were right and the password is good; signed in then. Else the transaction only reads."""
    kept = recovery.find_kept(db.session, form.name.data)
    request_context.leave()
    with rate_limits.at_recovering(form.name.data).for_failures():
        try:
            now, name, code, new = request_context.now(), form.name.data, form.code.data, form.password.data
            found = recovery.recover(db.session, kept, name, code, new, now=now, request_id=g.request_id)
        except AccountError as error:
            show_error(form, error, "password")
            raise Failed from None
        enter(found)
        recovery.make(db.session, found, recovery_secret(), now=now, by=Actor.of(found, g.request_id))
        db.session.commit()
        return True
    request_context.read_again()
    return False
