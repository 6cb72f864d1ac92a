"""For who teaches a class: a running assignment as it goes, asked for again every few seconds by a script."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Response, flash, json, redirect, render_template, request, url_for

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments import listing, watching
from quiz.services.classes.assignments.watching import MAX_MESSAGE, Watched
from quiz.services.classes.entering import Entered
from quiz.web.classes.assignments.blueprint import bp
from quiz.web.classes.blueprint import entered
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, member
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.dates import moment_in
from quiz.web.templating.filters import localize

MOST = 600


@bp.get("/classes/<int:number>/assignments/<int:assignment>/live")
def live(number: int, assignment: int) -> Any:
    """How each learner stands in it just now, with what can be done."""
    return _page(entered(number, "watch"), assignment)


def _page(found: Entered, assignment: int, wrong: Message | None = None, status: int = 200, field: str = "") -> Any:
    """The page; ``field`` is what is wrong in the form that was sent: its minutes or its text."""
    now = request_context.now()
    listed = listing.find(db.session, found, assignment, now=now)
    watched = watching.watch(db.session, found, listed.row.quiz_id, now=now)
    series_context.library()
    page = render_template(
        "classes/assignments/live.html",
        entered=found,
        listed=listed,
        zone=found.row.time_zone,
        watched=watched,
        counts=watching.tally(watched),
        wrong=wrong,
        at=_place(field),
        typed={
            "token": request.form.get("token", "")[:40],
            "text": request.form.get("text", "")[: 2 * MAX_MESSAGE],
            "minutes": request.form.get("minutes", "5")[:20],
        },
        longest=MAX_MESSAGE,
    )
    return page, status


def _place(field: str) -> str:
    """What the page calls a field: those for everybody stand apart from those of a row."""
    for_all = not request.form.get("token")
    return "minutes-all" if for_all and field == "minutes" else field


@bp.get("/classes/<int:number>/assignments/<int:assignment>/live.json")
def live_numbers(number: int, assignment: int) -> Any:
    """The same for the page's script: what has not changed is not sent again."""
    found = entered(number, "watch")
    now = request_context.now()
    listed = listing.find(db.session, found, assignment, now=now)
    watched = watching.watch(db.session, found, listed.row.quiz_id, now=now)
    learners = [_plain(one, found.row.time_zone) for one in watched]
    content = json.dumps({"counts": watching.tally(watched), "learners": learners})
    response = Response(content, content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    # A weak one: a strong one is changed where the answer is compressed, and would never be known again.
    response.set_etag(sha256(content.encode()).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response


def _plain(one: Watched, zone: str) -> dict[str, Any]:
    return {
        "member": one.member_id,
        "state": one.state,
        "position": one.position,
        "answered": one.answered,
        "saved": moment_in(one.saved_at, zone, "seconds") if one.saved_at is not None else "",
        "waiting": one.waiting,
        "conflicts": one.conflicts,
        "offline": one.offline,
        "deadline": one.deadline_at.isoformat() if one.deadline_at is not None else None,
    }


@bp.post("/classes/<int:number>/assignments/<int:assignment>/live")
def act(number: int, assignment: int) -> Any:
    """More time, the hand-in, or a message: for one attempt, or for all that run."""
    go, token = request.form.get("go", "")[:20], request.form.get("token", "")[:40]
    found = entered(number, "message" if go == "message" else "give_time")
    try:
        return _tell(found, assignment, token) if go == "message" else _change(found, assignment, token, go)
    except NotFound:
        # Meanwhile it was handed in; without an attempt it is the assignment that is not there.
        if not token:
            raise
        request_context.read_again()
        return _page(entered(number, "watch"), assignment, say("This attempt no longer runs: nothing was done."), 409)


def _change(found: Entered, assignment: int, token: str, go: str) -> Any:
    now = request_context.now()
    if go == "close":
        count = watching.close(db.session, found, assignment, token, now=now, by=actor())
        return _done(found, assignment, say("Submitted so many attempts: %(count)s", count=count))
    minutes = whole(request.form.get("minutes", "").strip()[:20], MOST)
    if not minutes:
        request_context.read_again()
        return _page(found, assignment, say("Use a whole number from 1 to %(most)s.", most=MOST), 422, "minutes")
    count = watching.extend(db.session, found, assignment, token, minutes, now=now, by=actor())
    return _done(found, assignment, say("So many attempts have more time: %(count)s", count=count))


def _tell(found: Entered, assignment: int, token: str) -> Any:
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    if not text or len(text) > MAX_MESSAGE:
        request_context.read_again()
        words = say("Use at most %(most)s characters.", most=MAX_MESSAGE) if text else say("Write a message.")
        return _page(found, assignment, words, 422, "text")
    count = watching.tell(db.session, found, assignment, token, text, member(), now=request_context.now())
    return _done(found, assignment, say("So many learners have the message: %(count)s", count=count))


def _done(found: Entered, assignment: int, words: Message) -> Any:
    db.session.commit()
    flash(localize(words))
    return redirect(url_for("assignments.live", number=found.id, assignment=assignment), 303)
