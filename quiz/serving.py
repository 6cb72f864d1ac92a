"""gunicorn, run in this process with what the app needs."""

from __future__ import annotations

import errno
import socket
from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """gunicorn with its settings given here instead of in a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take over the options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The app, made once in each worker."""
        from quiz.app import create_app

        return create_app()


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


def run(host: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    Server(
        {
            "bind": f"{bracketed(host)}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "control_socket_disable": True,
            # Which proxies are believed is the app's business, by QUIZ_TRUSTED_PROXIES.
            "forwarded_allow_ips": "",
            "loglevel": "warning",
        }
    ).run()
