"""Finding notes, questions and terms by words; and the terms of a series on a page of their own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from quiz.domain.finding.words import MAX_QUERY
from quiz.platform.extensions import db
from quiz.services.content.search import finding
from quiz.web.request import request_context, series_context
from quiz.web.request.rate_limits import at_searching
from quiz.web.request.series_context import page_of_series
from quiz.web.templating.paging import paging
from quiz.web.templating.term_links import way_back

bp = Blueprint("search", __name__)

PAGE = 20
"""Hits on one page."""


@bp.get("/search")
def search() -> Any:
    """What is found by the words in the address; without any, the form alone."""
    library = series_context.library()
    typed = request.args.get("q", "")
    if finding.is_too_long(typed):
        return render_template("content/search.html", typed=typed, most=MAX_QUERY, too_long=True), 422
    if not typed.strip():
        return render_template("content/search.html", typed=typed, most=MAX_QUERY)
    person = request_context.account()
    at_searching(person).spend()
    found = finding.search(db.session, person, typed, library, request_context.language())
    page = paging(found.count(db.session), PAGE)
    return render_template(
        "content/search.html",
        typed=typed,
        most=MAX_QUERY,
        words=found.query.words,
        hits=found.hits(db.session, limit=page.size, offset=page.offset) if page.total else (),
        paging=page,
        several=len(library.series) > 1,
        with_terms=next((series for series in library.series if series.terms), None),
    )


@page_of_series(bp, "/glossary")
def glossary() -> Any:
    """The terms of the series, by their names in the reader's language."""
    catalogue = series_context.catalogue()
    language = request_context.language()
    terms = sorted(catalogue.terms.items(), key=lambda named: named[1].term[language].casefold())
    return render_template("content/glossary.html", terms=terms, back=way_back())
