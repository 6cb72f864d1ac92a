"""The page on which a bank is written: its source, its problems, and what can be done with the draft."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.authoring.typed_text import bytes_of, shown
from quiz.domain.errors import Message, say
from quiz.domain.questions import KINDS
from quiz.platform.extensions import db
from quiz.services.authoring import drafts
from quiz.services.authoring.checking import check_draft
from quiz.services.authoring.drafts import Conflict, Draft, Saved, TooLong
from quiz.web.authoring.blueprint import bp, opened, pictures, seen, writing
from quiz.web.authoring.forms.moves import MOVES, tell
from quiz.web.authoring.source_editor.script import BUNDLE, is_built, script_data
from quiz.web.request import request_context, series_context
from quiz.web.request.content_policy import with_style_nonce
from quiz.web.templating.filters import localize

_MOVES = {**MOVES, "discard": drafts.discard}
"""What a form may do with the draft once its text is saved: nothing that was typed is lost by it."""
_MEANWHILE = say(
    "This draft was changed in another window since you opened this page, so nothing was saved. Your text is below, "
    "and what the draft says now stands below that. Save to put your text in its place."
)
_TOO_LONG = say("A bank takes %(limit)s bytes. Nothing was saved. Split it into two banks.", limit="1,500,000")


@bp.get("/<series>/<bank>")
def editor(bank: str) -> Any:
    """The source of a bank with its problems."""
    return page(opened(bank))


@bp.post("/<series>/<bank>")
def save(bank: str) -> Any:
    """Keep what was typed as the draft, then go where the button leads; where another window changed it, show both."""
    typed, go = request.form.get("source"), request.form.get("go", "")
    now = request_context.now()
    draft = writing(bank)
    if typed is None:
        abort(400)
    try:
        done = drafts.save(db.session, draft, bytes_of(typed, draft.source), seen(), now)
        if isinstance(done, Saved) and go in _MOVES:
            before = done.draft
            done = _MOVES[go](db.session, before, before.number, now)
            if isinstance(done, Saved) and go in MOVES:
                tell(go, before, done.draft)
    except TooLong:
        request_context.read_again()
        return page(opened(bank), typed=typed, error=_TOO_LONG, status=413)
    if isinstance(done, Conflict):
        request_context.read_again()
        return page(opened(bank), typed=typed, error=_MEANWHILE, status=409)
    db.session.commit()
    if go == "discard":
        flash(localize(say("The draft is discarded. Undo brings it back.")))
    return redirect(address_of(done.draft, "authoring.publish" if go == "publish" else "authoring.editor"), 303)


def address_of(draft: Draft, endpoint: str = "authoring.editor") -> str:
    """A page of a draft's bank."""
    return url_for(endpoint, series=draft.series, bank=draft.slug)


def page(draft: Draft, *, typed: str | None = None, error: Message | None = None, status: int = 200) -> Any:
    """The editor; ``typed`` is what was sent and could not be saved."""
    series_context.enter(draft.series_id)
    source = draft.source if typed is None else bytes_of(typed, draft.source)
    nonce = secrets.token_urlsafe(16)
    made = render_template(
        "authoring/editor.html",
        draft=draft,
        text=shown(source),
        stands=shown(draft.source) if typed is not None and status == 409 else None,
        checked=check_draft(db.session, draft, pictures(draft), source),
        error=error,
        moves=drafts.moves(db.session, draft),
        script={**script_data(draft), "unsaved": typed is not None},
        bundle=BUNDLE if is_built() else None,
        nonce=nonce,
        kinds=KINDS,
    )
    return made, status, {"Content-Security-Policy": with_style_nonce(nonce)}
