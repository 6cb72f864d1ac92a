"""For teachers: answers of which learners say that they should count, and what becomes of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.content import editors
from quiz.services.content.editors import NotAnEditor
from quiz.services.content.publishing import PlanChanged
from quiz.services.current_user import CurrentUser
from quiz.services.grading.challenges import deciding, groups, proposals
from quiz.services.grading.challenges.deciding import Decided
from quiz.services.grading.challenges.proposals import AS_PUBLISHED, CannotPropose, Proposal, Standing
from quiz.services.grading.challenges.shown import LONGEST, ChallengeError
from quiz.services.grading.question_reports import AnsweredMeanwhile
from quiz.services.grading.regrades import Refused
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, learner, teachers_only, teaching
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging

bp = Blueprint("challenges", __name__)

_FAULTS = {
    "reply": say("Write a reason: the learners read it."),
    "too_long": say("A reason takes %(limit)s characters. Shorten it.", limit=f"{LONGEST:,}"),
    "marks": say("A letter has too many accents. Take some off."),
    "meanwhile": say("Another teacher has just decided, as you see here. Nothing of yours was changed."),
    "published": say(
        "The bank was published by somebody else since you opened this page. Look at the change again, and confirm it."
    ),
}


@bp.get("/teach/challenges")
def every() -> Any:
    """The answers that wait for a decision, equal ones together; or those that have one."""
    teachers_only()
    decided = request.args.get("state") == "decided"
    library = series_context.library()
    here = paging(groups.count(db.session, decided=decided, teacher=teaching()), PAGE)
    language = request_context.language()
    found = groups.listed(
        db.session, language, decided=decided, limit=here.size, offset=here.offset, teacher=teaching()
    )
    return render_template(
        "grading/challenges.html",
        groups=found,
        library=library,
        paging=here,
        decided=decided,
        waiting=groups.count(db.session, decided=False, teacher=teaching()) if decided else here.total,
    )


@bp.get("/teach/challenges/<int:number>")
def one(number: int) -> Any:
    """One answer of all who gave it: the reasons, the key, and what accepting it would do before anything is done."""
    teachers_only()
    return _page(number, request.args.get("way", ""))


def _page(
    number: int, way: str, error: Message | None = None, status: int = 200, field: str = "", kept: str = ""
) -> Any:
    group = groups.find(db.session, number, request_context.language(), teacher=teaching())
    may_edit = editors.may_edit(db.session, learner(), group.series_id)
    library = series_context.library()
    standing, proposal, fault = (None, None, None) if group.is_decided else _proposed(number, way)
    page = render_template(
        "grading/challenge.html",
        group=group,
        of_series=library.numbered(group.series_id),
        may_edit=may_edit,
        standing=standing,
        way=way,
        proposal=proposal,
        cannot=fault,
        error=localize(error) if error is not None else "",
        wrong=field,
        kept=field or kept,
        typed=request.form,
        longest=LONGEST,
        as_published=AS_PUBLISHED,
        shown=PAGE,
    )
    return page, status


def _proposed(number: int, way: str) -> tuple[Standing | None, Proposal | None, CannotPropose | None]:
    try:
        standing = proposals.standing(db.session, number)
    except CannotPropose as error:
        return None, None, error
    if not way:
        return standing, None, None
    try:
        return standing, proposals.propose(db.session, standing, way, _folder(), teacher=teaching()), None
    except CannotPropose as error:
        return standing, None, error


@bp.post("/teach/challenges/<int:number>/accept")
def accept(number: int) -> Any:
    """Publish the change that was shown and score again, all of it or nothing."""
    person, seen = _teacher(number)
    way, reply = request.form.get("way", ""), request.form.get("reply", "")
    try:
        standing, proposal = _as_shown(number, way)
        request_context.begin_writing()
        done = deciding.accept(
            db.session, person, number, standing, proposal, reply, seen=seen, now=request_context.now(), by=actor()
        )
    except _REFUSALS as error:
        return _refused(number, way, error)
    db.session.commit()
    flash(localize(_told(done)))
    return redirect(url_for("challenges.one", number=number), 303)


def _told(done: Decided) -> Message:
    if done.regrade_id is None:
        return say("Accepted. No finished attempt had to be scored again. The learners are informed.")
    return say("Accepted. Answers that gained points: %(count)d. The learners are informed.", count=done.raised)


@bp.post("/teach/challenges/<int:number>/refuse")
def refuse(number: int) -> Any:
    """Refuse the answer with a reason, and where it is wanted write it into the bank as one that never counts."""
    person, seen = _teacher(number)
    way, reply = request.form.get("way", ""), request.form.get("reply", "")
    try:
        standing, proposal = _as_shown(number, way) if way else (None, None)
        request_context.begin_writing()
        deciding.refuse(
            db.session,
            person,
            number,
            reply,
            seen=seen,
            now=request_context.now(),
            by=actor(),
            of=standing,
            proposal=proposal,
        )
    except _REFUSALS as error:
        return _refused(number, way, error, field="refuse")
    db.session.commit()
    flash(localize(say("Refused. The learners are informed and read your reason.")))
    return redirect(url_for("challenges.every"), 303)


@bp.post("/teach/challenges/<int:number>/pass-on")
def pass_on(number: int) -> Any:
    """Pass the answer on to those who may change the question."""
    _, seen = _teacher(number)
    reply = request.form.get("reply", "")
    try:
        request_context.begin_writing()
        deciding.pass_on(db.session, number, reply, seen=seen, now=request_context.now(), by=actor())
    except _REFUSALS as error:
        return _refused(number, "", error, field="pass-on")
    db.session.commit()
    flash(localize(say("Passed on to those who may change the question. The learners are informed.")))
    return redirect(url_for("challenges.every"), 303)


@bp.post("/teach/challenges/<int:number>/take-back")
def take_back(number: int) -> Any:
    """Undo the regrade of an accepted answer; it waits for a decision again."""
    person, seen = _teacher(number)
    try:
        request_context.begin_writing()
        deciding.take_back(db.session, person, number, seen=seen, now=request_context.now(), by=actor())
    except _REFUSALS as error:
        return _refused(number, "", error)
    db.session.commit()
    flash(localize(say("Taken back: the scores are what they were, and the answer waits for a decision again.")))
    return redirect(url_for("challenges.one", number=number), 303)


@bp.post("/teach/challenges/<int:number>/reopen")
def reopen(number: int) -> Any:
    """Let a refused answer wait for a decision again."""
    _, seen = _teacher(number)
    try:
        request_context.begin_writing()
        deciding.reopen(db.session, number, seen=seen, now=request_context.now(), by=actor())
    except _REFUSALS as error:
        return _refused(number, "", error)
    db.session.commit()
    flash(localize(say("The answer waits for a decision again. The learners are informed once you decide.")))
    return redirect(url_for("challenges.one", number=number), 303)


def _teacher(number: int) -> tuple[CurrentUser, int]:
    """Who decides on an answer that they find, and how much of it they had seen."""
    request_context.read_first()
    teachers_only()
    groups.check_found(db.session, number, teaching())
    seen = whole(request.form.get("seen"))
    return learner(), seen if seen is not None else abort(404)


def _as_shown(number: int, way: str) -> tuple[Standing, Proposal]:
    """What is proposed now, where it is what the form was made for; rendered, so that nobody waits while it is done."""
    standing = proposals.standing(db.session, number)
    if standing.file_hash != (request.form.get("base") or None):
        raise PlanChanged
    return standing, proposals.propose(db.session, standing, way, _folder(), rendered=True)


_REFUSALS = (ChallengeError, AnsweredMeanwhile, PlanChanged, CannotPropose, Refused, NotAnEditor)


def _refused(number: int, way: str, error: Exception, field: str = "accept") -> Any:
    request_context.read_again()
    if isinstance(error, NotAnEditor):
        abort(403)
    if isinstance(error, ChallengeError):
        return _page(number, way, _FAULTS[error.code], 422, field)
    if isinstance(error, CannotPropose | Refused):
        return _page(number, way, error.message, 409, kept=field)
    fault = _FAULTS["published" if isinstance(error, PlanChanged) else "meanwhile"]
    return _page(number, way, fault, 409, kept=field)


def _folder() -> Any:
    return current_app.extensions["settings"].media
