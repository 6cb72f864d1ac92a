"""The pages of classes, and the one way to a class in them."""

from __future__ import annotations

from flask import Blueprint

from quiz.domain.classes.rights import Action
from quiz.platform.extensions import db
from quiz.services.classes import entering
from quiz.services.classes.entering import Entered
from quiz.web.request.access import named

bp = Blueprint("classes", __name__)


def entered(number: int, action: Action = "see_class") -> Entered:
    """The class of that number for who is signed in, if they may do ``action`` there; else no such page."""
    return entering.enter(db.session, named(), number, action)
