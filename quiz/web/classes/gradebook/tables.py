"""The gradebook: for teachers all learners by column, to be sorted, searched and downloaded; for learners their own."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from quiz.platform.extensions import db
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import books, sheets, tables
from quiz.services.classes.gradebook.books import Book
from quiz.services.reporting.spreadsheets import csv_of
from quiz.web.classes.blueprint import entered
from quiz.web.classes.gradebook.blueprint import bp
from quiz.web.classes.gradebook.reports import own
from quiz.web.request import request_context, series_context
from quiz.web.templating.filters import translate
from quiz.web.templating.paging import PAGE, paging, sought

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/classes/<int:number>/marks")
def marks(number: int) -> Any:
    """The whole table, a page of learners at a time; what is released of their own for a learner."""
    found = entered(number)
    series_context.library()
    if not found.may("see_marks"):
        return own(found)
    book, now, named = books.read(db.session, number), request_context.now(), "" if found.hides_names else sought()
    people = tables.learners(db.session, number, named, found.names)
    sort, falling = _sort(book), request.args.get("dir") == "desc"
    page = paging(len(people), PAGE)
    in_order = tables.ordered(db.session, book, people, sort, falling=falling, now=now)
    shown = in_order[page.offset : page.offset + page.size]
    return render_template(
        "classes/gradebook/table.html",
        entered=found,
        book=book,
        rows=tables.rows(db.session, book, shown, now=now),
        paging=page,
        named=named,
        column=sort,
        falling=falling,
        editable=found.may("change_marks"),
    )


def _sort(book: Book) -> str:
    asked = request.args.get("sort", "name")
    return asked if asked in tables.SORTS or asked in {one.key for one in book.columns} else "name"


@bp.get("/classes/<int:number>/marks.csv")
def as_csv(number: int) -> Response:
    """The whole gradebook as a file that any spreadsheet opens."""
    found = entered(number, "see_marks")
    head, lines = _sheet(found)
    return _download(csv_of([head, *lines]), "text/csv", f"dalmada-marks-{number}.csv")


@bp.get("/classes/<int:number>/marks.xlsx")
def as_xlsx(number: int) -> Response:
    """The whole gradebook as a workbook."""
    # It loads what few requests need.
    from quiz.services.reporting.workbooks import Sheet, xlsx_of

    found = entered(number, "see_marks")
    head, lines = _sheet(found)
    content = xlsx_of([Sheet(name=found.row.name, head=head, lines=lines)])
    return _download(content, XLSX, f"dalmada-marks-{number}.xlsx")


def _sheet(found: Entered) -> tuple[list[str], list[list[object]]]:
    book = books.read(db.session, found.id)
    people = tables.learners(db.session, found.id)
    rows = tables.rows(db.session, book, people, now=request_context.now())
    head: list[str] = [translate("Name"), translate("Account"), translate("Total %%")]
    head += [f"{one.name} %" for one in book.categories]
    head += [one.title if one.possible is None else f"{one.title} (/{_plain(one.possible)})" for one in book.columns]
    return head, list(sheets.lines(book, rows, excused=translate("excused")))


def _plain(points: Any) -> str:
    return f"{float(points):g}"


def _download(content: str | bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
