"""The groups of a class: made, renamed and deleted."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes import groups
from quiz.services.classes.faults import ClassError
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.classes.forms import Fault
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize

ADDRESS = "/classes/<int:number>/groups"


@bp.get(ADDRESS, endpoint="groups")
def listed(number: int) -> Any:
    """The groups with how many are in each, and a form for a new one."""
    return _page(number)


def _page(number: int, fault: Fault | None = None, wrong: int = 0, typed: str = "", status: int = 200) -> Any:
    found = entered(number, "manage_learners")
    series_context.library()
    page = render_template(
        "classes/groups.html",
        entered=found,
        groups=groups.groups_of(db.session, number),
        fault=fault,
        wrong=wrong,
        typed=typed[:64],
    )
    return page, status


@bp.post(ADDRESS)
def make_group(number: int) -> Any:
    """A new group."""
    entered(number, "manage_learners")
    name = request.form.get("name", "")
    try:
        groups.make(db.session, number, name)
    except ClassError as error:
        request_context.read_again()
        return _page(number, forms.fault(error), 0, name, 422)
    return _saved(number)


@bp.post(f"{ADDRESS}/<int:group>")
def change_group(number: int, group: int) -> Any:
    """Another name for a group, or none of it any more."""
    entered(number, "manage_learners")
    name = request.form.get("name", "")
    try:
        if request.form.get("go") == "delete":
            groups.remove(db.session, number, group, now=request_context.now(), by=actor())
        else:
            groups.rename(db.session, number, group, name)
    except ClassError as error:
        request_context.read_again()
        return _page(number, forms.fault(error), group, name, 422)
    return _saved(number)


def _saved(number: int) -> Any:
    db.session.commit()
    flash(localize(say("The groups are saved.")))
    return redirect(url_for("classes.groups", number=number), 303)
