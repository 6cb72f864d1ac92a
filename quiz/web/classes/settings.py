"""What a class is called, how it is joined, and how it ends."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes import changing
from quiz.services.classes.faults import ClassError
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize

ADDRESS = "/classes/<int:number>/settings"


@bp.get(ADDRESS)
def settings(number: int) -> Any:
    """Name, term, series and time zone; the code; archive, copy, delete."""
    found = entered(number, "change_class")
    series_context.library()
    return render_template("classes/settings.html", entered=found, form=forms.of_class(found.row), fault=None)


@bp.post(ADDRESS)
def save_settings(number: int) -> Any:
    """Keep what the class is called and works on."""
    found = entered(number, "change_class")
    try:
        wanted = forms.wanted()
    except ClassError as error:
        request_context.read_again()
        again = entered(number, "change_class")
        page = render_template("classes/settings.html", entered=again, form=forms.typed(), fault=forms.fault(error))
        return page, 422
    changing.change(db.session, found.row, wanted, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize(say("The settings are saved.")))
    return redirect(url_for("classes.settings", number=number), 303)


@bp.post("/classes/<int:number>/code")
def renew_code(number: int) -> Any:
    """Another code; the one before lets nobody in any more."""
    found = entered(number, "manage_learners")
    changing.renew_code(db.session, found.row, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize(say("The class has a new code. Links and sheets with the one before let nobody in any more.")))
    return redirect(url_for("classes.join_sheet", number=number), 303)


@bp.post("/classes/<int:number>/joining")
def set_joinable(number: int) -> Any:
    """Let learners in by the code, or no more."""
    found = entered(number, "manage_learners")
    on = request.form.get("on") == "1"
    changing.set_joinable(db.session, found.row, on, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize(say("Learners join by the code now.") if on else say("Nobody joins by the code any more.")))
    return redirect(url_for("classes.join_sheet", number=number), 303)


@bp.post("/classes/<int:number>/archive")
def archive(number: int) -> Any:
    """Put the class away, or use it again."""
    found = entered(number, "change_class")
    away = request.form.get("on") == "1"
    (changing.archive if away else changing.bring_back)(db.session, found.row, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize(say("The class is archived: it is only read now.") if away else say("The class is in use again.")))
    return redirect(url_for("classes.settings", number=number), 303)
