"""One deadline for a request in all: a server that drips a byte now and then answers each time, and never ends."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class Deadline:
    """Connections that are made within this block are cut off after some seconds, whatever waits for them."""

    def __init__(self, seconds: float) -> None:
        self._lock, self._ended = threading.Lock(), False
        self._connections: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._before = _current.set(self)
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        _current.reset(self._before)
        with self._lock:
            for one in self._connections:
                one.close()
            self._connections.clear()

    def watch(self, connection: socket.socket) -> None:
        """Cut this connection off, too. A copy is kept: TLS takes the socket itself away."""
        with self._lock:
            self._connections.append(connection.dup())
            if self._ended:
                self._cut()

    def _end(self) -> None:
        with self._lock:
            self._ended = True
            self._cut()

    def _cut(self) -> None:
        for one in self._connections:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def _watched(connection: Any) -> Any:
    deadline = _current.get()
    if deadline is not None:
        deadline.watch(connection)
    return connection


class WatchedHTTP(HTTPConnection):
    """A connection that keeps to the deadline around it."""

    def _new_conn(self) -> Any:
        return _watched(super()._new_conn())


class WatchedHTTPS(HTTPSConnection):
    """The same with TLS."""

    def _new_conn(self) -> Any:
        return _watched(super()._new_conn())
