"""The one way of a request to a class: that an admin looks at a class of others is recorded."""

from __future__ import annotations

from flask import request

from quiz.domain.classes.rights import Action
from quiz.platform.extensions import db
from quiz.services.classes import entering
from quiz.services.classes.entering import Entered
from quiz.services.current_user import CurrentUser
from quiz.web.request import request_context
from quiz.web.request.access import actor, named
from quiz.web.request.input_checks import SAFE


def entered(number: int, action: Action = "see_class") -> Entered:
    """The class of that number for who is signed in, if they may do ``action`` there; else no such page."""
    person = named()
    found = entering.enter(db.session, person, number, action)
    if entering.is_to_record(db.session, found, person, now=request_context.now()):
        return _recorded(number, person, action)
    return found


def _recorded(number: int, person: CurrentUser, action: Action) -> Entered:
    """The class once more, after the act is recorded in a transaction of its own: the page only reads."""
    request_context.begin_writing()
    found = entering.enter(db.session, person, number, action)
    entering.record_looking(db.session, found, now=request_context.now(), by=actor())
    db.session.commit()
    if request.method in SAFE:
        request_context.read_only()
    return entering.enter(db.session, person, number, action)
