"""An answer as a browser sends it, by form or by script, in terms of a question's inputs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import abort, request

from quiz.services.attempts.locking import SaveTarget
from quiz.services.attempts.pages import placed_answers
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.attempts.serialization import variant_from
from quiz.services.attempts.time_in_view import Looked
from quiz.web.request.input_checks import ANSWER, refuse_too_much, refuse_unstorable
from quiz.web.request.whole_numbers import whole


def raw_answer(form: Any) -> dict[str, list[str]]:
    """The answer's fields of a posted form, by input name."""
    return {name.removeprefix(ANSWER): form.getlist(name) for name in form if name.startswith(ANSWER)}


def by_id(raw: Mapping[str, list[str]], target: SaveTarget) -> dict[str, list[str]]:
    """``raw`` with every input by its own name and every option by its id; raises ``AnswerError``."""
    return placed_answers.by_id(raw, target.question, variant_from(target.row.variant))


def sent_with_form(form: Mapping[str, str]) -> AnswerSubmission:
    """What came with a form: a device that is new with every page, so that sending it twice is one answer."""
    return AnswerSubmission(
        device=form.get("device", "")[:60],
        sequence=_number(form.get("sequence", "0")),
        base_revision=_number(form.get("base", "0")),
        certainty=_level(form.get("certainty")),
        looked=_looked(form),
    )


def read_json() -> tuple[dict[str, list[str]], AnswerSubmission]:
    """The answer of a script's request; aborts with 400 where its shape is wrong."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        abort(400)
    if not isinstance(body, dict) or not isinstance(body.get("answer"), dict):
        abort(400)
    answer = {}
    for name, values in body["answer"].items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            abort(400)
        answer[name] = values
    device = body.get("device")
    if not isinstance(device, str):
        abort(400)
    refuse_unstorable(text for name, values in answer.items() for text in (name, *values))
    refuse_too_much((*answer, device))
    return answer, AnswerSubmission(
        device=device[:60],
        sequence=_number(body.get("sequence")),
        base_revision=_number(body.get("base")),
        client_at=_claimed(body.get("at")),
        certainty=_level(body.get("certainty")),
        looked=_looked(body),
    )


def _number(given: Any) -> int:
    number = whole(given)
    if number is None:
        abort(400)
    return number


def _level(given: Any) -> int | None:
    return None if given in (None, "") else _number(given)


def _looked(given: Mapping[str, Any]) -> Looked:
    """How long the browser says that the question was looked at; what is no number is ignored, and the answer saved."""
    return Looked(shown_ago=whole(given.get("shown_ago")), in_view=whole(given.get("in_view")))


def _claimed(given: Any) -> datetime | None:
    """The browser's own clock: recorded, and nothing decided by it."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < 32_503_680_000_000:
        return None
    return datetime.fromtimestamp(given / 1000, UTC)
