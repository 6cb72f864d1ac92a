"""Items to be put in order."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from quiz.domain.bank_format.fields import Model, PartId, Text
from quiz.domain.bank_format.schema_words.shared import ID_OF_PART
from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import duplicate_ids, duplicate_texts, equal_texts
from quiz.domain.questions.parts.ordering_checks import length_faults, number_faults, reason_faults
from quiz.domain.questions.parts.variables import Values

Credit = Literal["kendall", "adjacent", "exact", "position"]
Places = Mapping[str, int]
"""The place of each item in the right order."""


class Step(Model):
    """One of the items to put in order."""

    id: PartId
    text: Text


class Precedence(Model):
    """Why the item ``before`` comes before the item ``after``."""

    before: PartId
    after: PartId
    why: Text


class Ordering(Question, kind="ordering"):
    """Put 3 to 8 items in order. The items are written in the right one, and never shown in it."""

    label: ClassVar[Message] = say("putting in order")
    partial_credit: ClassVar[bool] = True
    feedback_reveals_key: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "items": "The items in the right order.",
        "reasons": ("Why one item comes before another. Give one for all neighbours, or leave it to the explanation."),
        "credit": "How partial answers are scored, see below.",
        "Step.id": ID_OF_PART,
        "Step.text": "The item. Markdown of one line, without numbers that tell the order.",
        "Precedence.before": "The id of the item that comes first.",
        "Precedence.after": "The id of one that comes later.",
        "Precedence.why": "Why, shown after scoring.",
    }

    items: Annotated[tuple[Step, ...], Field(min_length=3, max_length=8)]
    reasons: tuple[Precedence, ...] = ()
    credit: Credit = "kendall"

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="order", kind="order", options=self._ids()),)

    def _ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        mixed = shuffled(self._ids(), rng)
        # To show the right order would ask for nothing.
        return {"order": mixed if mixed != self._ids() else (*mixed[1:], mixed[0])}

    def own_passages(self) -> Iterator[Passage]:
        for number, item in enumerate(self.items):
            yield Passage(name=f"items.{item.id}.text", text=item.text, path=("items", number, "text"), shown=True)
        for number, reason in enumerate(self.reasons):
            yield Passage(name=f"reasons.{number}.why", text=reason.why, path=("reasons", number, "why"), shown=False)

    def checks(self) -> Iterator[Fault]:
        yield from duplicate_ids(self._ids(), "items")
        yield from duplicate_texts(self.items, "items")
        yield from reason_faults(self._ids(), [(reason.before, reason.after) for reason in self.reasons])
        yield from length_faults(self._ids())
        yield from number_faults([item.text for item in self.items])

    def faults_of(self, values: Values) -> Iterator[Fault]:
        if values:
            yield from equal_texts(self.items, "items", values)

    def guess(self) -> Fraction:
        """Of all orders: half of the pairs are right, and one item (or one neighbour) in as many as there are."""
        count = len(self.items)
        if self.credit == "kendall":
            return Fraction(1, 2)
        return Fraction(1, math.factorial(count) if self.credit == "exact" else count)

    def right_choices(self) -> frozenset[str]:
        return frozenset(_neighbours(self._ids()))

    def choice_words(self, choice: str, language: str) -> Message:
        texts = {item.id: item.text[language] for item in self.items}
        left, _, right = choice.partition(">")
        return say("%(left)s → %(right)s", left=texts.get(left, left), right=texts.get(right, right))

    def parse(self, raw: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
        """As for every kind, but a place left open or an item named twice is kept: without script a form sends it."""
        given = tuple(raw.get("order", ()))
        if any(given) and len(given) == len(self.items) and set(given) <= {"", *self._ids()}:
            return {"order": given}
        return super().parse(raw)

    def notice(self, variant: Variant, answer: Answer) -> Message | None:
        given = answer.get("order", ())
        if not given or self._is_whole(given):
            return None
        return say("Give every place an item of its own.")

    def _is_whole(self, given: Sequence[str]) -> bool:
        return sorted(given) == sorted(self._ids())

    def grade(self, variant: Variant, answer: Answer) -> Score:
        given = answer.get("order", ())
        if not self._is_whole(given):
            return Score(fraction=Fraction(0))
        places = {name: place for place, name in enumerate(self._ids())}
        kept = _in_place(given, places) if self.credit == "position" else _in_order(given, places)
        return Score(
            fraction=CREDITS[self.credit](given, places),
            verdicts={name: "right" if name in kept else "wrong" for name in given},
            feedback=tuple(
                f"reasons.{number}.why"
                for number, reason in enumerate(self.reasons)
                if given.index(reason.before) > given.index(reason.after)
            ),
            chosen=tuple(_neighbours(given)),
        )

    def solution(self, variant: Variant) -> Answer:
        return {"order": self._ids()}

    def wrong_answer(self, variant: Variant) -> Answer:
        first, second, *rest = self._ids()
        return {"order": (second, first, *rest)}


def _neighbours(given: Sequence[str]) -> Iterator[str]:
    return (f"{one}>{other}" for one, other in pairwise(given))


def _in_place(given: Sequence[str], places: Places) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(given) if places[name] == place)


def _in_order(given: Sequence[str], places: Places) -> tuple[str, ...]:
    """The most items that stand in the right order to each other: the rest would have to be moved."""
    for size in range(len(given), 1, -1):
        for chosen in combinations(given, size):
            if all(places[one] < places[other] for one, other in pairwise(chosen)):
                return chosen
    return ()


def kendall(given: Sequence[str], places: Places) -> Fraction:
    """The share of all pairs that stand the right way round: Kendall's concordant pairs."""
    pairs = list(combinations(given, 2))
    return Fraction(sum(places[one] < places[other] for one, other in pairs), len(pairs))


def adjacent(given: Sequence[str], places: Places) -> Fraction:
    """The share of neighbours of the right order that stand next to each other, the right way round."""
    return Fraction(sum(places[other] - places[one] == 1 for one, other in pairwise(given)), len(given) - 1)


def position(given: Sequence[str], places: Places) -> Fraction:
    """The share of items that stand in their own place."""
    return Fraction(len(_in_place(given, places)), len(given))


def exact(given: Sequence[str], places: Places) -> Fraction:
    """All or nothing."""
    return Fraction(int(len(_in_place(given, places)) == len(given)))


CREDITS = {"kendall": kendall, "adjacent": adjacent, "position": position, "exact": exact}
