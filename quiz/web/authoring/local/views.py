"""The pages of ``quiz preview``: a bank's file as learners will see it, redrawn when the file is saved."""

from __future__ import annotations

import mimetypes
import time
from collections.abc import Iterator
from typing import Any

import structlog
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import HTTPException, InternalServerError

from quiz.domain.bank_format.fields import is_month
from quiz.platform.settings import LANGUAGES
from quiz.services.authoring.previewing.following import FollowedFile, FollowedFiles, Reading
from quiz.services.authoring.previews import PreviewedBank
from quiz.services.content.catalogue import Catalogue, Library
from quiz.web.authoring.local.shelf import PictureShelf
from quiz.web.authoring.preview import fragments, trying
from quiz.web.authoring.preview.looks import Look, look_of
from quiz.web.authoring.preview.papers import paper_of, wanted_paper
from quiz.web.request import content_policy, request_context
from quiz.web.request.content_policy import CONTENT_SECURITY_POLICY
from quiz.web.templating.filters import bank_name, text

EVERY = 0.05
"""Seconds between two looks at the files while a page is open."""
SIGN_OF_LIFE = 10.0
"""Seconds after which an open page hears something, so that one that was closed is noticed."""
MOST_FRAGMENTS = 4_000
MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

bp = Blueprint("local", __name__)
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Let ``app`` show the files that it follows."""
    app.register_blueprint(bp)
    app.before_request(_begin)
    app.after_request(_finish)
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _fail)


def reader_language() -> str:
    """The interface's language: what the address says, the browser's, the terminal's."""
    asked_for = request.args.get("reader", "")
    if asked_for in LANGUAGES:
        return asked_for
    return request.accept_languages.best_match(LANGUAGES, default=current_app.extensions["spoken"]) or LANGUAGES[0]


def _begin() -> None:
    request_context.speak(reader_language())
    g.library = Library()
    if isinstance(request.routing_exception, HTTPException) and request.routing_exception.code == 400:
        # A host that is none of ours.
        raise request.routing_exception


def _finish(response: Response) -> Response:
    content_policy.finish(response)
    response.headers.pop("Server", None)
    return response


@bp.get("/")
def home() -> Any:
    """The only bank, or all of a folder to choose from."""
    names = _files().names()
    if len(names) == 1:
        return redirect(url_for("local.bank", name=names[0]))
    return render_template("authoring/local/files.html", names=names, folder=_files().path.name, look=_look())


@bp.route("/b/<name>/", methods=["GET", "POST"])
def bank(name: str) -> Any:
    """A bank as its file is now; an answer that is sent is tried, and kept nowhere."""
    followed, look = _followed(name), _look()
    reading = followed.look()
    attempt = trying.sent() if request.method == "POST" else None
    if attempt is not None and trying.by_script():
        return _tried(reading, look, attempt)
    response = Response(_page(name, reading, look, attempt))
    if look.framed:
        # The page of the phone, which is ours, has this one in it.
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'none'", "frame-ancestors 'self'"
        )
    return response


def _page(name: str, reading: Reading, look: Look, attempt: fragments.Try | None) -> str:
    of = reading.shown
    return render_template(
        "authoring/local/bank.html",
        name=name,
        reading=reading,
        look=look,
        bank=of.bank if of is not None else None,
        possible=of.languages(request_context.language()) if of is not None else (),
        shown=_shown(of, look, attempt),
        several=len(_files().names()) > 1,
    )


def _shown(of: PreviewedBank | None, look: Look, attempt: fragments.Try | None = None) -> list[fragments.Shown]:
    if of is None:
        return []
    _enter(of)
    kept: fragments.Kept = current_app.extensions["fragments"]
    if len(kept) > MOST_FRAGMENTS:
        kept.clear()
    return fragments.questions(of, look, attempt, kept)


def _enter(of: PreviewedBank) -> None:
    """Let the page be about the series of a bank; none of its banks is published, so nothing leads there."""
    series = of.series
    g.library = Library(series=(Catalogue(slug=series.series, title=series.title, languages=series.languages),))


def _tried(reading: Reading, look: Look, attempt: fragments.Try) -> str:
    of = reading.shown
    if of is None or attempt.number not in of.numbered or not attempt.language:
        abort(404)
    _enter(of)
    return fragments.fragment(of, look, attempt.number, attempt.language, attempt)


@bp.get("/b/<name>/changes")
def changes(name: str) -> Response:
    """Says the number of each change of a file to a page that is open, for as long as it is."""
    followed = _followed(name)
    response = Response(_changes(followed), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _changes(followed: FollowedFile) -> Iterator[str]:
    known, said_at = -1, time.monotonic()
    yield "retry: 500\n\n"
    while True:
        number = followed.look().number
        if number != known or time.monotonic() - said_at > SIGN_OF_LIFE:
            known, said_at = number, time.monotonic()
            yield f"data: {number}\n\n"
        time.sleep(EVERY)


@bp.post("/b/<name>/changed")
def changed(name: str) -> Response:
    """What of a page is not as it was: ``known`` in the request are the marks of its questions by their ids."""
    reading, look = _followed(name).look(), _look()
    body = request.get_json(silent=True)
    known = body.get("known") if isinstance(body, dict) else None
    known = known if isinstance(known, dict) else {}
    shown = _shown(reading.shown, look)
    parts = {one.question.id: one for one in shown if known.get(one.question.id) != f"{one.number} {one.mark}"}
    return jsonify(
        {
            "number": reading.number,
            "order": [one.question.id for one in shown],
            "questions": {key: _article(one, look) for key, one in parts.items()},
            "state": render_template("authoring/local/state.html", reading=reading),
            "count": len(reading.shown.bank.questions) if reading.shown is not None else 0,
        }
    )


def _article(one: fragments.Shown, look: Look) -> str:
    return render_template("authoring/local/article.html", one=one, look=look)


@bp.get("/b/<name>/print")
def print_paper(name: str) -> Any:
    """A quiz of the bank, or all of its questions, on paper."""
    of, look = _followed(name).look().shown, _look()
    if of is None:
        return redirect(url_for("local.bank", name=name))
    _enter(of)
    wanted = wanted_paper(of, request.args)
    return render_template(
        "authoring/local/paper.html",
        name=name,
        bank=of.bank,
        title=_title(of),
        wanted=wanted,
        paper=paper_of(of, wanted),
        look=look,
        kept_pairs=[pair for pair in look.pairs() if pair[0] in ("reader", "theme")],
    )


def _title(of: PreviewedBank) -> str:
    """What the bank is called: a month by its name, a unit by its title."""
    header = of.bank.header
    return bank_name(header.bank) if header.title is None or is_month(header.bank) else text(header.title)


@bp.get("/b/<name>/phone")
def phone(name: str) -> Response:
    """The bank in a frame as wide as a phone."""
    _followed(name)
    look = _look()
    response = Response(render_template("authoring/local/phone.html", name=name, look=look))
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@bp.get("/media/<name>")
def picture(name: str) -> Response:
    """A picture that a question shows; nothing else is served from the disk."""
    shelf: PictureShelf = current_app.extensions["shelf"]
    content = shelf.find(name)
    if content is None:
        abort(404)
    response = Response(content, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _look() -> Look:
    name = (request.view_args or {}).get("name")
    return look_of(request.args, url_for("local.bank", name=name) if name else "/")


def _files() -> FollowedFiles:
    files: FollowedFiles = current_app.extensions["followed"]
    return files


def _followed(name: str) -> FollowedFile:
    return _files().named(name) or abort(404)


def _answer(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error.get_response()
    page = render_template("authoring/local/problem.html", code=error.code or 500, look=Look())
    return page, error.code or 500


def _fail(error: Exception) -> Any:
    log.exception("preview")
    return _answer(InternalServerError())
