"""Who teaches a class: added by name, with a role that can be changed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes import members
from quiz.services.classes.faults import ClassError
from quiz.storage.models.classes import STAFF
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.classes.forms import Fault
from quiz.web.classes.words import ROLES
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize

ADDRESS = "/classes/<int:number>/teachers"


@bp.get(ADDRESS, endpoint="staff")
def listed(number: int) -> Any:
    """Who teaches the class; its owners change that."""
    return _page(number)


def _page(number: int, fault: Fault | None = None, wrong: int = 0, status: int = 200) -> Any:
    found = entered(number, "see_learners")
    series_context.library()
    page = render_template(
        "classes/staff.html",
        entered=found,
        staff=members.staff_of(db.session, number),
        roles={one: ROLES[one] for one in STAFF},
        fault=fault,
        wrong=wrong,
        typed={name: request.form.get(name, "")[:64] for name in ("name", "role")},
    )
    return page, status


@bp.post(ADDRESS)
def add_staff(number: int) -> Any:
    """Somebody more, by the name of their account."""
    entered(number, "manage_staff")
    name, role = request.form.get("name", "")[:64], request.form.get("role", "")
    try:
        members.add_staff(db.session, number, name, role, now=request_context.now(), by=actor())
    except ClassError as error:
        request_context.read_again()
        return _page(number, forms.fault(error), 0, 422)
    return _saved(number)


@bp.post(f"{ADDRESS}/<int:member>")
def change_role(number: int, member: int) -> Any:
    """Another role for one of them, or none any more."""
    entered(number, "manage_staff")
    role = "" if request.form.get("go") == "remove" else request.form.get("role", "none")
    try:
        members.set_role(db.session, number, member, role, now=request_context.now(), by=actor())
    except ClassError as error:
        request_context.read_again()
        return _page(number, forms.fault(error), member, 422)
    return _saved(number)


def _saved(number: int) -> Any:
    db.session.commit()
    flash(localize(say("Who teaches the class is saved.")))
    # Who took the right away from themselves finds the page of the class.
    return redirect(url_for("classes.overview", number=number), 303)
