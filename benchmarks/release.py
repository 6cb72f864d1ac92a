"""An earlier state of the project beside today's: its own checkout, packages and store, served by its own code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.server import ROOT
from benchmarks.stores import Store

_LOCK = "requirements.lock"
_FILL = """
import json, sys
from pathlib import Path
from benchmarks.stores import add_people, published

add_people(published(Path(sys.argv[1])), json.loads(sys.argv[2]))
"""


@dataclass(frozen=True, kw_only=True)
class Release:
    """A commit, checked out in a folder, the Python that runs it, and its store."""

    commit: str
    checkout: Path
    python: str
    store: Store

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a server on its store, with which Python finds the checkout's own code first."""
        return {**self.store.environment, "PYTHONPATH": str(self.checkout)}


def newest_tag() -> str | None:
    """The newest tag, which names the last release; ``None`` where there is none yet."""
    found = subprocess.run(["git", "describe", "--tags", "--abbrev=0"], cwd=ROOT, capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else None


def check_out(revision: str, folder: Path, names: Sequence[str]) -> Release:
    """Put ``revision`` into ``folder`` with a store in which ``names`` have accounts. It needs the network where its
    packages are not among today's."""
    commit = _git("rev-parse", "--short", f"{revision}^{{commit}}").strip()
    checkout = folder / "checkout"
    checkout.mkdir(parents=True)
    archive = subprocess.Popen(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", str(checkout)], stdin=archive.stdout, check=True)
    python = sys.executable if _has_packages(checkout) else _with_own_packages(checkout, folder / "venv")
    compiled = "import babel.messages.frontend as f; f.CommandLineInterface().run(['', '-q', 'compile', '-d', '{}'])"
    _run([python, "-c", compiled.format("quiz/translations")], checkout)
    _run([python, "-c", _FILL, str(folder / "store"), json.dumps(names)], checkout)
    return Release(commit=commit, checkout=checkout, python=python, store=Store(instance=folder / "store"))


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _has_packages(checkout: Path) -> bool:
    """Whether today's packages hold all those of the earlier state, in the same versions."""
    earlier, today = (set((place / _LOCK).read_text(encoding="utf-8").splitlines()) for place in (checkout, ROOT))
    return earlier <= today


def _with_own_packages(checkout: Path, venv: Path) -> str:
    _run([sys.executable, "-m", "venv", str(venv)], checkout)
    python = str(venv / "bin" / "python")
    _run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", _LOCK], checkout)
    return python


def _run(command: Sequence[str], checkout: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    found = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True)
    if found.returncode:
        raise SystemExit(f"the earlier release can't be set up: {found.stderr[-2000:]}")
