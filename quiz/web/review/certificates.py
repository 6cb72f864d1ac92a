"""Certificates: issued to learners who have mastered a part, printed, and shown to whom their owner allows."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.attempts.pages import results
from quiz.services.attempts.refusals import AccountRequired
from quiz.services.reporting import learner_progress
from quiz.services.review import certificates
from quiz.services.review.certificates import NotEarned
from quiz.web.request import rate_limits, request_context, series_context
from quiz.web.request.access import learner
from quiz.web.templating.filters import localize

bp = Blueprint("certificates", __name__)


@bp.get("/certificates")
def every() -> Any:
    """A learner's certificates, also of parts that they would have to master again by now."""
    person = learner()
    return render_template("review/certificates.html", certificates=certificates.every(db.session, person))


@bp.post("/certificates")
def issue() -> Any:
    """Make the certificate of a part that is mastered, or find it made, and lead to it."""
    # Before anything is asked of the store: while limits are asked for, nobody waits.
    rate_limits.at_starting().spend()
    person = learner()
    series = series_context.library().named(request.form.get("series", "")[:80])
    if series is None:
        abort(404)
    now = request_context.now()
    # It shows how tests went: no answer to one counts after that.
    results.note_all_shown(db.session, person, None, now=now)
    months = learner_progress.months(db.session, person, series, now, certified=True)
    try:
        made = certificates.issue(db.session, person, series, request.form.get("part", "")[:80], months, now)
    except AccountRequired:
        db.session.rollback()
        flash(localize(say("A certificate needs an account. Sign up, and what you have done stays yours.")))
        return redirect(url_for("identity.sign_up", next=url_for("progress.me")), 303)
    except NotEarned:
        db.session.rollback()
        flash(localize(say("A certificate needs 80%% of the questions of every month or unit of the part mastered.")))
        return redirect(url_for("progress.me"), 303)
    token = made.token
    db.session.commit()
    return redirect(url_for("certificates.certificate", token=token), 303)


@bp.get("/certificates/<token>")
def certificate(token: str) -> Any:
    """A certificate, to be read or printed; its owner finds here who may see it."""
    shown = certificates.find(db.session, token, request_context.account())
    series_context.enter(shown.series_id)
    return render_template("review/certificate.html", shown=shown)


@bp.post("/certificates/<token>")
def allow(token: str) -> Any:
    """Keep who may see a certificate, and whether it says whose it is."""
    rate_limits.at_starting().spend()
    person = learner()
    name = person.name if "named" in request.form else None
    certificates.allow(db.session, person, token, public="public" in request.form, name=name)
    db.session.commit()
    flash(localize(say("Your choice is saved.")))
    return redirect(url_for("certificates.certificate", token=token), 303)
