"""The application: settings in, a Flask app out."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast
from urllib.parse import urlsplit, urlunsplit

import structlog
from flask import Flask, Request, abort, redirect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect

from quiz.platform import extensions
from quiz.platform.paths import STATIC, TEMPLATES
from quiz.platform.settings import Settings, secret_key
from quiz.services.content.catalogue import CatalogueCache
from quiz.storage.database import REQUESTS, Patience, engine_options, prepare
from quiz.web.attempts import offline
from quiz.web.attempts import views as attempts
from quiz.web.content import catalogue
from quiz.web.identity import views as identity
from quiz.web.reporting import learner, teacher
from quiz.web.request import account_marks, errors, request_context
from quiz.web.request.numbers import InAddress
from quiz.web.request.sessions import Sessions
from quiz.web.templating import filters, pages
from quiz.web.templating.statics import serve_statics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_REQUEST = 2 * 1024 * 1024

_PLAIN = re.compile(r"[\w./:+-]+")

PERMISSIONS = "camera=(), microphone=(), geolocation=(), browsing-topics=()"


class App(Flask):
    """Flask without a look, at each turn of each request, whether what it calls is asynchronous: nothing here is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """``func`` itself."""
        return func

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Raise why no address fits; a redirect without a host, as that would be what the client wrote."""
        if isinstance(request.routing_exception, RequestRedirect):
            place = urlsplit(request.routing_exception.new_url)
            target = urlunsplit(("", "", "/" + place.path.lstrip("/"), place.query, ""))
            abort(redirect(target, request.routing_exception.code))
        super().raise_routing_exception(request)


def create_app(
    config: Mapping[str, Any] | None = None, settings: Settings | None = None, *, patience: Patience = REQUESTS
) -> Flask:
    """An app that is ready to serve. ``config`` overrides Flask's configuration, ``settings`` the environment's.

    ``patience`` says how long the database is waited for: by requests, or by commands.

    Raises ``SettingError`` for a setting that can't be used.
    """
    settings = settings or Settings.from_environment()
    app = App(__name__, static_folder=None, template_folder=str(TEMPLATES))
    app.jinja_environment = pages.Pages
    app.session_interface = Sessions()
    app.config.from_mapping(_defaults(settings, patience))
    app.config.from_mapping(config or {})
    app.extensions["settings"] = settings
    app.extensions["catalogue"] = CatalogueCache()
    _log(settings)
    # First in, so that every answer has its number, one of an extension too.
    request_context.init_app(app)
    _bind_extensions(app, settings)
    filters.init_app(app)
    account_marks.init_app(app)
    errors.init_app(app)
    app.url_map.converters["int"] = InAddress
    for area in (catalogue, attempts, learner, teacher, identity, offline):
        app.register_blueprint(area.bp)
    serve_statics(app, STATIC, settings.instance)
    pages.init_app(app)
    app.wsgi_app = _unforwarded(app.wsgi_app)  # type: ignore[assignment,method-assign]  # Flask documents this assignment
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask documents this assignment
    return app


def _unforwarded(inner: WSGIApplication) -> WSGIApplication:
    """``inner`` without the header that Talisman would believe from anybody; ``ProxyFix`` has read it by then."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_X_FORWARDED_PROTO", None)
        return inner(environ, start_response)

    return call


def _defaults(settings: Settings, patience: Patience) -> dict[str, Any]:
    settings.instance.mkdir(parents=True, exist_ok=True)
    return {
        "SECRET_KEY": secret_key(settings.secret_key_file),
        "SQLALCHEMY_ENGINES": {"default": engine_options(settings.database_url, patience)},
        "TRUSTED_HOSTS": list(settings.hosts) or None,
        "MAX_CONTENT_LENGTH": MAX_REQUEST,
        "MAX_FORM_MEMORY_SIZE": MAX_REQUEST,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-dalmada" if settings.https else "dalmada",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        # The token lives as long as the session: a page open for hours still saves.
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_STORAGE_URI": settings.limits_url,
        "BABEL_DEFAULT_LOCALE": "ko",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Seoul",
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "text/csv"],
        # At its lowest level brotli takes half the time of gzip's, for the same size.
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 1,
        "COMPRESS_LEVEL": 1,
        "COMPRESS_MIN_SIZE": 500,
        # Pages are never kept, so nobody asks for one on the condition that it changed.
        "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _bind_extensions(app: Flask, settings: Settings) -> None:
    extensions.db.init_app(app)
    # Instead of the extension's own two: the one may raise when the answer is made already, and for the other, which
    # closes asynchronous sessions, Flask would start a thread and an event loop in every request.
    others = [hook for hook in app.teardown_appcontext_funcs if hook.__module__ != "flask_sqlalchemy_lite._extension"]
    app.teardown_appcontext_funcs = [*others, extensions.close_sessions]
    with app.app_context():
        prepare(extensions.db.engine)
    extensions.csrf.init_app(app)
    extensions.login.init_app(app)
    extensions.limiter.init_app(app)
    extensions.compress.init_app(app)
    extensions.babel.init_app(
        app, locale_selector=request_context.language, timezone_selector=request_context.time_zone
    )
    extensions.talisman.init_app(
        app,
        force_https=settings.https,
        session_cookie_secure=settings.https,
        strict_transport_security=settings.https,
        content_security_policy=None,  # the edge sends it, where a page has none of its own
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy=PERMISSIONS,
    )


def _line(logger: object, method: str, event: MutableMapping[str, Any]) -> str:
    """An event for a person's eye: when, how grave, what, its values, and a traceback below."""
    traceback = event.pop("exception", None)
    head = f"{event.pop('timestamp')} [{event.pop('level')}] {event.pop('event')}"
    values = (f"{name}={value if _PLAIN.fullmatch(str(value)) else repr(value)}" for name, value in event.items())
    return " ".join((head, *values)) + (f"\n{traceback}" if traceback else "")


class Output(io.TextIOBase):
    """What the log is written to. Where that takes no more, as on a full disk, requests are served all the same."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what can be handed on."""
        with suppress(OSError):
            self._file.flush()


def _log(settings: Settings) -> None:
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if settings.log == "json" else _line
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, Output(sys.stderr))),
    )
