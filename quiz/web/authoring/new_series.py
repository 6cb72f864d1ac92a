"""A teacher begins a series: a title, its languages, and what stands in its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.authoring.series import new_series as service
from quiz.services.authoring.series.new_series import LONGEST, FieldError, Wanted
from quiz.web.authoring.blueprint import bp
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize

_FAULTS: Mapping[tuple[str, str], Message] = {
    ("title", "empty"): say("Write a title: learners see it."),
    ("title", "too_long"): say("A title takes %(limit)s characters. Shorten it.", limit=LONGEST),
    ("title", "marks"): say("A letter has too many accents. Take some off."),
    ("languages", "empty"): say("Choose at least one language."),
    ("slug", "slug"): say("An id has small letters a to z, digits, and hyphens between them."),
    ("slug", "taken"): say("Another series has this id. Take the one that is proposed, or write another."),
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a field can't be taken."""

    field: str
    words: str


def fault_of(error: FieldError) -> Fault:
    """A field that was refused, in the reader's language."""
    return Fault(field=error.field, words=localize(_FAULTS[error.field, error.code]))


@bp.get("/new-series")
def new_series() -> Any:
    """The form of a new series."""
    language = request_context.language()
    blank = Wanted(titles={}, languages=(language if language in LANGUAGES else LANGUAGES[0],))
    return _page(blank, None)


@bp.post("/new-series")
def make_series() -> Any:
    """Begin a series, then its first bank."""
    wanted = _wanted()
    folder = current_app.extensions["settings"].media
    try:
        request_context.begin_writing()
        slug = service.begin(db.session, wanted, folder, now=request_context.now(), by=actor())
    except FieldError as error:
        request_context.read_again()
        return _page(wanted, fault_of(error), error.free, 422)
    db.session.commit()
    flash(localize(say("The series is there. Learners don’t find it until you open it. Now make its first quiz.")))
    return redirect(url_for("authoring.new_bank", series=slug), 303)


def _wanted() -> Wanted:
    form = request.form
    return Wanted(
        titles=titles_in(form),
        languages=tuple(name for name in LANGUAGES if name in form.getlist("languages")),
        slug=form.get("slug", ""),
    )


def titles_in(form: Mapping[str, str]) -> dict[str, str]:
    """The titles that were typed, by language."""
    return {language: form.get(f"title-{language}", "") for language in LANGUAGES}


def _page(wanted: Wanted, fault: Fault | None, free: str = "", status: int = 200) -> Any:
    series_context.library()
    page = render_template(
        "authoring/new_series.html", form=wanted, fault=fault, free=free, languages=LANGUAGES, longest=LONGEST
    )
    return page, status
