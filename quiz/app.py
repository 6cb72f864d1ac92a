"""The application: settings in, a Flask app out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from quiz.platform import extensions, metrics
from quiz.platform.keys import keys_of
from quiz.platform.log_output import write_log
from quiz.platform.paths import STATIC, TEMPLATES
from quiz.platform.settings import Settings
from quiz.storage.database import REQUESTS, Patience, engine_options, prepare
from quiz.storage.slow_statements import name_slow
from quiz.web import errors, health
from quiz.web.admin import invited
from quiz.web.admin import views as admin
from quiz.web.attempts import challenging, offline, questions, supervision
from quiz.web.attempts import views as attempts
from quiz.web.authoring import views as authoring
from quiz.web.classes import discussing, learners, projector, teaching
from quiz.web.classes import overview as class_overview
from quiz.web.classes import views as classes
from quiz.web.classes.assignments import exceptions, learning, live
from quiz.web.classes.assignments import teaching as assigning
from quiz.web.classes.gradebook import arranging, cells, importing, tables
from quiz.web.classes.gradebook import reports as mark_reports
from quiz.web.content import catalogue, gallery, search, sources
from quiz.web.grading import answers as answer_grading
from quiz.web.grading import challenges, new_keys, regrades, reports, wrong_answers
from quiz.web.grading import questions as grading
from quiz.web.identity import addresses, resets
from quiz.web.identity import views as identity
from quiz.web.integrity import audit, monitoring, own_data
from quiz.web.integrity import views as integrity
from quiz.web.notices import inbox, mail, messages
from quiz.web.reminders import views as reminders
from quiz.web.reporting import items, progress, statistics
from quiz.web.request import account_marks, content_policy, own_address, request_context, series_context
from quiz.web.request.whole_numbers import InAddress
from quiz.web.review import bookmarks, certificates, predictions
from quiz.web.review import views as review
from quiz.web.templating import filters
from quiz.web.templating.application import App
from quiz.web.templating.statics import serve_statics

if TYPE_CHECKING:
    # These types stand in stubs alone: nothing can be imported when the app runs.
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_REQUEST = 2 * 1024 * 1024

VIEWS = (
    catalogue,
    search,
    gallery,
    sources,
    attempts,
    questions,
    challenging,
    supervision,
    offline,
    authoring,
    *(grading, answer_grading, reports, challenges, new_keys, regrades, wrong_answers),
    *(review, certificates, bookmarks, predictions),
    *(classes, class_overview, learners, discussing, teaching),
    *(tables, cells, arranging, importing, mark_reports),
    *(assigning, exceptions, learning, live),
    reminders,
    progress,
    *(statistics, items),
    identity,
    addresses,
    resets,
    inbox,
    mail,
    messages,
    audit,
    integrity,
    own_data,
    monitoring,
    *(admin, invited),
)
BLUEPRINTS = tuple(dict.fromkeys(module.bp for module in VIEWS))
"""Every blueprint once: it is named after its area, or after its module where an area has several."""


def create_app(
    config: Mapping[str, Any] | None = None, settings: Settings | None = None, *, patience: Patience = REQUESTS
) -> Flask:
    """An app that is ready to serve. ``config`` overrides Flask's configuration, ``settings`` the environment's.

    ``patience`` says how long the database is waited for: by requests, or by commands.

    Raises ``SettingError`` for a setting that can't be used.
    """
    settings = settings or Settings.from_environment()
    app = App(__name__, static_folder=None, template_folder=str(TEMPLATES))
    settings.instance.mkdir(parents=True, exist_ok=True)
    keys = keys_of(settings)
    app.config.from_mapping(_defaults(settings, patience), **_signing(keys))
    app.config.from_mapping(config or {})
    app.extensions["settings"] = settings
    app.extensions["keys"] = keys
    write_log(settings)
    metrics.init_app(app, wanted=bool(settings.metrics or settings.metrics_token))
    # First in, so that every answer has its number, one of an extension too.
    request_context.init_app(app)
    if settings.metrics or settings.metrics_token:
        monitoring.count_requests(app)
    _bind_extensions(app, settings, patience)
    filters.init_app(app)
    account_marks.init_app(app)
    own_address.init_app(app)
    projector.init_app(app)
    errors.init_app(app)
    app.url_map.converters["int"] = InAddress
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    series_context.init_app(app)
    serve_statics(app, STATIC, settings.instance)
    app.wsgi_app = _unforwarded(app.wsgi_app)  # type: ignore[assignment,method-assign]  # Flask documents this assignment
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # Flask documents this assignment
    with app.app_context():
        look = partial(health.reason_of, extensions.db.engine)
    app.wsgi_app = health.Probes(app.wsgi_app, look)  # type: ignore[method-assign]  # Flask documents this assignment
    return app


def _unforwarded(inner: WSGIApplication) -> WSGIApplication:
    """``inner`` without the header that Talisman would believe from anybody; ``ProxyFix`` has read it by then."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_X_FORWARDED_PROTO", None)
        return inner(environ, start_response)

    return call


def _signing(keys: tuple[str, ...]) -> dict[str, Any]:
    """The first key signs, all verify; both extensions want the newest last."""
    return {
        "SECRET_KEY": keys[0],
        "SECRET_KEY_FALLBACKS": list(reversed(keys[1:])),
        "WTF_CSRF_SECRET_KEY": list(reversed(keys)),
    }


def _defaults(settings: Settings, patience: Patience) -> dict[str, Any]:
    return {
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
        "PERMANENT_SESSION_LIFETIME": timedelta(days=max(30, settings.guest_days)),
        # The token lives as long as the session: a page open for hours still saves.
        "WTF_CSRF_TIME_LIMIT": None,
        # Every message of our forms is our own: WTForms' would be read from their file for each form.
        "WTF_I18N_ENABLED": False,
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


def _shift_in(path: Path) -> timedelta:
    """The seconds that a file holds, by which a test has moved the clock; without the file it was not moved."""
    return timedelta(seconds=float(path.read_text(encoding="ascii"))) if path.exists() else timedelta()


def _bind_extensions(app: Flask, settings: Settings, patience: Patience) -> None:
    extensions.db.init_app(app)
    # The extension closes asynchronous sessions too, of which there are none; for a hook that is asynchronous Flask
    # starts a thread and an event loop in every request, a fifth of what a request costs.
    app.teardown_appcontext_funcs = [hook for hook in app.teardown_appcontext_funcs if not iscoroutinefunction(hook)]
    # Called before the extension's own, as the last that was registered.
    app.teardown_appcontext(extensions.close_session)
    with app.app_context():
        clock = app.extensions["clock"] = prepare(extensions.db.engine)
        if settings.test_clock is not None:
            clock.shift = partial(_shift_in, settings.test_clock)
        if patience is REQUESTS and settings.slow_ms:
            # A command's statements may take minutes.
            name_slow(extensions.db.engine, settings.slow_ms / 1000)
    extensions.csrf.init_app(app)
    extensions.login.init_app(app)
    extensions.limiter.init_app(app)
    extensions.compress.init_app(app)
    extensions.babel.init_app(
        app, locale_selector=request_context.language, timezone_selector=request_context.time_zone
    )
    content_policy.init_app(app, https=settings.https)
