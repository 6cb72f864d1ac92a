"""Static files under an address that names their content: cached for ever, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from functools import cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

_COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}


def serve_statics(app: Flask, source: Path, instance: Path) -> None:
    """Serve ``source`` through WhiteNoise; ``static_url(name)`` in templates gives an address, ``icon(name)`` a sign.

    The whole tree shares one hash in its address, so that modules import each other by plain relative names.
    """
    mark = tree_hash(source)
    prefix = f"static/{mark}/"
    root = _compressed_copy(source, instance / "static" / mark) or source
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask documents this assignment
        app.wsgi_app,
        root=str(root),
        prefix=prefix,
        max_age=31_536_000,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_headers,
    )

    def static_url(name: str) -> str:
        """The address of a static file."""
        return f"/{prefix}{name}"

    @cache
    def icon(name: str) -> Markup:
        """A sign of the sprite, which says nothing that the words beside it don't."""
        return Markup('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>').format(
            static_url("img/icons.svg"), name
        )

    app.jinja_env.globals.update(static_url=static_url, icon=icon)
    app.extensions["static_prefix"] = f"/{prefix}"


def tree_hash(folder: Path) -> str:
    """A short hash over the names and contents of all files below ``folder``."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]


def _compressed_copy(source: Path, target: Path) -> Path | None:
    """A copy of ``source`` with a compressed twin of each text; None where the folder can't be written."""
    if target.is_dir():
        return target
    draft = target.with_name(f"{target.name}.draft")
    try:
        shutil.rmtree(target.parent, ignore_errors=True)
        shutil.copytree(source, draft)
        for path in list(draft.rglob("*")):
            if path.suffix in _COMPRESSED:
                path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        draft.rename(target)
    except OSError:
        return target if target.is_dir() else None
    return target


def _headers(headers: object, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]  # wsgiref's Headers
