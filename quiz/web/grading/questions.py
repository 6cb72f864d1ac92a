"""For teachers: the questions with waiting answers, how each is graded, where two graders differ, what is graded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.grading.by_hand import agreeing, graded, queue, rules
from quiz.services.grading.by_hand.queue import GradedQuestion
from quiz.services.grading.manual_grading import parts_of
from quiz.web.grading.grader import grader_id, theirs
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, staff_only
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging, sought

bp = Blueprint("grading", __name__, url_prefix="/teach/grading")
bp.before_request(staff_only)


@bp.get("")
def waiting() -> Any:
    """The questions with answers that wait for a teacher."""
    series_context.library()
    named = sought()
    found = queue.questions(db.session, request_context.language(), grader_id(), named, whose=theirs())
    here = paging(len(found), PAGE)
    return render_template(
        "grading/grading.html",
        rows=found[here.offset : here.offset + here.size],
        paging=here,
        named=named,
        to_grade=sum(one.to_grade for one in found),
        to_settle=sum(one.disputed for one in found),
    )


def _question(version: int) -> GradedQuestion:
    """A question that people grade, for who grades an answer to it or may edit its series; else no such page."""
    of = queue.question(db.session, version, request_context.language())
    return of if queue.is_open_to(db.session, of, current_user.account, whose=theirs()) else abort(404)


def _grader(number: int) -> str | None:
    """What a grader is called, where they graded an answer that who is here may see."""
    known = number == grader_id() or graded.count(db.session, graded.Sought(grader_id=number), whose=theirs())
    return graded.name_of(db.session, number) if known else None


@bp.get("/questions/<int:version>")
def question(version: int) -> Any:
    """One question: its waiting answers, how it is graded, and what may be released."""
    series_context.library()
    me = grader_id()
    of = _question(version)
    counts = queue.counts(db.session, version, me, whose=theirs())
    here = paging(counts.waiting, PAGE)
    return render_template(
        "grading/question.html",
        of=of,
        counts=counts,
        paging=here,
        rows=queue.answers(db.session, version, me, limit=here.size, offset=here.offset, whose=theirs()),
        first=queue.first_for(db.session, version, me, whose=theirs()) if counts.yours else None,
    )


@bp.post("/questions/<int:version>")
def set_rules(version: int) -> Any:
    """How the answers to a question are graded from now on."""
    language = request_context.language()
    of, now, by = _question(version), request_context.now(), actor()
    twice, held = "twice" in request.form, "held" in request.form
    rules.set_rules(db.session, of, twice=twice, held=held, now=now, by=by)
    db.session.commit()
    decided = _in_batches(lambda: rules.carry_out(db.session, of, language, now=now, whose=theirs()))
    said = say("Saved. Answers that were decided by it: %(count)s", count=decided) if decided else say("Saved.")
    flash(localize(said))
    return redirect(url_for("grading.question", version=version), 303)


@bp.post("/questions/<int:version>/release")
def release(version: int) -> Any:
    """Fix all scores of a question that are held."""
    language = request_context.language()
    of, now, by = _question(version), request_context.now(), actor()
    count = _in_batches(lambda: rules.release(db.session, of, language, now=now, by=by, whose=theirs()))
    said = say("Released: %(count)s", count=count) if count else say("Nothing was held.")
    flash(localize(said))
    return redirect(url_for("grading.question", version=version), 303)


def _in_batches(decide: Callable[[], int]) -> int:
    """How many answers were decided in all. Each batch is committed, so that others who write get in between."""
    total = 0
    while count := decide():
        db.session.commit()
        total += count
    return total


@bp.get("/questions/<int:version>/agreement")
def agreement(version: int) -> Any:
    """How far two graders agree, and where they differ."""
    series_context.library()
    language = request_context.language()
    of = _question(version)
    found = agreeing.two_graders(db.session, of, whose=theirs())
    here = paging(len(found.differences), PAGE)
    return render_template(
        "grading/agreement.html",
        of=of,
        found=found,
        criteria={name: of.question.choice_words(name, language) for name in parts_of(of.question)},
        rows=found.differences[here.offset : here.offset + here.size],
        paging=here,
    )


@bp.get("/graded")
def graded_answers() -> Any:
    """The answers that were graded, by question, grader or learner."""
    series_context.library()
    wanted = graded.Sought(
        version_id=whole(request.args.get("question")), grader_id=whole(request.args.get("by")), named=sought()
    )
    here = paging(graded.count(db.session, wanted, whose=theirs()), PAGE)
    rows = graded.answers(
        db.session, request_context.language(), wanted, limit=here.size, offset=here.offset, whose=theirs()
    )
    of = wanted.version_id
    return render_template(
        "grading/graded.html",
        rows=rows,
        paging=here,
        wanted=wanted,
        kept={"question": of, "by": wanted.grader_id},
        prompt=_question(of).prompt if of is not None else "",
        grader=_grader(wanted.grader_id) if wanted.grader_id is not None else "",
        me=grader_id(),
    )
