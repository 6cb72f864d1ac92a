"""What two machines run on: nginx as the docs have it, Redis, and servers that are ended and started by their ids."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from quiz.platform.paths import CHECKOUT
from tests.faults.servers import PATIENCE, Served, end, start, until, wait_for

REMEDY = "{name} is missing. On Debian or Ubuntu: apt-get install {package}. Elsewhere put it on PATH."
SYSTEM = "/usr/sbin"
"""Where Debian has servers, which is not on everybody's PATH."""


def tool(name: str, package: str) -> str:
    """The command of that name; raises RuntimeError with the remedy where there is none."""
    found = shutil.which(name) or shutil.which(name, path=SYSTEM)
    if found is None:
        raise RuntimeError(REMEDY.format(name=name, package=package))
    return found


class Machine:
    """A machine of its own as far as the app knows: a port, a folder, two workers."""

    def __init__(self, folder: Path, url: str, port: int, **settings: str) -> None:
        self.folder = folder
        self.url = url
        self.port = port
        self.settings = {**settings, "QUIZ_TRUSTED_PROXIES": "1"}
        self.server: Served | None = None

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.server = start(self.folder, self.url, self.port, **self.settings)
        # Of two that start on an empty store, one waits until the other has published.
        wait_for(self.server, 4 * PATIENCE)
        until(lambda: said(self.port, "/readyz") == (200, "ok\n"), "a machine that is ready")

    def workers(self) -> list[int]:
        """Its workers; none where it is down."""
        if self.server is None or self.server.process.poll() is not None:
            return []
        return self.server.workers()

    def kill(self) -> None:
        """End it at once, as if its plug was pulled."""
        assert self.server is not None
        workers = self.server.workers()
        self.server.process.kill()
        self.server.process.wait(timeout=30)
        self.server.kill(workers)

    def stop(self) -> None:
        """End it as a service is ended: what was begun is finished."""
        assert self.server is not None
        self.server.process.send_signal(signal.SIGTERM)
        self.server.process.wait(timeout=60)

    def end(self) -> None:
        """End it when all is over."""
        if self.server is not None:
            end(self.server)

    def surprises(self) -> list[str]:
        """Lines of its log that tell of a fault that nobody had thought of."""
        return self.server.surprises() if self.server is not None else []


class Redis:
    """The store of the limits."""

    def __init__(self, folder: Path, port: int) -> None:
        self._command = [tool("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
        self._command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._log = folder / "redis.log"
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        until(lambda: _listens(self._port), "Redis")

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=30)
            self._process = None


@dataclass(frozen=True, kw_only=True)
class Front(Served):
    """nginx, with the workers of all machines behind it."""

    folder: Path
    machines: tuple[Machine, ...]

    def workers(self) -> list[int]:
        """The workers of every machine that is up."""
        return [worker for machine in self.machines for worker in machine.workers()]

    def surprises(self) -> list[str]:
        """What nobody had thought of, on any machine."""
        return [line for machine in self.machines for line in machine.surprises()]

    def leave_out(self, *machines: Machine) -> None:
        """Send nothing more to some machines: mark them as down and read the settings again, as the docs say."""
        write_settings(self.folder, self.port, self.machines, machines)
        before = self._own_workers()
        self.process.send_signal(signal.SIGHUP)
        until(lambda: self._own_workers() - before, "nginx with its new settings")
        # Until they are through, its earlier processes send requests by the earlier settings.
        until(lambda: not self._own_workers() & before, "the end of nginx's earlier processes")

    def used(self) -> dict[int, int]:
        """How many requests each machine was sent, by its port."""
        said = (self.folder / "access.log").read_text(encoding="utf-8")
        return {machine.port: said.count(f"127.0.0.1:{machine.port} ") for machine in self.machines}

    def tried_twice(self) -> int:
        """How many requests nginx sent to the other machine as well, since the first did not answer."""
        said = (self.folder / "access.log").read_text(encoding="utf-8")
        return len(re.findall(r"^127[.]0[.]0[.]1:\d+, 127", said, re.MULTILINE))

    def _own_workers(self) -> set[int]:
        master = self.process.pid
        return set(map(int, Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()))


def begin_front(folder: Path, port: int, machines: Sequence[Machine]) -> Front:
    """Start nginx before ``machines``, and wait until it takes connections."""
    write_settings(folder, port, machines, ())
    command = [tool("nginx", "nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "error.log"]
    log = folder / "nginx.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    until(lambda: process.poll() is not None or _listens(port), "nginx")
    assert process.poll() is None, log.read_text(encoding="utf-8")
    return Front(process=process, port=port, log=log, folder=folder, machines=tuple(machines))


SETTINGS = """
daemon off;
{user}worker_processes 1;
pid nginx.pid;
error_log error.log warn;
events {{ worker_connections 512; }}
http {{
    log_format machines '$upstream_addr $status $request_method $uri';
    access_log access.log machines;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
{upstream}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 2m;
{location}
    }}
}}
"""


def write_settings(folder: Path, port: int, machines: Sequence[Machine], down: Sequence[Machine]) -> None:
    """nginx's settings: those of docs/deployment.md, with the addresses of this test."""
    docs = (CHECKOUT / "docs" / "deployment.md").read_text(encoding="utf-8")
    upstream = _found(r"^upstream dalmada \{\n.*?^\}", docs)
    options = _found(r"(?<=:8000 ).*?(?=;)", upstream)
    servers = [f"server 127.0.0.1:{one.port} {'down' if one in down else options};" for one in machines]
    location = _found(r"^    location / \{\n.*?^    \}", docs).replace("http://127.0.0.1:8000", "http://dalmada")
    text = SETTINGS.format(
        user="user root;\n" if os.geteuid() == 0 else "",
        upstream=f"    upstream dalmada {{ {' '.join(servers)} }}",
        port=port,
        location=location,
    )
    (folder / "nginx.conf").write_text(text, encoding="utf-8")


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/deployment.md has no {pattern}"
    return found[0]


def said(port: int, path: str) -> tuple[int, str]:
    """What is answered at a port; 0 where nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
