"""The pages of those who write banks, and the one way to a draft in them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, g, request
from markupsafe import Markup

from quiz.domain.authoring.names import title_near_top
from quiz.platform.extensions import db
from quiz.services.authoring import desk
from quiz.services.authoring.checking import media_of
from quiz.services.authoring.desk import Draft
from quiz.services.content.media import MediaFolder
from quiz.web.request import request_context, series_context
from quiz.web.request.access import learner, teachers_only
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import bank_name, text

bp = Blueprint("authoring", __name__, url_prefix="/studio")
bp.before_request(request_context.read_first)
bp.before_request(teachers_only)


@bp.before_request
def _as_published() -> None:
    """A page calls series and banks as they are published now, also where another process published them just now."""
    if request.method == "GET":
        series_context.library()


def opened(bank: str) -> Draft:
    """The draft that who is here has of a bank of the series in the address, else what is published; else no such page.

    A form, or a script in its address, says from which revision its page began: that counts where nothing is kept yet.
    """
    series = series_context.named() or ""
    return desk.open_draft(db.session, learner(), series, bank, base=whole(request.values.get("base")))


def writing(bank: str) -> Draft:
    """The same in a transaction that writes."""
    request_context.begin_writing()
    return opened(bank)


def seen() -> int:
    """The number of the draft that a form's page showed."""
    number = whole(request.form.get("number"))
    return number if number is not None else -1


def pictures(draft: Draft) -> MediaFolder:
    """The pictures that a draft may show."""
    known: dict[object, MediaFolder] = g.setdefault("pictures_of_drafts", {})
    place = (draft.series_id, draft.slug, draft.published.revision_id)
    if place not in known:
        known[place] = media_of(db.session, draft, current_app.extensions["settings"].media)
    return known[place]


def pictures_change() -> None:
    """Let the pictures be asked for again: some were kept or taken away in this request."""
    g.pop("pictures_of_drafts", None)


def name_of(draft: Draft) -> Markup | str:
    """What a bank is called on its pages: as learners know it, else by the title that is typed, else by its id."""
    name = bank_name(draft.slug)
    if name != draft.slug or not draft.is_bank:
        return name
    title = title_near_top(draft.source)
    return text(title) if title is not None else name


@bp.context_processor
def _words() -> dict[str, Callable[[Draft], Markup | str]]:
    return {"name_of": name_of}
