"""The series, its months, and the pictures of banks: open to everybody."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file, send_from_directory

from quiz.platform.extensions import db, talisman
from quiz.services.content import pictures
from quiz.services.reporting import learner_progress
from quiz.web.request import request_context, shown_results

bp = Blueprint("catalogue", __name__)

_YEAR = 31_536_000
_MEDIA_POLICY = {"default-src": "'none'", "style-src": "'unsafe-inline'", "frame-ancestors": "'none'", "sandbox": ""}


@bp.get("/")
def home() -> Any:
    """The path through the series, and where to go on."""
    person = request_context.account()
    catalogue = request_context.catalogue()
    return render_template(
        "content/home.html",
        catalogue=catalogue,
        months=learner_progress.months(db.session, person, catalogue),
        begun=learner_progress.begun(db.session, person),
        finished=learner_progress.times_finished(db.session, person) if catalogue.quizzes else {},
    )


@bp.get("/m/<month>")
def month(month: str) -> Any:
    """A month: its study notes, objectives and quizzes."""
    catalogue = request_context.catalogue()
    found = catalogue.month(month)
    if found is None:
        abort(404)
    person = request_context.account()
    progress = learner_progress.months(db.session, person, catalogue)[found.slug]
    if person is not None and progress.best is not None:
        shown_results.note_all_shown(person, found.slug)
    return render_template(
        "content/month.html",
        month=found,
        progress=progress,
        begun={begun.quiz_key: begun for begun in learner_progress.begun(db.session, person)},
        finished=learner_progress.times_finished(db.session, person),
    )


@bp.get("/media/<name>")
@talisman(content_security_policy=_MEDIA_POLICY)  # type: ignore[untyped-decorator]  # Talisman publishes no types
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
    return response


def _sent(name: str) -> Response:
    """A picture from the store; one that is not there yet, from the folder where pictures were before."""
    found = pictures.find(db.session, name)
    if found is None:
        return send_from_directory(current_app.extensions["settings"].media, name, max_age=_YEAR)
    content = BytesIO(found.content)
    mark = name.partition(".")[0]
    return send_file(content, download_name=name, etag=mark, last_modified=found.kept_since, max_age=_YEAR)
