"""A month's study notes as a page of their own that holds nothing of its reader: it may be kept by a browser."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from quiz.platform.settings import LANGUAGES
from quiz.web.request import request_context, series_context
from quiz.web.request.series_context import page_of_series

bp = Blueprint("notes", __name__)


@page_of_series(bp, "/notes/<language>/<month>")
def notes(language: str, month: str) -> Any:
    """The study notes of a bank, the same for everybody, in the language of the address."""
    if language not in LANGUAGES:
        abort(404)
    request_context.speak(language)
    found = series_context.catalogue().month(month)
    if found is None or not found.notes:
        abort(404)
    return render_template("content/notes.html", month=found)
