"""Today's review, and how a learner wants to review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.content.catalogue import Catalogue
from quiz.services.current_user import CurrentUser
from quiz.services.identity import accounts
from quiz.services.review import review_settings, today
from quiz.services.review.review_settings import CAPS, GOALS, RETENTIONS, SettingsError
from quiz.services.review.sittings import adaptive, placing, retrying, reviewing
from quiz.services.review.sittings.adaptive import Scope
from quiz.services.review.sittings.retrying import NothingToRetry, Wrong
from quiz.services.review.sittings.reviewing import NothingDue
from quiz.storage.models.attempts import Attempt
from quiz.web.request import rate_limits, request_context, series_context, shown_results
from quiz.web.request.access import learner
from quiz.web.request.series_context import page_of_series
from quiz.web.review import forms
from quiz.web.templating.filters import localize

bp = Blueprint("review", __name__)


@page_of_series(bp, "/review")
def overview() -> Any:
    """What is due today, how long it takes, what comes on the next days."""
    person = learner()
    shown_results.note_all_shown(person)
    series = _series()
    assert series.id is not None
    now = request_context.now()
    return render_template(
        "review/overview.html",
        today=today.find(db.session, person, series.id, now),
        running=reviewing.running(db.session, person, series.id),
    )


def _series() -> Catalogue:
    series = series_context.catalogue()
    if series.id is None:
        # Several series and none at the root, or none that this reader finds.
        abort(redirect(url_for("catalogue.home"), 303))
    return series


@bp.post("/review/start")
def start() -> Any:
    """Begin today's review, or go on with the one that is running."""
    try:
        return _begin(lambda person, series_id, now: reviewing.start(db.session, person, series_id, now=now))
    except NothingDue:
        db.session.rollback()
        flash(localize(say("Nothing is due for review right now.")))
        return redirect(url_for("review.overview", series=series_context.address_of(_meant())), 303)


@bp.post("/practice/start")
def practise() -> Any:
    """Begin an adaptive practice within a scope, or go on with the one that is running."""
    return _begin(lambda person, series_id, now: adaptive.start(db.session, person, series_id, _scope(), now=now))


def _scope() -> Scope:
    return Scope.read(request.form.get("scope", "")[:200])


@bp.post("/retry/start")
def retry() -> Any:
    """Begin a practice of what was answered wrong, or go on with the one that is running."""
    try:
        return _begin(lambda person, series_id, now: retrying.start(db.session, person, series_id, _wrong(), now=now))
    except NothingToRetry:
        db.session.rollback()
        flash(localize(say("None of these questions can be practised right now.")))
        return redirect(url_for("progress.me"), 303)


def _wrong() -> Wrong:
    return Wrong.read(request.form.get("scope", "")[:200])


@bp.post("/placement/start")
def place() -> Any:
    """Begin the placement test of a series, or go on with the one that is running."""
    return _begin(lambda person, series_id, now: placing.start(db.session, person, series_id, now=now))


def _meant() -> Catalogue:
    """The series that a form names."""
    series = series_context.library().named(request.form.get("series", "")[:80])
    if series is None or series.id is None:
        abort(404)
    return series


def _begin(attempt_of: Callable[[CurrentUser, int, datetime], Attempt]) -> Any:
    """Lead to what a learner begins, or has begun, in the series that the form names."""
    # Before anything is asked of the store: while limits are asked for, nobody waits.
    rate_limits.at_starting().spend()
    person, series, now = learner(), _meant(), request_context.now()
    assert series.id is not None
    attempt = attempt_of(person, series.id, now)
    accounts.seen(db.session, person, now=now)
    db.session.flush()
    token = attempt.token
    db.session.commit()
    return redirect(url_for("attempts.resume", token=token), 303)


@bp.get("/review/settings")
def settings() -> Any:
    """How much a learner wants to review, and on which days."""
    person = learner()
    return _settings_page(forms.shown(review_settings.find(db.session, person.id)))


@bp.post("/review/settings")
def keep_settings() -> Any:
    """Keep what was chosen; what can't be is said beside it, and nothing of it is kept."""
    person = learner()
    sent = forms.typed(request.form)
    try:
        review_settings.save(db.session, person.id, forms.read(sent))
    except SettingsError as error:
        db.session.rollback()
        return _settings_page(forms.typed(request.form, error)), 422
    db.session.commit()
    flash(localize(say("Your review settings are saved.")))
    return redirect(url_for("review.settings"), 303)


def _settings_page(form: forms.SettingsForm) -> str:
    return render_template(
        "review/settings.html",
        form=form,
        retentions=[round(100 * one) for one in RETENTIONS],
        caps=CAPS,
        goals=GOALS,
    )
