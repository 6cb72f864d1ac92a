"""For teachers: a message to one learner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.identity import messages
from quiz.services.identity.messages import LONGEST, MessageError
from quiz.web.request import request_context
from quiz.web.request.access import teachers_only, teaching
from quiz.web.templating.filters import localize

bp = Blueprint("messages", __name__, url_prefix="/teach")
bp.before_request(teachers_only)

ERRORS: Mapping[str, tuple[str, Message]] = {
    "nobody": ("to", say("Nobody has this name. Write it as in the list of learners.")),
    "empty": ("text", say("Write a message.")),
    "long": ("text", say("Use at most 2,000 characters.")),
    "marks": ("text", say("Use at most 8 accents on one letter.")),
}


@bp.get("/message")
def write() -> Any:
    """The form; the address may name the learner."""
    return _page(request.args.get("to", "")[:64], "")


@bp.post("/message")
def send() -> Any:
    """Put the message into the learner's inbox."""
    to, text = request.form.get("to", "")[:64], request.form.get("text", "")
    try:
        messages.write(db.session, current_user.account, to, text, now=request_context.now(), teacher=teaching())
    except MessageError as error:
        request_context.read_again()
        return _page(to, text, error.code), 422
    db.session.commit()
    flash(localize(say("The message is in the inbox of %(name)s.", name=to)))
    return redirect(url_for("statistics.learners"), 303)


def _page(to: str, text: str, error: str = "") -> Any:
    field, words = ERRORS[error] if error else ("", None)
    said = localize(words) if words is not None else ""
    return render_template("notices/message.html", to=to, text=text, wrong=field, said=said, longest=LONGEST)
