"""A question's texts for teachers: as a learner saw them, with the values of one draw; its choices in words."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quiz.domain.errors import Message, say
from quiz.domain.matching.expression_errors import ExpressionError
from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.parts.options import WRONGLY
from quiz.domain.rendering import fill, fill_source, plain

EXAMPLE = "example"
"""The seed of the draw with which questions are shown to teachers."""

Texts = Mapping[str, Any]


def example_of(question: Question) -> Variant:
    """One draw of a question, the same each time; learners had others."""
    return question.draw(random.Random(EXAMPLE)) if question.has_values() else Variant()


def prompt_html(shown: Texts, variant: Variant, language: str) -> str:
    """The prompt as a learner saw it, as HTML."""
    return fill(shown["passages"]["prompt"], variant.values, language)


def prompt_words(shown: Texts, variant: Variant, language: str) -> str:
    """The words of the prompt as a learner saw it."""
    return plain(prompt_html(shown, variant, language))


def choice_in_words(
    question: Question, choice: str, shown: Texts, revealed: Texts, variant: Variant, language: str
) -> Message:
    """A choice as people know it: an option by its text, a wrong number by the reason that its author gave."""
    name = choice.removesuffix(WRONGLY)
    gap, _, within = name.rpartition(":")
    if within == "key" and (not gap or key_in_words(question, choice, variant, language) is not None):
        return in_gap(gap, say("the right answer"))
    reason = f"gaps.{gap}.{within}.why" if gap else f"{name}.why"
    published = shown["passages"].get(f"options.{name}.text") or _reason(revealed, reason)
    if published is not None:
        return in_gap(gap, say("%(text)s", text=plain(fill(published, variant.values, language))))
    return filled(question.choice_words(choice, language), variant, language)


def _reason(revealed: Texts, name: str) -> str | None:
    """What the author says to a wrong number."""
    found: str | None = revealed.get("passages", {}).get(name) if ".options." not in name else None
    return found


def in_gap(gap: str, words: Message) -> Message:
    """A choice of a gap says which gap it is of."""
    return say("%(gap)s: %(words)s", gap=gap, words=words) if gap else words


def key_in_words(question: Question, choice: str, variant: Variant, language: str) -> Message | None:
    """The key of a number as it is for the values of one draw; None for any other choice."""
    gap, _, within = choice.rpartition(":")
    inputs = question.inputs()
    wanted = next((one for one in inputs if one.name == f"gap-{gap}"), None) if gap else inputs[0] if inputs else None
    if within != "key" or wanted is None or wanted.kind != "number":
        return None
    return in_gap(gap, say("%(text)s", text=question.solution_in(variant, language)[wanted.name][0]))


def filled(message: Message, variant: Variant, language: str) -> Message:
    """A message with the values of a draw put into what its author wrote."""
    return replace(message, values={name: _value(one, variant, language) for name, one in message.values.items()})


def _value(value: object, variant: Variant, language: str) -> object:
    if isinstance(value, Message):
        return filled(value, variant, language)
    if isinstance(value, str) and "{{" in value:
        try:
            return fill_source(value, variant.values, language)
        except ExpressionError:
            # What a store of long ago holds may have no value for it.
            return value
    return value
