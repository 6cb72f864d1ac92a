"""What was published of a bank: every revision, any two compared, one of them as a draft again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.authoring import drafts
from quiz.services.authoring import history as service
from quiz.services.authoring.drafts import Conflict, Draft
from quiz.web.authoring.blueprint import bp, opened, seen, writing
from quiz.web.authoring.editing import address_of
from quiz.web.request import request_context, series_context
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

_CHANGED = say("The draft was changed in another window since you opened this page. Nothing was done.")


@bp.get("/<series>/<bank>/history")
def history(bank: str) -> Any:
    """The revisions of a bank, what differs between two of them, and what its draft said before."""
    return _page(opened(bank))


@bp.post("/<series>/<bank>/history")
def restore(bank: str) -> Any:
    """Let the draft say what a revision or one of its own steps says."""
    draft, number = writing(bank), seen()
    revision, step = whole(request.form.get("revision")), whole(request.form.get("step"))
    now = request_context.now()
    try:
        done = (
            service.restore(db.session, draft, revision or 0, number, now)
            if step is None
            else drafts.restore(db.session, draft, step, number, now)
        )
    except drafts.NoStep:
        done = Conflict(draft=draft)
    if isinstance(done, Conflict):
        request_context.read_again()
        return _page(opened(bank), _CHANGED, 409)
    db.session.commit()
    flash(localize(say("It is your draft now. Undo brings back what you had before.")))
    return redirect(address_of(draft, "authoring.question_list" if draft.is_bank else "authoring.editor"), 303)


def _page(draft: Draft, error: Message | None = None, status: int = 200) -> Any:
    series_context.enter(draft.series_id)
    every = service.revisions(db.session, draft)
    before, after = (whole(request.args.get(name)) for name in ("before", "after"))
    compared = service.compare(db.session, draft, before, after) if before is not None and after is not None else None
    every_step = service.earlier(db.session, draft)
    step = whole(request.args.get("step"))
    page = render_template(
        "authoring/history.html",
        draft=draft,
        looked=next((one for one in every_step if one.step.number == step), None),
        since=service.since(db.session, draft, step) if step is not None else None,
        revisions=every,
        compared=compared,
        steps=every_step,
        error=error,
        address=series_context.address_named(draft.series),
    )
    return page, status
