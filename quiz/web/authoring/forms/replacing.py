"""Find and replace over the texts of a bank: what would change is shown first, and chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request

from quiz.domain.authoring import replacing
from quiz.domain.authoring.forms.labels import labels_of
from quiz.domain.authoring.replacing import Hit, Wanted
from quiz.domain.bank_format.short_forms.long_form import long_data
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import BankError, Message, say
from quiz.web.authoring.blueprint import bp, opened
from quiz.web.authoring.forms.desk import Desk, desk, desk_of, kept_or, to, unreadable
from quiz.web.templating.filters import localize

MOST = 300
"""Texts that a page shows at once."""
_LONGEST = 1_000


@bp.get("/<series>/<bank>/replace")
def replace(bank: str) -> Any:
    """Where a text is found, and what each would become."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    return _page(found)


def _wanted() -> Wanted:
    given = request.values
    text = given.get("find", "")[:_LONGEST]
    return Wanted(text=text, whole="whole" in given, exact="exact" in given)


def _replacement() -> str:
    return request.values.get("replacement", "")[:_LONGEST].replace("\r\n", "\n")


def _hits(found: Desk) -> list[Hit]:
    wanted, languages = _wanted(), found.around.languages
    return replacing.hits(found.draft.source, wanted, _replacement(), languages) if wanted.text.strip() else []


def _page(found: Desk, *, error: Message | None = None, status: int = 200) -> Any:
    hits = _hits(found)
    shown = render_template(
        "authoring/forms/replace.html",
        draft=found.draft,
        wanted=_wanted(),
        replacement=_replacement(),
        hits=hits[:MOST],
        more=max(0, len(hits) - MOST),
        named=_name,
        called=_called(found),
        error=error,
    )
    return shown, status


def _name(hit: Hit) -> str:
    """What a form calls the hit: its path."""
    return ".".join(map(str, hit.path))


def _called(found: Desk) -> Callable[[Hit], str]:
    """What to call the place of a hit: as its form does."""
    data = long_data(found.draft.source, found.around.languages)
    return lambda hit: " · ".join(map(localize, labels_of(data, hit.path)))


@bp.post("/<series>/<bank>/replace")
def do_replace(bank: str) -> Any:
    """Replace in the chosen texts of the draft."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    chosen = set(request.form.getlist("chosen"))
    wanted = [hit for hit in _hits(found) if _name(hit) in chosen]
    if not wanted:
        return _page(found, error=say("Choose where to replace first."), status=422)
    try:
        source = replacing.replaced(found.draft.source, wanted, found.around.languages)
    except SourceEditError as error:
        return _page(found, error=error.message, status=422)

    def again(message: Message, status: int) -> Any:
        return _page(desk_of(opened(bank)), error=message, status=status)

    def then() -> Any:
        flash(localize(say("Replaced in texts: %(count)s. Undo brings them back.", count=len(wanted))))
        return to("authoring.question_list", found.draft)

    return kept_or(found.draft, source, again, then)
