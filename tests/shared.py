"""Engines and apps that a process of tests makes once, each test with a store of its own behind them.

The first requests to an app are slow: it compiles its addresses, statements and templates. With an app for each test
that took half of the time.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Dialect, Engine, create_engine, event, make_url

from quiz import app as quiz_app
from quiz.platform.extensions import db
from quiz.platform.log_output import write_log
from quiz.platform.settings import Settings, sqlite_url
from quiz.storage.database import engine_options, prepare
from tests.stores import Stores

QUIET = {"TESTING": False, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}
"""The app with CSRF and limits off; tests of those turn them on."""


class SharedApps:
    """An engine and an app for SQLite, and the same for PostgreSQL, each made when it is first asked for."""

    def __init__(self, folder: Path, stores: Stores) -> None:
        self._folder = folder
        self._stores = stores
        self._engines: dict[str, Engine] = {}
        self._apps: dict[str, Flask] = {}
        self._places: dict[Dialect, str | None] = {}
        # Of the class, as those are called before an engine's own: one of the app's connects.
        event.listen(Engine, "do_connect", self._lead)

    @contextmanager
    def engine(self, url: str) -> Iterator[Engine]:
        """The engine, leading to ``url`` for the length of the block."""
        backend = make_url(url).get_backend_name()
        if backend not in self._engines:
            engine = create_engine(**engine_options(self._any_url(backend)))
            prepare(engine)
            self._engines[backend] = engine
        with self._led(self._engines[backend], url):
            yield self._engines[backend]

    @contextmanager
    def app(self, settings: Settings) -> Iterator[Flask]:
        """The app with ``settings``, whose folder gets the app's key; afterwards it is as it was."""
        backend = make_url(settings.database_url).get_backend_name()
        if backend not in self._apps:
            self._apps[backend] = self._made(backend)
        app = self._apps[backend]
        made_with = app.extensions["settings"]
        settings.instance.mkdir(parents=True, exist_ok=True)
        shutil.copy2(made_with.secret_key_file, settings.secret_key_file)
        with app.app_context():
            engine = db.engine
        with self._led(engine, settings.database_url), _kept(app.config), _kept(app.extensions):
            app.extensions["settings"] = settings
            # Two tests may publish different things under the same number.
            app.extensions["library"] = copy.copy(app.extensions["library"])
            # The log goes where the test that runs now looks for it.
            write_log(settings)
            yield app

    def _made(self, backend: str) -> Flask:
        environment = {
            "QUIZ_INSTANCE": str(self._folder / f"app-{backend}"),
            "QUIZ_DATABASE_URL": self._any_url(backend),
        }
        app = quiz_app.create_app(QUIET, Settings.from_environment(environment))
        with app.app_context(), self._stores.lent(backend) as url, self._led(db.engine, url):
            app.extensions["library"].load(db.session, hidden_too=True)
            db.session.close()
        return app

    def _any_url(self, backend: str) -> str:
        if backend == "sqlite":
            return sqlite_url(self._folder / "led-elsewhere.sqlite3")
        return f"{self._stores.server()}/postgres"

    @contextmanager
    def _led(self, engine: Engine, url: str) -> Iterator[None]:
        """Let the connections of ``engine`` lead to ``url``."""
        self._places[engine.dialect] = url
        try:
            yield
        finally:
            engine.dispose()
            self._places[engine.dialect] = None

    def _lead(self, dialect: Dialect, record: object, words: list[Any], options: dict[str, Any]) -> None:
        if dialect in self._places:
            place = self._places[dialect]
            assert place is not None, "a connection is opened though the test's store is gone"
            words[:], changed = dialect.create_connect_args(make_url(place))
            options.update(changed)


@contextmanager
def _kept(values: dict[str, Any]) -> Iterator[None]:
    """What a test changes in ``values`` is changed back."""
    before = dict(values)
    try:
        yield
    finally:
        values.clear()
        values.update(before)
