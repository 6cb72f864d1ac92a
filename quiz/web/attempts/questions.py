"""One question of an attempt: its page, and what is entered there."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, abort, flash, jsonify, make_response, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.domain.questions.base import AnswerError, is_answered
from quiz.platform.extensions import db
from quiz.platform.metrics import metrics
from quiz.services.attempts import locking, practice, saving, serialization, timing
from quiz.services.attempts.pages import attempt_pages, results
from quiz.services.attempts.pages.attempt_pages import QuestionPage
from quiz.services.attempts.practice import Overtaken, Unreadable
from quiz.services.attempts.refusals import AttemptClosed, Full, NotFound
from quiz.services.attempts.saving import SaveResult
from quiz.services.current_user import CurrentUser
from quiz.services.grading import manual_grading
from quiz.services.identity import accounts
from quiz.services.review.sittings.following import after_check
from quiz.web.attempts import asides, beside
from quiz.web.attempts.answer_form import by_id, raw_answer, read_json, sent_with_form
from quiz.web.attempts.blueprint import MAX_POSITION, bp
from quiz.web.attempts.offline import MAY_KEEP
from quiz.web.errors import STATUSES
from quiz.web.request import request_context, series_context
from quiz.web.request.access import learner
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

_FULL = say(
    "This attempt has reached its limit of changes. The last saved answers count; what you enter now is not saved."
)


def _position(position: int) -> int:
    if not 1 <= position <= MAX_POSITION:
        abort(404)
    return position


@bp.get("/a/<token>/<int:position>")
def question(token: str, position: int) -> Any:
    """One question: to answer, or with its score."""
    person = learner()
    try:
        sitting = attempt_pages.find_question_page(
            db.session, person, token, _position(position), request_context.language()
        )
    except NotFound:
        if not _was_ended(person, token):
            raise
        return redirect(url_for("attempts.resume", token=token), 303)
    attempt = sitting.attempt
    if attempt.state == "running" and timing.is_late(attempt, request_context.now()):
        if attempt.mode == "exam":
            return redirect(url_for("attempts.hand_in", token=token), 303)
        if timing.is_overdue(attempt, request_context.now()):
            return redirect(url_for("attempts.resume", token=token), 303)
    if attempt.mode == "exam" and attempt.state in ("waiting", "finished"):
        return redirect(url_for("attempts.result", token=token, _anchor=f"q{position}"), 303)
    if attempt.state == "set_aside" and attempt.purpose == "assignment":
        return redirect(url_for("attempts.result", token=token), 303)
    if attempt.state == "set_aside":
        raise AttemptClosed(token)
    return _question_page(sitting)


def _was_ended(person: CurrentUser, token: str) -> bool:
    """Whether an attempt is over: what was not answered when it was ended early was taken out of it."""
    return attempt_pages.find_overview(db.session, person, token).attempt.state != "running"


def _question_page(sitting: QuestionPage, status: int = 200, notice: str = "", typed: Any = None) -> Response:
    view = sitting.view
    series_context.enter(sitting.series_id)
    # Where the page leads depends on what is open by now, whatever this process loaded before.
    if view.scored or not series_context.knows(sitting.series_id, sitting.month, *sitting.standings):
        series_context.library()
    response = make_response(
        render_template(
            f"attempts/{'feedback' if view.scored or view.held else 'confirm' if view.waiting else 'ask'}.html",
            sitting=sitting,
            q=view,
            attempt=sitting.attempt,
            quiz=sitting.quiz,
            notice=notice,
            typed=typed,
            proposal=manual_grading.proposed(view) if view.waiting else (),
            again=beside.comes_again(sitting) if view.scored and view.answered else None,
            known=beside.known(sitting),
            review=beside.review_left(sitting) if view.scored else None,
            device=f"page-{secrets.token_hex(8)}",
        )
    )
    response.status_code = status
    if status == 200 and not (view.scored or view.waiting or view.tries or view.hints):
        # Nothing that a score reveals is in it: it may be kept on the device, to go on without a network.
        response.headers[MAY_KEEP] = "yes"
    return response


@bp.post("/a/<token>/<int:position>")
def answer(token: str, position: int) -> Any:
    """An answer by form: saved, then checked in practice, or on to another question in an exam.

    What stands around the question is asked for by buttons of the same form, so that nothing typed is lost.
    """
    person = learner()
    raw: dict[str, list[str]] = {}
    go = request.form.get("go", "")[:20]
    try:
        lock = locking.lock_question if go in _DEEDS else locking.lock_to_save
        target = lock(db.session, person, token, _position(position))
        raw = by_id(raw_answer(request.form), target)
        if isinstance(target, locking.LockedQuestion) and (go == "keep" or target.attempt.mode != "exam"):
            return _DEEDS[go](person, target, raw)
        saved = _save(person, target, raw)
        if saved.kept:
            flash(localize(say("That came too late to count. It is kept, and a teacher can see it.")))
    except NotFound:
        db.session.rollback()
        if not _was_ended(person, token):
            raise
        flash(localize(say("This question no longer takes answers. What was saved before stands.")))
        return redirect(url_for("attempts.resume", token=token), 303)
    except Full:
        db.session.rollback()
        flash(localize(_FULL))
        return redirect(url_for("attempts.question", token=token, position=position), 303)
    except AttemptClosed:
        db.session.rollback()
        flash(localize(say("This question no longer takes answers. What was saved before stands.")))
        return redirect(url_for("attempts.question", token=token, position=position), 303)
    except AnswerError as error:
        if error.code == "malformed":
            raise
        return _too_much(token, position, raw, error)
    onward = asides.lead_on(person, token, position, go)
    db.session.commit()
    _count(saved)
    return redirect(onward, 303)


def _count(saved: SaveResult) -> None:
    metrics().event("saves")
    if saved.late or saved.kept:
        metrics().event("late_answers")
    if saved.conflict:
        metrics().event("conflicts")


def _save(person: CurrentUser, target: locking.SaveTarget, raw: dict[str, list[str]]) -> SaveResult:
    saved = saving.save_or_keep(db.session, target, raw, sent_with_form(request.form), now=request_context.now())
    accounts.seen(db.session, person, now=request_context.now())
    return saved


def _settle(person: CurrentUser, target: locking.LockedQuestion, raw: dict[str, list[str]]) -> Any:
    token, position = target.attempt.token, target.row.position
    taken = whole(request.form.get("take"))
    if taken is None:
        abort(400)
    saving.settle_conflict(db.session, target, taken, now=request_context.now())
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
    return redirect(url_for("attempts.question", token=token, position=position), 303)


def _check(person: CurrentUser, target: locking.LockedQuestion, raw: dict[str, list[str]]) -> Any:
    token, position = target.attempt.token, target.row.position
    if target.row.scored_at is None and not is_answered(target.question.parse(raw)):
        saved = _save(person, target, raw)
        db.session.commit()
        if saved.repeated and saved.revision != target.row.revision:
            return _overtaken(token, position)
        return _again(token, position, raw, localize(say("Answer the question first.")))
    sent, now = sent_with_form(request.form), request_context.now()
    try:
        practice.check(db.session, person, target, raw, sent, now=now, follow_up=after_check)
    except Overtaken:
        db.session.commit()
        return _overtaken(token, position)
    except Unreadable as error:
        db.session.commit()
        return _again(token, position, raw, localize(error.notice))
    page = _to_verdict(person, token, position)
    metrics().event("checks")
    return page


def _unknown(person: CurrentUser, target: locking.LockedQuestion, raw: dict[str, list[str]]) -> Any:
    token, position = target.attempt.token, target.row.position
    if target.attempt.purpose != "placement":
        abort(400)
    try:
        practice.say_unknown(db.session, person, target, now=request_context.now(), follow_up=after_check)
    except Unreadable as error:
        _save(person, target, raw)
        db.session.commit()
        return _again(token, position, raw, localize(error.notice))
    return _to_verdict(person, token, position)


def _to_verdict(person: CurrentUser, token: str, position: int) -> Any:
    # The key that is shown now may be that of a test whose result was not looked at yet.
    results.note_all_shown(db.session, person, None, now=request_context.now())
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
    return redirect(url_for("attempts.question", token=token, position=position, _anchor="verdict"), 303)


def _overtaken(token: str, position: int) -> Any:
    """To the page as it stands: a form that was sent again must not put an older answer over a newer one."""
    flash(localize(say("You have changed this answer since. This is the latest; it hasn’t been checked yet.")))
    return redirect(url_for("attempts.question", token=token, position=position), 303)


def _hint(person: CurrentUser, target: locking.LockedQuestion, raw: dict[str, list[str]]) -> Any:
    token, position = target.attempt.token, target.row.position
    try:
        practice.take_hint(db.session, target, now=request_context.now())
    except Unreadable as error:
        _save(person, target, raw)
        db.session.commit()
        return _again(token, position, raw, localize(error.notice))
    _save(person, target, raw)
    db.session.commit()
    return redirect(url_for("attempts.question", token=token, position=position, _anchor="hints"), 303)


def _confirm(person: CurrentUser, target: locking.LockedQuestion, raw: dict[str, list[str]]) -> Any:
    token, position = target.attempt.token, target.row.position
    manual_grading.confirm(
        db.session, person, target, request.form.getlist("part"), now=request_context.now(), follow_up=after_check
    )
    return _to_verdict(person, token, position)


_DEEDS = {"keep": _settle, "check": _check, "hint": _hint, "unknown": _unknown, "confirm": _confirm}
"""What a form may ask for besides saving its answer."""


def _again(token: str, position: int, raw: dict[str, list[str]], notice: str, status: int = 422) -> Response:
    # What is kept is committed; nobody waits while the page is made.
    request_context.read_again()
    sitting = attempt_pages.find_question_page(db.session, learner(), token, position, request_context.language())
    return _question_page(sitting, status, notice, raw)


def _too_much(token: str, position: int, raw: dict[str, list[str]], error: AnswerError) -> Response:
    db.session.rollback()
    limit = f"{error.limit:,}"
    if error.code == "too_long":
        notice = say(
            "The answer is longer than %(limit)s characters. Shorten it; it is still in the form.", limit=limit
        )
    else:
        notice = say(
            "A letter has more than %(limit)s accents. Take some off; the answer is still in the form.", limit=limit
        )
    return _again(token, position, raw, localize(notice), STATUSES[error.code])


@bp.put("/a/<token>/<int:position>")
def save(token: str, position: int) -> Any:
    """An answer by script: saved as it is given. The same sent twice is one answer."""
    person = learner()
    raw, sent = read_json()
    try:
        target = locking.lock_to_save(db.session, person, token, _position(position))
    except NotFound as error:
        if not _was_ended(person, token):
            raise
        raise AttemptClosed(token) from error
    raw = by_id(raw, target)
    saved = saving.save_or_keep(db.session, target, raw, sent, now=request_context.now())
    notice = target.question.notice(serialization.variant_from(target.row.variant), target.question.parse(raw))
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
    _count(saved)
    return jsonify(
        {
            "revision": saved.revision,
            "saved_at": saved.received_at.isoformat(),
            "repeated": saved.repeated,
            "conflict": saved.conflict,
            "late": saved.late,
            "kept": saved.kept,
            "answered": is_answered(target.question.parse(raw)),
            "notice": localize(notice) if notice is not None else "",
        }
    )
