"""Clients as pages are: each sends until it is acknowledged, the very same again, and remembers what it was told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from urllib.parse import urlencode

from tests.faults.crowd import Asked, Choice, Learner

PATIENCE = 120.0
PAUSE = 0.05


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server said."""

    status: int
    kind: str
    text: str

    @property
    def data(self) -> dict[str, Any]:
        """The JSON of it."""
        data: dict[str, Any] = json.loads(self.text)
        return data


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is sent; the same as often as it takes."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """A save that the server has acknowledged."""

    position: int
    sequence: int
    revision: int
    value: Any


def saving(learner: Learner, asked: Asked, choice: Choice, *, sequence: int, base: int = 0) -> Request:
    """A save as a page's script sends it."""
    sent = {"answer": choice.sent, "device": "phone", "sequence": sequence, "base": base}
    headers = {"Content-Type": "application/json", "X-CSRFToken": learner.token, "X-Requested-With": "fetch"}
    return _request(learner, "PUT", learner.path(asked), headers, json.dumps(sent).encode())


def handing_in(learner: Learner) -> Request:
    """A hand-in as a page's form sends it."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _request(learner, "POST", learner.hand_in, headers, urlencode({"csrf_token": learner.token}).encode())


def reading(learner: Learner, path: str) -> Request:
    """A page that is asked for."""
    return _request(learner, "GET", path, {}, b"")


def _request(learner: Learner, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Request:
    whole = {"Cookie": learner.cookie, "Accept-Language": "en", **headers}
    return Request(method=method, path=path, headers=whole, body=body)


def send(connection: HTTPConnection, request: Request) -> None:
    """Send without waiting for what is said."""
    connection.request(request.method, request.path, request.body or None, dict(request.headers))


def receive(connection: HTTPConnection) -> Reply:
    """What is said to what was sent."""
    response = connection.getresponse()
    kind = response.headers.get_content_type()
    return Reply(status=response.status, kind=kind, text=response.read().decode())


def ask(port: int, request: Request, *, timeout: float = 30) -> Reply:
    """Send once, over a connection of its own. Raises ``OSError`` and ``HTTPException`` where that breaks."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        send(connection, request)
        return receive(connection)
    finally:
        connection.close()


@contextmanager
def begun(port: int, request: Request, body: bytes) -> Iterator[HTTPConnection]:
    """The connection of somebody who promised the whole of a request, and sent ``body`` instead of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.putrequest(request.method, request.path)
        for name, value in {**request.headers, "Content-Length": str(len(request.body))}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        yield connection
    finally:
        connection.close()


class Client:
    """The browser of one learner, with the numbers that its device gives to what it sends."""

    def __init__(self, port: int, learner: Learner, note: Callable[[], None] = lambda: None) -> None:
        self.learner = learner
        self.acknowledged: list[Acknowledged] = []
        self.refused: list[Reply] = []
        self.broken = 0
        self.repeated = 0
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._note = note
        self._seen: dict[int, int] = {}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def save(self, asked: Asked, choice: Choice) -> Reply:
        """Save an answer, and keep on until the server has it."""
        reply = self._noted(asked, choice, self._insist(self._next(asked, choice)))
        assert reply.status == 200, reply
        return reply

    def try_to_save(self, asked: Asked, choice: Choice) -> Reply:
        """Save an answer if the server takes it at once; else the next one has the same number."""
        return self._noted(asked, choice, ask(self._connection.port, self._next(asked, choice)))

    def _next(self, asked: Asked, choice: Choice) -> Request:
        sequence, base = len(self.acknowledged) + 1, self._seen.get(asked.position, 0)
        return saving(self.learner, asked, choice, sequence=sequence, base=base)

    def _noted(self, asked: Asked, choice: Choice, reply: Reply) -> Reply:
        if reply.status == 200:
            sequence, revision = len(self.acknowledged) + 1, reply.data["revision"]
            self.repeated += reply.data["repeated"]
            self._seen[asked.position] = revision
            made = {"position": asked.position, "sequence": sequence, "revision": revision, "value": choice.stored}
            self.acknowledged.append(Acknowledged(**made))
        return reply

    def hand_in(self) -> None:
        """Hand in, and keep on until the server has taken it."""
        reply = self._insist(handing_in(self.learner))
        assert reply.status == 303, reply

    def save_some(self, saves: int, rng: Random) -> None:
        """Answer questions at random, few enough that answers are changed."""
        for _ in range(saves):
            asked = rng.choice(self.learner.asked[:5])
            self.save(asked, rng.choice(asked.choices))

    def _insist(self, request: Request) -> Reply:
        end = time.monotonic() + PATIENCE
        while (reply := self._try(request)) is None:
            assert time.monotonic() < end, f"{request.method} {request.path}: {self.refused[-1:]}, {self.broken} broken"
            time.sleep(PAUSE)
        self._note()
        return reply

    def _try(self, request: Request) -> Reply | None:
        """What the server said, unless it was refused or the connection broke."""
        try:
            send(self._connection, request)
            reply = receive(self._connection)
        except (OSError, HTTPException):
            self._connection.close()
            self.broken += 1
            return None
        if reply.status < 500:
            return reply
        self.refused.append(reply)
        return None
