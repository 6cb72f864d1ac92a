"""The server in front of the app: a port that is free or not, and ``quiz serve`` from its start to Ctrl-C."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.paths import STATIC
from quiz.platform.settings import Settings
from quiz.runtime import closing, data_files, reminding
from quiz.runtime.server import Server, bracketed, port_is_taken, use
from tests.browser.server import QUIZ, environment
from tests.conftest import Stores
from tests.stores import SHIPPED
from tests.threads import end

LOCAL = "127.0.0.1"


@contextmanager
def listening(host: str = LOCAL) -> Iterator[int]:
    """Somebody who listens at a port of ``host``."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.bind((host, 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def free_port() -> int:
    with listening() as port:
        return port


@pytest.mark.parametrize("host", [LOCAL, "::1"] if socket.has_ipv6 else [LOCAL])
def test_a_port_is_taken_as_long_as_somebody_listens(host: str) -> None:
    with listening(host) as port:
        assert port_is_taken(host, port)
    assert not port_is_taken(host, port)


def test_a_port_is_taken_by_whoever_listens_at_every_address() -> None:
    with listening("0.0.0.0") as port:
        assert port_is_taken(LOCAL, port)


def test_a_port_that_was_left_a_moment_ago_is_free() -> None:
    with listening() as port, socket.create_connection((LOCAL, port)):
        pass
    assert not port_is_taken(LOCAL, port)


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
def test_a_host_that_is_not_this_one_is_no_port_that_is_taken(host: str) -> None:
    with pytest.raises(OSError, match=r"\[Errno"):
        port_is_taken(host, 8000)


@pytest.mark.parametrize(
    ("host", "shown"), [(LOCAL, LOCAL), ("localhost", "localhost"), ("::1", "[::1]"), ("::", "[::]")]
)
def test_an_address_with_colons_stands_in_brackets(host: str, shown: str) -> None:
    assert bracketed(host) == shown


def test_the_server_takes_its_options_and_makes_the_app_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUIZ_INSTANCE", str(tmp_path))
    monkeypatch.delenv("QUIZ_DATABASE_URL", raising=False)
    begun = []
    for work in (closing, data_files, reminding):
        monkeypatch.setattr(work, "begin", lambda app, begin=work.begin: begun.append(begin(app)))
    server = Server({"bind": "[::1]:8123", "workers": 3})
    assert (server.cfg.workers, server.cfg.address) == (3, [("::1", 8123)])
    app = server.wsgi()
    assert isinstance(app, Flask)
    assert app.extensions["settings"].instance == tmp_path
    # Their threads would go on without this test's database.
    assert len(begun) == 3
    for name in ("closing", "data files", "reminding"):
        end(name, *begun)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "given", [{}, {"QUIZ_HOSTS": ".example.org,127.0.0.1"}, {"QUIZ_HOSTS": "quiz.example.org", "QUIZ_HTTPS": "1"}]
)
def test_the_app_is_used_before_the_fork_and_leaves_neither_a_connection_nor_a_line_of_the_log(
    given: dict[str, str], settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    own = {"QUIZ_INSTANCE": str(settings.instance), "QUIZ_DATABASE_URL": settings.database_url}
    app = create_app(settings=Settings.from_environment({**own, **given}))
    answered: list[int] = []
    app.after_request(lambda response: answered.append(response.status_code) or response)
    with app.app_context():
        opened: list[object] = []
        closed: list[object] = []
        event.listen(db.engine, "connect", lambda connection, record: opened.append(connection))
        event.listen(db.engine, "close", lambda connection, record: closed.append(connection))
    use(app)
    assert answered == [200, 200]
    assert opened
    assert closed == opened
    assert capfd.readouterr().err == ""


def test_developers_tools_that_are_installed_are_not_loaded_to_serve() -> None:
    code = "import sys; from quiz.runtime import server as s; s.load_without_tools(); print('rich.text' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def answer(port: int, path: str) -> tuple[int, str] | None:
    """Status and page of an address for somebody who claims to be a proxy; None while nobody answers."""
    connection = HTTPConnection(LOCAL, port, timeout=10)
    try:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a process has started and that are still there."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in told.splitlines()]
    return [pid for pid, parent in pairs if parent == process.pid]


def workers_of(process: subprocess.Popen[str], count: int) -> list[int]:
    """The processes that a process has started, once they are ``count``: the first may answer before the last is up."""
    until = time.monotonic() + 60
    while len(found := children(process)) < count and time.monotonic() < until:
        time.sleep(0.05)
    assert len(found) == count
    return found


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def served(settings: dict[str, str], *words: str, log: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """``quiz serve`` in a process of its own, which is ended whatever happens."""
    process = subprocess.Popen([QUIZ, "serve", *words], env=settings, stdout=subprocess.PIPE, stderr=log, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def environment_of(instance: Path, stores: Stores, **more: str) -> dict[str, str]:
    """The environment of a server whose store holds the months as they are shipped: a start publishes nothing."""
    given = {"QUIZ_DATABASE_URL": stores.url("sqlite", SHIPPED), "QUIZ_TRUSTED_PROXIES": "", "LC_ALL": "C.UTF-8"}
    return {**environment(instance), **given, **more}


def first_answer(process: subprocess.Popen[str], port: int) -> tuple[int, str]:
    """What the home page is once the server has started."""
    while (home := answer(port, "/")) is None:
        assert process.poll() is None
        # Else asking takes the time that the server needs to start.
        time.sleep(0.05)
    return home


def test_pages_are_served_until_ctrl_c_which_leaves_nothing_behind(tmp_path: Path, stores: Stores) -> None:
    port = free_port()
    settings = environment_of(tmp_path / "instance", stores, PORT="1")
    with served(settings, "--port", str(port), "--workers", "1") as process:
        status, page = first_answer(process, port)
        assert status == 200
        assert "/m/2024-01" in page
        assert port_is_taken(LOCAL, port)
        started = workers_of(process, 1)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0
    assert f"Serving on http://{LOCAL}:{port} with the data in {tmp_path}/instance\n" in said
    assert f"Make the first teacher with: {QUIZ} user add NAME --role teacher\n" in said
    assert not any(is_there(pid) for pid in started)
    assert not port_is_taken(LOCAL, port)


def test_a_start_says_that_others_can_read_the_keys(tmp_path: Path, stores: Stores) -> None:
    port = free_port()
    key = tmp_path / "instance" / "secret-key"
    key.parent.mkdir()
    key.write_text("k" * 40)
    key.chmod(0o644)
    settings = environment_of(key.parent, stores)
    with served(settings, "--port", str(port), "--workers", "1") as process:
        first_answer(process, port)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert f"sign in as anybody. Run: chmod 600 {key}\n" in said


def test_whoever_has_a_teacher_is_not_told_to_make_the_first(tmp_path: Path, stores: Stores) -> None:
    port = free_port()
    settings = environment_of(tmp_path / "instance", stores)
    words = ("user", "add", "Tae-ri Kim", "--role", "teacher", "--password-stdin")
    subprocess.run([QUIZ, *words], env=settings, input="moonlight over the lake", text=True, check=True)
    with served(settings, "--port", str(port), "--workers", "1") as process:
        first_answer(process, port)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert f"Serving on http://{LOCAL}:{port}" in said
    assert "first teacher" not in said


@pytest.mark.parametrize(("home", "missing"), [("calculs", True), ("ai-2024", False)])
def test_a_home_series_that_is_not_published_is_reported_and_served_all_the_same(
    home: str, missing: bool, tmp_path: Path, stores: Stores
) -> None:
    port = free_port()
    settings = environment_of(tmp_path / "instance", stores, QUIZ_HOME=home)
    with served(settings, "--port", str(port), "--workers", "1", log=subprocess.PIPE) as process:
        status, _ = first_answer(process, port)
        process.send_signal(signal.SIGINT)
        said, log = process.communicate(timeout=60)
    words = f"QUIZ_HOME is {home}, but no series of that name is published. Published: ai-2024\n"
    assert status == 200
    assert (words in said) is missing
    assert (f"[warning] no such series setting='QUIZ_HOME' value='{home}' published=['ai-2024']" in log) is missing


NEWER = """
import sys
from pathlib import Path
import quiz.platform.paths
quiz.platform.paths.STATIC = Path(sys.argv.pop(1))
from quiz.cli import main
main()
"""
"""The command of a release whose static files are others."""


def test_a_command_of_a_newer_release_leaves_the_pages_of_a_running_server_their_styles(
    tmp_path: Path, stores: Stores
) -> None:
    port = free_port()
    settings = environment_of(tmp_path / "instance", stores)
    static = shutil.copytree(STATIC, tmp_path / "static")
    (static / "css" / "app.css").write_text("p { color: red }")
    with served(settings, "--port", str(port), "--workers", "1") as process:
        _, page = first_answer(process, port)
        styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
        for words in (["db", "status"], ["publish"], ["attempt", "close"]):
            subprocess.run([sys.executable, "-c", NEWER, static, *words], env=settings, check=True, capture_output=True)
        assert styles
        assert {path: (answer(port, path) or (0, ""))[0] for path in styles} == dict.fromkeys(styles, 200)
        process.terminate()
        process.communicate(timeout=60)


def test_host_and_port_may_come_from_the_environment_and_nobody_is_believed_to_be_a_proxy(
    tmp_path: Path, stores: Stores
) -> None:
    port = free_port()
    settings = environment_of(tmp_path / "instance", stores, HOST=LOCAL, PORT=str(port), QUIZ_HTTPS="1")
    with served(settings, "--workers", "2") as process:
        assert first_answer(process, port)[0] == 302
        started = workers_of(process, 2)
        process.terminate()
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert not any(is_there(pid) for pid in started)


CHUNKED = (
    b"POST /signin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
IN_CHUNKS = {
    "well formed": b"3\r\nabc\r\n0\r\n\r\n",
    "a size that is no number": b"zz\r\nabc\r\n0\r\n\r\n",
    "no size": b"\r\nabc\r\n0\r\n\r\n",
    "a negative size": b"-5\r\nabc\r\n0\r\n\r\n",
    "no line's end behind a chunk": b"3\r\nabcX0\r\n\r\n",
    "an extension that is none": b"3;\x01\r\nabc\r\n0\r\n\r\n",
    "a trailer that is none": b"3\r\nabc\r\n0\r\nfoo bar\r\n\r\n",
    "no end behind the last chunk": b"3\r\nabc\r\n0\r\n",
    "broken off in a chunk": b"10\r\nabc",
    "a chunk larger than any memory": b"F" * 16 + b"\r\nabc",
    "one byte a chunk": b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n",
}
"""Bodies whose length is not known before they are read; the last one takes minutes where somebody reads it."""


def told_of(port: int, body: bytes) -> int:
    """The status of what is said to a chunked body that ends there; nothing more may be said."""
    with socket.create_connection((LOCAL, port), timeout=30) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            # Who is refused need not be listened to: the connection may end before all of the body is sent.
            connection.sendall(CHUNKED + body)
            connection.shutdown(socket.SHUT_WR)
        said = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert said.count(b"HTTP/1.1 ") == 1
    return int(said.split()[1])


def test_a_body_in_chunks_is_asked_for_its_length_and_not_read(tmp_path: Path, stores: Stores) -> None:
    port = free_port()
    with served(environment_of(tmp_path / "instance", stores), "--port", str(port), "--workers", "1") as process:
        first_answer(process, port)
        workers_of(process, 1)
        assert {name: told_of(port, body) for name, body in IN_CHUNKS.items()} == dict.fromkeys(IN_CHUNKS, 411)
        assert first_answer(process, port)[0] == 200
        process.terminate()
        process.communicate(timeout=60)


TOO_LONG = {
    "the address": (414, b"GET /search?q=" + b"a" * 13_000 + b" HTTP/1.1\r\n"),
    "a header": (431, b"GET / HTTP/1.1\r\nCookie: a=" + b"a" * 13_000 + b"\r\n"),
}
"""Requests of which the app never gets to know, each with the status of its answer."""


def said_to(port: int, request: bytes) -> tuple[bytes, str]:
    """Head and body of what is said to a request; the connection ends there."""
    with socket.create_connection((LOCAL, port), timeout=30) as connection:
        connection.sendall(request)
        said = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = said.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    return head, body.decode()


def test_what_is_too_long_to_be_read_is_refused_in_the_readers_words(tmp_path: Path, stores: Stores) -> None:
    port = free_port()
    with served(environment_of(tmp_path / "instance", stores), "--port", str(port), "--workers", "1") as process:
        first_answer(process, port)
        workers_of(process, 1)
        for status, request in TOO_LONG.values():
            for language, home in (("en", "To the series"), ("ko", "시리즈로"), ("xx", "시리즈로")):
                asked = f"Host: {LOCAL}\r\nAccept-Language: {language}\r\n\r\n".encode()
                head, page = said_to(port, request + asked)
                assert head.startswith(f"HTTP/1.1 {status} ".encode())
                assert b"Content-Security-Policy: default-src 'none'" in head
                assert home in page
                assert "aaa" not in page
        assert first_answer(process, port)[0] == 200
        process.terminate()
        process.communicate(timeout=60)
