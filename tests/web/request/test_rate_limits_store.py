"""The store of the limits hangs, dies or is away: nobody's request fails for it, and each worker counts for itself."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from flask import Flask

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.limits import Counter, limit
from quiz.platform.settings import Settings
from tests.conftest import NOW, PASSWORD

EIGHT = limit("eight", "8/minute")


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that does with each connection what ``serve`` does."""
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    kept.append(connection)
                    serve(connection)

        threading.Thread(target=accept, daemon=True).start()
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        # Closing it would not wake up who accepts.
        listening.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


def hangs(connection: socket.socket) -> None:
    """Accepts, and says nothing."""


def breaks_off(connection: socket.socket) -> None:
    """Hears something, says half of an answer, and is gone."""
    with suppress(OSError):
        connection.recv(10)
        connection.sendall(b"$5\r\nab")
        connection.close()


def babbles(connection: socket.socket) -> None:
    """Answers what is no answer."""
    with suppress(OSError):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 50)


def away() -> str:
    """An address at which nobody is."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"


@pytest.fixture(params=[hangs, breaks_off, babbles, None], ids=["hangs", "breaks off", "babbles", "away"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a store of limits ought to be."""
    if request.param is None:
        yield away()
    else:
        with server(request.param) as address:
            yield address


def test_eight_threads_at_once_are_all_counted(url: str) -> None:
    counter = Counter(url)
    with ThreadPoolExecutor(8) as threads:
        before = list(threads.map(lambda _: counter.is_used_up(EIGHT, "alice"), range(8)))
        list(threads.map(lambda _: counter.count(EIGHT, "alice"), range(8)))
    assert before == [False] * 8
    assert counter.is_used_up(EIGHT, "alice")
    assert not counter.is_used_up(EIGHT, "bob")


@pytest.fixture
def app(settings: Settings, url: str) -> Iterator[Flask]:
    """The app with such a store, and Alice in it."""
    from quiz.services.identity.accounts import sign_up

    given = {
        "QUIZ_INSTANCE": str(settings.instance),
        "QUIZ_DATABASE_URL": settings.database_url,
        "QUIZ_LIMITS_URL": url,
    }
    app = create_app({"WTF_CSRF_ENABLED": False}, Settings.from_environment(given))
    with app.app_context():
        sign_up(db.session, "Alice", PASSWORD, now=NOW)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_eight_people_at_once_are_served(app: Flask) -> None:
    def visit(number: int) -> list[int]:
        client, data = app.test_client(), {"name": "Alice", "password": PASSWORD if number % 2 else "a wrong one"}
        return [client.post(path, data=data).status_code for path in ("/quizzes/start", "/signin", "/signup")]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(visit, range(8)))
    assert found == [[404, 303 if number % 2 else 422, 422] for number in range(8)]
    guesses = [
        app.test_client().post("/signin", data={"name": "Alice", "password": "a wrong one"}).status_code
        for _ in range(9)
    ]
    assert guesses[-1] == 429


def test_a_store_that_dies_is_left_alone_and_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[socket.socket] = []
    monkeypatch.setattr("quiz.platform.limits.ANSWERS_WITHIN", 0.1)
    with server(heard.append) as url:
        counter = Counter(url)
        counter.count(EIGHT, "alice")
        first = len(heard)
        for _ in range(20):
            counter.count(EIGHT, "alice")
        assert (first, len(heard)) == (1, 1)
        monkeypatch.setattr(counter, "_alone_until", 0.0)
        counter.count(EIGHT, "alice")
        assert len(heard) == 2
