"""Databases, applications and people for every test: each test has a store of its own, on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.paths import QUESTIONS
from quiz.platform.settings import Settings
from quiz.services import seeds
from quiz.services.content.media import MediaFolder
from quiz.services.identity import passwords
from tests import mail_server, postgres, profiles
from tests.classes import class_of, newcomers_in_class
from tests.mail_server import Mailbox
from tests.parts import is_slow, on_postgres
from tests.shared import QUIET, SharedApps
from tests.stores import NOW, Stores, bank_files

profiles.register()


def pytest_configure(config: pytest.Config) -> None:
    """Count the lines that run in the processes of pytest, not in what these start: counting slows a start by half."""
    if hasattr(config, "workerinput"):
        os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what one database shows as well as two, and begin with what is slow."""
    items[:] = [item for item in items if not (item.get_closest_marker("any_database") and on_postgres(item))]
    items.sort(key=lambda item: not is_slow(item))


class Compiled(BytecodeCache):
    """Templates that one app compiled serve the next: each test makes an app, and compiling is most of its work."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> tuple[str, str]:
        # The words of the language are compiled in; the checksum is that of the source.
        return getattr(bucket.environment, "language", ""), f"{bucket.key} {bucket.checksum}"


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}

# A hash takes a sixteenth of a second, as it is meant to: too long for thousands of people who sign up for a test.
STRONG_HASHER = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

__all__ = ["NOW", "PASSWORD", "QUESTION_COUNTS", "Stores", "bank_files"]

PASSWORD = "구름 위의 산책 27"
QUESTION_COUNTS = {
    path.stem: len(re.findall(r"^    kind: ", path.read_text(encoding="utf-8"), re.MULTILINE))
    for path in sorted(QUESTIONS.glob("2*.yaml"))
}
"""How many questions each of the six months holds, counted in the files as they are laid out."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Stores]:
    stores = Stores(tmp_path_factory.mktemp("stores"), lambda: request.getfixturevalue("postgres_server"))
    yield stores
    stores.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, stores: Stores) -> Iterator[str]:
    """A store with the six months published; every test that asks for it runs on both databases."""
    with stores.lent(request.param) as url:
        yield url


@pytest.fixture(scope="session")
def shared_apps(tmp_path_factory: pytest.TempPathFactory, stores: Stores) -> SharedApps:
    return SharedApps(tmp_path_factory.mktemp("apps"), stores)


@pytest.fixture
def engine(database_url: str, shared_apps: SharedApps) -> Iterator[Engine]:
    with shared_apps.engine(database_url) as engine:
        yield engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def strong_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as for users."""
    monkeypatch.setattr(passwords, "_hasher", STRONG_HASHER)
    monkeypatch.setattr(passwords, "_nobodys", [])


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    return MediaFolder(source=QUESTIONS / "media")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server on this machine, and what arrives there."""
    with mail_server.running() as box:
        yield box


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings.from_environment({"QUIZ_INSTANCE": str(tmp_path / "instance"), "QUIZ_DATABASE_URL": database_url})


@pytest.fixture
def app(settings: Settings, shared_apps: SharedApps) -> Iterator[Flask]:
    """The app with CSRF and limits off, as any test before left it; what a test sets in it is set back."""
    with shared_apps.app(settings) as app:
        yield app


@pytest.fixture
def new_app(settings: Settings) -> Iterator[Flask]:
    """The same just made: nothing is known to it yet, and it takes further views."""
    app = create_app(QUIET, settings)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def same_draws(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test draws what it drew when it ran last: what fails once fails again, alone as among others."""
    numbers = itertools.count()

    def seed() -> str:
        return hashlib.sha256(f"{request.node.nodeid} {next(numbers)}".encode()).hexdigest()[:16]

    monkeypatch.setattr(seeds, "new_seed", seed)


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """pytest-flask would keep one context open for the whole test, and two clients would be one person."""


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_up(app: Flask) -> Callable[[str], FlaskClient]:
    """A new browser whose person has just signed up: ``alice = sign_up("Alice")``."""

    def make(name: str) -> FlaskClient:
        client = app.test_client()
        response = client.post("/signup", data={"name": name, "password": PASSWORD, "old_enough": "1"})
        assert response.status_code == 303, response.get_data(as_text=True)
        return client

    return make


@pytest.fixture
def teacher(app: Flask) -> Iterator[FlaskClient]:
    """A browser in which a teacher is signed in, whose class everybody is in who comes, guests too."""
    from quiz.services.identity.accounts import sign_up as make_account

    with app.app_context():
        number = class_of(db.session, make_account(db.session, "Tae-ri", PASSWORD, now=NOW, role="teacher")).id
        db.session.commit()
    client = app.test_client()
    assert client.post("/signin", data={"name": "Tae-ri", "password": PASSWORD}).status_code == 303
    with newcomers_in_class(number):
        yield client
