"""Pages for what goes wrong: what happened, what is safe, what to do next. Never a bare 500."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolIsEmpty
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import ClientDisconnected, HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from quiz.domain.bank_format.stored_formats import NewerFormat
from quiz.domain.delivery import TooFewQuestions
from quiz.domain.errors import say
from quiz.domain.questions.base import AnswerError
from quiz.platform.log_values import database_words
from quiz.services.attempts.refusals import AccountRequired, AttemptClosed, Full, HeldByTest, NotFound
from quiz.services.classes.entering import IsArchived, NotAllowed
from quiz.storage.database import is_silent
from quiz.web.request import request_context, signed_out
from quiz.web.request.access import SignedOut, wants_json
from quiz.web.sent_again import sent_again
from quiz.web.templating.filters import localize

log = structlog.get_logger()

PAGES = (400, 403, 404, 405, 409, 413, 429, 500, 503)
"""The statuses that have words of their own; any other uses those of 400 or 500."""
STATUSES = {"malformed": 400, "too_long": 413, "marks": 422}
"""How an answer that can't be taken is refused."""
SENT_AGAIN = ("csrf", "signed_out")
"""Why a form was not taken that can be taken as it is: its page sends it once more."""


def init_app(app: Flask) -> None:
    """Register the error pages with ``app``."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SecurityError, _foreign)
    app.register_error_handler(CSRFError, lambda error: answer(400, "csrf"))
    # Nothing is wrong with what was on its way: by this answer a script sends it again instead of giving it up.
    app.register_error_handler(ClientDisconnected, lambda error: answer(503, "cut"))
    app.register_error_handler(SignedOut, lambda error: answer(403, "signed_out"))
    app.register_error_handler(NotFound, lambda error: answer(404))
    app.register_error_handler(AccountRequired, lambda error: answer(403, "account"))
    app.register_error_handler(NotAllowed, lambda error: answer(403, "class_role"))
    app.register_error_handler(IsArchived, lambda error: answer(409, "class_archived"))
    app.register_error_handler(Full, lambda error: answer(409, "too_many"))
    app.register_error_handler(NewerFormat, _newer)
    app.register_error_handler(AttemptClosed, lambda error: answer(409, "closed"))
    app.register_error_handler(HeldByTest, lambda error: answer(409, "held"))
    app.register_error_handler(TooFewQuestions, lambda error: answer(409, "too_few"))
    app.register_error_handler(AnswerError, _answer_error)
    app.register_error_handler(DBAPIError, _database)
    for gone in (IntegrityError, NoResultFound, ObjectDeletedError, StaleDataError):
        app.register_error_handler(gone, _overtaken)
    app.register_error_handler(PoolIsEmpty, lambda error: answer(503, "busy"))
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, reason: str = "") -> Response:
    """The page, or the JSON for a script, for ``status``."""
    request_context.settle()
    request_context.open_no_session()
    if wants_json():
        body: dict[str, Any] = {"error": HTTPStatus(status).phrase, "reason": reason, "request": g.get("request_id")}
        response = jsonify(body)
    else:
        response = make_response(
            render_template(
                "errors/error.html",
                status=status,
                like=like(status),
                reason=reason,
                again=sent_again() if reason in SENT_AGAIN else None,
                from_attempt=_from_attempt(),
            )
        )
    response.status_code = status
    if status in (429, 503):
        response.headers["Retry-After"] = "30"
    return response


def like(status: int) -> int:
    """The status whose page has the words for ``status``."""
    if status in PAGES:
        return status
    return 400 if status < 500 else 500


def _from_attempt() -> bool:
    """Whether an attempt was asked for, or the request came from the page of one."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return request.path.startswith("/a/")
    own = came_from.netloc == request.host and came_from.path.startswith("/a/")
    return own or request.path.startswith("/a/")


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    reason = error.description if error.description in ("unstorable", "too_long", "marks") else ""
    made = answer(error.code, reason or "")
    for name, value in error.get_headers():
        if name in ("Allow", "Content-Range"):
            made.headers[name] = value
    return made


def _foreign(error: SecurityError) -> Response:
    """A host that is none of ours: no page can be made, as none of its links would lead anywhere."""
    log.warning("foreign host", host=request.environ.get("HTTP_HOST", "")[:200])
    words = localize(say("This server has another address. Ask the person who runs it."))
    return Response(f"{words}\n", 400, mimetype="text/plain")


def _newer(error: NewerFormat) -> Response:
    log.error("newer format", detail=str(error))
    return answer(503, "newer")


def _answer_error(error: AnswerError) -> Response:
    return answer(STATUSES[error.code], error.code)


def _overtaken(error: Exception) -> BaseResponse:
    """What a request changes was deleted meanwhile, most often with its account; anything else is a fault of ours."""
    if signed_out.is_gone():
        return signed_out.answer()
    if isinstance(error, IntegrityError) and _is_of_foreign_key(error):
        log.warning("overtaken", detail=database_words(error))
        return answer(409)
    return _database(error) if isinstance(error, DBAPIError) else _unexpected(error)


def _is_of_foreign_key(error: IntegrityError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "23503" or "foreign key" in str(error.orig).lower()


def _database(error: DBAPIError) -> Response:
    reason = database_reason(error)
    log.error("database", reason=reason, detail=database_words(error))
    if is_silent(error):
        request_context.ask_no_more()
    return answer(503 if reason else 500, reason)


_STATES = {
    "55P03": "locked",
    "40P01": "locked",
    "40001": "locked",
    "57014": "busy",
    "25006": "read_only",
    "53100": "full",
    "42P01": "schema",
    "42703": "schema",
}
"""PostgreSQL's error codes; its words are in the language of the server."""
_WORDS = {
    "locked": ("database is locked",),
    "read_only": ("readonly database",),
    "full": ("database or disk is full", "disk i/o error"),
    "schema": ("no such table", "no such column", "has no column", "does not exist"),
}
"""What SQLite says, and PostgreSQL of a database that it does not have: there is no code with that."""


def database_reason(error: DBAPIError) -> str:
    """What is wrong with the database: ``locked``, ``busy``, ``read_only``, ``full``, ``schema``, ``gone``.

    Empty for a fault of ours.
    """
    state, said = getattr(error.orig, "sqlstate", None), str(error.orig).lower()
    if state in _STATES:
        return _STATES[state]
    for reason, words in _WORDS.items():
        if any(word in said for word in words):
            return reason
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return "gone"
    return ""


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return answer(500)
