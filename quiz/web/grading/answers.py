"""For teachers: one answer to grade, to settle or to change, with its draft and the comments used again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.attempts.pages.grader_comments import rendered
from quiz.services.grading import manual_grading
from quiz.services.grading.by_hand import drafts, giving, judgements, queue
from quiz.services.grading.by_hand.giving import GradedMeanwhile
from quiz.services.grading.by_hand.judgements import Given, GradingError, Typed
from quiz.services.grading.manual_grading import State, ToJudge
from quiz.web.grading.grader import grader_id, theirs
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, staff_only, wants_json
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

bp = Blueprint("answer_grading", __name__, url_prefix="/teach")
bp.before_request(staff_only)

_FAULTS = {
    "share": say("Type a number from 0 to 100, or leave it empty."),
    "reason": say("Write the reason: the learner reads it."),
    "reason_too_long": say("A reason takes %(limit)s characters. Shorten it.", limit=judgements.LONGEST_REASON),
    "too_long": say("A comment takes %(limit)s characters. Shorten it.", limit=f"{judgements.LONGEST:,}"),
    "marks": say("A letter has too many accents. Take some off."),
}
_FIELDS = {"share": "share", "reason": "reason", "reason_too_long": "reason"}
"""The field that a fault is at, where it is not the comment."""

_GIVEN: dict[State, Message] = {
    "second": say("Grade saved. A second teacher grades this answer, too."),
    "disputed": say("Grade saved. It differs from the first one: somebody has to settle it."),
    "ready": say("Grade saved. It is held until the grades are released."),
    "fixed": say("Score saved."),
}


@bp.get("/grading/<int:number>")
def grade(number: int) -> Any:
    """One answer, waiting or graded, with what the grader has begun."""
    found = manual_grading.read_answer(db.session, number, request_context.language(), whose=theirs())
    given = judgements.given_for(db.session, [number])[number]
    typed, saved_at = drafts.typed_for(db.session, found, grader_id(), given)
    return _page(found, typed, given, saved_at=saved_at)


def _page(found: ToJudge, typed: Typed, given: Sequence[Given], *, status: int = 200, **more: Any) -> Any:
    series_context.library()
    me = grader_id()
    # A second grader sees nothing of the first.
    may_see = found.state in ("disputed", "ready", "fixed")
    page = render_template(
        "grading/grade.html",
        q=found.view,
        found=found,
        typed=typed,
        step=giving.step_of(found, me),
        given=given if may_see else (),
        own=found.is_first_grader(me),
        comments=drafts.comments(db.session, me, found.question_id),
        left=queue.counts(db.session, found.row.question_version_id, me, whose=theirs()),
        longest=judgements.LONGEST,
        longest_reason=judgements.LONGEST_REASON,
        **more,
    )
    return page, status


def _typed() -> Typed:
    form = request.form
    return Typed(
        chosen=tuple(form.getlist("part")),
        share=form.get("share", ""),
        reason=form.get("reason", ""),
        comment=form.get("comment", ""),
    )


@bp.post("/grading/<int:number>")
def do_grade(number: int) -> Any:
    """A teacher's grade; then to the next answer to the question that waits."""
    found = manual_grading.find_answer(db.session, number, request_context.language(), whose=theirs())
    typed, by = _typed(), actor()
    try:
        judgement = judgements.judgement_of(found.view.question, typed)
        before, seen = found.state, request.form.get("seen", "")
        state = giving.give(db.session, found, judgement, seen=seen, now=request_context.now(), by=by)
    except GradedMeanwhile:
        return _refused(number, typed, 409, meanwhile=True)
    except GradingError as error:
        return _refused(number, typed, 422, **_at_fault(error))
    there = _after(found, before)
    db.session.commit()
    flash(localize(say("The score is changed.") if before == "fixed" else _GIVEN[state]))
    return redirect(there, 303)


def _at_fault(error: GradingError) -> dict[str, str]:
    return {"wrong": _FIELDS.get(error.code, "comment"), "fault": localize(_FAULTS[error.code])}


def _refused(number: int, typed: Typed, status: int, **more: Any) -> Any:
    """The page as it stands now, with what was typed."""
    request_context.read_again()
    return _page_as_typed(number, typed, status=status, **more)


def _page_as_typed(number: int, typed: Typed, **more: Any) -> Any:
    found = manual_grading.read_answer(db.session, number, request_context.language(), whose=theirs())
    return _page(found, typed, judgements.given_for(db.session, [number])[number], **more)


def _after(found: ToJudge, before: State) -> str:
    """Where a grader goes on: what was changed stays open, what was settled leads to what else differs."""
    version = found.row.question_version_id
    if before in ("ready", "fixed"):
        return url_for("answer_grading.grade", number=found.row.id)
    if before == "disputed":
        return url_for("grading.agreement", version=version)
    following = queue.beside(db.session, found, grader_id(), whose=theirs())
    return url_for("answer_grading.grade", number=following) if following else url_for("grading.waiting")


@bp.post("/grading/<int:number>/draft")
def save_draft(number: int) -> Any:
    """Keep what is ticked and typed; ``go`` says where to go on. A script that keeps it by itself reads no page."""
    found = manual_grading.find_answer(db.session, number, request_context.language(), whose=theirs())
    typed = _typed()
    try:
        is_kept = drafts.save(db.session, found, typed, grader_id(), now=request_context.now())
    except GradingError as error:
        fault = _at_fault(error)
        return ({"error": fault["fault"]}, 422) if wants_json() else _refused(number, typed, 422, **fault)
    there = _onward(found)
    db.session.commit()
    if wants_json():
        return {"kept": is_kept}
    if request.form.get("go") not in ("next", "previous"):
        flash(localize(say("The draft is saved. Only you see it.")))
    return redirect(there, 303)


def _onward(found: ToJudge) -> str:
    go = request.form.get("go")
    there = None
    if go in ("next", "previous"):
        there = queue.beside(db.session, found, grader_id(), back=go == "previous", whose=theirs())
    return url_for("answer_grading.grade", number=there or found.row.id)


@bp.post("/grading/<int:number>/preview")
def preview(number: int) -> Any:
    """The form as it is typed, with the comment as the learner would see it, or one used again put into it."""
    request_context.read_again()
    typed, wanted = _typed(), whole(request.form.get("insert"))
    if wanted is not None:
        found = manual_grading.read_answer(db.session, number, request_context.language(), whose=theirs())
        kept = {one.id: one.text for one in drafts.comments(db.session, grader_id(), found.question_id)}
        typed = replace(typed, comment=f"{typed.comment.rstrip()}\n\n{kept.get(wanted, '')}".strip())
    comment = typed.comment[: judgements.LONGEST]
    return _page_as_typed(number, typed, preview=rendered(comment) if comment.strip() else "", focus=True)


@bp.post("/grading/<int:number>/comments")
def keep_comment(number: int) -> Any:
    """Keep the comment that is typed to use it again, and with it the draft that it stands in; or delete one."""
    found = manual_grading.find_answer(db.session, number, request_context.language(), whose=theirs())
    typed, me, now = _typed(), grader_id(), request_context.now()
    unwanted = whole(request.form.get("delete"))
    try:
        drafts.save(db.session, found, typed, me, now=now)
        if unwanted is not None:
            drafts.delete_comment(db.session, me, unwanted)
            said = say("The comment is deleted.")
        elif drafts.keep_comment(db.session, me, found.question_id, typed.comment, now=now):
            said = say("The comment is kept. You find it below the comment field with every answer to this question.")
        else:
            said = say("Write a comment first.")
    except GradingError as error:
        return _refused(number, typed, 422, **_at_fault(error))
    db.session.commit()
    flash(localize(said))
    return redirect(url_for("answer_grading.grade", number=number, _anchor="comment"), 303)
