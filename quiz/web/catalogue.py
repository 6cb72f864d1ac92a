"""The series, its months, and the pictures of banks: open to everybody."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, current_app, send_from_directory

from quiz.extensions import db, talisman
from quiz.services import progress
from quiz.web import edge, pages

bp = Blueprint("catalogue", __name__)

_MEDIA = re.compile(r"[0-9a-f]{32}\.(svg|png|jpe?g|webp|gif)")
_MEDIA_POLICY = {"default-src": "'none'", "style-src": "'unsafe-inline'", "frame-ancestors": "'none'", "sandbox": ""}


@bp.get("/")
def home() -> Any:
    """The path through the series, and where to go on."""
    person = edge.account()
    catalogue = edge.catalogue()
    return pages.render(
        "catalogue/home.html",
        catalogue=catalogue,
        months=progress.months(db.session, person, catalogue),
        begun=progress.begun(db.session, person),
        finished=progress.times_finished(db.session, person) if catalogue.quizzes else {},
    )


@bp.get("/m/<month>")
def month(month: str) -> Any:
    """A month: its study notes, objectives and quizzes."""
    catalogue = edge.catalogue()
    found = catalogue.month(month)
    if found is None:
        abort(404)
    person = edge.account()
    return pages.render(
        "catalogue/month.html",
        month=found,
        progress=progress.months(db.session, person, catalogue)[found.slug],
        begun={begun.quiz_key: begun for begun in progress.begun(db.session, person)},
        finished=progress.times_finished(db.session, person),
    )


@bp.get("/media/<name>")
@talisman(content_security_policy=_MEDIA_POLICY)  # type: ignore[untyped-decorator]  # Talisman publishes no types
def media(name: str) -> Any:
    """A picture of a published bank, under the hash of its content; it can run nothing."""
    if not _MEDIA.fullmatch(name):
        abort(404)
    response = send_from_directory(current_app.extensions["settings"].media, name, max_age=31_536_000)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
