"""What is said where the only section, or the only objective, is that of every question."""

from __future__ import annotations

from quiz.domain.authoring.forms.naming import FillsIn
from quiz.domain.errors import Message, say
from quiz.services.authoring.offers import text_in
from quiz.web.request import request_context


def belonging(one: FillsIn) -> Message:
    """That the questions which name no section have the only one, or no objective."""
    name = text_in(one.words, request_context.language()) or one.name
    if one.part == "sections":
        return say(
            "Questions that now belong to the section “%(name)s”, because it is the only one: %(count)s.",
            name=name,
            count=one.questions,
        )
    return say(
        "Questions that now have the objective “%(name)s”, because it is the only one: %(count)s.",
        name=name,
        count=one.questions,
    )
