"""gunicorn's threaded worker, in which a request takes a thread only once all of it has come.

Threads are few. A client that sends a byte every few seconds keeps a place in a list meanwhile, and its few bytes in
memory; no thread ever waits for it, and neither does anybody else.
"""

from __future__ import annotations

import errno
import re
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn import util
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from quiz.runtime import early_refusals

MAX_SILENCE = 10.0
"""Seconds without a byte after which a request that has begun is given up."""
MAX_TIME = 40.0
"""Seconds after which a request that has begun, however it drips, is given up."""
MAX_HEAD = READ = 64 * 1024
MAX_BODY = 2 * 1024 * 1024
"""Bytes of a body that the app takes at most; what promises more is refused before it comes."""
UPLOADS = re.compile(rb"POST /(account/data/history|studio/[^/ ]+/[^/ ]+/(pictures|questions/[^/ ]+(/[^/ ]+)?)) ")
MAX_UPLOAD = 10 * 1024 * 1024
"""Bytes of a body where somebody sends a file."""
MAX_HELD = 64 * 1024 * 1024
"""Bytes of unfinished requests that a worker holds at most."""
LINGER = 2.0
"""Seconds in which a client may close its end after the last answer."""

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Held(Unreader):  # type: ignore[misc]  # gunicorn publishes no types
    """What has come of a request. A reader that wants more finds the connection broken."""

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Raise ``ConnectionResetError``: nothing more will come."""
        raise ConnectionResetError(errno.ECONNRESET, "the request broke off")


class Gathered:
    """The bytes of a request as they come, and whether they are all there.

    Of a body in chunks nothing is waited for or read: the app asks for its length instead. No browser sends one, and
    reading a body of many small chunks takes the square of their number.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.expects = False
        self.in_chunks = False
        self._head = 0
        self._most = MAX_BODY
        self._end: int | None = None

    def add(self, data: bytes) -> bool:
        """Take what has come; returns whether the request can be read as far as it will ever be."""
        seen = max(0, len(self.data) - 3)
        self.data += data
        if self._end is None:
            end = self.data.find(b"\r\n\r\n", seen)
            if end < 0:
                # Longer heads are refused by the parser.
                return len(self.data) > MAX_HEAD
            self._begin_body(end + 4)
        return self.is_whole or self.is_too_much

    @property
    def has_head(self) -> bool:
        """Whether the head has come, so that there is somebody to be answered."""
        return self._end is not None

    @property
    def is_whole(self) -> bool:
        """Whether all of the request is there that will be read."""
        return self._end is not None and len(self.data) >= self._end

    @property
    def is_too_much(self) -> bool:
        """Whether more is promised, or has come, than is ever taken."""
        return max(self._end or 0, len(self.data)) > self._head + self._most + MAX_HEAD

    def _begin_body(self, head: int) -> None:
        self._head = head
        self._most = MAX_UPLOAD if UPLOADS.match(self.data) else MAX_BODY
        fields = dict(map(_field, bytes(self.data[:head]).split(b"\r\n")[1:]))
        self.in_chunks = b"transfer-encoding" in fields
        self.expects = fields.get(b"expect", b"").lower() == b"100-continue" and not self.in_chunks
        length = b"" if self.in_chunks else fields.get(b"content-length", b"")
        # What can't be read is refused by the parser.
        self._end = head + (int(length) if length.isdigit() and len(length) < 20 else 0)


def _field(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.lower(), value.strip(b" \t")


class Connection(TConn):  # type: ignore[misc]  # gunicorn publishes no types
    """A client's connection, with what has come of its next request."""

    def __init__(self, worker: Worker, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(worker.cfg, sock, client, server)
        self.is_cut = False
        self.head = b""
        self._worker = worker
        self.begin()

    def begin(self) -> None:
        """Begin a request."""
        self.came = Gathered()
        self.began = self.heard = time.monotonic()

    def take(self) -> bool:
        """Take what has come; returns whether there is no more to wait for."""
        try:
            data = self.sock.recv(READ)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            data = b""
        if not data:
            self.is_cut = True
            return True
        self.heard = time.monotonic()
        done = self.came.add(data)
        if self.came.expects and not done:
            self.came.expects = False
            with suppress(OSError):
                self.sock.send(_CONTINUE)
        return done

    def is_late(self, now: float) -> bool:
        """Whether the client had its time."""
        return now > min(self.heard + MAX_SILENCE, self.began + MAX_TIME)

    def hand_over(self) -> None:
        """Let what has come be parsed; of a request that is not whole the connection is of no more use."""
        self.is_cut = self.is_cut or self.came.in_chunks or not self.came.is_whole
        self.init()
        if not isinstance(self.parser.unreader, Held):
            self.parser.unreader = Held()
        self.parser.unreader.unread(bytes(self.came.data))
        self.head = bytes(self.came.data[:MAX_HEAD])
        self.came = Gathered()

    def close(self, graceful: bool = False) -> None:
        """Close the connection. ``graceful`` lets the client read to the end, and keeps nobody waiting for that."""
        if graceful:
            self._worker.linger(self.sock)
        else:
            super().close()


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn publishes no types
    """Gathers requests in its one loop, and hands them to its threads when they are whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gathering: set[Connection] = set()
        self.lingering: dict[socket.socket, float] = {}
        self.held = 0
        self._in_hand = threading.local()

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self._gather(Connection(self, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """The next request of a connection that was kept begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        conn.begin()
        self._gather(conn)

    def enqueue_req(self, conn: Connection) -> None:
        """The next request of a connection came right behind the one before."""
        conn.begin()
        if conn.came.add(conn.parser.unreader.take_buffered()):
            self._hand_over(conn)
        else:
            self.held += len(conn.came.data)
            conn.sock.setblocking(False)
            self._gather(conn)

    def handle(self, conn: Connection) -> Any:
        """Answer a request, in one of the threads."""
        self._in_hand.head = conn.head
        return super().handle(conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what can't be parsed; what a browser may send has a page in its reader's language."""
        if not early_refusals.refuse(client, exc, self._in_hand.head):
            super().handle_error(req, client, addr, exc)

    def _gather(self, conn: Connection) -> None:
        self.gathering.add(conn)
        # Most often all of it is here already.
        if not self._took(conn):
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_more, conn))

    def _on_more(self, conn: Connection, client: socket.socket) -> None:
        # It leaves the poller before a thread has it.
        done = self._took(conn, self.poller.unregister)
        if not done and self.held > MAX_HELD:
            self._leave(conn, self.poller.unregister)
            self._drop(conn)

    def _took(self, conn: Connection, unregister: Callable[[Any], Any] = lambda sock: None) -> bool:
        """Take what has come of a request; returns whether it is in other hands now."""
        before = len(conn.came.data)
        done = conn.take()
        self.held += len(conn.came.data) - before
        if done:
            self._leave(conn, unregister)
            self._hand_over(conn)
        return done

    def _leave(self, conn: Connection, unregister: Callable[[Any], Any]) -> None:
        unregister(conn.sock)
        self.gathering.discard(conn)
        self.held -= len(conn.came.data)

    def _hand_over(self, conn: Connection) -> None:
        """Let a thread answer; where there is nobody to be answered, the connection ends."""
        if not conn.came.has_head and len(conn.came.data) <= MAX_HEAD:
            self._drop(conn)
            return
        conn.hand_over()
        super().enqueue_req(conn)

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        return not conn.is_cut and super()._keepalive_after(conn, keepalive)

    def murder_pending(self) -> None:
        """Give up requests that take too long, and connections whose client does not close its end."""
        now = time.monotonic()
        for conn in [conn for conn in self.gathering if conn.is_late(now) or not (self.alive or conn.came.data)]:
            self._leave(conn, self.poller.unregister)
            self._hand_over(conn)
        for sock in [sock for sock, until in self.lingering.items() if now > until]:
            self._close(sock)

    def linger(self, sock: socket.socket) -> None:
        """Close a connection once its client has: closed before, it could cut the answer's end off."""
        try:
            sock.setblocking(False)
            sock.shutdown(socket.SHUT_WR)
            self.poller.register(sock, selectors.EVENT_READ, self._drain)
        except (OSError, ValueError):
            util.close(sock)
            return
        self.lingering[sock] = time.monotonic() + LINGER

    def _drain(self, sock: socket.socket) -> None:
        try:
            ended = not sock.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            ended = True
        if ended:
            self._close(sock)

    def _close(self, sock: socket.socket) -> None:
        del self.lingering[sock]
        self.poller.unregister(sock)
        util.close(sock)

    def is_parent_alive(self) -> bool:
        """Whether the master is there. Where it was killed the port is free at once, and what is begun is finished."""
        if super().is_parent_alive():
            return True
        self.alive = False
        self.set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()
        return False
