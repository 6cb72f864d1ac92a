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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def _owner() -> dict[str, object]:
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


@contextmanager
def server(**settings: str) -> Iterator[str]:
    """Runs a server while the block lasts; gives its address without a database's name."""
    folder = Path(tempfile.mkdtemp(prefix="dalmada-pg-"))
    owner = _owner()
    if owner:
        os.chown(folder, owner["user"], owner["group"])  # type: ignore[arg-type]  # the ids of _owner
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    data = folder / "data"
    command = [str(binaries() / "initdb"), "-D", str(data), "-U", "quiz", "--auth=trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment, **owner)  # type: ignore[call-overload]  # the ids of _owner
    port = _free_port()
    options = {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "60",
        **settings,
    }
    command = [str(binaries() / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment, **owner)  # type: ignore[call-overload]  # the ids of _owner
    try:
        _wait(process, port, folder / "log")
        yield f"postgresql+psycopg://quiz@127.0.0.1:{port}"
    finally:
        # SIGTERM would wait for clients for ever.
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        if re.search(r"ready to accept connections", log.read_text(errors="replace")):
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start on port {port}:\n{log.read_text(errors='replace')[-2000:]}")
