"""The server of ``quiz preview``: for this machine alone, a thread a request, as pages stay open to be redrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """A request that is not written to the terminal: there the address stands, and what goes wrong."""

    def version_string(self) -> str:
        """What the server calls itself."""
        return "quiz"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Write nothing: a page that was closed while it was redrawn is no fault."""


def make(path: Path, packaged: Path, port: int, language: str) -> BaseWSGIServer:
    """A server that shows the file or folder ``path``; 0 is any free port.

    Raises ``OSError`` for a port that can't be used.
    """
    from quiz.web.authoring.local.app import create_preview

    app = create_preview(path, packaged, language)
    return make_server(HOST, _free(port), app, threaded=True, request_handler=Quiet)


def _free(port: int) -> int:
    from quiz.runtime.server import port_is_taken

    # Werkzeug would end the process where the port is taken.
    if port and port_is_taken(HOST, port):
        raise OSError(f"port {port}")
    return port


def serve(server: BaseWSGIServer, begun: Callable[[str], object]) -> None:
    """Serve until the terminal interrupts; ``begun`` gets the address first."""
    begun(f"http://{HOST}:{server.server_port}/")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
