"""gunicorn, run in this process with what the app needs."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import socket
import struct
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from quiz.platform.metrics import FOLDER

MAX_SENDING = 10
"""Seconds in which a client that is sent an answer has to take some of it."""
MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(128 * 1024), "MALLOC_ARENA_MAX": "1"}
"""glibc raises the first limit by itself when a password was hashed, and keeps the 19 MiB of each hash from then on.

Threads that take turns need no memory apart from each other's: one arena for all holds 5 MiB less (`make bench`).
"""
_MASTER = os.getpid()
GRACE = 30
"""Seconds in which requests that have begun are finished when the server ends: longer than any waits for a lock."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """gunicorn with its settings given here instead of in a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.made: Any = None
        super().__init__()

    def load_config(self) -> None:
        """Take over the options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def make(self) -> Any:
        """The app, made once in the master and used, so that the workers share what it needs."""
        from quiz.app import create_app
        from quiz.platform.paths import STATIC
        from quiz.platform.settings import Settings
        from quiz.web.templating.statics import keep_statics

        # Only who serves writes there: any other command may be of another release than the server that runs.
        keep_statics(STATIC, Settings.from_environment().instance)
        app = create_app()
        use(app)
        return app

    def run(self) -> None:
        """Make the app, and serve until stopped."""
        self.made = self.make()
        # Collected and frozen before the fork: a collection in a worker would write to all that is shared with it.
        gc.collect()
        gc.freeze()
        super().run()

    def load(self) -> Any:
        """The app as the master made it, in each worker; after a reload each makes its own."""
        from quiz.runtime import closing, data_files, mailing, reminding
        from quiz.web.integrity.monitoring import apart

        app = self.made or self.make()

        # What was loaded stays: the collector need not look at a request's few hundred objects before it is over.
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        # Not before the fork: a thread would stay behind in the parent.
        closing.begin(app)
        data_files.begin(app)
        mailing.begin(app)
        reminding.begin(app)
        metrics = app.extensions["settings"].metrics
        return app if metrics is None else apart(app, metrics[1])

    def reload(self) -> None:
        """Let new workers make the app again: what it was made from may have changed."""
        self.made = None
        super().reload()


def use(app: Any) -> None:
    """Ask ``app`` for two pages that need nobody signed in, and leave no connection to the store behind.

    Half of what a worker would have in memory of its own is made by its first requests.
    """
    from structlog.testing import capture_logs
    from werkzeug.test import Client

    from quiz.platform.extensions import db

    settings = app.extensions["settings"]
    host = next(iter(settings.hosts), "localhost").lstrip(".")
    # Werkzeug's own: Flask's brings a debugger along.
    client = Client(app)
    with capture_logs():
        for path in ("/signin", "/"):
            client.get(path, base_url=f"{'https' if settings.https else 'http'}://{host}")
    with app.app_context():
        db.engine.dispose()


class Log(Logger):  # type: ignore[misc]  # gunicorn publishes no types
    """gunicorn's log without what is no fault, a client that went away while it was sent its answer; and without paths,
    as they hold attempts' tokens.
    """

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log the exception that is being handled."""
        if not isinstance(sys.exc_info()[1], BlockingIOError):
            super().exception(str(msg).partition(" %s")[0], **kwargs)


def port_is_taken(host: str, port: int) -> bool:
    """Whether somebody listens there already. Raises ``OSError`` where nobody can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False


def bracketed(host: str) -> str:
    """``host`` as it stands before a port: ``[::1]``."""
    return f"[{host}]" if ":" in host else host


def go_on(host: str, port: int, workers: int) -> NoReturn:
    """Become a server: of what this process loaded to migrate and publish, which no worker needs, nothing stays."""
    sys.stdout.flush()
    words = ["-P", "-m", "quiz.runtime.server", host, str(port), str(workers)]
    os.execve(sys.executable, [sys.executable, *words], {**MEMORY, **os.environ})


def bound_sending(arbiter: Any) -> None:
    """Let no connection of ``arbiter`` keep a thread for ever that waits to be rid of an answer.

    A phone that loses its network says nothing any more, not even that it is gone. Connections inherit this from the
    socket that they came in by.
    """
    for listener in arbiter.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", MAX_SENDING, 0))


def load_without_tools() -> None:
    """Import the app before the workers are forked, so that they share it, and nothing of developers' tools with it.

    Where `rich` is installed, structlog loads it for tracebacks in colours: 17 MiB, and our log has no colours.
    """
    if "structlog" not in sys.modules:
        sys.modules["rich"] = None  # type: ignore[assignment]  # what can't be imported is marked so
    import quiz.app  # noqa: F401

    if sys.modules.get("rich", sys) is None:
        del sys.modules["rich"]


def run(host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    from quiz.platform.settings import Settings

    settings = Settings.from_environment()
    with _shared_numbers(wanted=bool(settings.metrics or settings.metrics_token)):
        _serve([(host, port), *([settings.metrics] if settings.metrics else [])], workers)


@contextmanager
def _shared_numbers(*, wanted: bool) -> Iterator[None]:
    """A folder in which the workers share their numbers, gone when the server ends."""
    if not wanted:
        yield
        return
    folder = tempfile.mkdtemp(prefix="dalmada-metrics-")
    # It is read where the library is loaded, by the workers.
    os.environ[FOLDER] = folder
    try:
        yield
    finally:
        if os.getpid() == _MASTER:
            shutil.rmtree(folder, ignore_errors=True)


def _serve(addresses: Sequence[tuple[str, int]], workers: int) -> None:
    load_without_tools()
    from quiz.runtime.request_gathering import Worker

    Server(
        {
            "bind": [f"{bracketed(host)}:{port}" for host, port in addresses],
            "workers": workers,
            "worker_class": Worker,
            "threads": 4,
            # Of the 1,024 files that a process may open by default, some are the store's.
            "worker_connections": 800,
            "timeout": 60,
            "graceful_timeout": GRACE,
            "keepalive": 5,
            "control_socket_disable": True,
            # Which proxies are believed is the app's business, by QUIZ_TRUSTED_PROXIES.
            "forwarded_allow_ips": "",
            "loglevel": "warning",
            "logger_class": Log,
            "when_ready": bound_sending,
        }
    ).run()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
