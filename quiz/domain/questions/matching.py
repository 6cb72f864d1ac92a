"""Entries on the left, each to be given its partner from the right."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from quiz.domain.bank_format.fields import Asked, Model, PartId, Slug, Text, Truth, left_out
from quiz.domain.bank_format.schema_words.shared import ID_OF_PART, MISCONCEPTION
from quiz.domain.errors import Message, one_of, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled, typed
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import duplicate_ids, duplicate_texts, equal_texts, pair_misconceptions
from quiz.domain.questions.parts.variables import Values


class Left(Model):
    """An entry that wants a partner; ``right`` names it, ``why`` says why the two belong together."""

    id: PartId
    text: Text
    right: PartId
    why: Asked[Text] = left_out()
    misconception: Slug | None = None


class Right(Model):
    """A partner to choose; spare ones distract."""

    id: PartId
    text: Text


class Matching(Question, kind="matching"):
    """Give each left entry its partner; each pair counts alike."""

    label: ClassVar[Message] = say("matching")
    partial_credit: ClassVar[bool] = True
    feedback_reveals_key: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "left": "The entries that want a partner; each pair counts alike.",
        "right": "The partners to choose from. More than on the left: the spare ones distract.",
        "shuffle": "Each attempt mixes the right side.",
        "Left.id": ID_OF_PART,
        "Left.text": "The entry. Markdown of one line.",
        "Left.right": "The id of its partner. Two entries may share one.",
        "Left.why": "Why the two belong together, shown after scoring.",
        "Left.misconception": MISCONCEPTION,
        "Right.id": ID_OF_PART,
        "Right.text": ("The partner. Shown in a list to choose from, so without formulas before scoring."),
    }

    left: Annotated[tuple[Left, ...], Field(min_length=2, max_length=8)]
    right: Annotated[tuple[Right, ...], Field(min_length=2, max_length=10)]
    shuffle: Truth = True

    def inputs(self) -> tuple[Input, ...]:
        ids = tuple(entry.id for entry in self.right)
        return tuple(Input(name=f"left-{entry.id}", kind="one", options=ids, listed=True) for entry in self.left)

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        ids = tuple(entry.id for entry in self.right)
        return {"right": shuffled(ids, rng) if self.shuffle else ids}

    def own_passages(self) -> Iterator[Passage]:
        for number, entry in enumerate(self.left):
            text, why = ("left", number, "text"), ("left", number, "why")
            yield Passage(name=f"left.{entry.id}.text", text=entry.text, path=text, shown=True)
            if entry.why is not None:
                yield Passage(name=f"left.{entry.id}.why", text=entry.why, path=why, shown=False)
        for number, partner in enumerate(self.right):
            text = ("right", number, "text")
            yield Passage(name=f"right.{partner.id}.text", text=partner.text, path=text, shown=True)

    def checks(self) -> Iterator[Fault]:
        yield from duplicate_ids([entry.id for entry in self.left], "left")
        yield from duplicate_ids([partner.id for partner in self.right], "right")
        yield from duplicate_texts(self.left, "left")
        yield from duplicate_texts(self.right, "right")
        yield from self._partners()
        ids = [partner.id for partner in self.right]
        if len(ids) <= len(self.left):
            yield Fault(
                code="D1",
                severity="warning",
                path=("right",),
                message=say("no partner is spare"),
                remedy=say("add one on the right that fits none, so that the last pair is not given away"),
            )
        used = [entry.right for entry in self.left]
        if used == [name for name in ids if name in used]:
            yield Fault(
                code="D1",
                severity="warning",
                path=("right",),
                message=say("the right side stands in the order of the key"),
                remedy=say("mix it"),
            )

    def _partners(self) -> Iterator[Fault]:
        ids = [partner.id for partner in self.right]
        for number, entry in enumerate(self.left):
            if entry.right not in ids:
                yield Fault(
                    code="S3",
                    path=("left", number, "right"),
                    message=say("%(id)s is not an id of the right side", id=repr(entry.right)),
                    remedy=one_of(ids),
                )

    def faults_of(self, values: Values) -> Iterator[Fault]:
        if values:
            yield from equal_texts(self.left, "left", values)
            yield from equal_texts(self.right, "right", values)

    def guess(self) -> Fraction:
        return Fraction(1, len(self.right))

    def right_choices(self) -> frozenset[str]:
        return frozenset(f"{entry.id}:{entry.right}" for entry in self.left)

    def choice_words(self, choice: str, language: str) -> Message:
        texts = {f"{e.id}:{p.id}": (e.text[language], p.text[language]) for e in self.left for p in self.right}
        left, right = texts.get(choice, (choice, ""))
        return say("%(left)s → %(right)s", left=left, right=right)

    def misconceptions(self) -> Mapping[str, str]:
        entries = ((entry.id, entry.misconception, (entry.right,)) for entry in self.left)
        return pair_misconceptions(entries, (partner.id for partner in self.right))

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = {entry.id: typed(answer, f"left-{entry.id}") for entry in self.left}
        right = [entry.id for entry in self.left if picked[entry.id] == entry.right]
        return Score(
            fraction=Fraction(len(right), len(self.left)),
            verdicts={f"left-{entry}": "right" if entry in right else "wrong" for entry in picked if picked[entry]},
            feedback=tuple(f"left.{entry}.why" for entry in picked if entry not in right),
            chosen=tuple(f"{entry}:{partner}" for entry, partner in picked.items() if partner),
        )

    def solution(self, variant: Variant) -> Answer:
        return {f"left-{entry.id}": (entry.right,) for entry in self.left}

    def wrong_answer(self, variant: Variant) -> Answer:
        first = self.left[0]
        other = next(partner.id for partner in self.right if partner.id != first.right)
        return {**self.solution(variant), f"left-{first.id}": (other,)}
