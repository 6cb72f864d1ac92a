"""What is entered, how it is asked for, and how it is judged: alike for every kind."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from quiz.domain.grading.partial_credit import bounded
from quiz.domain.text_limits import MAX_CHARACTERS, MAX_MARKS, fault_of

MAX_ANSWER = 4_000
"""Characters that one text input accepts."""

MAX_LONG_ANSWER = MAX_CHARACTERS
"""Characters that an input for a long text accepts."""

InputKind = Literal["one", "many", "order", "text", "number", "long"]
LONGEST = {"text": MAX_ANSWER, "number": MAX_ANSWER, "long": MAX_LONG_ANSWER}

Answer = Mapping[str, tuple[str, ...]]
"""What was entered, by input name; an input left alone is missing or empty."""

Verdict = Literal["right", "partly", "wrong"]


class AnswerError(ValueError):
    """An answer that no form of ours can send: an unknown input or option, too many picks, a text too long.

    ``limit`` is how many characters, or combining marks in a row, may be typed where there are too many.
    """

    def __init__(self, code: Literal["malformed", "too_long", "marks"], value: str, limit: int = 0) -> None:
        self.code = code
        self.value = value
        self.limit = limit
        super().__init__(f"{code}: {value}")


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing to fill in: pick one or many of the ``options``, put all of them in order, or type."""

    name: str
    kind: InputKind
    options: tuple[str, ...] = ()
    listed: bool = False
    """Whether it is one of a list of entries that the author named: pages call it by its place."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One drawing of a question: the values of its variables and the order in which its options are shown."""

    values: Mapping[str, Fraction] = field(default_factory=dict)
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shown(self, wanted: Input) -> tuple[str, ...]:
        """The options of an input in the order in which they are shown; inputs may share a list under its own name."""
        alike = (order for order in self.order.values() if set(order) == set(wanted.options))
        return self.order.get(wanted.name) or next(alike, wanted.options)


@dataclass(frozen=True, kw_only=True)
class Score:
    """The judgement of one answer. ``fraction`` is exact as far as it can be stored, from 0 to 1.

    ``verdicts`` judges parts by option or input name; ``feedback`` names the passages that speak to this answer;
    ``chosen`` is what statistics count; ``understood`` says how a text or number was read.
    ``needs_confirmation``: the fraction is a proposal that a person has to confirm. ``adjusted``: a person set it
    beyond what they found in the answer.
    """

    fraction: Fraction
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    feedback: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    understood: str = ""
    needs_confirmation: bool = False
    adjusted: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "fraction", bounded(self.fraction))


def checked_input(wanted: Input, given: tuple[str, ...]) -> tuple[str, ...]:
    if wanted.kind in LONGEST:
        if len(given) > 1:
            raise AnswerError("malformed", wanted.name)
        # A form sends a line's end as two characters, a script as one: the same answer has to be the same.
        text = given[0].replace("\r\n", "\n").replace("\r", "\n")
        fault = fault_of(text, LONGEST[wanted.kind])
        if fault is not None:
            limit = LONGEST[wanted.kind] if fault == "too_long" else MAX_MARKS
            raise AnswerError(fault, wanted.name, limit)
        return (text,)
    for value in given:
        if value not in wanted.options:
            raise AnswerError("malformed", value[:80])
    if len(set(given)) != len(given) or (wanted.kind == "one" and len(given) > 1):
        raise AnswerError("malformed", wanted.name)
    if wanted.kind == "order":
        # The order is the answer; one that lacks an option is none.
        if len(given) != len(wanted.options):
            raise AnswerError("malformed", wanted.name)
        return given
    return tuple(option for option in wanted.options if option in given)


def typed(answer: Answer, name: str) -> str:
    """What stands in the input ``name`` that holds one value; empty where it was left alone."""
    return next(iter(answer.get(name, ())), "")


def is_answered(answer: Answer) -> bool:
    """Whether anything but blanks was entered."""
    return any(value.strip() for values in answer.values() for value in values)


def verdict(fraction: Fraction) -> Verdict:
    """The word for a fraction: right at 1, wrong at 0, partly between."""
    return "right" if fraction == 1 else "wrong" if fraction == 0 else "partly"


def shuffled(ids: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """``ids`` in an order drawn with ``rng``."""
    mixed = list(ids)
    rng.shuffle(mixed)
    return tuple(mixed)
