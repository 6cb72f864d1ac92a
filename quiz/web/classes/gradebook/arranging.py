"""Columns and categories of a gradebook: made, changed, removed, released."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypedDict

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.classes.typed_marks import MOST
from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.audit import Actor
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import arranging, releasing
from quiz.services.classes.gradebook.arranging import TypedCategory, TypedColumn
from quiz.services.classes.gradebook.books import Book
from quiz.services.classes.gradebook.marks import Refused
from quiz.web.classes.gradebook.blueprint import bp, changing, fault_words
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize


class Act(NamedTuple):
    """Something that is done, and what is said of it then."""

    do: Callable[[], object]
    words: Message


class How(TypedDict):
    """When something is done, and by whom."""

    now: datetime
    by: Actor


_MOST = {"weight": 1000, "possible": f"{int(MOST):,}"}


@bp.get("/classes/<int:number>/marks/columns")
def columns(number: int) -> Any:
    """All columns and categories with their forms."""
    found, book = changing(number)
    return _page(found, book)


@bp.post("/classes/<int:number>/categories")
def add_category(number: int) -> Any:
    """Make a category."""
    found, book = changing(number)
    add = Act(lambda: arranging.add_category(db.session, book, _category(), **_how()), say("The category is made."))
    return _done(found, add, "new-category")


@bp.post("/classes/<int:number>/categories/<int:category>")
def change_category(number: int, category: int) -> Any:
    """Change a category, or remove it."""
    found, book = changing(number)
    how = _how()
    change = Act(
        lambda: arranging.change_category(db.session, book, category, _category(), **how),
        say("The category is saved."),
    )
    remove = Act(
        lambda: arranging.remove_category(db.session, book, category, **how),
        say("The category is removed. Its columns are in none now."),
    )
    return _pressed(found, {"remove": remove}, change, f"category-{category}")


@bp.post("/classes/<int:number>/marks/columns")
def add_column(number: int) -> Any:
    """Make a column of marks of elsewhere."""
    found, book = changing(number)
    add = Act(
        lambda: arranging.add_column(db.session, book, _column(), **_how()),
        say("The column is made. Learners do not see it before you release it."),
    )
    return _done(found, add, "new-column")


@bp.post("/classes/<int:number>/marks/<key>")
def change_column(number: int, key: str) -> Any:
    """Change a column, or remove one of marks of elsewhere."""
    found, book = changing(number)
    column, how = book.column(key), _how()
    change = Act(
        lambda: arranging.change_column(db.session, book, column, _column(), **how), say("The column is saved.")
    )
    remove = Act(lambda: arranging.remove_column(db.session, book, column, **how), say("The column is removed."))
    return _pressed(found, {"remove": remove}, change, f"column-{key}")


@bp.post("/classes/<int:number>/marks/<key>/release")
def release(number: int, key: str) -> Any:
    """Show a column to its learners, or hide it again."""
    found, book = changing(number)
    column, how = book.column(key), _how()
    words = say("Learners see these marks now, and find a notice in their inbox.")
    show = Act(lambda: releasing.release(db.session, found.row, book, column, **how), column.shown_when or words)
    hide = Act(lambda: releasing.take_back(db.session, book, column, **how), say("Learners no longer see these marks."))
    return _pressed(found, {"hide": hide}, show)


def _how() -> How:
    return {"now": request_context.now(), "by": actor()}


def _category() -> TypedCategory:
    form = request.form
    return TypedCategory(
        name=form.get("name", ""),
        weight=form.get("weight", ""),
        drop_lowest=form.get("drop_lowest", ""),
        position=form.get("position", ""),
    )


def _column() -> TypedColumn:
    form = request.form
    return TypedColumn(
        title=form.get("title", ""), possible=form.get("possible", ""), category=form.get("category", "")
    )


def _pressed(found: Entered, by_button: Mapping[str, Act], otherwise: Act, form: str = "") -> Any:
    """Do what the button that was pressed stands for; any other does ``otherwise``, with the fields of ``form``."""
    act = by_button.get(request.form.get("go", ""))
    return _done(found, act) if act is not None else _done(found, otherwise, form)


def _done(found: Entered, act: Act, form: str = "") -> Any:
    try:
        act.do()
    except Refused as refused:
        request_context.read_again()
        again, book = changing(found.id)
        return _page(again, book, form, refused), 422
    db.session.commit()
    flash(localize(act.words))
    return redirect(url_for("gradebook.columns", number=found.id), 303)


def _page(found: Entered, book: Book, wrong: str = "", refused: Refused | None = None) -> Any:
    series_context.library()
    return render_template(
        "classes/gradebook/columns.html",
        entered=found,
        book=book,
        wrong=wrong,
        field=refused.field if refused is not None else "",
        fault=fault_words(refused, _MOST.get(refused.field, "")) if refused is not None else "",
        typed=request.form,
        longest_name=arranging.LONGEST_NAME,
        longest_title=arranging.LONGEST_TITLE,
    )
