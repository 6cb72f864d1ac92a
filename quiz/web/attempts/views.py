"""Taking a quiz: begin, answer, check or hand in, see the result."""

from __future__ import annotations

from typing import Any

from flask import (
    abort,
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
from quiz.platform.extensions import db
from quiz.platform.metrics import metrics
from quiz.services import seeds
from quiz.services.attempts import ending, locking, practice, starting, submitting, timing
from quiz.services.attempts.ending import NotYet
from quiz.services.attempts.pages import attempt_pages, results
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.catalogue import Catalogue, QuizOnOffer
from quiz.services.content.openings import Opening
from quiz.services.current_user import CurrentUser
from quiz.services.identity import accounts
from quiz.services.reporting import learner_progress
from quiz.services.review import next_steps
from quiz.services.review.next_steps import NextStep
from quiz.services.review.sittings import placing
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.web.attempts import assigned
from quiz.web.attempts.answer_form import by_id, sent_with_form
from quiz.web.attempts.blueprint import bp
from quiz.web.attempts.offline import MAY_KEEP
from quiz.web.request import account_marks, rate_limits, request_context, series_context
from quiz.web.request.access import learner
from quiz.web.request.preferences import take_zone
from quiz.web.templating.filters import localize


@bp.post("/quizzes/start")
def start() -> Any:
    """Begin a quiz, or go on with the attempt that is running. A visitor without an account becomes a guest."""
    key, series = request.form.get("quiz", "")[:200], request.form.get("series", "")[:80] or None
    rate_limits.at_starting().spend()
    person = request_context.account() or _guest(key, series)
    now = request_context.now()
    attempt = starting.start(db.session, person, key, now=now, series=series)
    accounts.seen(db.session, person, now=now)
    db.session.flush()
    token, is_new = attempt.token, attempt.started_at == now
    db.session.commit()
    if is_new:
        return redirect(url_for("attempts.question", token=token, position=1), 303)
    return redirect(url_for("attempts.resume", token=token), 303)


@bp.post("/quizzes/try")
def try_opening() -> Any:
    """Answer the question of the first page: its practice begins with it, and the answer is checked there.

    Somebody who is known here by now begins the practice and answers it there: the page may have stood open for long.
    """
    key, series, seed = request.form.get("quiz", "")[:200], request.form.get("series", "")[:80], _seed()
    rate_limits.at_starting().spend()
    opening = _opening(key, series)
    known = request_context.account()
    person, now = known or _guest(key, series), request_context.now()
    attempt = starting.start(db.session, person, key, now=now, series=series, seed=seed, first=opening.version)
    db.session.flush()
    token = attempt.token
    if known is None and request.form.get("question") == str(opening.version):
        target = locking.lock_question(db.session, person, token, 1)
        raw = by_id({"choice": [request.form.get("pick", "")[:8]]}, target)
        practice.check(db.session, person, target, raw, sent_with_form({"device": f"page-{seed}"}), now=now)
        metrics().event("checks")
    accounts.seen(db.session, person, now=now)
    db.session.commit()
    return redirect(url_for("attempts.question", token=token, position=1, _anchor="verdict"), 303)


def _seed() -> str:
    """The seed by which the page has put its options in order."""
    seed = request.form.get("seed", "")[:32]
    return seed if seeds.is_seed(seed) else seeds.new_seed()


def _opening(key: str, series: str) -> Opening:
    """What the practice under a key offers to somebody new. Raises ``NotFound``."""
    catalogue, _ = _offered(key, series)
    first = catalogue.first_practice
    if first is None or first[1].key != key or first[0].opening is None:
        raise NotFound(key)
    return first[0].opening


@bp.get("/quizzes/start")
def before() -> Any:
    """What awaits a learner in a timed test, before its clock starts."""
    key, series = request.args.get("quiz", "")[:200], request.args.get("series", "")[:80] or None
    catalogue, offer = _offered(key, series)
    back = _page_of(catalogue, offer.bank)
    if not offer.starts_a_clock:
        return redirect(back, 303)
    person = request_context.account()
    if person is None or person.role == "guest":
        return redirect(url_for("identity.sign_up", next=request.full_path), 303)
    running = starting.running(db.session, person, offer.id)
    if running is not None:
        return redirect(url_for("attempts.resume", token=running.token), 303)
    if catalogue.id is not None:
        series_context.enter(catalogue.id)
    return render_template("attempts/before.html", offer=offer, back=back)


def _offered(key: str, series: str | None) -> tuple[Catalogue, QuizOnOffer]:
    """A quiz that the reader finds; without the slug of a series, in the first that has it."""
    library = series_context.library()
    catalogue = library.named(series) if series else next((one for one in library.series if one.quiz(key)), None)
    offer = catalogue.quiz(key) if catalogue else None
    if catalogue is None or offer is None:
        raise NotFound(key)
    return catalogue, offer


def _guest(key: str, series: str | None) -> Account:
    catalogue, offer = _offered(key, series)
    if offer.quiz.mode == "exam":
        abort(redirect(url_for("identity.sign_up", next=_page_of(catalogue, offer.bank)), 303))
    rate_limits.before_a_guest()
    person = accounts.start_guest(db.session, now=request_context.now())
    person.time_zone = take_zone(request.form.get("time_zone"))
    request_context.sign_in(person)
    return person


def _page_of(catalogue: Catalogue, bank: str | None) -> str:
    series = series_context.address_of(catalogue)
    if bank is None:
        return url_for("catalogue.home", series=series)
    return url_for("catalogue.month", month=bank, series=series)


@bp.get("/a/<token>")
def resume(token: str) -> Any:
    """To where the attempt is to be gone on with, or to its result."""
    person = learner()
    overview = attempt_pages.find_overview(db.session, person, token)
    _close_overdue(person, overview.attempt)
    if overview.attempt.state in ("waiting", "finished"):
        return redirect(url_for("attempts.result", token=token), 303)
    if overview.attempt.state == "set_aside" and overview.attempt.purpose == "assignment":
        return redirect(url_for("attempts.result", token=token), 303)
    if overview.attempt.mode == "exam" and not overview.unanswered:
        return redirect(url_for("attempts.hand_in", token=token), 303)
    return redirect(url_for("attempts.question", token=token, position=overview.resume_at), 303)


def _close_overdue(person: CurrentUser, attempt: Any) -> None:
    if attempt.state != "running" or not timing.is_overdue(attempt, request_context.now()):
        return
    token = attempt.token
    request_context.begin_writing()
    if attempt.mode == "exam":
        submitting.hand_in(db.session, person, token, now=request_context.now())
    else:
        ending.end_overdue(db.session, person, token, now=request_context.now())
    db.session.commit()
    request_context.read_only()


@bp.get("/csrf")
def fresh_token() -> Any:
    """Who is signed in, and a token for the forms of this session: a page may stand open longer than its own lasts."""
    return jsonify({"token": generate_csrf(), "account": account_marks.present()})


@bp.get("/a/<token>/hand-in")
def hand_in(token: str) -> Any:
    """Asks before handing in, and names what is unanswered."""
    person = learner()
    overview = attempt_pages.find_overview(db.session, person, token)
    if overview.attempt.mode != "exam":
        abort(404)
    _close_overdue(person, overview.attempt)
    if overview.attempt.state != "running":
        return redirect(url_for("attempts.result", token=token), 303)
    series_context.enter(overview.series_id)
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
    metrics().event("hand_ins")
    return redirect(url_for("attempts.result", token=token), 303)


@bp.post("/a/<token>/end")
def end(token: str) -> Any:
    """End a practice or a review before each of its questions was checked; a second time changes nothing."""
    person = learner()
    try:
        now, empty = request_context.now(), "empty" in request.form
        held = ending.end(db.session, person, token, now=now, only_empty=empty)
    except NotYet as error:
        db.session.rollback()
        flash(localize(error.notice or say("Check this answer first; then you can finish.")))
        return redirect(url_for("attempts.question", token=token, position=error.position), 303)
    results.note_all_shown(db.session, person, None, now=request_context.now())
    accounts.seen(db.session, person, now=request_context.now())
    db.session.commit()
    if not held:
        flash(localize(say("Nothing was answered, so nothing counts.")))
        return redirect(_from_where(person, token), 303)
    return redirect(url_for("attempts.result", token=token), 303)


def _from_where(person: CurrentUser, token: str) -> str:
    """The page of the bank that an attempt is at, else that of its series."""
    overview = attempt_pages.find_overview(db.session, person, token)
    series_context.enter(overview.series_id)
    bank = overview.month or overview.attempt.scope.partition(":")[2].partition("/")[0]
    catalogue = series_context.catalogue()
    return _page_of(catalogue, bank if bank and catalogue.month(bank) is not None else None)


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
        if overview.attempt.state == "set_aside" and overview.attempt.purpose == "assignment":
            return assigned.ended(person, overview)
        if overview.attempt.state == "waiting" or overview.attempt.held_back:
            return assigned.not_shown(person, overview)
        raise
    if found.attempt.mode == "exam" and found.attempt.shown_at is None:
        note_shown(found.attempt)
    series_context.enter(found.series_id)
    series = series_context.catalogue()
    month = series.month(found.month or "")
    purpose = found.attempt.purpose
    # A quiz of a month leads to the other ones of it; what the app puts together leads on in the series.
    on = purpose in ("adaptive", "retry")
    return render_template(
        "attempts/result.html",
        step=_next_step(person, series) if on else None,
        result=found,
        month=month,
        guest=current_user.is_guest,
        placed=placing.placed(db.session, person, series) if purpose == "placement" else None,
        begun=learner_progress.begun(db.session, person) if on else [],
        assignment=assigned.address_of(person, found.attempt) if purpose == "assignment" else None,
    )


def _next_step(person: CurrentUser, series: Catalogue) -> NextStep | None:
    return next_steps.find(series, learner_progress.progress(db.session, person, request_context.now()))


def note_shown(attempt: Attempt) -> None:
    """Before the key is sent: a learner who has seen it can't answer any more, not even too late."""
    request_context.leave(attempt)
    results.note_shown(db.session, attempt.id, now=request_context.now())
    db.session.commit()
    request_context.read_only()
