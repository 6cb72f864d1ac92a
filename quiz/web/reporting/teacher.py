"""For teachers: all learners by month, all questions of a bank; each sorts and downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.attempts import deadlines, late_answers
from quiz.services.attempts.refusals import AttemptClosed
from quiz.services.content.gallery import load_gallery
from quiz.services.grading import manual_grading
from quiz.services.reporting import item_statistics
from quiz.services.reporting.item_statistics import LearnerFigures, QuestionFigures
from quiz.services.reporting.spreadsheets import csv_of
from quiz.web.request import request_context
from quiz.web.request.numbers import whole
from quiz.web.templating.filters import localize, moment, translate
from quiz.web.templating.paging import paging, sought, state

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
    months = request_context.catalogue().months
    known = ("name", "seen", "done", *(month.slug for month in months))
    column = request.args.get("sort", "name")
    column = column if column in known else "name"
    falling, named = request.args.get("dir") == "desc", sought()
    page = paging(item_statistics.count_learners(db.session, named), PAGE)
    rows = item_statistics.learners_page(
        db.session, column, falling=falling, named=named, limit=page.size, offset=page.offset
    )
    return render_template(
        "reporting/learners.html", rows=rows, months=months, column=column, falling=falling, paging=page, named=named
    )


@bp.get("/learners.csv")
def learners_csv() -> Response:
    """All learners × months as a spreadsheet."""
    months = request_context.catalogue().months
    head: list[str] = [translate("Name"), translate("Last seen")]
    for month in months:
        words = (translate("questions done"), translate("best %%"), translate("latest %%"))
        head += [f"{month.slug} {word}" for word in words]
    lines = [_learner_line(row, months) for row in item_statistics.learners(db.session)]
    return _download("dalmada-learners.csv", [head, *lines])


def _learner_line(row: LearnerFigures, months: Sequence[Any]) -> list[object]:
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
    months = request_context.catalogue().months
    return questions(months[0].slug) if months else render_template("reporting/questions.html", month=None, months=())


@bp.get("/questions/<bank>")
def questions(bank: str) -> Any:
    """All questions of a bank with answers, facility and the wrong choice made most."""
    catalogue = request_context.catalogue()
    month = catalogue.month(bank)
    if month is None:
        abort(404)
    rows, column, falling = _sorted(
        item_statistics.questions(db.session, bank, request_context.language()), QUESTION_KEYS, "number"
    )
    return render_template(
        "reporting/questions.html", rows=rows, month=month, months=catalogue.months, column=column, falling=falling
    )


QUESTION_KEYS: dict[str, Callable[[QuestionFigures], Any]] = {
    "number": lambda row: row.number,
    "answers": lambda row: row.answers,
    "facility": lambda row: row.facility.value if row.facility else None,
    "wrong": lambda row: row.wrong_share if row.wrong else None,
}


@bp.get("/questions/<bank>.csv")
def questions_csv(bank: str) -> Response:
    """All questions of a bank as a spreadsheet."""
    if request_context.catalogue().month(bank) is None:
        abort(404)
    head: list[str] = ["id", translate("Kind"), translate("Objective"), translate("Question"), translate("Answers")]
    head += [translate("Facility %%"), translate("facility, low"), translate("facility, high")]
    head += [translate("Wrong choice made most"), translate("chosen %%")]
    rows = item_statistics.questions(db.session, bank, request_context.language())
    return _download(f"dalmada-{bank}.csv", [head, *(_question_line(row) for row in rows)])


def _question_line(row: QuestionFigures) -> list[object]:
    figure = row.facility
    shares = [figure.value, figure.low, figure.high] if figure else [None, None, None]
    return [
        row.slug,
        row.question.kind_name,
        row.question.objective,
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


@bp.get("/grading")
def grading() -> Any:
    """The answers that wait for a teacher, without their learners' names."""
    page = paging(manual_grading.count_waiting(db.session), PAGE)
    rows = manual_grading.waiting(db.session, request_context.language(), limit=page.size, offset=page.offset)
    return render_template("grading/grading.html", rows=rows, paging=page)


@bp.get("/grading/<int:number>")
def grade(number: int) -> Any:
    """One waiting answer, with what the app found in it."""
    found = manual_grading.read_waiting(db.session, number, request_context.language())
    return render_template(
        "grading/grade.html",
        q=found.view,
        quiz=found.quiz,
        handed_in_at=found.attempt.handed_in_at,
        proposal=manual_grading.proposed(found.view),
        number=number,
        waiting=manual_grading.count_waiting(db.session),
    )


@bp.post("/grading/<int:number>")
def do_grade(number: int) -> Any:
    """A teacher's judgement; then to the next answer that waits."""
    found = manual_grading.find_waiting(db.session, number, request_context.language())
    manual_grading.grade(db.session, found, request.form.getlist("part"), now=request_context.now())
    following = manual_grading.next_waiting(db.session, found)
    db.session.commit()
    flash(localize(say("The score is given.")))
    there = url_for("teaching.grade", number=following) if following is not None else url_for("teaching.grading")
    return redirect(there, 303)


@bp.get("/tests")
def running() -> Any:
    """The tests that are being taken, and answers that came too late."""
    return _running_page()


def _running_page(wrong: str = "", minutes: str = "", status: int = 200) -> Any:
    named = sought()
    here = paging(deadlines.count_running(db.session, named), PAGE)
    page = render_template(
        "attempts/running.html",
        rows=deadlines.running(db.session, named, limit=here.size, offset=here.offset),
        paging=here,
        named=named,
        kept=state(),
        late=late_answers.late_answers(db.session, request_context.language(), whole(request.args.get("late", 1)) or 1),
        waiting=manual_grading.count_waiting(db.session),
        most=deadlines.MAX_MINUTES,
        wrong=wrong,
        minutes=minutes,
    )
    return page, status


@bp.post("/tests/<token>/extend")
def extend(token: str) -> Any:
    """More time for one learner; their page learns of it within seconds."""
    typed = request.form.get("minutes", "").strip()[:20]
    minutes = whole(typed, deadlines.MAX_MINUTES) or 0
    try:
        until = deadlines.extend(db.session, token, minutes, now=request_context.now(), by=request_context.account())
    except AttemptClosed:
        db.session.rollback()
        flash(localize(say("This test is over, so it gets no more time.")))
        return redirect(url_for("teaching.running", **state()), 303)
    except ValueError:
        db.session.rollback()
        return _running_page(wrong=token, minutes=typed, status=422)
    db.session.commit()
    words = say("The test now runs until %(time)s.", time=moment(until, "time"))
    flash(localize(words))
    return redirect(url_for("teaching.running", **state()), 303)


@bp.post("/tests/late/<int:number>")
def decide_late(number: int) -> Any:
    """A late answer is left as it is, or counts."""
    person = request_context.account()
    assert person is not None
    decide = late_answers.let_count if request.form.get("decision") == "count" else late_answers.leave
    try:
        decide(db.session, number, now=request_context.now(), by=person, seen=_moment_seen())
    except late_answers.Replaced:
        db.session.rollback()
        flash(localize(say("A newer answer came meanwhile. Look at it first.")))
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
    return render_template("content/gallery.html", shelf=load_gallery(db.session, request_context.language()))


@bp.get("/gallery/<kind>/<state>")
def exhibit(kind: str, state: str) -> Any:
    """One kind in one state."""
    shelf = load_gallery(db.session, request_context.language())
    found = shelf.get(kind, {}).get(state)
    if found is None:
        abort(404)
    return render_template(
        "content/gallery_state.html",
        q=found.view,
        kind_name=kind,
        state=state,
        notice=localize(found.notice) if found.notice else "",
        proposal=found.proposal,
        shelf=shelf,
    )
