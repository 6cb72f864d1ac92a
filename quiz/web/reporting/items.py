"""For teachers: how a quiz and its questions did, what to do about them, and the same as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from quiz.domain.challenges import wrong_texts
from quiz.platform.extensions import db
from quiz.services.grading.challenges import groups, new_keys, wrong_answers
from quiz.services.reporting import question_items, quiz_items
from quiz.services.reporting.quiz_items import ItemRow, QuizHead
from quiz.services.reporting.spreadsheets import csv_of
from quiz.services.reporting.verdict_words import words_of
from quiz.web.request import request_context, series_context
from quiz.web.request.access import entered, teachers_only, teaching
from quiz.web.templating.filters import localize, translate, word
from quiz.web.templating.paging import PAGE, paging, sought

bp = Blueprint("items", __name__)
bp.before_request(teachers_only)

LISTED = 5
"""So many wrong answers that learners typed are listed on the page of a question."""
BINS = 10
"""Ranges of the total that are drawn."""

KEYS: Mapping[str, Callable[[ItemRow], Any]] = {
    "urgency": lambda row: row.urgency,
    "number": lambda row: row.number,
    "answers": lambda row: row.sums.answers,
    "facility": lambda row: row.view.facility.value if row.view.facility else None,
    "discrimination": lambda row: row.view.discrimination.value if row.view.discrimination else None,
    "weight": lambda row: row.weight,
    "seconds": lambda row: row.view.seconds,
}
"""What the table is sorted by; without a choice, what should be looked at comes first."""


@bp.get("/teach/items/<int:number>")
@bp.get("/teach/items/<int:number>/<int:version>")
def quiz(number: int, version: int | None = None) -> Any:
    """A quiz: its figures, and its questions with what should be looked at first."""
    found = quiz_items.items(db.session, _head(number, version), request_context.language())
    named, (rows, column, falling) = sought(), _in_order(found.rows)
    rows = [row for row in rows if named.casefold() in f"{row.bank}/{row.slug} {row.prompt}".casefold()]
    page = paging(len(rows), PAGE)
    return render_template(
        "reporting/quiz_items.html",
        found=found,
        rows=rows[page.offset : page.offset + page.size],
        column=column,
        falling=falling,
        paging=page,
        named=named,
        bins=found.totals.in_bins(BINS),
        words_of=words_of,
    )


def _in_order(rows: tuple[ItemRow, ...]) -> tuple[list[ItemRow], str, bool]:
    """The rows in the order that the address asks for, its column and whether it descends. Blanks come last."""
    column = request.args.get("sort", "urgency")
    column = column if column in KEYS else "urgency"
    falling, key = request.args.get("dir") == "desc", KEYS[column]
    filled = sorted((row for row in rows if key(row) is not None), key=key, reverse=falling)
    return [*filled, *(row for row in rows if key(row) is None)], column, falling


@bp.get("/teach/items/<int:number>/<int:version>/<int:question>")
def question(number: int, version: int, question: int) -> Any:
    """A question in a quiz: who chose what, how it went over its versions, what to do."""
    head = _head(number, version)
    person = current_user.account
    found = question_items.item(db.session, head, question, person, request_context.language())
    if found is None:
        abort(404)
    edits, typed = found.editors is None, wrong_texts.can_have(found.question)
    return render_template(
        "reporting/question_item.html",
        found=found,
        head=head,
        words_of=words_of,
        keys=new_keys.suspected(db.session, found.question_id, found.view.verdicts) if edits else (),
        challenged=groups.waiting_at(db.session, found.question_id, teacher=teaching()),
        typed=wrong_answers.find(db.session, found.question_id, teacher=teaching()) if typed else None,
        listed=LISTED,
    )


@bp.get("/teach/items/<int:number>/<int:version>.csv")
def quiz_csv(number: int, version: int) -> Response:
    """The questions of a quiz as a spreadsheet."""
    head = _head(number, version)
    found = quiz_items.items(db.session, head, request_context.language())
    efficiencies = quiz_items.efficiencies(db.session, found)
    columns: list[str] = ["id", translate("Kind"), translate("Question"), translate("Answers")]
    columns += [translate("Facility %%"), translate("facility, low"), translate("facility, high")]
    columns += [translate("Standard deviation %%"), translate("Random guess %%")]
    columns += [translate("Discrimination"), translate("discrimination, low"), translate("discrimination, high")]
    columns += [translate("Discriminative efficiency %%"), translate("Effective weight %%")]
    columns += [translate("Seconds"), translate("What to look at")]
    lines = [_line(row, efficiencies[row.version_id]) for row in found.versions]
    response = Response(csv_of([columns, *lines]), mimetype="text/csv")
    name = head.key.replace("/", "-")
    response.headers["Content-Disposition"] = f'attachment; filename="dalmada-{name}-items.csv"'
    return response


def _line(row: ItemRow, efficiency: float | None) -> list[object]:
    view, figure, index = row.view, row.view.facility, row.view.discrimination
    shares = [figure.value, figure.low, figure.high] if figure else [None] * 3
    return [
        f"{row.bank}/{row.slug}",
        str(word("kind", row.question.kind_name)),
        row.prompt,
        row.sums.answers,
        *(_rounded(share, 100) for share in (*shares, view.sd, float(row.question.guess()))),
        *(_rounded(one) for one in ([index.value, index.low, index.high] if index else [None] * 3)),
        _rounded(efficiency, digits=1),
        _rounded(row.weight, digits=1),
        _rounded(view.seconds, digits=0),
        " ".join(localize(words_of(verdict, row.named).sentence) for verdict in view.verdicts),
    ]


def _rounded(value: float | None, times: int = 1, digits: int = 2) -> object:
    return "" if value is None else round(value * times, 1 if times > 1 else digits)


def _head(number: int, version: int | None) -> QuizHead:
    """The quiz of that number with a version of its rules, which the rest of the request is about; or not found.

    What was set to a class is its teachers' alone; that an admin from outside looks at it is recorded.
    """
    head = quiz_items.head_of(db.session, number, version)
    if head is None:
        abort(404)
    if head.class_id is not None:
        entered(head.class_id, "see_marks")
    series_context.enter(head.series_id)
    return head
