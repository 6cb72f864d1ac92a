"""The numbers of a running server: those of all its workers, at an address that serves nothing else."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from quiz.platform.paths import CHECKOUT
from tests.browser.server import answers, environment
from tests.conftest import Stores
from tests.runtime.test_server import LOCAL, free_port
from tests.stores import SHIPPED

ASKED = 24


def ask(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection(LOCAL, port, timeout=20)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def test_the_numbers_of_all_workers_are_at_an_address_of_their_own(stores: Stores, tmp_path: Path) -> None:
    shutil.copy(stores.url("sqlite", SHIPPED).removeprefix("sqlite:///"), tmp_path / "dalmada.sqlite3")
    port, apart = free_port(), free_port()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    given = {**environment(tmp_path), "QUIZ_METRICS": f"{LOCAL}:{apart}", "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "quiz.cli", "serve", "--port", str(port), "--workers", "2"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=CHECKOUT, env=given, stdout=log, stderr=log)
    try:
        while not answers(port):
            assert server.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
            time.sleep(0.05)
        for _ in range(ASKED):
            assert ask(port, "/me")[0] == 303
        status, told = ask(apart, "/metrics")
        folders = [folder for folder in temporary.iterdir() if folder.name.startswith("dalmada-metrics-")]
        files = {path.name for path in folders[0].iterdir()}
        assert ask(apart, "/signin")[0] == 404
        assert ask(port, "/metrics")[0] == 404
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
    assert status == 200
    (counted,) = re.findall(r'^dalmada_request_seconds_count\{endpoint="progress.me",.*\} (\S+)$', told, re.MULTILINE)
    assert float(counted) == ASKED
    # One file a process: the two workers, and whichever other has counted by then.
    assert len([name for name in files if name.startswith("counter_")]) >= 2
    if sys.platform == "linux":
        assert 'dalmada_memory_bytes{process="master"}' in told
    assert [folder for folder in temporary.iterdir() if folder.name.startswith("dalmada-metrics-")] == []
