"""An answer as a page names its inputs and options, by their places, turned into the author's names and ids."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.domain.questions import Question
from quiz.domain.questions.base import AnswerError, Variant


def by_id(raw: Mapping[str, list[str]], question: Question, variant: Variant) -> dict[str, list[str]]:
    """``raw`` with every input by its own name and every option by its id.

    A page names both by their place among those shown: ids and their order are the author's, and either may reveal
    which option is right. An input's own name is read too: pages that stand open, and answers that a browser still
    keeps, may be of a release that used it. Raises ``AnswerError`` for a place that is not on the page.
    """
    own = {shown: name for name, shown in question.names_on_page(variant).items()}
    answer = {own.get(name, name): values for name, values in raw.items()}
    for wanted in question.inputs():
        if wanted.options and wanted.name in answer:
            places = {"": "", **{str(place): option for place, option in enumerate(variant.shown(wanted), 1)}}
            answer[wanted.name] = [_option(places, value) for value in answer[wanted.name]]
    return answer


def _option(places: Mapping[str, str], value: str) -> str:
    if value not in places:
        raise AnswerError("malformed", value[:80])
    return places[value]
