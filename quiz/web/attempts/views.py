"""Taking a quiz: begin, answer, check or hand in, see the result."""

from __future__ import annotations

import json
import secrets
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from quiz.domain.errors import say
from quiz.domain.questions.base import AnswerError, is_answered
from quiz.platform.extensions import db
from quiz.services.attempts import (
    attempt_pages,
    locking,
    practice,
    results,
    saving,
    starting,
    stored_forms,
    submitting,
    timing,
)
from quiz.services.attempts.attempt_pages import QuestionPage
from quiz.services.attempts.practice import Overtaken, Unreadable
from quiz.services.attempts.refusals import AttemptClosed, Full, NotFound
from quiz.services.attempts.saving import SaveResult
from quiz.services.grading import manual_grading
from quiz.services.identity import accounts
from quiz.services.identity.current_user import CurrentUser
from quiz.services.integrity import receipts
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.web.attempts.answer_form import by_id, raw_answer, read_json, sent_with_form
from quiz.web.identity import rate_limits
from quiz.web.request import account_marks, request_context
from quiz.web.request.errors import STATUSES, wants_json
from quiz.web.request.numbers import whole
from quiz.web.templating.filters import localize

bp = Blueprint("attempts", __name__)

MAX_POSITION = 1_000
MAY_KEEP = "X-Keep-Offline"
"""The header by which a page says that the service worker may keep it."""

_FULL = say(
    "This attempt holds as many changes as can be kept. The last saved answers stand; what you enter now is not saved."
)


def learner() -> CurrentUser:
    """Whoever is here, guests included; nobody is sent to sign in and comes back."""
    person = request_context.account()
    if wants_json() and (person is None or account_marks.is_anothers(person)):
        # What was typed into a page belongs to the account of that page, whoever has signed in since.
        response = jsonify({"error": "signed out", "reason": "other_account" if person else "signed_out"})
        response.status_code = 401
        abort(response)
    if person is None:
        abort(redirect(url_for("auth.sign_in", next=request.path), 303))
    return person


def _position(position: int) -> int:
    if not 1 <= position <= MAX_POSITION:
        abort(404)
    return position


@bp.post("/quizzes/start")
def start() -> Any:
    """Begin a quiz, or go on with the attempt that is running. Whoever has no account becomes a guest."""
    key = request.form.get("quiz", "")[:200]
    rate_limits.at_starting().spend()
    person = request_context.account() or _guest(key)
    now = request_context.now()
    attempt = starting.start(db.session, person, key, now=now)
    accounts.seen(db.session, person, now=now)
    db.session.flush()
    token, is_new = attempt.token, attempt.started_at == now
    db.session.commit()
    if is_new:
        return redirect(url_for("attempts.question", token=token, position=1), 303)
    return redirect(url_for("attempts.resume", token=token), 303)


def _guest(key: str) -> Account:
    offer = request_context.catalogue().quiz(key)
    if offer is None:
        raise NotFound(key)
    if offer.quiz.mode == "exam":
        abort(redirect(url_for("auth.sign_up", next=_page_of(offer.bank)), 303))
    rate_limits.before_a_guest()
    person = accounts.start_guest(db.session, now=request_context.now())
    request_context.sign_in(person)
    return person


def _page_of(month: str | None) -> str:
    return url_for("catalogue.month", month=month) if month else url_for("catalogue.home")


@bp.get("/a/<token>")
def resume(token: str) -> Any:
    """To where the attempt is to be gone on with, or to its result."""
    person = learner()
    overview = attempt_pages.find_overview(db.session, person, token)
    _close_overdue(person, overview.attempt)
    if overview.attempt.state in ("waiting", "finished"):
        return redirect(url_for("attempts.result", token=token), 303)
    if overview.attempt.mode == "exam" and not overview.unanswered:
        return redirect(url_for("attempts.hand_in", token=token), 303)
    return redirect(url_for("attempts.question", token=token, position=overview.resume_at), 303)


def _close_overdue(person: CurrentUser, attempt: Any) -> None:
    if attempt.state != "running" or not timing.is_overdue(attempt, request_context.now()):
        return
    token = attempt.token
    request_context.begin_writing()
    submitting.hand_in(db.session, person, token, now=request_context.now())
    db.session.commit()
    request_context.read_only()


@bp.get("/a/<token>/<int:position>")
def question(token: str, position: int) -> Any:
    """One question: to answer, or with its score."""
    person = learner()
    sitting = attempt_pages.find_question_page(
        db.session, person, token, _position(position), request_context.language()
    )
    attempt = sitting.attempt
    if attempt.state == "running" and timing.is_late(attempt, request_context.now()):
        return redirect(url_for("attempts.hand_in", token=token), 303)
    if attempt.mode == "exam" and attempt.state in ("waiting", "finished"):
        return redirect(url_for("attempts.result", token=token, _anchor=f"q{position}"), 303)
    if attempt.state == "set_aside":
        raise AttemptClosed(token)
    return _question_page(sitting)


def _question_page(sitting: QuestionPage, status: int = 200, notice: str = "", typed: Any = None) -> Response:
    view = sitting.view
    response = make_response(
        render_template(
            f"attempts/{'feedback' if view.scored else 'confirm' if view.waiting else 'ask'}.html",
            sitting=sitting,
            q=view,
            attempt=sitting.attempt,
            quiz=sitting.quiz,
            notice=notice,
            typed=typed,
            proposal=manual_grading.proposed(view) if view.waiting else (),
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
    """An answer by form: saved, then checked in practice, or on to another question in an exam."""
    person = learner()
    raw: dict[str, list[str]] = {}
    go = request.form.get("go", "")[:20]
    try:
        target = locking.lock_question(db.session, person, token, _position(position))
        raw = by_id(raw_answer(request.form), target)
        mode = target.attempt.mode
        if go == "keep":
            return _settle(person, target)
        if mode == "practice" and go == "check":
            return _check(person, target, raw)
        if mode == "practice" and go == "hint":
            return _hint(person, target, raw)
        if mode == "practice" and go == "confirm":
            return _confirm(person, target)
        if _save(person, target, raw).kept:
            flash(localize(say("That came too late to count. It is kept, and a teacher can see it.")))
    except Full:
        db.session.rollback()
        flash(localize(_FULL))
        return redirect(url_for("attempts.question", token=token, position=position), 303)
    except AttemptClosed:
        db.session.rollback()
        flash(localize(say("This question takes no answer any more. What was saved before stands.")))
        return redirect(url_for("attempts.question", token=token, position=position), 303)
    except AnswerError as error:
        if error.code == "malformed":
            raise
        return _too_much(token, position, raw, error)
    db.session.commit()
    return redirect(_onward(token, position, go), 303)


def _save(person: CurrentUser, target: locking.LockedQuestion, raw: dict[str, list[str]]) -> SaveResult:
    saved = saving.save_or_keep(db.session, target, raw, sent_with_form(request.form), now=request_context.now())
    accounts.seen(db.session, person, now=request_context.now())
    return saved


def _settle(person: CurrentUser, target: locking.LockedQuestion) -> Any:
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
        return _again(token, position, raw, localize(say("Give an answer first.")))
    try:
        practice.check(db.session, person, target, raw, sent_with_form(request.form), now=request_context.now())
    except Overtaken:
        db.session.commit()
        return _overtaken(token, position)
    except Unreadable as error:
        db.session.commit()
        return _again(token, position, raw, localize(error.notice))
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
    return redirect(url_for("attempts.question", token=token, position=position, _anchor="verdict"), 303)


def _overtaken(token: str, position: int) -> Any:
    """To the page as it stands: a form that was sent again must not put an older answer over a newer one."""
    flash(localize(say("You have changed this answer since. This is the latest; it is not checked yet.")))
    return redirect(url_for("attempts.question", token=token, position=position), 303)


def _hint(person: CurrentUser, target: locking.LockedQuestion, raw: dict[str, list[str]]) -> Any:
    token, position = target.attempt.token, target.row.position
    practice.take_hint(db.session, target)
    _save(person, target, raw)
    db.session.commit()
    return redirect(url_for("attempts.question", token=token, position=position, _anchor="hints"), 303)


def _confirm(person: CurrentUser, target: locking.LockedQuestion) -> Any:
    token, position = target.attempt.token, target.row.position
    manual_grading.confirm(db.session, person, target, request.form.getlist("part"), now=request_context.now())
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
    return redirect(url_for("attempts.question", token=token, position=position, _anchor="verdict"), 303)


def _again(token: str, position: int, raw: dict[str, list[str]], notice: str, status: int = 422) -> Response:
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


def _onward(token: str, position: int, go: str) -> str:
    if go == "hand-in":
        return url_for("attempts.hand_in", token=token)
    onward = whole(go, MAX_POSITION)
    return url_for("attempts.question", token=token, position=position if onward is None else onward)


@bp.put("/a/<token>/<int:position>")
def save(token: str, position: int) -> Any:
    """An answer by script: saved as it is given. The same sent twice is one answer."""
    person = learner()
    raw, sent = read_json()
    target = locking.lock_question(db.session, person, token, _position(position))
    raw = by_id(raw, target)
    saved = saving.save_or_keep(db.session, target, raw, sent, now=request_context.now())
    notice = target.question.notice(stored_forms.variant_from(target.row.variant), target.question.parse(raw))
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
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


@bp.get("/csrf")
def fresh_token() -> Any:
    """Who is signed in, and a token for the forms of this session: a page may stand open longer than its own lasts."""
    return jsonify({"token": generate_csrf(), "account": account_marks.present()})


@bp.get("/a/<token>/time")
def time_left(token: str) -> Any:
    """The server's clock and the attempt's end, for the page that counts down."""
    found = attempt_pages.find_time(db.session, learner(), token)
    return jsonify(
        {
            "now": request_context.now().isoformat(),
            "state": found.state,
            "deadline": found.deadline_at.isoformat() if found.deadline_at is not None else None,
            "closes": found.closes_at.isoformat() if found.closes_at is not None else None,
        }
    )


@bp.get("/a/<token>/hand-in")
def hand_in(token: str) -> Any:
    """Asks before handing in, and names what is unanswered."""
    person = learner()
    overview = attempt_pages.find_overview(db.session, person, token)
    if overview.attempt.mode != "exam":
        abort(404)
    _close_overdue(person, overview.attempt)
    if overview.attempt.state in ("waiting", "finished"):
        return redirect(url_for("attempts.result", token=token), 303)
    page = render_template(
        "attempts/hand_in.html",
        overview=overview,
        attempt=overview.attempt,
        quiz=overview.quiz,
        time_is_up=timing.is_late(overview.attempt, request_context.now()),
        unreadable=attempt_pages.find_unreadable(db.session, overview.attempt),
    )
    response = make_response(page)
    response.headers[MAY_KEEP] = "yes"
    return response


@bp.post("/a/<token>/hand-in")
def do_hand_in(token: str) -> Any:
    """Hand in; a second time changes nothing."""
    person = learner()
    submitting.hand_in(db.session, person, token, now=request_context.now())
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
    return redirect(url_for("attempts.result", token=token), 303)


@bp.get("/a/<token>/result")
def result(token: str) -> Any:
    """The result of a finished attempt; an unfinished one is gone on with."""
    person = learner()
    try:
        found = results.find_result(db.session, person, token, request_context.language())
    except NotFound:
        overview = attempt_pages.find_overview(db.session, person, token)
        if overview.attempt.state == "running":
            return redirect(url_for("attempts.resume", token=token), 303)
        if overview.attempt.state == "waiting":
            return render_template("attempts/waiting.html", overview=overview, quiz=overview.quiz)
        raise
    if found.attempt.mode == "exam" and found.attempt.shown_at is None:
        _note_shown(found.attempt)
    month = request_context.catalogue().month(found.month or "")
    return render_template("attempts/result.html", result=found, month=month, guest=current_user.is_guest)


def _note_shown(attempt: Attempt) -> None:
    """Before the key is sent: whoever has seen it can't answer any more, also not too late."""
    request_context.leave(attempt)
    results.note_shown(db.session, attempt.id, now=request_context.now())
    db.session.commit()
    request_context.read_only()


@bp.get("/a/<token>/receipt.json")
def receipt(token: str) -> Any:
    """The receipt of an attempt that was handed in, to be kept; one that runs is gone on with."""
    person = learner()
    attempt = attempt_pages.find_overview(db.session, person, token).attempt
    if attempt.state == "running":
        return redirect(url_for("attempts.resume", token=token), 303)
    if attempt.mode == "exam" and attempt.state == "finished" and attempt.shown_at is None:
        _note_shown(attempt)
    key = receipts.signing_key(current_app.config["SECRET_KEY"])
    body = json.dumps(receipts.issue(db.session, person, token, key), ensure_ascii=False, indent=2)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{token}.json"'
    return response
