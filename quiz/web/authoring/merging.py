"""Somebody else published meanwhile: both versions side by side, and the choice where both changed the same."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from quiz.domain.authoring.merging import Side
from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.authoring import merges
from quiz.services.authoring.drafts import Conflict, Draft, TooLong
from quiz.services.authoring.merges import Unsettled
from quiz.web.authoring.blueprint import bp, opened, writing
from quiz.web.authoring.editing import address_of
from quiz.web.request import request_context, series_context
from quiz.web.templating.filters import localize

_CHOSEN = "part-"
"""How the fields begin that choose for a part."""
_UNSETTLED = say("Choose for each part below which version stands. Nothing was changed.")
_CHANGED = say("The draft or what is published has changed since you opened this page. Here is how both stand now.")
_TOO_LONG = say("Together both are longer than a bank may be. Shorten your draft first.")


@bp.get("/<series>/<bank>/merge")
def merge(bank: str) -> Any:
    """The draft beside what somebody else published since it was begun."""
    draft = opened(bank)
    return _page(draft) if draft.is_behind else redirect(address_of(draft), 303)


@bp.post("/<series>/<bank>/merge")
def do_merge(bank: str) -> Any:
    """Keep both as one draft, with what was chosen where they differ."""
    draft = writing(bank)
    if not draft.is_behind:
        return redirect(address_of(draft), 303)
    meeting, chosen = merges.meet(draft), _chosen()
    shown = request.form.get("shown", "")
    try:
        done = merges.settle(db.session, meeting, chosen, shown_mark=shown, now=request_context.now())
    except (Unsettled, TooLong) as error:
        request_context.read_again()
        fault = _TOO_LONG if isinstance(error, TooLong) else _UNSETTLED if shown == meeting.mark else _CHANGED
        return _page(opened(bank), fault, 422 if shown == meeting.mark else 409, chosen)
    if isinstance(done, Conflict):
        request_context.read_again()
        return _page(opened(bank), _CHANGED, 409, chosen)
    db.session.commit()
    flash(localize(say("Both versions are in your draft now. Look it over, then publish it.")))
    return redirect(address_of(draft), 303)


def _chosen() -> dict[str, Side]:
    sides: dict[str, Side] = {"mine": "mine", "theirs": "theirs"}
    return {
        name.removeprefix(_CHOSEN): sides[value]
        for name, value in request.form.items()
        if name.startswith(_CHOSEN) and value in sides
    }


def _page(draft: Draft, error: Message | None = None, status: int = 200, chosen: dict[str, Side] | None = None) -> Any:
    series_context.enter(draft.series_id)
    page = render_template(
        "authoring/merge.html", draft=draft, meeting=merges.meet(draft), error=error, chosen=chosen or {}
    )
    return page, status
