"""An answer that somebody tries in a preview, as its form or its script sends it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from quiz.platform.settings import LANGUAGES
from quiz.web.authoring.preview.fragments import Try
from quiz.web.request.input_checks import ANSWER
from quiz.web.request.whole_numbers import whole


def sent() -> Try:
    """What was sent; without a number or a language it is for no question."""
    form = request.form
    at = form.get("at", "")
    return Try(number=whole(form.get("number", "")) or 0, language=at if at in LANGUAGES else "", raw=_answer())


def _answer() -> Mapping[str, list[str]]:
    names = (name for name in request.form if name.startswith(ANSWER))
    return {name.removeprefix(ANSWER): request.form.getlist(name) for name in names}


def by_script() -> bool:
    """Whether a script asks, which wants the part alone that changes."""
    return request.headers.get("X-Requested-With") == "fetch"
