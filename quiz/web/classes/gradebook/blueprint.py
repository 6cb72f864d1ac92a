"""The pages of a class's gradebook: what they share."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from quiz.domain.errors import Message, say
from quiz.platform.extensions import db
from quiz.services.classes.entering import Entered
from quiz.services.classes.gradebook import books
from quiz.services.classes.gradebook.books import Book
from quiz.services.classes.gradebook.marks import Refused
from quiz.web.classes.blueprint import entered
from quiz.web.templating.filters import localize

bp = Blueprint("gradebook", __name__)

FAULTS: Mapping[str, Message] = {
    "not_a_number": say("“%(value)s” is not a number. Write one such as 7.5 or 85%%."),
    "below": say("“%(value)s” is too small. Write a number from 0 on; a column has more than 0 points."),
    "above": say("“%(value)s” is too large. The most is %(most)s."),
    "decimals": say("“%(value)s” comes to more than two decimals. Round it to two."),
    "not_whole": say("“%(value)s” is not a whole number from 0 on. Write one such as 1."),
    "not_begun": say("Nobody has begun this assignment, so its points are not known yet. Enter the mark later."),
    "no_reason": say("Write a reason: the learner reads it beside the mark."),
    "too_long": say("That is too long. Shorten it."),
    "marks": say("A letter has too many accents. Take some off."),
    "empty": say("Write a name."),
    "taken": say("There is a category named “%(value)s” already. Take another name."),
    "too_many": say("There are as many as a class may have. Remove one first."),
}
"""Why something is refused, by its code."""


def changing(number: int) -> tuple[Entered, Book]:
    """The class and its gradebook for somebody who may change marks."""
    return entered(number, "change_marks"), books.read(db.session, number)


def fault_words(refused: Refused, most: object = "") -> str:
    """Why it is refused, in the reader's language."""
    found = FAULTS[refused.code]
    return localize(Message(template=found.template, values={"value": refused.value[:40], "most": most}))
