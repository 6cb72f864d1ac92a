"""What may enter: a request is read whole, and what can't be stored, or is too much, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable

import structlog
from flask import abort, request
from werkzeug.exceptions import HTTPException

from quiz.domain.text_limits import fault_of

SAFE = ("GET", "HEAD", "OPTIONS")
ANSWER = "answer-"
"""How the fields of an answer begin."""
TYPED = "f."
"""How the fields of the forms begin in which banks are written."""
WITH_PICTURES = frozenset({"authoring.upload_pictures", "authoring.save_question", "authoring.add_question"})
"""Endpoints that take pictures, each beside a form with many inputs."""
UPLOADS = frozenset({"own_data.look_at_history", *WITH_PICTURES})
"""Endpoints that take more than any other form may hold, as the server in front does for them (`request_gathering`)."""
MAX_UPLOAD = 10 * 1024 * 1024 + 64 * 1024
"""Bytes that such a request has at most: the file, and the form around it."""
MAX_PARTS = 5_000
"""Inputs of a form that is sent beside pictures: as many as a form without them may have in its bytes."""
MISREAD = "\ufffd"
"""What stands for bytes that are no text."""
MEASURED_FIELDS = frozenset({"name", "password", "old", "new", "pasted", "roster", "source"})
"""Fields whose own forms measure them: those say at the field what is wrong, and keep what was typed."""
_SURROGATE = re.compile("[\ud800-\udfff]")
log = structlog.get_logger()


def read_whole() -> None:
    """All that is sent, before anybody asks the store who is there.

    A transaction that waited for a slow network would keep every other writer waiting with it.
    """
    if not request.content_length:
        return
    if request.endpoint in UPLOADS:
        request.max_content_length = MAX_UPLOAD
    if request.endpoint in WITH_PICTURES:
        request.max_form_parts = MAX_PARTS
    try:
        request.get_data(parse_form_data=True)
    except HTTPException:
        raise
    except Exception as error:
        # Whatever server reads the body has its own words for one that is not what its head promised.
        log.warning("unreadable", error=type(error).__name__)
        abort(400)


def refuse_unstorable(texts: Iterable[str], more: str = "") -> None:
    """No database keeps a NUL, and no encoding a lone surrogate; neither can be typed. ``more`` is refused as well."""
    for text in texts:
        if any(sign in text for sign in ("\x00", *more)) or _SURROGATE.search(text):
            abort(400, "unstorable")


def refuse_too_much(texts: Iterable[str]) -> None:
    """What is longer than any text, or would take for ever to compose, is refused before anybody looks at it."""
    for text in texts:
        fault = fault_of(text)
        if fault is not None:
            abort(413 if fault == "too_long" else 422, fault)


def measured_by_form(name: str) -> bool:
    """Whether the field's own page measures it: it says so at the field, and keeps what was typed."""
    return request.method not in SAFE and (name in MEASURED_FIELDS or name.startswith((ANSWER, TYPED)))


def sent() -> Iterable[tuple[str, str]]:
    """The address, and the names and values of its query and of a form."""
    yield "", request.path
    yield from request.args.items(multi=True)
    if request.method not in SAFE:
        yield from request.form.items(multi=True)
