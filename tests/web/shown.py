"""Answers as a page's form sends them: an option is named by its place among those shown."""

from __future__ import annotations

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Input, Variant


def order_of(question: Question, variant: Variant, name: str) -> tuple[str, ...]:
    """The ids of an input's options in the order in which they are shown."""
    options = _wanted(question, name).options
    alike = (order for order in variant.order.values() if set(order) == set(options))
    return variant.order.get(name) or next(alike, options)


def _wanted(question: Question, name: str) -> Input:
    return next(wanted for wanted in question.inputs() if wanted.name == name)


def as_sent(question: Question, variant: Variant, answer: Answer) -> dict[str, tuple[str, ...]]:
    """``answer`` with the place of each option and of each entry of a list, counted from 1, instead of its id."""
    called = question.names_on_page(variant)
    return {called[name]: _sent(question, variant, name, values) for name, values in answer.items()}


def _sent(question: Question, variant: Variant, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    wanted, order = _wanted(question, name), order_of(question, variant, name)
    if not wanted.options:
        return values
    places = [order.index(value) + 1 for value in values]
    return tuple(map(str, places if wanted.kind == "order" else sorted(places)))
