"""Items, each to be put where it belongs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Annotated, ClassVar

from pydantic import Field

from quiz.domain.bank_format.fields import Asked, Model, PartId, Slug, Text, Truth, left_out
from quiz.domain.bank_format.schema_words.shared import ID_OF_PART, MISCONCEPTION
from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled, typed
from quiz.domain.questions.parts.entries import crowded, regular, revealing_order, shared_words, unknown_group
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import duplicate_ids, duplicate_texts, equal_texts, pair_misconceptions
from quiz.domain.questions.parts.variables import Values


class Bin(Model):
    """A place where items belong."""

    id: PartId
    text: Text


class Item(Model):
    """Something to sort; ``bin`` names where it belongs, ``why`` says why it belongs there."""

    id: PartId
    text: Text
    bin: PartId
    why: Asked[Text] = left_out()
    misconception: Slug | None = None


class Categorize(Question, kind="categorize"):
    """Put each of 3 to 12 items where it belongs; each counts alike."""

    label: ClassVar[Message] = say("sorting into groups")
    partial_credit: ClassVar[bool] = True
    feedback_reveals_key: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "bins": "Where the items belong, shown in this order.",
        "items": "What is to be sorted; each counts alike.",
        "shuffle": "Each attempt mixes the items.",
        "Bin.id": ID_OF_PART,
        "Bin.text": "The name of the group. Markdown of one line.",
        "Item.id": f"{ID_OF_PART} It stands in the page, so a number is best.",
        "Item.text": "What is to be sorted. Markdown of one line. It shares no word with its bin.",
        "Item.bin": "The id of the bin where it belongs.",
        "Item.why": "Why it belongs there, shown after scoring.",
        "Item.misconception": MISCONCEPTION,
    }

    bins: Annotated[tuple[Bin, ...], Field(min_length=2, max_length=6)]
    items: Annotated[tuple[Item, ...], Field(min_length=3, max_length=12)]
    shuffle: Truth = True

    def inputs(self) -> tuple[Input, ...]:
        ids = tuple(place.id for place in self.bins)
        return tuple(Input(name=f"item-{item.id}", kind="one", options=ids, listed=True) for item in self.items)

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        """The items are mixed, by their inputs' names; the bins stand as their author wrote them."""
        names = tuple(f"item-{item.id}" for item in self.items)
        return {"items": shuffled(names, rng) if self.shuffle else names}

    def own_passages(self) -> Iterator[Passage]:
        for number, place in enumerate(self.bins):
            text = ("bins", number, "text")
            yield Passage(name=f"bins.{place.id}.text", text=place.text, path=text, shown=True)
        for number, item in enumerate(self.items):
            text, why = ("items", number, "text"), ("items", number, "why")
            yield Passage(name=f"item-{item.id}.text", text=item.text, path=text, shown=True)
            if item.why is not None:
                yield Passage(name=f"item-{item.id}.why", text=item.why, path=why, shown=False)

    def checks(self) -> Iterator[Fault]:
        ids, pairs = [place.id for place in self.bins], [(item.id, item.bin) for item in self.items]
        yield from duplicate_ids(ids, "bins")
        yield from duplicate_texts(self.bins, "bins")
        yield from duplicate_ids([item.id for item in self.items], "items")
        yield from duplicate_texts(self.items, "items")
        for number, item in enumerate(self.items):
            yield from unknown_group(item.bin, ids, ("items", number, "bin"))
            yield from self._given_away(number, ids)
        yield from self._unused()
        yield from crowded(pairs, ids, "items")
        yield from revealing_order(pairs, "items")
        yield from regular(pairs, "items")
        runs = [name for name, _ in groupby(item.bin for item in self.items)]
        if len(runs) == len(set(runs)) < len(self.items):
            yield Fault(
                code="D4",
                severity="warning",
                path=("items",),
                message=say("the items stand bin by bin"),
                remedy=say("mix them"),
            )

    def _given_away(self, number: int, ids: list[str]) -> Iterator[Fault]:
        item = self.items[number]
        if item.bin in ids:
            texts = [place.text for place in self.bins]
            for language, word in shared_words(item.text, texts, ids.index(item.bin)):
                yield Fault(
                    code="D8",
                    path=("items", number, "text", *([] if item.text.plain else [language])),
                    message=say("the item and its bin share the word %(word)s", word=repr(word)),
                    remedy=say("say one of the two in other words"),
                )

    def _unused(self) -> Iterator[Fault]:
        for number, place in enumerate(self.bins):
            if place.id not in {item.bin for item in self.items}:
                yield Fault(
                    code="D4",
                    severity="warning",
                    path=("bins", number),
                    message=say("nothing belongs to %(id)s", id=repr(place.id)),
                    remedy=say("add an item that does, or leave it out"),
                )

    def faults_of(self, values: Values) -> Iterator[Fault]:
        if values:
            yield from equal_texts(self.bins, "bins", values)
            yield from equal_texts(self.items, "items", values)

    def guess(self) -> Fraction:
        return Fraction(1, len(self.bins))

    def right_choices(self) -> frozenset[str]:
        return frozenset(f"{item.id}:{item.bin}" for item in self.items)

    def choice_words(self, choice: str, language: str) -> Message:
        texts = {f"{i.id}:{b.id}": (i.text[language], b.text[language]) for i in self.items for b in self.bins}
        left, right = texts.get(choice, (choice, ""))
        return say("%(left)s → %(right)s", left=left, right=right)

    def misconceptions(self) -> Mapping[str, str]:
        entries = ((item.id, item.misconception, (item.bin,)) for item in self.items)
        return pair_misconceptions(entries, (place.id for place in self.bins))

    def grade(self, variant: Variant, answer: Answer) -> Score:
        put = {item.id: typed(answer, f"item-{item.id}") for item in self.items}
        right = [item.id for item in self.items if put[item.id] == item.bin]
        return Score(
            fraction=Fraction(len(right), len(self.items)),
            verdicts={f"item-{name}": "right" if name in right else "wrong" for name in put if put[name]},
            feedback=tuple(f"item-{name}.why" for name in put if name not in right),
            chosen=tuple(f"{name}:{place}" for name, place in put.items() if place),
        )

    def solution(self, variant: Variant) -> Answer:
        return {f"item-{item.id}": (item.bin,) for item in self.items}

    def wrong_answer(self, variant: Variant) -> Answer:
        first = self.items[0]
        other = next(place.id for place in self.bins if place.id != first.bin)
        return {**self.solution(variant), f"item-{first.id}": (other,)}
