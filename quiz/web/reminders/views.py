"""The page of reminders: how a learner is reminded, on which devices, and their calendar."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, current_app, flash, jsonify, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.platform.keys import push_key
from quiz.platform.settings import DEFAULT_TIME_ZONE
from quiz.services.aggregates.learning import day_in
from quiz.services.classes import entering
from quiz.services.classes.assignments import dates
from quiz.services.classes.entering import NotAllowed
from quiz.services.identity import email_addresses
from quiz.services.identity.accounts import AccountError
from quiz.services.reminders import calendar, feeds, preferences, pushing, subscriptions
from quiz.services.reminders.endpoints import EndpointError
from quiz.services.reminders.preferences import Asked, HourError, Preferences
from quiz.services.reminders.subscriptions import Subscription
from quiz.services.review import coming
from quiz.storage.models.identity import Account
from quiz.web.identity import mail_section
from quiz.web.identity.devices import device
from quiz.web.request import rate_limits, request_context, series_context
from quiz.web.request.access import learner, member
from quiz.web.request.lasting_key import lasting_key
from quiz.web.request.own_address import whole_address
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

bp = Blueprint("reminders", __name__)


@bp.get("/reminders")
def overview() -> Any:
    """Everything about reminders; all of it is off until it is asked for."""
    person = member()
    return _page(person, preferences.find(db.session, person.id))


def _page(person: Account, wanted: Preferences, hour: str | None = None) -> str:
    here = ZoneInfo(request_context.time_zone())
    feed = feeds.find(db.session, person.id, lasting_key())
    address = feed and feed.token and whole_address("reminders.feed", token=feed.token)
    return render_template(
        "reminders/overview.html",
        wanted=wanted,
        mail=email_addresses.state_of(db.session, person.id) if mail_section.settings() is not None else None,
        bad_hour=hour,
        hours=[(one, datetime(2001, 1, 1, one, tzinfo=here)) for one in preferences.HOURS],
        zone=person.time_zone or DEFAULT_TIME_ZONE,
        feed=feed,
        address=address,
        webcal="webcal:" + address.partition(":")[2] if address else None,
        devices=[(one, device(one.agent)) for one in subscriptions.every(db.session, person.id)],
        push_key=pushing.public_key(push_key(lasting_key())),
    )


@bp.post("/reminders")
def save() -> Any:
    """Keep what was chosen; an hour that there is not is named beside its field."""
    rate_limits.at_starting().spend()
    person = member()
    hour = whole(request.form.get("hour", "")[:10])
    wanted = Preferences(
        hour=-1 if hour is None else hour,
        only_due="only_due" in request.form,
    )
    try:
        if mail_section.settings() is not None:
            _choose_mail(person, wanted="mail" in request.form)
        preferences.save(db.session, person, wanted, _asked())
    except HourError:
        request_context.read_again()
        return _page(member(), wanted, request.form.get("hour", "")[:10]), 422
    db.session.commit()
    flash(localize(say("Your choice is saved.")))
    return redirect(url_for("reminders.overview"), 303)


def _choose_mail(person: Account, *, wanted: bool) -> None:
    """Reminders by mail, or no more. Without a confirmed address the form does not offer them."""
    with suppress(AccountError):
        email_addresses.choose(db.session, person, "reviews", wanted, now=request_context.now())


def _asked() -> Asked:
    return Asked(language=request_context.language(), now=request_context.now())


@bp.post("/reminders/calendar")
def make_calendar() -> Any:
    """Make the calendar, or give it another address."""
    rate_limits.at_starting().spend()
    person = member()
    asked = _asked()
    feeds.renew(db.session, person.id, lasting_key(), language=asked.language, now=asked.now)
    db.session.commit()
    flash(localize(say("Your calendar has an address. Keep it to yourself: anyone who has it sees when you review.")))
    return redirect(url_for("reminders.overview", _anchor="calendar"), 303)


@bp.post("/reminders/calendar/revoke")
def revoke_calendar() -> Any:
    """Take the calendar away."""
    rate_limits.at_starting().spend()
    feeds.revoke(db.session, member().id)
    db.session.commit()
    flash(localize(say("The calendar is off. Its address opens nothing any more.")))
    return redirect(url_for("reminders.overview", _anchor="calendar"), 303)


@bp.post("/reminders/push")
def subscribe() -> Any:
    """Remind in the browser that asks, as its script sends it; or no more, where it says so."""
    rate_limits.at_starting().spend()
    learner()
    person = member()
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    try:
        if isinstance(sent.get("gone"), str):
            subscriptions.drop_at(db.session, person, sent["gone"], request_context.now())
        if "endpoint" in sent or "gone" not in sent:
            one = Subscription.read(sent, local=current_app.extensions["settings"].test_push)
            subscriptions.keep(db.session, person, one, request.user_agent.string, _asked())
    except EndpointError as error:
        db.session.rollback()
        return jsonify({"error": str(error)}), 422
    db.session.commit()
    return jsonify({"kept": "endpoint" in sent})


@bp.post("/reminders/push/<int:number>/remove")
def remove_device(number: int) -> Any:
    """Remind no more in one browser."""
    rate_limits.at_starting().spend()
    subscriptions.drop(db.session, member(), number, request_context.now())
    db.session.commit()
    flash(localize(say("That device is not reminded any more.")))
    return redirect(url_for("reminders.overview", _anchor="devices"), 303)


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> Any:
    """What comes for review on the next 30 days; any other address looks as if there were nothing."""
    rate_limits.at_calendars(token).spend()
    opened = feeds.open_by(db.session, token)
    if opened is None:
        rate_limits.at_unknown_secrets().spend()
        abort(404)
    account = opened.account
    library = series_context.library_of(account.role)
    now = request_context.now()
    content = calendar.written(
        coming.find(db.session, account, library, now),
        mark=opened.mark,
        zone=account.time_zone or DEFAULT_TIME_ZONE,
        language=opened.language,
        page=whole_address("review.overview", series=None),
        dated=dates.of_learner(db.session, account, now=now),
        page_of=lambda one: whole_address("assignments.mine", assignment=one.assignment),
    )
    return _answer(content)


@bp.get("/calendar/<token>/classes/<int:number>.ics")
def class_feed(token: str, number: int) -> Any:
    """When the assignments of a class open and are due, at the secret address of somebody who teaches it."""
    rate_limits.at_calendars(token).spend()
    opened = feeds.open_by(db.session, token)
    if opened is None:
        rate_limits.at_unknown_secrets().spend()
        abort(404)
    try:
        entered = entering.enter(db.session, opened.account, number, "see_marks")
    except NotAllowed:
        abort(404)
    now = request_context.now()
    content = calendar.of_class(
        entered.row.name,
        dates.of_class(db.session, number, now=now),
        today=day_in(entered.row.time_zone, now),
        mark=opened.mark,
        zone=entered.row.time_zone,
        language=opened.language,
        page_of=lambda one: whole_address("assignments.detail", number=one.class_id, assignment=one.assignment),
    )
    return _answer(content)


def _answer(content: bytes) -> Response:
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = 'inline; filename="dalmada.ics"'
    response.set_etag(sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response
