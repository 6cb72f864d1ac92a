"""What the pages of an attempt know of the assignment that it is at, and of its time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError

from quiz.domain.assignments import rules
from quiz.domain.assignments.rules import Shown
from quiz.platform.extensions import db
from quiz.services.attempts import presence
from quiz.services.attempts.pages import attempt_pages
from quiz.services.attempts.pages import ended as ended_attempts
from quiz.services.attempts.pages.attempt_pages import Overview
from quiz.services.classes.assignments import releasing
from quiz.services.current_user import CurrentUser
from quiz.storage.models.attempts import Attempt
from quiz.web.attempts.blueprint import MAX_POSITION, bp
from quiz.web.request import request_context, series_context
from quiz.web.request.access import learner
from quiz.web.request.whole_numbers import whole


@dataclass(frozen=True, kw_only=True)
class HeldFeedback:
    """What a learner reads about an attempt whose scores are not shown: why, and from when on they will be."""

    shown: Shown
    since: datetime | None
    late_too: bool
    """Whether they wait until late work is not taken any more."""
    zone: str
    address: str


def not_shown(person: CurrentUser, overview: Overview) -> Any:
    """The page of a test that is handed in and shows no scores: until it is graded, or as its assignment says."""
    if released(person, overview.attempt):
        return redirect(url_for("attempts.result", token=overview.attempt.token), 303)
    series_context.enter(overview.series_id)
    about = held_feedback(person, overview.attempt)
    return render_template("attempts/waiting.html", overview=overview, quiz=overview.quiz, feedback=about)


def ended(person: CurrentUser, overview: Overview) -> Any:
    """The page of an attempt that ran when its class was deleted: what was answered. Of any other, its assignment's."""
    attempt = overview.attempt
    if releasing.of_attempt(db.session, attempt) is not None:
        return redirect(address_of(person, attempt), 303)
    series_context.enter(overview.series_id)
    return render_template(
        "attempts/ended.html",
        overview=overview,
        answers=ended_attempts.answers_of(db.session, attempt, request_context.language()),
    )


def address_of(person: CurrentUser, attempt: Attempt) -> str:
    """The page of an attempt's assignment: of a trial, the one for who teaches."""
    found = releasing.of_attempt(db.session, attempt)
    if found is None:
        return url_for("catalogue.home")
    if attempt.is_trial:
        return url_for("assignments.detail", number=found.row.class_id, assignment=found.row.id)
    return url_for("assignments.mine", assignment=found.row.id)


def released(person: CurrentUser, attempt: Attempt) -> bool:
    """Show the scores of an attempt now, if their time has come and nothing else has shown them yet."""
    if not attempt.held_back or attempt.state != "finished":
        return False
    found = releasing.of_attempt(db.session, attempt)
    now = request_context.now()
    if found is None or rules.shown_of(found.terms, "finished", now) != "shown":
        return False
    token = attempt.token
    request_context.begin_writing()
    done = releasing.release_if_due(db.session, attempt_pages.find_overview(db.session, person, token).attempt, now=now)
    db.session.commit()
    request_context.read_only()
    return done


@bp.get("/a/<token>/time")
def time_left(token: str) -> Any:
    """The server's clock, the attempt's end and messages that came, for the page that counts down."""
    found, messages = attempt_pages.find_time(db.session, learner(), token, request_context.language())
    _note_presence(found)
    return jsonify(
        {
            "now": request_context.now().isoformat(),
            "state": found.state,
            "deadline": found.deadline_at.isoformat() if found.deadline_at is not None else None,
            "closes": found.closes_at.isoformat() if found.closes_at is not None else None,
            "messages": [asdict(one) for one in messages],
        }
    )


def _note_presence(found: Any) -> None:
    """Note where the page of an attempt is that asks for the time, as it says. Whatever happens, it gets the time."""
    at, waiting = whole(request.args.get("at", "")[:5], MAX_POSITION), whole(request.args.get("waiting", "0")[:5]) or 0
    now = request_context.now()
    if not at or not presence.is_stale(found, at, waiting, now):
        return
    request_context.begin_writing()
    try:
        presence.note(db.session, found.id, at, waiting, now=now)
        db.session.commit()
    except DBAPIError:
        db.session.rollback()
    request_context.read_only()


def held_feedback(person: CurrentUser, attempt: Attempt) -> HeldFeedback | None:
    """What is said about an attempt that shows no scores yet; None where only a teacher has to grade it."""
    if attempt.purpose != "assignment":
        return None
    found = releasing.of_attempt(db.session, attempt)
    if found is None:
        return None
    shown = rules.shown_of(found.terms, attempt.state, request_context.now())  # type: ignore[arg-type]  # it is over
    address, late_too = address_of(person, attempt), found.terms.feedback_waits_for_late
    return HeldFeedback(shown=shown, since=found.terms.feedback_at, late_too=late_too, zone=found.zone, address=address)
