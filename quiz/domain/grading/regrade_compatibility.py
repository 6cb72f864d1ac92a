"""Whether an answer to one version of a question can be scored under a newer one."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quiz.domain.errors import Message, say
from quiz.domain.matching.expression_errors import ExpressionError
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, AnswerError, Score, Variant

OTHER_KIND = say("it is of another kind now")
BY_PERSON = say("a person judges its answers")
OTHER_INPUTS = say("it has other inputs or options now")
OTHER_VARIABLES = say("it has other variables now")
OTHER_POINTS = say("it is worth other points now")


class Incompatible(ValueError):
    """An answer that a version can't score; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(str(reason))


def incompatibility(asked: Question, newer: Question) -> Message | None:
    """Why no answer to ``asked`` can be scored under ``newer``; None where one can.

    What was on the page has to be there still: the same inputs with the same options, the same variables. Points stay
    too, for what an attempt can earn was fixed when it began.
    """
    if newer.kind_name != asked.kind_name:
        return OTHER_KIND
    if newer.judged_by_person:
        return BY_PERSON
    if _inputs(newer) != _inputs(asked):
        return OTHER_INPUTS
    if _variables(newer) != _variables(asked):
        return OTHER_VARIABLES
    if newer.points != asked.points:
        return OTHER_POINTS
    return None


def variant_incompatibility(newer: Question, values: Mapping[str, Fraction]) -> Message | None:
    """Why a version can't be asked with values that another one drew, as publishing tries those that it draws."""
    try:
        holds = all(fault.severity == "warning" for fault in newer.faults_of(values))
    except ExpressionError:
        holds = False
    return None if holds else say("it does not work with the values that were drawn")


def rejudge(newer: Question, variant: Variant, answer: Answer) -> Score:
    """The judgement of an answer that was given to another version, which fits. Raises ``Incompatible``."""
    try:
        given = newer.parse({name: list(values) for name, values in answer.items()})
    except AnswerError:
        raise Incompatible(say("its answer can't be entered any more")) from None
    return newer.judge(variant, given)


def _inputs(question: Question) -> Mapping[str, Any]:
    inputs: dict[str, Any] = {wanted.name: (wanted.kind, frozenset(wanted.options)) for wanted in question.inputs()}
    # The order that was drawn names what is shown, which need not be what is filled in.
    shown = {f"{name} shown": frozenset(ids) for name, ids in question.order(random.Random(0)).items()}
    return inputs | shown


def _variables(question: Question) -> frozenset[str]:
    return frozenset(question.variables).union(*question.sets)
