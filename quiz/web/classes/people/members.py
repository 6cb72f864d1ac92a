"""The learners of a class: a page at a time, and what is done with those that are ticked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.classes.rights import Action
from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes import groups, members
from quiz.services.classes.faults import ClassError
from quiz.services.classes.members import SORTS, Seeking
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging, sought

ADDRESS = "/classes/<int:number>/members"


@bp.get(ADDRESS, endpoint="members")
def listed(number: int) -> Any:
    """The learners of a class, their groups, and who was here when."""
    found = entered(number, "see_learners")
    series_context.library()
    names, seeking = found.names, _seeking()
    if names.hidden:
        # Who looks for a name, or sorts by it, would find out whose pseudonym it is.
        seeking = Seeking(group=seeking.group)
    page = paging(members.count_learners(db.session, number, seeking), PAGE)
    return render_template(
        "classes/members.html",
        entered=found,
        names=names,
        rows=members.learners_page(db.session, names, seeking, limit=page.size, offset=page.offset),
        paging=page,
        seeking=seeking,
        groups=groups.groups_of(db.session, number),
    )


def _seeking() -> Seeking:
    sort = request.args.get("sort", "name")
    return Seeking(
        named=sought(),
        group=whole(request.args.get("group")) or 0,
        sort=sort if sort in SORTS else "name",
        falling=request.args.get("dir") == "desc",
    )


@bp.post(ADDRESS)
def change_members(number: int) -> Any:
    """Put those that are ticked into a group, or take them out of it, or out of the class."""
    wanted = request.form.get("go", "")
    action: Action = "manage_learners"
    entered(number, action)
    there = forms.back_to(number, url_for("classes.members", number=number))
    try:
        _change(number, wanted)
    except ClassError as error:
        db.session.rollback()
        flash(forms.fault(error).words)
        return redirect(there, 303)
    db.session.commit()
    return redirect(there, 303)


def _change(number: int, wanted: str) -> None:
    chosen = members.chosen(db.session, number, forms.ticked())
    if wanted == "remove":
        members.remove(db.session, chosen, now=request_context.now(), by=actor())
        words = say("Taken out of the class. Who has its code can join again: renew it if they should not.")
        flash(localize(words))
    elif wanted in ("in", "out"):
        group = groups.find(db.session, number, whole(request.form.get("group")) or 0)
        put = groups.put_in if wanted == "in" else groups.take_out
        put(db.session, group, [one.id for one in chosen], now=request_context.now(), by=actor())
        flash(localize(say("The groups are saved.")))
