"""Who grades in this request."""

from __future__ import annotations

from quiz.web.request import request_context


def grader_id() -> int:
    """The account of the teacher who is here; pages of grading are theirs alone."""
    person = request_context.account()
    assert person is not None
    return person.id
