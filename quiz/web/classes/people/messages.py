"""A message to all learners of a class, or to some of them: it comes into their inboxes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.classes import members
from quiz.services.classes.entering import Entered
from quiz.services.classes.faults import ClassError
from quiz.services.identity import messages
from quiz.services.identity.messages import LONGEST, MessageError
from quiz.storage.queries import class_members as member_queries
from quiz.web.classes import forms
from quiz.web.classes.blueprint import bp, entered
from quiz.web.classes.forms import Fault
from quiz.web.classes.projector import names_for
from quiz.web.request import request_context, series_context
from quiz.web.request.access import member
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

_CODES = {"empty": "text", "long": "long", "marks": "marks"}


@bp.get("/classes/<int:number>/message")
def write_message(number: int) -> Any:
    """The form; the address may name learners, by the numbers of their members."""
    found = entered(number, "message")
    ticked = [one for one in map(whole, request.args.getlist("members")) if one is not None]
    return _page(found, ticked, "")


def _page(found: Entered, ticked: list[int], text: str, fault: Fault | None = None, status: int = 200) -> Any:
    series_context.library()
    names = names_for(found)
    chosen = members.named_learners(db.session, names, ticked) if ticked else []
    page = render_template(
        "classes/message.html", entered=found, chosen=chosen, text=text, fault=fault, longest=LONGEST
    )
    return page, status


@bp.post("/classes/<int:number>/message")
def send_message(number: int) -> Any:
    """Put the message into the inboxes: of those that are named, or of all."""
    found = entered(number, "message")
    person, text, ticked = member(), request.form.get("text", ""), forms.ticked()
    try:
        tidy = messages.tidy(text)
        accounts = (
            [one.account_id for one in members.chosen(db.session, number, ticked)]
            if ticked
            else list(db.session.scalars(member_queries.learner_accounts(number)))
        )
    except MessageError as error:
        request_context.read_again()
        again = entered(number, "message")
        return _page(again, ticked, text, forms.fault(ClassError(_CODES[error.code]), marks="text"), 422)
    except ClassError as error:
        request_context.read_again()
        return _page(entered(number, "message"), [], text, forms.fault(error), 422)
    there = url_for("classes.overview", number=number)
    members.tell(db.session, person.name or "", accounts, tidy, address=there, now=request_context.now())
    db.session.commit()
    flash(localize(say("The message is in the inboxes of its learners.")))
    return redirect(url_for("classes.members", number=found.id), 303)
