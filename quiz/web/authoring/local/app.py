"""The app of ``quiz preview``: files of banks in the browser, without a store and without accounts, on this machine."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from quiz.platform import extensions
from quiz.platform.paths import STATIC, TEMPLATES, default_instance
from quiz.platform.settings import DEFAULT_TIME_ZONE, LANGUAGES, Settings
from quiz.services.authoring.previewing.following import FollowedFiles
from quiz.web.authoring.local import views
from quiz.web.authoring.local.shelf import PictureShelf
from quiz.web.request import content_policy
from quiz.web.request.whole_numbers import InAddress
from quiz.web.templating import filters
from quiz.web.templating.application import App
from quiz.web.templating.statics import serve_statics

HOSTS = ("127.0.0.1", "localhost")
"""What a request may say its host is: a page of another site that has its name lead here is refused."""
MAX_REQUEST = 2 * 1024 * 1024


def create_preview(path: Path, packaged: Path, language: str = LANGUAGES[0]) -> Flask:
    """An app that shows the bank in the file ``path``, or those in that folder, as they are at each moment.

    ``packaged`` is the folder whose series a file without one of its own belongs to; ``language`` is spoken to browsers
    that ask for none of ours.
    """
    app = App("quiz.preview", static_folder=None, template_folder=str(TEMPLATES))
    app.config.from_mapping(
        TRUSTED_HOSTS=list(HOSTS),
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        BABEL_DEFAULT_LOCALE=LANGUAGES[0],
        BABEL_DEFAULT_TIMEZONE=DEFAULT_TIME_ZONE,
    )
    instance = default_instance()
    app.extensions["settings"] = Settings(instance=instance, database_url="", secret_key_file=instance / "secret-key")
    shelf = PictureShelf()
    app.extensions["shelf"] = shelf
    app.extensions["followed"] = FollowedFiles(path, packaged, shelf.keep)
    app.extensions["fragments"] = {}
    app.extensions["spoken"] = language
    extensions.babel.init_app(app, locale_selector=views.reader_language, timezone_selector=lambda: DEFAULT_TIME_ZONE)
    content_policy.init_app(app, https=False)
    filters.init_app(app)
    app.url_map.converters["int"] = InAddress
    views.init_app(app)
    serve_statics(app, STATIC, instance)
    return app
