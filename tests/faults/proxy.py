"""A proxy that does to requests what networks do: it delays them, cuts them, repeats them, holds them back.

``with running(port) as proxy`` stands in front of the server at ``port``; ``proxy.treat("PUT", lose_response)`` says
what happens to the next such request. Whatever is not spoken of passes. Each connection carries one request.
"""

from __future__ import annotations

import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BufferedIOBase
from itertools import cycle
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread

PATIENCE = 60.0


class Upstream:
    """The server behind the proxy."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, request: bytes) -> bytes:
        """What the server says to a request."""
        with self._connected() as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def begin(self, request: bytes, length: int) -> None:
        """Send the first ``length`` bytes of a request, and break off."""
        with self._connected() as connection:
            connection.sendall(request[:length])

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)


Treatment = Callable[[bytes, Upstream], bytes]
"""What becomes of a request; gives what its sender is told, or nothing, and then the connection is cut."""


def pass_on(request: bytes, upstream: Upstream) -> bytes:
    """The request arrives, and so does what is said to it."""
    return upstream.ask(request)


def lose_response(request: bytes, upstream: Upstream) -> bytes:
    """The request arrives; what is said to it is lost."""
    upstream.ask(request)
    return b""


def cut_request(request: bytes, upstream: Upstream) -> bytes:
    """The connection breaks half-way through the request's body."""
    body = len(request) - request.index(b"\r\n\r\n") - 4
    upstream.begin(request, len(request) - body // 2)
    return b""


def repeat(request: bytes, upstream: Upstream) -> bytes:
    """The request arrives twice at the same time."""
    with ThreadPoolExecutor(2) as pool:
        first, _ = pool.map(upstream.ask, (request, request))
    return first


def delay(seconds: float) -> Treatment:
    """The request arrives ``seconds`` later."""

    def treatment(request: bytes, upstream: Upstream) -> bytes:
        time.sleep(seconds)
        return upstream.ask(request)

    return treatment


class Held:
    """A request that is held back, so that others overtake it, until it is let go."""

    def __init__(self) -> None:
        self._came, self._may_go, self._told = Event(), Event(), Event()

    def __call__(self, request: bytes, upstream: Upstream) -> bytes:
        """Hold the request."""
        self._came.set()
        assert self._may_go.wait(PATIENCE)
        try:
            return upstream.ask(request)
        finally:
            self._told.set()

    def wait(self) -> None:
        """Wait until the request has come."""
        assert self._came.wait(PATIENCE)

    def let_go(self) -> None:
        """Let the request go on, and wait until the server has answered."""
        self._may_go.set()
        assert self._told.wait(PATIENCE)


class Proxy(ThreadingTCPServer):
    """Listens at a free port of this machine."""

    daemon_threads = True

    def __init__(self, *ports: int) -> None:
        self._upstreams = cycle(map(Upstream, ports))
        self._lock = Lock()
        self._treatments: dict[str, list[Treatment]] = defaultdict(list)
        super().__init__(("127.0.0.1", 0), _Passage)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def upstream(self) -> Upstream:
        """The server whose turn it is."""
        with self._lock:
            return next(self._upstreams)

    def treat(self, method: str, *treatments: Treatment) -> None:
        """What happens to the next requests of ``method``, one after another."""
        with self._lock:
            self._treatments[method] += treatments

    def next_for(self, method: str) -> Treatment:
        """What happens to a request that has just come."""
        with self._lock:
            waiting = self._treatments[method]
            return waiting.pop(0) if waiting else pass_on


class _Passage(StreamRequestHandler):
    server: Proxy

    def handle(self) -> None:
        """Read a request, and do to it what is to be done."""
        with suppress(OSError):
            request = _read(self.rfile)
            if request:
                method = request.split(b" ", 1)[0].decode("ascii")
                self.wfile.write(self.server.next_for(method)(request, self.server.upstream()))


def _read(stream: BufferedIOBase) -> bytes:
    """A whole request, changed so that the server closes the connection after its answer."""
    head, length = [stream.readline()], 0
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        if name.lower() != b"connection":
            head.append(line)
    return b"".join([*head, b"Connection: close\r\n\r\n", stream.read(length)]) if head[0] else b""


@contextmanager
def running(*ports: int) -> Iterator[Proxy]:
    """A proxy in front of the server at a port, or in turn of those at several, while the block lasts."""
    with Proxy(*ports) as proxy:
        thread = Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
