"""The pages of classes, and the one way to a class in them."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint

from quiz.domain.classes.rights import Action
from quiz.services.classes.entering import Entered
from quiz.web.classes import projector
from quiz.web.request import access

bp = Blueprint("classes", __name__)


def entered(number: int, action: Action = "see_class") -> Entered:
    """The class of that number for who is signed in, if they may do ``action`` there; else no such page.

    That an admin looks at a class of others is recorded.
    """
    return with_pseudonyms(access.entered(number, action))


def with_pseudonyms(found: Entered) -> Entered:
    """The class with pseudonyms for its learners, where this browser shows them."""
    return replace(found, hides_names=found.teaches and projector.is_on(found.id))
