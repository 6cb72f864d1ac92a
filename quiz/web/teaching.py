"""For teachers: all learners by month, all questions of a bank; each sorts and downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_login import current_user

from quiz.domain.errors import say
from quiz.extensions import db
from quiz.services import deadlines, judging, lateness, showcase, statistics
from quiz.services.attempts import Closed
from quiz.services.spreadsheets import csv_of
from quiz.services.statistics import LearnerRow, QuestionRow
from quiz.web import edge, pages
from quiz.web.filters import moment, said, translate
from quiz.web.numbers import whole
from quiz.web.paging import paging, sought, state

PAGE = 50
"""Rows of a list on one page."""

bp = Blueprint("teaching", __name__, url_prefix="/teach")


@bp.before_request
def _teachers_only() -> None:
    if not current_user.is_authenticated or not current_user.is_teacher:
        abort(404)


def _sorted(rows: Sequence[Any], keys: dict[str, Callable[[Any], Any]], default: str) -> tuple[list[Any], str, bool]:
    """The rows in the order that the address asks for, its column and whether it descends. Blanks come last."""
    column = request.args.get("sort", default)
    column = column if column in keys else default
    falling = request.args.get("dir") == "desc"
    key = keys[column]
    filled = sorted((row for row in rows if key(row) is not None), key=key, reverse=falling)
    return [*filled, *(row for row in rows if key(row) is None)], column, falling


@bp.get("/learners")
def learners() -> Any:
    """All learners × months."""
    months = edge.catalogue().months
    known = ("name", "seen", "done", *(month.slug for month in months))
    column = request.args.get("sort", "name")
    column = column if column in known else "name"
    falling, named = request.args.get("dir") == "desc", sought()
    page = paging(statistics.count_learners(db.session, named), PAGE)
    rows = statistics.learners_page(
        db.session, column, falling=falling, named=named, limit=page.size, offset=page.offset
    )
    return pages.render(
        "teaching/learners.html", rows=rows, months=months, column=column, falling=falling, paging=page, named=named
    )


@bp.get("/learners.csv")
def learners_csv() -> Response:
    """All learners × months as a spreadsheet."""
    months = edge.catalogue().months
    head: list[str] = [translate("Name"), translate("Last seen")]
    for month in months:
        words = (translate("questions done"), translate("best %%"), translate("latest %%"))
        head += [f"{month.slug} {word}" for word in words]
    lines = [_learner_line(row, months) for row in statistics.learners(db.session)]
    return _download("dalmada-learners.csv", [head, *lines])


def _learner_line(row: LearnerRow, months: Sequence[Any]) -> list[object]:
    line: list[object] = [row.name, row.seen_at.isoformat(timespec="minutes")]
    for month in months:
        cell = row.cells.get(month.slug)
        line += [cell.done, _in_percent(cell.best), _in_percent(cell.latest)] if cell else [0, "", ""]
    return line


def _in_percent(share: float | None) -> object:
    return "" if share is None else round(share * 100, 1)


@bp.get("/questions")
def banks() -> Any:
    """The first bank's questions, from where the others are reached."""
    months = edge.catalogue().months
    return questions(months[0].slug) if months else pages.render("teaching/questions.html", month=None, months=())


@bp.get("/questions/<bank>")
def questions(bank: str) -> Any:
    """All questions of a bank with answers, facility and the wrong choice made most."""
    catalogue = edge.catalogue()
    month = catalogue.month(bank)
    if month is None:
        abort(404)
    rows, column, falling = _sorted(statistics.questions(db.session, bank, edge.language()), QUESTION_KEYS, "number")
    return pages.render(
        "teaching/questions.html", rows=rows, month=month, months=catalogue.months, column=column, falling=falling
    )


QUESTION_KEYS: dict[str, Callable[[QuestionRow], Any]] = {
    "number": lambda row: row.number,
    "answers": lambda row: row.answers,
    "facility": lambda row: row.facility.value if row.facility else None,
    "wrong": lambda row: row.wrong_share if row.wrong else None,
}


@bp.get("/questions/<bank>.csv")
def questions_csv(bank: str) -> Response:
    """All questions of a bank as a spreadsheet."""
    if edge.catalogue().month(bank) is None:
        abort(404)
    head: list[str] = ["id", translate("Kind"), translate("Objective"), translate("Question"), translate("Answers")]
    head += [translate("Facility %%"), translate("facility, low"), translate("facility, high")]
    head += [translate("Wrong choice made most"), translate("chosen %%")]
    rows = statistics.questions(db.session, bank, edge.language())
    return _download(f"dalmada-{bank}.csv", [head, *(_question_line(row) for row in rows)])


def _question_line(row: QuestionRow) -> list[object]:
    figure = row.facility
    shares = [figure.value, figure.low, figure.high] if figure else [None, None, None]
    return [
        row.slug,
        row.question.kind_name,
        row.question.objective,
        row.prompt,
        row.answers,
        *(_in_percent(share) for share in shares),
        said(row.wrong) if row.wrong else "",
        _in_percent(row.wrong_share) if row.wrong else "",
    ]


def _download(name: str, lines: Sequence[Sequence[object]]) -> Response:
    response = Response(csv_of(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/grading")
def grading() -> Any:
    """The answers that wait for a teacher, without their learners' names."""
    page = paging(judging.count_waiting(db.session), PAGE)
    rows = judging.waiting(db.session, edge.language(), limit=page.size, offset=page.offset)
    return pages.render("teaching/grading.html", rows=rows, paging=page)


@bp.get("/grading/<int:number>")
def grade(number: int) -> Any:
    """One waiting answer, with what the app found in it."""
    found = judging.read_waiting(db.session, number, edge.language())
    return pages.render(
        "teaching/grade.html",
        q=found.view,
        quiz=found.quiz,
        handed_in_at=found.attempt.handed_in_at,
        proposal=judging.proposed(found.view),
        number=number,
        waiting=judging.count_waiting(db.session),
    )


@bp.post("/grading/<int:number>")
def do_grade(number: int) -> Any:
    """A teacher's judgement; then to the next answer that waits."""
    found = judging.find_waiting(db.session, number, edge.language())
    judging.grade(db.session, found, request.form.getlist("part"), now=edge.now())
    following = judging.next_waiting(db.session, found)
    db.session.commit()
    flash(said(say("The score is given.")))
    there = url_for("teaching.grade", number=following) if following is not None else url_for("teaching.grading")
    return redirect(there, 303)


@bp.get("/tests")
def running() -> Any:
    """The tests that are being taken, and answers that came too late."""
    return _running_page()


def _running_page(wrong: str = "", minutes: str = "", status: int = 200) -> Any:
    named = sought()
    here = paging(deadlines.count_running(db.session, named), PAGE)
    page = pages.render(
        "teaching/running.html",
        rows=deadlines.running(db.session, named, limit=here.size, offset=here.offset),
        paging=here,
        named=named,
        kept=state(),
        late=lateness.late_answers(db.session, edge.language(), whole(request.args.get("late", 1)) or 1),
        waiting=judging.count_waiting(db.session),
        most=deadlines.MOST_MINUTES,
        wrong=wrong,
        minutes=minutes,
    )
    return page, status


@bp.post("/tests/<token>/extend")
def extend(token: str) -> Any:
    """More time for one learner; their page learns of it within seconds."""
    typed = request.form.get("minutes", "").strip()[:20]
    minutes = whole(typed, deadlines.MOST_MINUTES) or 0
    try:
        until = deadlines.extend(db.session, token, minutes, now=edge.now(), by=edge.account())
    except Closed:
        db.session.rollback()
        flash(said(say("This test is over, so it gets no more time.")))
        return redirect(url_for("teaching.running", **state()), 303)
    except ValueError:
        db.session.rollback()
        return _running_page(wrong=token, minutes=typed, status=422)
    db.session.commit()
    words = say("The test now runs until %(time)s.", time=moment(until, "time"))
    flash(said(words))
    return redirect(url_for("teaching.running", **state()), 303)


@bp.post("/tests/late/<int:number>")
def decide_late(number: int) -> Any:
    """A late answer is left as it is, or counts."""
    person = edge.account()
    assert person is not None
    decide = lateness.let_count if request.form.get("decision") == "count" else lateness.leave
    try:
        decide(db.session, number, now=edge.now(), by=person, seen=_moment_seen())
    except lateness.Replaced:
        db.session.rollback()
        flash(said(say("A newer answer came meanwhile. Look at it first.")))
    db.session.commit()
    return redirect(url_for("teaching.running", _anchor="late"), 303)


def _moment_seen() -> datetime | None:
    try:
        return datetime.fromisoformat(request.form.get("seen", "")[:40])
    except ValueError:
        return None


@bp.get("/gallery")
def gallery() -> Any:
    """Every kind of question in every state, from the published banks."""
    return pages.render("teaching/gallery.html", shelf=showcase.shelf(db.session, edge.language()))


@bp.get("/gallery/<kind>/<state>")
def exhibit(kind: str, state: str) -> Any:
    """One kind in one state."""
    shelf = showcase.shelf(db.session, edge.language())
    found = shelf.get(kind, {}).get(state)
    if found is None:
        abort(404)
    return pages.render(
        "teaching/exhibit.html",
        q=found.view,
        kind_name=kind,
        state=state,
        notice=said(found.notice) if found.notice else "",
        proposal=found.proposal,
        shelf=shelf,
    )
