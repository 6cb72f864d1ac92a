"""The pages of assignments: ``teaching``, ``exceptions`` and ``live`` for who teaches, ``learning`` for who learns."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for

from quiz.domain.classes.rights import Action
from quiz.domain.errors import say
from quiz.services.classes.entering import Entered
from quiz.web.classes.blueprint import entered
from quiz.web.request import request_context
from quiz.web.templating.filters import localize

bp = Blueprint("assignments", __name__)


def changing(number: int, action: Action) -> Entered:
    """The class of that number for who may do ``action`` there, to change something; an archived one is only read."""
    found = entered(number, action)
    if found.archived:
        request_context.read_again()
        flash(localize(say("This class is archived, so it is only read.")))
        abort(redirect(url_for("assignments.every", number=number), 303))
    return found
