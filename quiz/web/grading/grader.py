"""Who grades in this request, and whose answers."""

from __future__ import annotations

from quiz.services.grading import manual_grading
from quiz.storage.queries.grading.by_hand import Whose
from quiz.web.request import request_context
from quiz.web.request.access import teaching


def grader_id() -> int:
    """The account of the teacher who is here; pages of grading are theirs alone."""
    person = request_context.account()
    assert person is not None
    return person.id


def theirs() -> Whose:
    """The answers of the learners of who is here; everybody's for an admin."""
    return manual_grading.answers_of(teaching())
