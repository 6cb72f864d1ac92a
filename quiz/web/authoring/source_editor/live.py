"""What the script of the editor asks for: problems as somebody types, and the draft kept by itself."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, request

from quiz.domain.authoring.typed_text import bytes_of, shown
from quiz.platform.extensions import db
from quiz.services.authoring import drafts
from quiz.services.authoring.checking import check_draft, series_of
from quiz.services.authoring.drafts import Conflict, Draft, TooLong
from quiz.web.authoring.blueprint import bp, opened, pictures, writing
from quiz.web.authoring.source_editor import found, kinds
from quiz.web.authoring.source_editor.schemas import schema_text
from quiz.web.request import request_context
from quiz.web.request.input_checks import refuse_unstorable

_FOR_EVER = "private, max-age=31536000, immutable"


@bp.get("/schema-<mark>.json")
def schema(mark: str) -> Any:
    """The JSON schema of a bank, under an address that names its content."""
    text = schema_text(mark)
    if text is None:
        abort(404)
    response = Response(text, mimetype="application/schema+json")
    response.headers["Cache-Control"] = _FOR_EVER
    return response


@bp.post("/<series>/<bank>/check")
def check(bank: str) -> Any:
    """Every problem of a text, which is kept nowhere."""
    draft, body = opened(bank), _sent()
    source = _text_of(body).encode()
    if len(source) > drafts.MOST_BYTES:
        return jsonify({"error": "too long", "reason": "too_long"}), 413
    checked = check_draft(db.session, draft, pictures(draft), source)
    return jsonify({"questions": checked.questions, "problems": found.as_data(source, checked.problems)})


@bp.get("/<series>/<bank>/draft.json")
def kept(bank: str) -> Any:
    """The draft as it is kept now."""
    return jsonify(_draft(opened(bank)))


@bp.put("/<series>/<bank>")
def keep(bank: str) -> Any:
    """Keep a text as the draft, where its page has seen the last one; else say what that is, and nothing is lost.

    ``by_hand`` is said where what the draft said before is to be a step at once.
    """
    # Who may not write here learns nothing of what such a request holds.
    draft, body = writing(bank), _sent()
    text, number = _text_of(body), body.get("number")
    if type(number) is not int:
        abort(400)
    source, now = bytes_of(text, draft.source), request_context.now()
    try:
        done = drafts.save(db.session, draft, source, number, now, by_hand=body.get("by_hand") is True)
    except TooLong:
        return jsonify({"error": "too long", "reason": "too_long"}), 413
    if isinstance(done, Conflict):
        return jsonify(_draft(done.draft)), 409
    db.session.commit()
    return jsonify({key: value for key, value in _draft(done.draft).items() if key != "source"})


def _sent() -> dict[str, Any]:
    """The body of a script's request."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        abort(400)
    if not isinstance(body, dict):
        abort(400)
    return body


def _text_of(body: dict[str, Any]) -> str:
    text = body.get("source")
    if not isinstance(text, str):
        abort(400)
    refuse_unstorable([text])
    return text


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "number": draft.number,
        "base": draft.base.number,
        "saved_at": draft.saved_at.isoformat() if draft.saved_at is not None else None,
        "behind": draft.is_behind,
        "source": shown(draft.source),
    }


@bp.get("/<series>/<bank>/kinds.json")
def kinds_of(bank: str) -> Any:
    """The smallest question of each kind in the languages of the series, to be put into a bank."""
    draft = opened(bank)
    return jsonify(kinds.texts(series_of(db.session, draft).languages))
