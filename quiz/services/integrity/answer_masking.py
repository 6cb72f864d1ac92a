"""Answers as they leave the app: named so that nothing in them tells what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant


def by_place(question: Question, variant: Variant, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """An answer with every option named by its place on the page: the author's ids may tell which one is right.

    So may the author's order, in which picked options are stored: where order is no part of the answer, places ascend.
    """
    named = {name: list(values) for name, values in given.items()}
    for wanted in question.inputs():
        places = {option: str(place) for place, option in enumerate(variant.shown(wanted), 1)}
        if places and wanted.name in named:
            found = [places.get(value, value) for value in named[wanted.name]]
            named[wanted.name] = (
                found if wanted.kind == "order" else sorted(found, key=lambda place: (len(place), place))
            )
    return named
