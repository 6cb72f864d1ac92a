"""What a balancer is answered: alive without touching anything, ready as long as the store can be used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.storage import schema
from quiz.storage.database import engine_options, prepare
from quiz.storage.readiness import known_revisions
from quiz.web import health
from quiz.web.health import Probes, reason_of
from tests.stores import statements


def stamp(app: Flask, revision: str | None) -> None:
    """Let the store be of another version."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if revision is not None:
            connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


def said(client: FlaskClient, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.get_data(as_text=True)


@pytest.fixture
def app(new_app: Flask) -> Flask:
    """An app that nobody has asked yet how it is."""
    return new_app


def test_a_server_is_alive_and_ready(client: FlaskClient) -> None:
    assert said(client, "/healthz") == (200, "ok\n")
    assert said(client, "/readyz") == (200, "ok\n")


def test_being_alive_asks_the_store_nothing_and_being_ready_one_thing_a_second(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "SECONDS", 3600)
    with app.app_context():
        engine = db.engine
    with statements(engine) as seen:
        for _ in range(5):
            client.get("/healthz")
        assert seen == []
        for _ in range(5):
            client.get("/readyz")
    assert [statement for statement in seen if not statement.startswith("BEGIN")] == [
        "SELECT version_num FROM alembic_version"
    ]


@pytest.mark.any_database
def test_neither_gives_a_session_nor_writes_a_line_nor_is_kept(client: FlaskClient) -> None:
    with capture_logs() as lines:
        for path in ("/healthz", "/readyz"):
            response = client.get(path, headers={"Cookie": "dalmada=anything"})
            assert "Set-Cookie" not in response.headers
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            head = client.head(path)
            assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "3")
    assert lines == []


@pytest.mark.any_database
def test_a_probe_that_changes_something_is_refused(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz"):
        response = client.post(path)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert client.get("/healthz/").status_code == 404


@pytest.mark.any_database
def test_a_balancer_asks_by_address_and_without_tls(settings: Settings) -> None:
    more = {"QUIZ_HTTPS": "1", "QUIZ_TRUSTED_PROXIES": "1", "QUIZ_HOSTS": "quiz.example"}
    where = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url}
    app = create_app(settings=Settings.from_environment({**where, **more}))
    client = app.test_client()
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"Host": "10.0.0.11:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "10.0.0.11:8000"}).status_code == 400
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every probe looks."""
    monkeypatch.setattr(health, "SECONDS", 0)


@pytest.mark.usefixtures("always")
def test_an_older_schema_is_not_ready_and_one_of_the_next_release_is(app: Flask, client: FlaskClient) -> None:
    for revision in (*known_revisions()[:-1], None):
        stamp(app, revision)
        assert said(client, "/readyz") == (503, "schema\n"), revision
        assert said(client, "/healthz") == (200, "ok\n")
    stamp(app, "next")
    assert said(client, "/readyz") == (200, "ok\n")


def test_the_wanted_schema_is_the_last_that_is_known() -> None:
    assert known_revisions()[-1] == schema.head()


@pytest.mark.usefixtures("always")
def test_a_store_without_tables_is_not_ready_until_it_has_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE alembic_version RENAME TO hidden"))
    with capture_logs() as lines:
        assert [said(client, "/readyz") for _ in range(3)] == [(503, "schema\n")] * 3
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE hidden RENAME TO alembic_version"))
        assert said(client, "/readyz") == (200, "ok\n")
    assert [(line["event"], line["found"]) for line in lines] == [("readiness", "schema"), ("readiness", "ok")]


def test_a_database_that_nobody_answers_for_is_gone(tmp_path: Path) -> None:
    for url in ("postgresql+psycopg://quiz@127.0.0.1:1/none", f"sqlite:///{tmp_path}/nowhere/store.sqlite3"):
        engine = create_engine(**engine_options(url))
        prepare(engine)
        assert reason_of(engine) == "gone"
        engine.dispose()


def test_while_one_looks_the_others_are_told_what_was_found_before() -> None:
    looking, go_on = threading.Event(), threading.Event()

    def look() -> str:
        looking.set()
        assert go_on.wait(30)
        return "ok"

    probes = Probes(lambda environ, start: [], look)
    with ThreadPoolExecutor(1) as pool:
        first: Callable[[], str] = pool.submit(probes.reason).result
        assert looking.wait(30)
        assert probes.reason() == "starting"
        go_on.set()
        assert first() == "ok"
    assert probes.reason() == "ok"
