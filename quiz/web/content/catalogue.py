"""The series, their banks, and the pictures of banks: open to everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    send_from_directory,
    url_for,
)

from quiz.platform.extensions import db
from quiz.platform.settings import LANGUAGES
from quiz.services import seeds
from quiz.services.attempts.pages import opening_views
from quiz.services.classes.assignments import standing
from quiz.services.content import pictures
from quiz.services.content.catalogue import Catalogue, PublishedMonth
from quiz.services.current_user import Learner
from quiz.services.reporting import learner_progress, met_questions
from quiz.services.reporting.learner_progress import Progress
from quiz.services.reporting.met_questions import MetQuestion
from quiz.services.review import next_steps
from quiz.services.review.sittings import placing, retrying
from quiz.web.content.media_policy import MEDIA_POLICY
from quiz.web.request import request_context, series_context, shown_results
from quiz.web.request.series_context import page_of_series

bp = Blueprint("catalogue", __name__)

_YEAR = 31_536_000


@page_of_series(bp, "/")
def home() -> Any:
    """The path through the series, and where to go on; where there are several and none is at home, all of them."""
    person = request_context.account()
    catalogue = series_context.catalogue()
    if catalogue.id is None and series_context.library().series:
        return _shelf()
    known = _progress(person)
    placed = placing.placed(db.session, person, catalogue) if person is not None else None
    return render_template(
        "content/home.html",
        catalogue=catalogue,
        months=learner_progress.months_in(catalogue, known),
        begun=learner_progress.begun(db.session, person),
        assigned=_assigned(person),
        finished=learner_progress.times_finished(db.session, person) if catalogue.quizzes else {},
        placed=placed,
        step=next_steps.find(catalogue, known, placed.begin_with if placed else None) if person is not None else None,
        review=next_steps.next_review(catalogue, person, known, request_context.now()) if person is not None else None,
        opening=_opening(catalogue) if person is None else None,
    )


def _opening(catalogue: Catalogue) -> dict[str, Any] | None:
    """The question that somebody new can try at once, with the seed of the attempt that a tap begins."""
    first = catalogue.first_practice
    opening = first[0].opening if first is not None else None
    if first is None or opening is None:
        return None
    seed = seeds.new_seed()
    view = opening_views.view_of(opening, seed, request_context.language())
    return {"quiz": first[1].key, "version": opening.version, "seed": seed, "view": view}


@bp.get("/s/")
def every() -> Any:
    """All series, also where one of them stands at the root; where there is nothing to choose, the root."""
    series_context.library()
    address = series_context.list_page()
    return _shelf() if address == request.path else redirect(address or url_for("catalogue.home"), 303)


def _progress(person: Learner | None) -> Progress:
    """What somebody has done, mastered and remembers: counts alone, which give away no key and no test's points."""
    return learner_progress.progress(db.session, person, request_context.now())


def _assigned(person: Learner | None) -> list[standing.Mine]:
    """What somebody's classes ask of them, whatever series it is of."""
    return standing.soon(db.session, person, now=request_context.now()) if person is not None else []


def _shelf() -> str:
    """Every series that the reader finds, and what they began in any of them."""
    person = request_context.account()
    known = _progress(person)
    shelf = [(one, learner_progress.months_in(one, known)) for one in series_context.library().series]
    begun = learner_progress.begun(db.session, person)
    return render_template("content/library.html", shelf=shelf, begun=begun, assigned=_assigned(person))


@page_of_series(bp, "/m/<month>")
def month(month: str) -> Any:
    """A bank: its study notes, objectives and quizzes."""
    catalogue = series_context.catalogue()
    found = catalogue.month(month)
    if found is None:
        return abort(404) if series_context.named() else _elsewhere(month)
    person = request_context.account()
    progress = learner_progress.months_in(catalogue, _progress(person))[found.slug]
    if person is not None and progress.best is not None:
        shown_results.note_all_shown(person, found.id)
    return render_template(
        "content/month.html",
        month=found,
        met=_met(person, found) if progress.done else {},
        most_retried=retrying.MOST,
        progress=progress,
        begun={begun.attempt.quiz_id: begun for begun in learner_progress.begun(db.session, person)},
        finished=learner_progress.times_finished(db.session, person),
    )


def _met(person: Learner | None, month: PublishedMonth) -> Mapping[str, Sequence[MetQuestion]]:
    """Which of a month's questions were right, which were not, which were not met yet."""
    return met_questions.find(db.session, person, month.id, request_context.language()) if person is not None else {}


@page_of_series(bp, "/notes/<language>/<month>")
def notes(language: str, month: str) -> Any:
    """The study notes of a bank, the same for everybody, in the language of the address."""
    if language not in LANGUAGES:
        abort(404)
    request_context.speak(language)
    found = series_context.catalogue().month(month)
    if found is None or not found.notes:
        abort(404)
    return render_template("content/notes.html", month=found)


def _elsewhere(slug: str) -> Any:
    """An address from before there were several series leads to the one that has the bank, where it is clear which."""
    holders = [one for one in series_context.library().series if one.month(slug) is not None]
    if len(holders) != 1:
        abort(404)
    return redirect(url_for("catalogue.month", month=slug, series=holders[0].slug), 302)


@bp.get("/media/<name>")
def media(name: str) -> Any:
    """A picture of a published bank, under the hash of its content; it can run nothing."""
    if not pictures.NAME.fullmatch(name):
        abort(404)
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        # RFC 9110 has a range that can't be read ignored, and leaves several to the server; Werkzeug refuses both.
        request.environ.pop("HTTP_RANGE", None)
    response = _sent(name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    return response


def _sent(name: str) -> Response:
    """A picture from the store; one that is not there yet, from the folder where pictures were before."""
    found = pictures.find(db.session, name)
    if found is None:
        return send_from_directory(current_app.extensions["settings"].media, name, max_age=_YEAR)
    content = BytesIO(found.content)
    mark = name.partition(".")[0]
    return send_file(content, download_name=name, etag=mark, last_modified=found.kept_since, max_age=_YEAR)
