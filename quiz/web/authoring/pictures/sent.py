"""Pictures that come with a form: written again while nobody waits, then kept for the bank."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, request
from werkzeug.datastructures import FileStorage

from quiz.domain.authoring.forms.fields.base import Inputs
from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.pictures import uploading
from quiz.services.authoring.pictures.encoding import Encoded, NotTaken, encode
from quiz.services.authoring.pictures.folder import DraftPictures, pictures_for
from quiz.web.authoring.blueprint import opened, pictures, pictures_change, writing
from quiz.web.request import rate_limits, request_context
from quiz.web.templating.filters import localize

FIELD = "picture"
"""The name of the input for files."""
_LONGEST = 80
"""Characters of a file's name that are shown."""
_DESCRIBE = say("Write here what the picture shows, for those who can't see it.")


@dataclass(frozen=True, kw_only=True)
class NotKept:
    """A file that was not taken, and why."""

    file: str
    reason: NotTaken


def known_pictures(draft: Draft) -> DraftPictures:
    """The pictures of a draft's bank."""
    known = pictures(draft)
    if isinstance(known, DraftPictures):
        return known
    return pictures_for(db.session, draft, current_app.extensions["settings"].media)


def keep_sent(bank: str) -> tuple[list[str], list[NotKept]]:
    """Keep the pictures that were sent, and commit: the names that the bank calls them, and what was not taken."""
    files = [file for file in request.files.getlist(FIELD) if file.filename]
    if not files:
        return [], []
    account_id = opened(bank).account_id
    # Nothing is locked, and no connection is held, while pictures are decoded.
    db.session.rollback()
    rate_limits.at_uploading(account_id).spend()
    read = [(str(file.filename), _encoded(file)) for file in files]
    refused = [NotKept(file=name[:_LONGEST], reason=one) for name, one in read if isinstance(one, NotTaken)]
    draft, kept = writing(bank), []
    for name, picture in read:
        if isinstance(picture, Encoded):
            try:
                kept.append(_kept(draft, name, picture))
            except NotTaken as reason:
                refused.append(NotKept(file=name[:_LONGEST], reason=reason))
    db.session.commit()
    pictures_change()
    request_context.read_again()
    return kept, refused


def _encoded(file: FileStorage) -> Encoded | NotTaken:
    try:
        with closing(file):
            return encode(file.read())
    except NotTaken as refused:
        return refused


def _kept(draft: Draft, called: str, picture: Encoded) -> str:
    folder = current_app.extensions["settings"].media
    kept = uploading.keep(db.session, draft, called, picture, folder, request_context.now())
    flash(" ".join(localize(one) for one in _said(kept, picture)))
    return kept.name


def _said(kept: uploading.Kept, picture: Encoded) -> list[Message]:
    if kept.was_there:
        return [say("The bank has this picture already: %(name)s.", name=kept.name)]
    message = say(
        "%(name)s is kept: %(width)s × %(height)s pixels, %(size)s kB.",
        name=kept.name,
        width=picture.width,
        height=picture.height,
        size=-(-len(picture.content) // 1000),
    )
    return [message, *picture.said]


def with_sent(bank: str, typed: Inputs) -> tuple[Inputs, list[NotKept]]:
    """What was typed into the form of a question; a picture that came with it is kept and chosen."""
    kept, refused = keep_sent(bank)
    return ({**typed, "image.file": (kept[0],)} if kept else typed), refused


def described(draft: Draft, typed: Inputs, languages: Sequence[str]) -> Inputs:
    """``typed`` with what the picture's own page says it shows, where nothing was written in any language."""
    chosen = next(iter(typed.get("image.file", ())), "")
    known = known_pictures(draft).uploaded.get(chosen)
    if known is None or not known.alt or any(_is_written(typed, one) for one in languages):
        return typed
    return {**typed, **{f"image.alt.{one}": (known.alt.get(one, ""),) for one in languages}}


def faults(typed: Inputs, before: str, languages: Sequence[str], refused: Sequence[NotKept]) -> dict[str, Message]:
    """What is wrong with the picture of a question, by inputs: one that was not taken, one without words.

    A picture that stood there ``before`` is left to the check of the draft.
    """
    if refused:
        return {"image.file": refused[0].reason.message}
    chosen = next(iter(typed.get("image.file", ())), "")
    if not chosen or chosen == before:
        return {}
    return {f"image.alt.{one}": _DESCRIBE for one in languages if not _is_written(typed, one)}


def status_of(refused: Sequence[NotKept]) -> int:
    """413 where a file is too large, else 422."""
    return 413 if any(one.reason.is_too_large for one in refused) else 422


def _is_written(typed: Any, language: str) -> bool:
    return any(text.strip() for text in typed.get(f"image.alt.{language}", ()))
