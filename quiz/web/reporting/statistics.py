"""For teachers: all learners by month, all questions of a bank; each sorts and downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from quiz.domain.challenges import wrong_texts
from quiz.platform.extensions import db
from quiz.services.content.catalogue import Catalogue, PublishedMonth
from quiz.services.content.revisions import sources
from quiz.services.reporting import item_statistics, quiz_list
from quiz.services.reporting.item_statistics import LearnerFigures, QuestionFigures
from quiz.services.reporting.spreadsheets import csv_of
from quiz.web.request import request_context, series_context
from quiz.web.request.access import teachers_only, teaching
from quiz.web.request.series_context import page_of_series
from quiz.web.templating.dates import iso_moment
from quiz.web.templating.filters import localize, translate, word
from quiz.web.templating.paging import PAGE, paging, sought

bp = Blueprint("statistics", __name__)
bp.before_request(teachers_only)


def _sorted(rows: Sequence[Any], keys: dict[str, Callable[[Any], Any]], default: str) -> tuple[list[Any], str, bool]:
    """The rows in the order that the address asks for, its column and whether it descends. Blanks come last."""
    column = request.args.get("sort", default)
    column = column if column in keys else default
    falling = request.args.get("dir") == "desc"
    key = keys[column]
    filled = sorted((row for row in rows if key(row) is not None), key=key, reverse=falling)
    return [*filled, *(row for row in rows if key(row) is None)], column, falling


@page_of_series(bp, "/teach/learners")
def learners() -> Any:
    """All learners × months."""
    catalogue = _series()
    months = {month.slug: month.id for month in catalogue.months}
    column = request.args.get("sort", "name")
    column = column if column in ("name", "seen", "done", *months) else "name"
    falling, named = request.args.get("dir") == "desc", sought()
    page = paging(item_statistics.count_learners(db.session, named, teacher=teaching()), PAGE)
    rows = item_statistics.learners_page(
        db.session,
        column,
        months,
        falling=falling,
        named=named,
        limit=page.size,
        offset=page.offset,
        teacher=teaching(),
    )
    return render_template(
        "reporting/learners.html",
        rows=rows,
        months=catalogue.months,
        column=column,
        falling=falling,
        paging=page,
        named=named,
        several=series_context.known_library().series,
    )


@page_of_series(bp, "/teach/learners.csv")
def learners_csv() -> Response:
    """All learners × months as a spreadsheet."""
    catalogue = _series()
    months = catalogue.months
    head: list[str] = [translate("Name"), translate("Last seen")]
    for month in months:
        words = (translate("questions done"), translate("best %%"), translate("latest %%"))
        head += [f"{month.slug} {word}" for word in words]
    found = item_statistics.learners(db.session, [month.id for month in months], teacher=teaching())
    lines = [_learner_line(row, months) for row in found]
    return _download("dalmada-learners.csv", [head, *lines])


def _learner_line(row: LearnerFigures, months: Sequence[Any]) -> list[object]:
    line: list[object] = [row.name, iso_moment(row.seen_at) if row.seen_at is not None else ""]
    for month in months:
        cell = row.cells.get(month.id)
        line += [cell.done, _in_percent(cell.best), _in_percent(cell.latest)] if cell else [0, "", ""]
    return line


def _in_percent(share: float | None) -> object:
    return "" if share is None else round(share * 100, 1)


@page_of_series(bp, "/teach/questions")
def banks() -> Any:
    """The first bank's questions, from where the others are reached."""
    months = _series().months
    return questions(months[0].slug) if months else render_template("reporting/questions.html", month=None, months=())


@page_of_series(bp, "/teach/questions/<bank>")
def questions(bank: str) -> Any:
    """All questions of a bank with answers, facility and the wrong choice made most."""
    catalogue, month = _bank(bank)
    rows, column, falling = _sorted(
        item_statistics.questions(db.session, month.id, request_context.language()), QUESTION_KEYS, "number"
    )
    return render_template(
        "reporting/questions.html",
        rows=rows,
        month=month,
        months=catalogue.months,
        column=column,
        falling=falling,
        several=series_context.known_library().series,
        analyses=quiz_list.analyses(db.session, month.id, current_user.account),
        quizzes=quiz_list.quizzes(db.session, month.id, catalogue.id or 0),
        revision=sources.current_number(db.session, current_user.account, month.id),
        can_be_typed=wrong_texts.can_have,
    )


def _series() -> Catalogue:
    """The series that the address names, or that is at home, or the first: a teacher chooses from there."""
    found = series_context.catalogue()
    several = series_context.known_library().series
    if found.id is None and several:
        found = several[0]
        series_context.enter(found.id or 0)
    return found


def _bank(slug: str) -> tuple[Catalogue, PublishedMonth]:
    catalogue = _series()
    month = catalogue.month(slug)
    if month is None:
        abort(404)
    return catalogue, month


QUESTION_KEYS: dict[str, Callable[[QuestionFigures], Any]] = {
    "number": lambda row: row.number,
    "answers": lambda row: row.answers,
    "facility": lambda row: row.facility.value if row.facility else None,
    "wrong": lambda row: row.wrong_share if row.wrong else None,
}


@page_of_series(bp, "/teach/questions/<bank>.csv")
def questions_csv(bank: str) -> Response:
    """All questions of a bank as a spreadsheet."""
    _, month = _bank(bank)
    head: list[str] = ["id", translate("Kind"), translate("Objective"), translate("Question"), translate("Answers")]
    head += [translate("Facility %%"), translate("facility, low"), translate("facility, high")]
    head += [translate("Wrong choice made most"), translate("chosen %%")]
    rows = item_statistics.questions(db.session, month.id, request_context.language())
    return _download(f"dalmada-{bank}.csv", [head, *(_question_line(row) for row in rows)])


def _question_line(row: QuestionFigures) -> list[object]:
    figure = row.facility
    shares = [figure.value, figure.low, figure.high] if figure else [None, None, None]
    return [
        row.slug,
        str(word("kind", row.question.kind_name)),
        row.question.objective or "",
        row.prompt,
        row.answers,
        *(_in_percent(share) for share in shares),
        localize(row.wrong) if row.wrong else "",
        _in_percent(row.wrong_share) if row.wrong else "",
    ]


def _download(name: str, lines: Sequence[Sequence[object]]) -> Response:
    response = Response(csv_of(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
