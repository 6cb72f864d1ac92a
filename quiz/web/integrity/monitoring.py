"""For Prometheus: the numbers of all workers, by a token, or at an address of their own."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from quiz.platform.extensions import db
from quiz.platform.metrics import metrics
from quiz.storage.models.grading import Regrade

if TYPE_CHECKING:
    # These types stand in stubs alone: nothing can be imported when the app runs.
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

bp = Blueprint("monitoring", __name__)
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@bp.get("/metrics")
def numbers() -> Any:
    """The numbers, with ``Authorization: Bearer`` and the token; nothing is there without one."""
    wanted = current_app.extensions["settings"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        abort(404)
    return Response(_exposition(), content_type=TEXT)


def _exposition() -> bytes:
    try:
        regrades = db.session.scalar(select(func.count()).select_from(Regrade))
    except SQLAlchemyError:
        # The numbers matter most when the store is away.
        regrades = None
    return metrics().exposition(regrades)


def count_requests(app: Flask) -> None:
    """Count every request that ``app`` answers from now on."""

    @app.after_request
    def count(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        metrics().request(request.endpoint, request.method, response.status_code, seconds)
        return response


def apart(app: Flask, port: int) -> WSGIApplication:
    """``app`` for every port but one, at which the numbers are, and nothing else."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("SERVER_PORT") != str(port):
            return app.wsgi_app(environ, start_response)
        if environ.get("PATH_INFO") != "/metrics" or environ.get("REQUEST_METHOD") != "GET":
            start_response("404 Not Found", [("Content-Type", TEXT)])
            return [b"/metrics\n"]
        with app.app_context():
            body = _exposition()
        start_response("200 OK", [("Content-Type", TEXT), ("Content-Length", str(len(body)))])
        return [body]

    return call
