"""The page of a bank's pictures, and those of them that only its editors see yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for

from quiz.domain.authoring.forms.fields.base import unholdable
from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.authoring import checking
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.pictures import encoding, folder, listing, uploading
from quiz.services.content.pictures import NAME
from quiz.web.authoring.blueprint import bp, opened, pictures_change, writing
from quiz.web.authoring.pictures.sent import FIELD, NotKept, keep_sent, known_pictures, status_of
from quiz.web.content.media_policy import MEDIA_POLICY
from quiz.web.request import request_context, series_context
from quiz.web.templating.filters import localize

_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
"""What pictures are sent as: by our own endings, so never as anything that runs."""
_NONE = say("Choose a picture first.")
_SHOWN = say("A question shows this picture in a draft of this bank. Take it out there first, then delete it.")
_EMPTY = say("Write in each language what the picture shows, for those who can't see it.")


@bp.get("/<series>/<bank>/pictures")
def picture_list(bank: str) -> Any:
    """The pictures of a bank, and the form to upload more."""
    return _page(_of_bank(opened(bank)))


@bp.post("/<series>/<bank>/pictures")
def upload_pictures(bank: str) -> Any:
    """Keep pictures for a bank; those that are not taken are named with the reason."""
    _of_bank(opened(bank))
    kept, refused = keep_sent(bank)
    if refused or not kept:
        error = None if refused else _NONE
        return _page(_of_bank(opened(bank)), refused=refused, error=error, status=status_of(refused))
    return _to_list(bank)


@bp.post("/<series>/<bank>/pictures/change")
def change_picture(bank: str) -> Any:
    """Keep what an uploaded picture shows, or delete it."""
    draft = _of_bank(writing(bank))
    name = request.form.get("name", "")
    if request.form.get("go") == "delete":
        return _deleted(draft, name)
    alt = {one: _typed(one) for one in checking.series_of(db.session, draft).languages}
    fault = next((found for text in alt.values() if (found := unholdable(text))), None)
    fault = fault or (None if all(alt.values()) else _EMPTY)
    if fault is not None:
        request_context.read_again()
        return _page(_of_bank(opened(bank)), faults={name: fault}, typed={name: alt}, status=422)
    if not uploading.describe(db.session, draft, name, alt):
        abort(404)
    db.session.commit()
    flash(localize(say("What %(name)s shows is kept.", name=name)))
    return _to_list(bank)


def _typed(language: str) -> str:
    return request.form.get(f"f.alt.{language}", "").strip()


def _deleted(draft: Draft, name: str) -> Any:
    if name not in known_pictures(draft).uploaded:
        abort(404)
    if listing.uses_in(draft).get(name) or not uploading.delete(db.session, draft, name):
        pictures_change()
        request_context.read_again()
        return _page(_of_bank(opened(draft.slug)), faults={name: _SHOWN}, status=409)
    db.session.commit()
    flash(localize(say("%(name)s is deleted.", name=name)))
    return _to_list(draft.slug)


@bp.get("/<series>/<bank>/pictures/file/<name>")
def waiting_picture(bank: str, name: str) -> Any:
    """A picture that was uploaded, for those who may edit the bank."""
    if not NAME.fullmatch(name):
        abort(404)
    content = folder.waiting(db.session, opened(bank), name)
    if content is None:
        abort(404)
    response = send_file(BytesIO(content), mimetype=_TYPES[name.rpartition(".")[2]])
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    return response


def waits_at(draft: Draft) -> str:
    """Where the pages of a bank's editors find its pictures that nobody has published yet."""
    return f"{url_for('authoring.picture_list', series=draft.series, bank=draft.slug)}/file/"


def _of_bank(draft: Draft) -> Draft:
    return draft if draft.is_bank else abort(404)


def _to_list(bank: str) -> Any:
    return redirect(url_for("authoring.picture_list", series=series_context.named(), bank=bank), 303)


def _page(
    draft: Draft,
    *,
    refused: Sequence[NotKept] = (),
    error: Message | None = None,
    faults: Mapping[str, Message] | None = None,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    status: int = 200,
) -> Any:
    series_context.enter(draft.series_id)
    known = known_pictures(draft).shown_at(waits_at(draft))
    shown = render_template(
        "authoring/pictures.html",
        draft=draft,
        pictures=listing.listed(draft, known),
        languages=checking.series_of(db.session, draft).languages,
        refused=refused,
        error=error,
        faults=faults or {},
        typed=typed or {},
        field=FIELD,
        limits=encoding,
        most=uploading,
    )
    return shown, status
