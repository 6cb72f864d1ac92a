"""Answers as a page's form sends them: an option is named by its place among those shown."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant


def order_of(question: Question, variant: Variant, name: str) -> tuple[str, ...]:
    """The ids of an input's options in the order in which they are shown."""
    options = next(wanted.options for wanted in question.inputs() if wanted.name == name)
    return next((order for order in variant.order.values() if set(order) == set(options)), options)


def as_sent(question: Question, variant: Variant, answer: Answer) -> dict[str, tuple[str, ...]]:
    """``answer`` with each option's place, counted from 1, instead of its id; what is typed stays as it is."""
    return {name: _sent(values, order_of(question, variant, name)) for name, values in answer.items()}


def _sent(values: tuple[str, ...], order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(place) for place in sorted(order.index(value) + 1 for value in values)) if order else values


def as_meant(question: Question, variant: Variant, sent: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The other way round: ids for places."""
    orders = {name: order_of(question, variant, name) for name in sent}
    return {
        name: tuple(orders[name][int(value) - 1] if orders[name] else value for value in values)
        for name, values in sent.items()
    }
