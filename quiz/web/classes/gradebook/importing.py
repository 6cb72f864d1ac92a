"""Marks of elsewhere from a list: pasted or as a file, looked at, and then stored."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import importing
from quiz.services.classes.gradebook.books import Book, Column
from quiz.services.classes.gradebook.importing import Confirmed, Preview
from quiz.services.classes.gradebook.marks import ChangedMeanwhile, Refused
from quiz.services.classes.pasted import Unreadable, decode
from quiz.web.classes.forms import Fault, file_name
from quiz.web.classes.gradebook.blueprint import bp, changing
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize, translate_plural

_FAULTS = {
    "encoding": say("This file is not text. Save it as CSV, and choose that file."),
    "too_large": say("This file is larger than a megabyte. Split it in two."),
    "empty": say("Paste a list, or choose a file."),
}


@bp.get("/classes/<int:number>/marks/<key>/list")
def paste_list(number: int, key: str) -> Any:
    """The form for a list of names and marks."""
    found, book = changing(number)
    return _page(found, _of_others(book, key))


@bp.post("/classes/<int:number>/marks/<key>/list")
def look_at_list(number: int, key: str) -> Any:
    """What a list would do, line by line; nothing is stored."""
    request_context.read_again()
    found, book = changing(number)
    column, text = _of_others(book, key), request.form.get("list", "")
    sent = request.files.get("file")
    try:
        text = decode(sent.read()) if sent is not None and sent.filename else text
    except Unreadable as error:
        return _page(found, column, text, fault=_FAULTS[error.code], field="file"), 422
    if not text.strip():
        return _page(found, column, fault=_FAULTS["empty"]), 422
    preview = importing.preview(db.session, book, column, text, now=request_context.now())
    return _page(found, column, text, preview), 200 if preview.new else 422


@bp.post("/classes/<int:number>/marks/<key>/list/confirm")
def store_list(number: int, key: str) -> Any:
    """Store the marks that were looked at."""
    found, book = changing(number)
    column, given = _of_others(book, key), _given()
    try:
        changed = importing.confirm(db.session, book, column, given, now=request_context.now(), by=actor())
    except (ChangedMeanwhile, Refused):
        return _overtaken(found.id, key, given)
    db.session.commit()
    flash(translate_plural("%(n)s mark is saved.", "%(n)s marks are saved.", changed))
    return redirect(url_for("gradebook.marks", number=number), 303)


def _overtaken(number: int, key: str, given: list[Confirmed]) -> Any:
    """Nothing of the list is stored; it is shown beside what stands there by now."""
    request_context.read_again()
    found, book = changing(number)
    column, text = _of_others(book, key), importing.written(db.session, book, given)
    preview = importing.preview(db.session, book, column, text, now=request_context.now())
    fault = say("Some of these marks were changed meanwhile, and nothing is stored. Look at the list once more.")
    return _page(found, column, text, preview, fault), 409


def _of_others(book: Book, key: str) -> Column:
    column = book.column(key)
    if column.is_assignment:
        raise NotFound(key)
    return column


def _given() -> list[Confirmed]:
    return [_one(text) for text in request.form.getlist("mark")]


def _one(text: str) -> Confirmed:
    member, version, points = [*text.split(":", 2), "", ""][:3]
    number, seen = whole(member), whole(version)
    if number is None or seen is None or not points:
        abort(400)
    return Confirmed(member_id=number, seen=seen, points=points, excused=points == "excused")


def _page(
    found: Entered,
    column: Column,
    text: str = "",
    preview: Preview | None = None,
    fault: Message | None = None,
    field: str = "list",
) -> Any:
    series_context.library()
    return render_template(
        "classes/gradebook/list.html",
        entered=found,
        column=column,
        text=text,
        preview=preview,
        fault=Fault(field, localize(fault)) if fault is not None else None,
        sent=file_name() if field == "file" else "",
    )
