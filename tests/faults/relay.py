"""A relay in front of a database that does what dead hosts do: it falls silent, and no connection ends.

``with running(port) as relay`` passes on all that is said; ``relay.fall_silent()`` holds back what is said on the
connections that are open, with ``new=True`` also on those that come; ``relay.speak()`` lets new ones through again.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread


class Relay(ThreadingTCPServer):
    """Listens at a free port of this machine."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.behind = port
        self._lock = Lock()
        self._silent = False
        self._speaking: list[Event] = []
        super().__init__(("127.0.0.1", 0), _Line)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def line(self) -> Event:
        """What a new connection looks at before it passes anything on."""
        speaks = Event()
        with self._lock:
            if not self._silent:
                speaks.set()
                self._speaking.append(speaks)
        return speaks

    def fall_silent(self, *, new: bool = False) -> int:
        """Let nothing more through on the connections that are open, for good; returns how many there were."""
        with self._lock:
            self._silent = new
            held, self._speaking = self._speaking, []
        for speaks in held:
            speaks.clear()
        return len(held)

    def speak(self) -> None:
        """Let new connections through; those that fell silent stay so."""
        with self._lock:
            self._silent = False


class _Line(BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        """Pass on what both ends say."""
        speaks = self.server.line()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.server.behind)) as behind:
            Thread(target=_pass_on, args=(behind, self.request, speaks), daemon=True).start()
            _pass_on(self.request, behind, speaks)


def _pass_on(source: socket.socket, target: socket.socket, speaks: Event) -> None:
    with suppress(OSError):
        while said := source.recv(65536):
            speaks.wait()
            target.sendall(said)
        speaks.wait()
        target.shutdown(socket.SHUT_WR)


@contextmanager
def running(port: int) -> Iterator[Relay]:
    """A relay in front of the server at ``port`` while the block lasts."""
    with Relay(port) as relay:
        thread = Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()
