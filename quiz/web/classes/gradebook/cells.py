"""One mark: the attempts behind it, and the form by which a teacher changes it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import books, marks, tables
from quiz.services.classes.gradebook.books import Book, Column
from quiz.services.classes.gradebook.marks import ChangedMeanwhile, Refused, Typed
from quiz.services.classes.gradebook.tables import Learner
from quiz.web.classes.blueprint import entered
from quiz.web.classes.gradebook.blueprint import bp, changing, fault_words
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, wants_json
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize, points


@bp.get("/classes/<int:number>/marks/<key>/<int:member>")
def cell(number: int, key: str, member: int) -> Any:
    """A learner's mark in a column, with what it was made of."""
    found = entered(number, "see_marks")
    book = books.read(db.session, number)
    return _page(found, book, book.column(key), tables.learner(db.session, number, member, found.names))


@bp.post("/classes/<int:number>/marks/<key>/<int:member>")
def change(number: int, key: str, member: int) -> Any:
    """Enter a mark, or go back to what was earned; a script gets the learner's row as it is then."""
    _, book = changing(number)
    column, person = book.column(key), tables.learner(db.session, number, member)
    typed = _typed()
    try:
        mark = marks.read(column, typed)
        marks.change(db.session, number, column, person, mark, seen=_seen(), now=request_context.now(), by=actor())
    except ChangedMeanwhile:
        return _refused(number, key, member, typed, 409)
    except Refused as refused:
        return _refused(number, key, member, typed, 422, refused)
    db.session.commit()
    if wants_json():
        return _row(number, member)
    flash(localize(say("The mark is saved.")))
    return redirect(url_for("gradebook.marks", number=number), 303)


def _typed() -> Typed:
    if request.form.get("go") == "back":
        return Typed()
    form = request.form
    return Typed(points=form.get("points", ""), excused=form.get("excused") == "1", reason=form.get("reason", ""))


def _seen() -> int:
    """The version that they had before them; one that nobody can have had is none of the store's."""
    seen = whole(request.form.get("seen"))
    return -1 if seen is None else seen


def _row(number: int, member: int) -> Any:
    request_context.read_again()
    found, book = changing(number)
    person = tables.learner(db.session, number, member, found.names)
    (row,) = tables.rows(db.session, book, [person], now=request_context.now())
    return render_template("classes/gradebook/row.html", entered=found, book=book, row=row, editable=True)


def _refused(number: int, key: str, member: int, typed: Typed, status: int, refused: Refused | None = None) -> Any:
    request_context.read_again()
    found, book = changing(number)
    column, person = book.column(key), tables.learner(db.session, number, member, found.names)
    return _page(found, book, column, person, typed, refused, meanwhile=refused is None), status


def _page(
    found: Entered,
    book: Book,
    column: Column,
    person: Learner,
    typed: Typed | None = None,
    refused: Refused | None = None,
    *,
    meanwhile: bool = False,
) -> Any:
    series_context.library()
    shown = tables.cell(db.session, column, found.id, person, now=request_context.now())
    most = points(column.possible) if column.possible is not None else ""
    return render_template(
        "classes/gradebook/cell.html",
        entered=found,
        book=book,
        column=column,
        person=person,
        cell=shown,
        typed=typed,
        meanwhile=meanwhile,
        wrong=refused.field if refused is not None else "",
        fault=fault_words(refused, most) if refused is not None else "",
        by=marks.who_changed(db.session, shown.number) if shown.number is not None else "",
        longest=marks.LONGEST_REASON,
        editable=found.may("change_marks"),
    )
