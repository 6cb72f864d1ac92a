"""A draft is published: what that changes is shown first, then one button does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.authoring.forms.banks import HEADER
from quiz.domain.authoring.forms.naming import FillsIn, newly_filled_in
from quiz.domain.errors import BankError, Message, say
from quiz.platform.extensions import db
from quiz.services.authoring import checking
from quiz.services.authoring import publishing as service
from quiz.services.authoring.comparing.published_words import words_of
from quiz.services.authoring.drafts import Draft
from quiz.services.authoring.series import sharing
from quiz.services.content.publishing import MayNotEdit, PlanChanged
from quiz.web.authoring.blueprint import bp, opened, pictures
from quiz.web.authoring.editing import address_of
from quiz.web.authoring.forms.belonging import belonging
from quiz.web.authoring.forms.ways import ways
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, learner, teaching
from quiz.web.templating.filters import localize

_CHANGED = say(
    "The draft or what is published has changed since you opened this page. Here is what publishing does now."
)
_UNSURE = say("Confirm first that these questions are to be withdrawn.")
LABELS: Mapping[str, Message] = {
    **{one.name: one.label for one in HEADER.fields},
    "languages": say("Languages"),
    "line": say("One line about it"),
    "footer": say("Text at the foot of its pages"),
    "profile": say("What is asked of its banks"),
    "parts": say("Parts"),
    "glossary": say("Glossary"),
}
"""What the fields of a bank and of a series are called for those who see no file."""


@bp.get("/<series>/<bank>/publish")
def publish(bank: str) -> Any:
    """What publishing the draft would do, before anything is done."""
    return _page(opened(bank))


@bp.post("/<series>/<bank>/publish")
def do_publish(bank: str) -> Any:
    """Do what was shown, all of it or nothing."""
    draft = opened(bank)
    if draft.is_behind:
        return redirect(address_of(draft, "authoring.merge"), 303)
    media = pictures(draft)
    proposal = service.propose(db.session, draft, media, teacher=teaching())
    if proposal.plan is not None and proposal.plan.is_mass_withdrawal and request.form.get("sure") != "yes":
        return _page(draft, _UNSURE, 422, unsure=True)
    try:
        request_context.begin_writing()
        shown = request.form.get("shown", "")
        now = request_context.now()
        service.apply(db.session, learner(), proposal, media, shown=shown, now=now, by=actor())
    except (PlanChanged, BankError, MayNotEdit) as error:
        request_context.read_again()
        return abort(404) if isinstance(error, MayNotEdit) else _page(opened(bank), _CHANGED, 409)
    db.session.commit()
    flash(localize(say("Published.")))
    return redirect(_next(draft), 303)


def _next(draft: Draft) -> str:
    if not draft.is_bank:
        return url_for("authoring.series_settings", series=draft.series)
    # The first time, what comes next is that learners get it.
    return address_of(draft, "authoring.share" if draft.bank_id is None else "authoring.history")


def _newly_filled_in(draft: Draft) -> list[FillsIn]:
    if not draft.published.source:
        return []
    return newly_filled_in(draft.published.source, draft.source, checking.series_of(db.session, draft).languages)


def _page(draft: Draft, error: Message | None = None, status: int = 200, *, unsure: bool = False) -> Any:
    if draft.is_behind:
        return redirect(address_of(draft, "authoring.merge"), 303)
    series_context.enter(draft.series_id)
    # Where nothing was typed there is nothing to work out.
    proposal = service.nothing(draft)
    if draft.is_kept:
        proposal = service.propose(db.session, draft, pictures(draft), teacher=teaching())
    page = render_template(
        "authoring/publish.html",
        draft=draft,
        proposal=proposal,
        error=error,
        unsure=unsure,
        ways=ways,
        words=words_of(db.session, draft, proposal.ready),
        labels=LABELS,
        is_open=sharing.is_open(db.session, draft),
        belonging=[belonging(one) for one in _newly_filled_in(draft)] if proposal.plan is not None else [],
    )
    return page, status
