"""One learner of a class: what they know, the attempts behind it, and messages to one or several."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.classes.needs_help import Rule
from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview import columns, heat_map, learner_page
from quiz.services.classes.overview.help import InClass
from quiz.services.classes.seeing import attempts
from quiz.services.identity import messages
from quiz.services.identity.messages import LONGEST, MessageError
from quiz.web.classes import help_words
from quiz.web.classes.blueprint import bp, entered
from quiz.web.classes.overview import look
from quiz.web.request import request_context, series_context
from quiz.web.request.access import named
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize, localize_entry

MOST = 2_000
"""Learners to whom one message may go."""

ERRORS: dict[str, tuple[str, Message]] = {
    "nobody": ("to", say("Choose at least one learner.")),
    "empty": ("text", say("Write a message.")),
    "long": ("text", say("Use at most 2,000 characters.")),
    "marks": ("text", say("Use at most 8 accents on one letter.")),
}


@bp.get("/classes/<int:number>/members/<int:member>")
def member(number: int, member: int) -> Any:
    """A learner of a class; with ``in`` the answers behind one cell of the map."""
    found = entered(number, "see_learners")
    known = columns.find(db.session, found.id, series_context.library(), whole(request.args.get("by")))
    column = known.column(request.args.get("in", "")[:160])
    if column is not None:
        name, answers = learner_page.answers_in(db.session, found, member, known, column, request_context.language())
        return render_template(
            "classes/answers.html", entered=found, member=member, name=name, column=column, answers=answers
        )
    before = whole(request.args.get("before"))
    shown = learner_page.find(db.session, found, member, known, before)
    return render_template("classes/member.html", entered=found, map=known, one=shown, before=before)


@bp.get("/classes/<int:number>/members/<int:member>/attempts/<token>")
def attempt(number: int, member: int, token: str) -> Any:
    """An attempt that a learner made by themselves, with answers, scores and key, read only."""
    found = entered(number, "see_learners")
    seen = attempts.of_learner(db.session, found, member, token, request_context.language())
    series_context.enter(seen.series_id)
    series_context.library()
    return render_template("classes/attempt.html", entered=found, seen=seen, zone=found.row.time_zone)


@bp.get("/classes/<int:number>/message")
def write(number: int) -> Any:
    """A message to learners of a class: those that the address names, or all for whom its rule holds, ready to send."""
    found = entered(number, "message")
    rule = help_words.known_rule(request.args.get("why", ""))
    wanted = {whole(one) for one in request.args.getlist("members")[:MOST]}
    library = series_context.library()
    if rule is None:
        return _page(found, {one.member for one in _learners(found)} if "all" in request.args else wanted, "")
    known = columns.find(db.session, found.id, library)
    learners = [one for one in look(found, known)[1] if any(need.rule == rule for need in one.needs)]
    chosen = [one for one in learners if one.member in wanted] if wanted else learners
    return _page(found, {one.member for one in chosen} or wanted, _ready(found, chosen, rule))


def _ready(found: Entered, chosen: list[InClass], rule: Rule) -> str:
    """What may be written: to one learner with what is theirs, to several without."""
    if len(chosen) == 1:
        need = next(one for one in chosen[0].needs if one.rule == rule)
        return help_words.message(chosen[0], need, found)
    said = help_words.ASK_ALL[rule]
    return localize(Message(template=said.template, values={"class_name": found.row.name}))


@bp.post("/classes/<int:number>/message")
def send(number: int) -> Any:
    """Put a message into the inboxes of the learners that were chosen."""
    found = entered(number, "message")
    text = request.form.get("text", "")
    wanted = {whole(one) for one in request.form.getlist("members")[:MOST]}
    accounts = [one.account for one in _learners(found) if one.member in wanted]
    address = url_for("classes.overview", number=number)
    try:
        messages.write_to(db.session, named(), accounts, text, address=address, now=request_context.now())
    except MessageError as error:
        request_context.read_again()
        series_context.library()
        return _page(found, wanted, text, error.code), 422
    db.session.commit()
    flash(localize(say("Sent to %(count)s learners. The message is in their inboxes.", count=len(accounts))))
    return redirect(address, 303)


def _learners(found: Entered) -> list[heat_map.Named]:
    return heat_map.learners(db.session, found, "", localize_entry)


def _page(found: Entered, wanted: set[int | None], text: str, error: str = "") -> Any:
    field, words = ERRORS[error] if error else ("", None)
    learners = _learners(found)
    return render_template(
        "classes/message.html",
        entered=found,
        learners=[one for one in learners if one.member in wanted] or learners,
        every=learners,
        wanted=wanted,
        text=text,
        wrong=field,
        said=localize(words) if words is not None else "",
        longest=LONGEST,
    )
