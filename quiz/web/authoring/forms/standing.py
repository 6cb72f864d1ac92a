"""How a form stands: what its page has seen of the draft, and what the browser keeps of it until it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, request

from quiz.domain.authoring.forms.filled import Form
from quiz.domain.authoring.forms.seen import Seen
from quiz.services.authoring.drafts import Draft
from quiz.web.authoring.blueprint import seen

SAVED = "saved"
"""The category of what is said to the browser alone: which form was saved."""
_PAGE = "page"
_LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the page of a form has seen, and whether it holds what is typed and not saved.

    ``page`` is how the browser calls what it keeps of it, from one page to the next until that is saved.
    """

    seen: Seen
    is_typed: bool
    page: str


def seen_part() -> Seen:
    """What the page that sent its form has seen of the part of the file that the form is of."""
    return Seen(number=seen(), mark=request.form.get("part", ""), id=request.form.get("part_id", ""))


def standing(draft: Draft, form: Form | None, status: int) -> Standing:
    """How the form of the page stands that is made now: what was sent is in it.

    One that comes back as it was sent has seen what it had seen before; where both are shown, what the draft says now.
    """
    is_typed = request.method == "POST"
    now = Seen(number=draft.number, mark=form.mark if form else "", id=form.id if form else "")
    return Standing(seen=seen_part() if is_typed and status != 409 else now, is_typed=is_typed, page=_page())


def tell_saved() -> None:
    """Let the browser give up what it keeps of the form that was saved: the page that comes next tells it."""
    if page := _page():
        flash(page, SAVED)


def _page() -> str:
    return request.form.get(_PAGE, "")[:_LONGEST]
