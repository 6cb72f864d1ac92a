"""What learners reported of questions: their own page, and the one where teachers answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.grading import question_reports
from quiz.services.grading.challenges import challenging
from quiz.services.grading.question_reports import AnsweredMeanwhile, ReportError
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, learner, teachers_only, teaching
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging

bp = Blueprint("reports", __name__)

_FAULTS = {
    "state": say("Choose an outcome."),
    "reply": say("Write a reply: the learner reads it."),
    "too_long": say("A reply takes %(limit)s characters. Shorten it.", limit=f"{question_reports.LONGEST:,}"),
    "marks": say("A letter has too many accents. Take some off."),
    "meanwhile": say("Another teacher has just answered, as you see above. Send yours to replace it."),
}


@bp.get("/reports")
def mine() -> Any:
    """What a learner has reported, or said of answers that should count, with what became of it."""
    person, language = learner(), request_context.language()
    series_context.library()
    if request.args.get("show") == "challenges":
        here = paging(challenging.count_mine(db.session, person), PAGE)
        said = challenging.mine(db.session, person, language, limit=here.size, offset=here.offset)
        return render_template("grading/my_challenges.html", challenges=said, paging=here)
    here = paging(question_reports.count_mine(db.session, person), PAGE)
    found = question_reports.mine(db.session, person, language, limit=here.size, offset=here.offset)
    return render_template("grading/my_reports.html", reports=found, paging=here)


@bp.get("/teach/reports")
def every() -> Any:
    """The reports that wait for an answer, question by question; or those that have one."""
    teachers_only()
    return _page()


def _page(wrong: int = 0, error: str = "", status: int = 200) -> Any:
    # What is typed stays with its report, whatever became of that meanwhile.
    answered = request.args.get("state") == "answered"
    library = series_context.library()
    here = paging(question_reports.count(db.session, is_open=not answered, teacher=teaching()), PAGE)
    language = request_context.language()
    found = question_reports.listed(
        db.session, language, is_open=not answered, limit=here.size, offset=here.offset, teacher=teaching()
    )
    if wrong and wrong not in {one.id for one in found}:
        found = [question_reports.find(db.session, wrong, language, teacher=teaching()), *found]
    page = render_template(
        "grading/reports.html",
        groups=question_reports.by_question(found),
        library=library,
        paging=here,
        answered=answered,
        open_count=question_reports.count(db.session, is_open=True, teacher=teaching()) if answered else here.total,
        states=question_reports.ANSWERS,
        longest=question_reports.LONGEST,
        wrong=wrong,
        fault=localize(_FAULTS[error]) if error else "",
        at_state=error == "state",
        typed=request.form,
    )
    return page, status


@bp.post("/teach/reports/<int:number>")
def answer(number: int) -> Any:
    """A teacher's answer to a report; where another came first, both are shown and nothing typed is lost."""
    teachers_only()
    state, reply = request.form.get("state", ""), request.form.get("reply", "")
    seen = whole(request.form.get("seen"))
    if seen is None:
        abort(404)
    question_reports.find(db.session, number, request_context.language(), teacher=teaching())
    try:
        question_reports.answer_report(
            db.session, number, state, reply, seen=seen, now=request_context.now(), by=actor()
        )
    except AnsweredMeanwhile:
        return _refused(number, "meanwhile", 409)
    except ReportError as error:
        return _refused(number, error.code, 422)
    db.session.commit()
    flash(localize(say("Your answer is saved. The learner finds it in their inbox and under “My reports”.")))
    return redirect(url_for("reports.every", state=request.args.get("state")), 303)


def _refused(number: int, error: str, status: int) -> Any:
    request_context.read_again()
    return _page(number, error, status)
