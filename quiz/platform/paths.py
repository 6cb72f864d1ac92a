"""Where templates, static files and the packaged banks lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent
IN_CHECKOUT = (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "templates").is_dir()
_HOME = CHECKOUT if IN_CHECKOUT else PACKAGE

TEMPLATES = _HOME / "templates"
STATIC = _HOME / "static"
QUESTIONS = _HOME / "questions"
TRANSLATIONS = PACKAGE / "translations"
MIGRATIONS = PACKAGE / "storage" / "migrations"


def default_instance() -> Path:
    """The folder of store and key: ``instance/`` in a checkout, the user's data folder from a wheel."""
    if IN_CHECKOUT:
        return CHECKOUT / "instance"
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "dalmada"
