"""A bank begins: a title, and what stands in its address; its first question comes next."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from quiz.platform.extensions import db
from quiz.services.authoring.desk import series_to_edit
from quiz.services.authoring.drafts import Draft
from quiz.services.authoring.series import new_banks as service
from quiz.services.authoring.series.new_series import LONGEST, FieldError
from quiz.services.content.publishing import series_from
from quiz.storage.models.content import SeriesRow
from quiz.web.authoring.blueprint import bp
from quiz.web.authoring.new_series import Fault, fault_of, titles_in
from quiz.web.request import request_context, series_context
from quiz.web.request.access import learner


@bp.get("/<series>/new-bank")
def new_bank() -> Any:
    """The form of a new bank of a series that one may edit."""
    return _page(_series(), {}, "", None)


@bp.post("/<series>/new-bank")
def make_bank() -> Any:
    """Begin a bank as a draft, then its first question."""
    titles, slug = titles_in(request.form), request.form.get("slug", "")
    try:
        request_context.begin_writing()
        row = _series()
        draft = service.begin(db.session, learner(), row, titles, slug, now=request_context.now())
    except FieldError as error:
        request_context.read_again()
        return _page(_series(), titles, slug, fault_of(error), error.free, 422)
    db.session.commit()
    return redirect(first_page(draft), 303)


def first_page(draft: Draft) -> str:
    """Where the first question of a bank is written."""
    return url_for("authoring.kinds", series=draft.series, bank=draft.slug)


def _series() -> SeriesRow:
    return series_to_edit(db.session, learner(), series_context.named() or "")


def _page(
    row: SeriesRow, titles: dict[str, str], slug: str, fault: Fault | None, free: str = "", status: int = 200
) -> Any:
    series_context.enter(row.id)
    series_context.library()
    series = series_from(row.definition)
    page = render_template(
        "authoring/new_bank.html",
        series_title=series.title,
        address=row.slug,
        languages=series.languages,
        titles=titles,
        slug=slug,
        fault=fault,
        free=free,
        longest=LONGEST,
    )
    return page, status
