"""Whose answers a page of grading is about."""

from __future__ import annotations

from quiz.services.grading import manual_grading
from quiz.storage.queries.hand_grading import Whose
from quiz.web.request.access import teaching


def theirs() -> Whose:
    """Those of the learners of who is here; everybody's for an admin."""
    return manual_grading.answers_of(teaching())
