"""A real PostgreSQL server in a temporary folder, from the binaries of this machine."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REMEDY = (
    "PostgreSQL's server is missing. On Debian: apt-get install postgresql. Elsewhere put initdb and postgres on PATH."
)


def binaries() -> Path:
    """The folder of the newest server; raises RuntimeError with the remedy where there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    folders = [*reversed(installed), *([Path(found).resolve().parent] if found else [])]
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(REMEDY)


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("root needs a user named postgres or nobody to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "max_wal_size": "96MB",
}
"""For tests whose server never goes down: what it acknowledged need not have reached its files."""
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""As servers are by default: what was acknowledged is there after a crash."""


class Server:
    """A server that can be stopped, also in the midst of its work, and started again."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.port = _free_port()
        self.folder = folder
        self._settings = settings
        self._log = folder / "log"
        self._owner = _owner()
        self._process: subprocess.Popen[bytes] | None = None
        if self._owner:
            os.chown(folder, self._owner["user"], self._owner["group"])
        command = [str(binaries() / "initdb"), "-D", "data", "-U", "quiz", "--auth=trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, **self._where())

    @property
    def address(self) -> str:
        """Where it is, without a database's name."""
        return f"postgresql+psycopg://quiz@127.0.0.1:{self.port}"

    def _where(self) -> dict[str, Any]:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return {"cwd": self.folder, "env": environment, **self._owner}

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        place = ["-D", "data", "-p", str(self.port), "-k", str(self.folder), "-h", "127.0.0.1"]
        with self._log.open("wb") as log:
            command = [str(binaries() / "postgres"), *place, *options]
            process: subprocess.Popen[bytes] = subprocess.Popen(command, stdout=log, stderr=log, **self._where())
        self._process = process
        _wait(process, self.port, self._log)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: by SIGINT once its clients were sent away (SIGTERM would wait for them), by SIGQUIT at once."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            self._process = None


@contextmanager
def running(settings: Mapping[str, str], within: Path | None = None) -> Iterator[Server]:
    """A server that runs while the block lasts, its files in a new folder ``within`` another."""
    folder = Path(tempfile.mkdtemp(prefix="dalmada-pg-", dir=within))
    try:
        server = Server(folder, settings)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(**settings: str) -> Iterator[str]:
    """A quick server that runs while the block lasts; gives its address without a database's name."""
    with running({**QUICK, **settings}) as made:
        yield made.address


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        if re.search(r"ready to accept connections", log.read_text(errors="replace")):
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start on port {port}:\n{log.read_text(errors='replace')[-2000:]}")
