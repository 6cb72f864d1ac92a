"""``quiz preview``: from the save of a bank's file to the HTML of the changed question, as an open page gets it."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure
from quiz.platform.paths import QUESTIONS

ROUNDS = 7
BANK = "2024-02"
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:(\d+)/")


def figures(folder: Path) -> list[Figure]:
    """The median over some saves of a month of 26 questions in two languages."""
    file = folder / f"{BANK}.yaml"
    raw = (QUESTIONS / file.name).read_bytes()
    (folder / "series.yaml").write_bytes((QUESTIONS / "series.yaml").read_bytes())
    (folder / "media").symlink_to(QUESTIONS / "media")
    file.write_bytes(raw)
    with _previewing(file) as port:
        seconds = [_redrawn(port, file, _another(raw, number)) for number in range(ROUNDS)]
    return [Figure(name="save to redraw of a preview", value=statistics.median(seconds) * 1_000, unit="ms", limit=300)]


def _another(raw: bytes, number: int) -> bytes:
    """The bank with another prompt of its first question."""
    text = raw.decode()
    found = re.compile("[가-힣]").search(text, text.index("prompt:"))
    assert found is not None
    return (text[: found.start()] + f"{number} " + text[found.start() :]).encode()


@contextmanager
def _previewing(file: Path) -> Iterator[int]:
    """The port of a preview of ``file``."""
    command = [sys.executable, "-m", "quiz.cli", "preview", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            found = _ADDRESS.search(server.stdout.readline() if server.stdout is not None else b"")
            assert found is not None
            yield int(found[1])
        finally:
            server.terminate()


def _redrawn(port: int, file: Path, raw: bytes) -> float:
    """Seconds from the save to the question, on a page that was open before."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    known = _changed(port, {})
    connection.request("GET", f"/b/{BANK}/changes")
    stream = connection.getresponse()
    _next(stream)
    begun = perf_counter()
    file.write_bytes(raw)
    _next(stream)
    changed = _changed(port, known)
    seconds = perf_counter() - begun
    connection.close()
    assert len(changed) == 1, sorted(changed)
    return seconds


def _next(stream: HTTPResponse) -> None:
    while not stream.readline().startswith(b"data: "):
        pass


def _changed(port: int, known: dict[str, str]) -> dict[str, str]:
    """The marks of the questions that are not as they are ``known``."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"known": known})
    connection.request("POST", f"/b/{BANK}/changed", body, {"Content-Type": "application/json"})
    found = json.loads(connection.getresponse().read())
    connection.close()
    marks = {}
    for key, html in found["questions"].items():
        number, mark = re.search(r'id="q(\d+)"', html), re.search(r'data-mark="(\w+)"', html)
        assert number is not None
        assert mark is not None
        marks[key] = f"{number[1]} {mark[1]}"
    return marks
