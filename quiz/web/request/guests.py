"""Guests in the browser: until when they are kept, and the cookie that lasts as long."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, session

from quiz.services.identity import guests
from quiz.web.request import request_context
from quiz.web.request.request_context import Person


def init_app(app: Flask) -> None:
    """Let ``app``'s pages say until when a guest is kept."""
    app.jinja_env.globals.update(guest_ends=ends)
    app.after_request(_keep_cookie)


def ends() -> date | None:
    """The day on which the guest who reads is deleted, in their zone, if they are not seen again; None for others."""
    person = request_context.account()
    if person is None or person.role != "guest":
        return None
    moment = guests.ends(person, current_app.extensions["settings"].guest_days)
    return moment.astimezone(ZoneInfo(request_context.time_zone())).date()


def _keep_cookie(response: Response) -> Response:
    """Once a day a guest's cookie begins again: without it nobody finds what they did."""
    person = g.get("_login_user")
    if isinstance(person, Person) and person.is_guest and "_user_id" in session:
        today = request_context.now().date().toordinal()
        if session.get("seen") != today:
            session["seen"] = today
    return response
