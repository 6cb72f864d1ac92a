"""What stands around a question: a teacher's messages, its study note, its bookmark, a report, another language."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.platform.settings import LANGUAGES
from quiz.services.attempts.pages import attempt_pages
from quiz.services.attempts.pages.attempt_pages import QuestionPage
from quiz.services.current_user import CurrentUser
from quiz.services.grading import question_reports
from quiz.services.grading.question_reports import ReportError
from quiz.services.notices import inbox
from quiz.services.review import bookmarks
from quiz.web.attempts.blueprint import MAX_POSITION, bp
from quiz.web.request import preferences, rate_limits, request_context, series_context
from quiz.web.request.access import learner, wants_json
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

_PAGES = {"note": "attempts.note", "report": "attempts.report"}
"""Pages beside a question, by the button that leads there."""
READ = "read-"
"""How the button that dismisses a message begins; its number follows."""

_FAULTS = {
    "kind": say("Choose what is wrong."),
    "text": say("Write what is wrong."),
    "too_long": say("A report takes %(limit)s characters. Shorten it.", limit=f"{question_reports.LONGEST:,}"),
    "marks": say("A letter has too many accents. Take some off."),
}


def lead_on(person: CurrentUser, token: str, position: int, go: str) -> str:
    """Do what a button of an answer's form wants besides saving it, and give the address of the page that follows.

    The caller commits.
    """
    if go == "hand-in":
        return url_for("attempts.hand_in", token=token)
    if go in LANGUAGES:
        preferences.choose(go)
    elif go.startswith(READ):
        _read(person, whole(go.removeprefix(READ)) or 0)
    elif go in ("bookmark", "unbookmark"):
        _keep(person, token, position, wanted=go == "bookmark")
    onward = whole(go, MAX_POSITION)
    return url_for(_PAGES.get(go, "attempts.question"), token=token, position=position if onward is None else onward)


def _read(person: CurrentUser, number: int) -> bool:
    return inbox.open_notice(db.session, person.id, number, now=request_context.now()) is not None


@bp.post("/a/<token>/<int:position>/messages/<int:number>")
def read_message(token: str, position: int, number: int) -> Any:
    """A message that is dismissed on a running page is read, in the inbox too."""
    if not _read(learner(), number):
        abort(404)
    db.session.commit()
    return ("", 204) if wants_json() else redirect(back_to(token, _known(position), None), 303)


def _keep(person: CurrentUser, token: str, position: int, *, wanted: bool) -> None:
    bookmarks.keep(db.session, person, token, position, wanted=wanted, now=request_context.now())
    flash(localize(say("Bookmarked. You find it under “My progress”.") if wanted else say("The bookmark is removed.")))


@bp.post("/a/<token>/<int:position>/bookmark")
def bookmark(token: str, position: int) -> Any:
    """Bookmark a question, or take the bookmark away; then back to where it was asked for."""
    person = learner()
    _keep(person, token, _known(position), wanted=request.form.get("wanted") == "1")
    db.session.commit()
    return redirect(back_to(token, position, request.form.get("back")), 303)


def _known(position: int) -> int:
    return position if 1 <= position <= MAX_POSITION else abort(404)


def back_to(token: str, position: int, back: str | None) -> str:
    """The page that a reader came from: the question's, or the result."""
    if back == "result":
        return url_for("attempts.result", token=token, _anchor=f"q{position}")
    return url_for("attempts.question", token=token, position=position)


def _sitting(token: str, position: int) -> QuestionPage:
    found = attempt_pages.find_question_page(db.session, learner(), token, _known(position), request_context.language())
    series_context.enter(found.series_id)
    return found


@bp.get("/a/<token>/<int:position>/note")
def note(token: str, position: int) -> Any:
    """The study note of a question's section, with the way back; of a test not before it was handed in."""
    sitting = _sitting(token, position)
    if sitting.attempt.mode == "exam" and sitting.attempt.state == "running":
        abort(404)
    month = series_context.catalogue().month(sitting.view.context["bank"])
    section = sitting.view.context["section"]
    if month is None or section not in month.notes:
        abort(404)
    back = back_to(token, position, request.args.get("back"))
    return render_template("attempts/note.html", q=sitting.view, month=month, section=section, back=back)


@bp.get("/a/<token>/<int:position>/report")
def report(token: str, position: int) -> Any:
    """Where a learner says what is wrong with a question."""
    return _report_page(token, position)


def _report_page(token: str, position: int, error: str = "", status: int = 200) -> Any:
    sitting = _sitting(token, position)
    back = request.values.get("back", "")[:10]
    page = render_template(
        "attempts/report.html",
        q=sitting.view,
        token=token,
        kinds=question_reports.KINDS,
        longest=question_reports.LONGEST,
        limit=f"{question_reports.LONGEST:,}",
        error=error,
        fault=localize(_FAULTS[error]) if error else "",
        typed=request.form,
        back=back,
        leave=back_to(token, position, back),
    )
    return page, status


@bp.post("/a/<token>/<int:position>/report")
def send_report(token: str, position: int) -> Any:
    """Keep a report; what can't be taken stays in the form, with what is wrong beside it."""
    # Before anything is asked of the store: while limits are asked for, nobody waits.
    rate_limits.at_reporting().spend()
    person = learner()
    kind, text = request.form.get("kind", ""), request.form.get("text", "")
    try:
        question_reports.report(db.session, person, token, _known(position), kind, text, now=request_context.now())
    except ReportError as error:
        request_context.read_again()
        return _report_page(token, position, error.code, 422)
    db.session.commit()
    flash(localize(say("Thank you. The answer to your report will be under “My reports”.")))
    return redirect(back_to(token, position, request.form.get("back")), 303)
