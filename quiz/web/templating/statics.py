"""Static files under an address that names their content: cached for ever, compressed once, kept for a few releases."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

if TYPE_CHECKING:
    # These types stand in stubs alone: nothing can be imported when the app runs.
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT = 5
"""How many releases' files stay: pages of an earlier one may still be open, or served by a process not yet replaced."""
IN_USE = 86_400
"""Seconds for which a release's files stay after they were last served, however many releases came since."""
NOTED = 3_600
"""Seconds between two notes that a release's files are used."""
_COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}
_TREE = re.compile(r"/static/([0-9a-f]{12})/")


class Trees(WhiteNoise):  # type: ignore[misc]  # WhiteNoise publishes no types
    """Serves every release's files that lie below ``kept``, also those that another process put there later.

    ``own`` names the release of this process: whatever it is asked for, its files are in use.
    """

    def __init__(self, application: WSGIApplication, kept: Path, own: str) -> None:
        super().__init__(
            application,
            max_age=31_536_000,
            immutable_file_test=lambda path, url: True,
            add_headers_function=_headers,
        )
        self.kept = kept
        self.own = own
        self._known: set[str] = set()
        self._used: dict[str, float] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer for a static file, or let the app answer."""
        self._note_use(self.own)
        found = _TREE.match(environ.get("PATH_INFO", ""))
        if found is not None:
            self._note_use(found[1])
            if found[1] not in self._known:
                self.add(found[1], self.kept / found[1])
        answer: Iterable[bytes] = super().__call__(environ, start_response)
        return answer

    def serve(self, static_file: object, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The file; 404 where its release was removed meanwhile."""
        try:
            answer: Iterable[bytes] = WhiteNoise.serve(static_file, environ, start_response)
        except FileNotFoundError:
            # WhiteNoise opens the file before it begins to answer.
            start_response("404 NOT FOUND", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return []
        return answer

    def _note_use(self, mark: str) -> None:
        """Date the folder of ``mark``, at most once in an hour: what was used lately stays."""
        now = time.time()
        if now - self._used.get(mark, 0) > NOTED:
            self._used[mark] = now
            with suppress(OSError):
                os.utime(self.kept / mark)

    def add(self, mark: str, folder: Path) -> None:
        """Serve ``folder`` under ``mark``, if it is there."""
        if folder.is_dir():
            self.add_files(str(folder), prefix=f"static/{mark}/")
            self._known.add(mark)


def serve_statics(app: Flask, source: Path, instance: Path) -> None:
    """Serve ``source`` through WhiteNoise; ``static_url(name)`` in templates gives an address, ``icon(name)`` a sign.

    The whole tree shares one hash in its address, so that modules import each other by plain relative names. Nothing is
    written: where ``keep_statics`` made no compressed copy, the files are served as they are.
    """
    mark = tree_hash(source)
    kept = instance / "static"
    trees = Trees(app.wsgi_app, kept, mark)
    trees.add(mark, kept / mark if (kept / mark).is_dir() else source)
    app.wsgi_app = trees  # type: ignore[method-assign]  # Flask documents this assignment

    def static_url(name: str) -> str:
        """The address of a static file."""
        return f"/static/{mark}/{name}"

    @cache
    def icon(name: str) -> Markup:
        """A sign of the sprite, which says nothing that the words beside it don't."""
        return Markup('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>').format(
            static_url("img/icons.svg"), name
        )

    app.jinja_env.globals.update(static_url=static_url, icon=icon)
    app.extensions["static_prefix"] = f"/static/{mark}/"


def keep_statics(source: Path, instance: Path) -> None:
    """Put a compressed copy of ``source`` where all releases' files are kept, and remove those of long ago.

    For a server that is about to start, and nothing else. Where the folder can't be written, nothing happens.
    """
    kept = instance / "static"
    target = kept / tree_hash(source)
    with suppress(OSError):
        if target.is_dir():
            # Gone back to an earlier release: it is the latest again.
            os.utime(target)
        else:
            _copy(source, target)
        _prune(kept)


def tree_hash(folder: Path) -> str:
    """A short hash over the names and contents of all files below ``folder``."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]


def _copy(source: Path, target: Path) -> None:
    """A copy of ``source`` with a compressed twin of each text: whole, or not there at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        shutil.copytree(source, draft, dirs_exist_ok=True)
        for path in list(draft.rglob("*")):
            if path.suffix in _COMPRESSED:
                path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        draft.chmod(0o755)
        os.utime(draft)
        draft.rename(target)
    finally:
        # Still there where the disk is full, or where another process was first.
        shutil.rmtree(draft, ignore_errors=True)


def _prune(kept: Path) -> None:
    trees = [path for path in kept.iterdir() if path.is_dir() and re.fullmatch("[0-9a-f]{12}", path.name)]
    trees.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in trees[KEPT:]:
        if time.time() - path.stat().st_mtime < IN_USE:
            continue
        shutil.rmtree(path, ignore_errors=True)


def _headers(headers: object, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]  # wsgiref's Headers
