"""A learner's own progress: the dashboard, and the history of attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request

from quiz.platform.extensions import db
from quiz.services.content.catalogue import Catalogue
from quiz.services.current_user import Learner
from quiz.services.reporting import learner_progress
from quiz.services.reporting.known_questions import Layers, shares_by_measure
from quiz.services.reporting.learner_progress import Progress
from quiz.services.review import certificates, dashboard, next_steps
from quiz.services.review.next_steps import NextStep
from quiz.services.review.sittings import placing
from quiz.web.request import request_context, series_context, shown_results
from quiz.web.request.access import learner
from quiz.web.request.whole_numbers import whole

bp = Blueprint("progress", __name__)


@bp.get("/me")
def me() -> Any:
    """What is known, what is about to be forgotten, what to do now, and whether it works."""
    person = learner()
    shown_results.note_all_shown(person)
    return page_of(person)


def page_of(person: Learner, seen_as: Mapping[str, Any] | None = None) -> str:
    """The dashboard of ``person``; ``seen_as`` says whose it is to somebody else, who can do nothing there."""
    now = request_context.now()
    library = series_context.library()
    if seen_as is not None:
        # A teacher finds what is hidden from the learner, too.
        library = library.open_part()
    known = learner_progress.progress(db.session, person, now, certified=True)
    shares = shares_by_measure(known.questions)
    shelf = [
        (one, learner_progress.months_in(one, known), learner_progress.objectives_in(one, shares))
        for one in library.series
    ]
    series = [one for one, _, _ in shelf]
    return render_template(
        "reporting/me.html",
        shelf=[(one, months, objectives) for one, months, objectives in shelf if months],
        board=dashboard.find(db.session, person, series, known, request_context.language(), now),
        certificates=certificates.standing(known.certificates, [(one, months) for one, months, _ in shelf]),
        sections=known.sections,
        brought=known.brought,
        nothing=Layers(),
        begun=learner_progress.begun(db.session, person),
        steps=_steps(person, [one for one, _, _ in shelf], known),
        person=person,
        seen_as=seen_as,
    )


def _steps(person: Learner, series: Sequence[Catalogue], known: Progress) -> dict[int | None, NextStep]:
    """What comes next in each series that has something left."""
    begun = {one.bank for one in known.questions}
    found = {}
    for one in series:
        is_new = not any(month.id in begun for month in one.months)
        placed = placing.placed(db.session, person, one) if is_new else None
        found[one.id] = next_steps.find(one, known, placed.begin_with if placed else None)
    return {number: step for number, step in found.items() if step is not None}


@bp.get("/me/history")
def history() -> Any:
    """All attempts, the latest first, a page at a time."""
    person = learner()
    shown_results.note_all_shown(person)
    # Attempts are named with their series as it stands now.
    series_context.library()
    before = whole(request.args.get("before"))
    page, older = learner_progress.history(db.session, person, before)
    return render_template("reporting/history.html", history=page, older=older, before=before, person=person)
