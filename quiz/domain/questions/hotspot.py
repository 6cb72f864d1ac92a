"""A picture with places to point at."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quiz.domain.bank_format.fields import Exact, Model
from quiz.domain.bank_format.schema_words.shared import ID_OF_PART, MISCONCEPTION
from quiz.domain.errors import Message, say
from quiz.domain.grading.partial_credit import proportional
from quiz.domain.questions.base import Answer, Image, Input, Passage, Question, Score, Variant, shuffled
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import (
    Option,
    Picking,
    conditions,
    equal_texts,
    in_draw,
    keys,
    option_faults,
    option_passages,
    others,
    tallied,
)
from quiz.domain.questions.parts.variables import Path, Values, fault

Circle = Annotated[tuple[Exact, ...], Field(min_length=3, max_length=3)]
Rect = Annotated[tuple[Exact, ...], Field(min_length=4, max_length=4)]


class Shape(Model):
    """Where a spot lies, in per cent of the picture's width and height; exactly one of the two.

    A circle is centre and radius, ``[x, y, r]``: round in a square picture, an ellipse in any other. A rectangle is
    its corner at the top left, its width and its height, ``[x, y, w, h]``.
    """

    circle: Circle | None = None
    rect: Rect | None = None

    @model_validator(mode="after")
    def _one(self) -> Shape:
        if (self.circle is None) == (self.rect is None):
            raise PydanticCustomError("shape", "not exactly one shape")
        return self

    def box(self) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """Left, top, right and bottom."""
        if self.circle is not None:
            x, y, r = self.circle
            return x - r, y - r, x + r, y + r
        x, y, w, h = self.rect or ()
        return x, y, x + w, y + h

    def centre(self) -> tuple[Fraction, Fraction]:
        """The middle."""
        left, top, right, bottom = self.box()
        return (left + right) / 2, (top + bottom) / 2

    def badge(self) -> tuple[Fraction, Fraction]:
        """Where its number stands, so that it hides little of the picture: on the edge."""
        left, top, right, _ = self.box()
        return (left if self.rect else (left + right) / 2), top

    def overlaps(self, other: Shape) -> bool:
        """Whether the two have more than an edge in common."""
        if self.circle is not None and other.circle is not None:
            return _squared(self.centre(), other.centre()) < (self.circle[2] + other.circle[2]) ** 2
        if self.circle is not None:
            return _squared(self.centre(), _nearest(self.centre(), other)) < self.circle[2] ** 2
        if other.circle is not None:
            return other.overlaps(self)
        left, top, right, bottom = self.box()
        other_left, other_top, other_right, other_bottom = other.box()
        return left < other_right and other_left < right and top < other_bottom and other_top < bottom


def _squared(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> Fraction:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _nearest(point: tuple[Fraction, Fraction], rect: Shape) -> tuple[Fraction, Fraction]:
    left, top, right, bottom = rect.box()
    return min(max(point[0], left), right), min(max(point[1], top), bottom)


class Spot(Option):
    """A place in the picture. ``text`` says in words what is there, for the list beside the picture."""

    shape: Shape


class Hotspot(Picking, Question, kind="hotspot"):
    """Point at the right place of a picture, or at all right places; 2 to 10 are offered."""

    label: ClassVar[Message] = say("picture")
    partial_credit: ClassVar[bool] = True
    shows_image: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "spots": "The places on offer. They may touch, never overlap.",
        "choose": (
            "`one`: exactly one place is right. `many`: at least one is and one is not; scored as `proportional`."
        ),
        "Spot.id": ID_OF_PART,
        "Spot.text": ("What is there, in words: the list beside the picture, for people who can't see or point."),
        "Spot.correct": "Whether it is right; or a condition on the variables.",
        "Spot.why": "What picking it shows, shown after scoring.",
        "Spot.misconception": MISCONCEPTION,
        "Spot.shape": "Where it lies.",
        "Shape.circle": "`[x, y, r]`: centre and radius.",
        "Shape.rect": "`[x, y, w, h]`: the top left corner, width and height.",
    }

    image: Image
    spots: Annotated[tuple[Spot, ...], Field(min_length=2, max_length=10)]
    choose: Literal["one", "many"] = "one"

    def listed(self) -> tuple[Option, ...]:
        return self.spots

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="choice", kind=self.choose, options=tuple(spot.id for spot in self.spots)),)

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        return {"choice": shuffled(tuple(spot.id for spot in self.spots), rng)}

    def own_passages(self) -> Iterator[Passage]:
        yield from option_passages(self.spots, "spots")

    def shape(self, name: str) -> Shape:
        """The shape of the spot called ``name``."""
        return next(spot.shape for spot in self.spots if spot.id == name)

    def expressions(self) -> Iterator[tuple[Path, str]]:
        yield from conditions(self.spots, "spots")

    def checks(self) -> Iterator[Fault]:
        yield from option_faults(self.spots, "spots")
        for number, spot in enumerate(self.spots):
            left, top, right, bottom = spot.shape.box()
            if min(left, top) < 0 or max(right, bottom) > 100 or left >= right or top >= bottom:
                yield fault(
                    "shape",
                    ("spots", number, "shape"),
                    say("the shape of %(id)s is not inside the picture", id=repr(spot.id)),
                    say("count in per cent from the top left corner, 0 to 100, and give it a size"),
                )
        for (_, one), (number, other) in combinations(enumerate(self.spots), 2):
            if one.shape.overlaps(other.shape):
                yield fault(
                    "shape",
                    ("spots", number, "shape"),
                    say("the shapes of %(one)s and %(other)s overlap", one=repr(one.id), other=repr(other.id)),
                    say("draw them apart: a tap must mean one of them"),
                )

    def faults_of(self, values: Values) -> Iterator[Fault]:
        right = len(keys(self.spots, values))
        where = in_draw(values)
        if values:
            yield from equal_texts(self.spots, "spots", values)
        if self.choose == "one" and right != 1:
            yield Fault(
                code="S3",
                path=("spots",),
                message=say("%(count)d spots are marked correct%(where)s", count=right, where=where),
                remedy=say("mark exactly one with correct: true, or write choose: many"),
            )
        if self.choose == "many" and not 0 < right < len(self.spots):
            yield Fault(
                code="S3",
                path=("spots",),
                message=say(
                    "%(count)d of %(all)d spots are correct%(where)s", count=right, all=len(self.spots), where=where
                ),
                remedy=say("mark at least one correct and leave at least one unmarked"),
            )

    def guess(self) -> Fraction:
        return Fraction(1, len(self.spots)) if self.choose == "one" else Fraction(0)

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = answer.get("choice", ())
        key, other = keys(self.spots, variant.values), others(self.spots, variant.values)
        fraction = Fraction(int(picked == key))
        if self.choose == "many":
            fraction = proportional(set(picked), set(key), set(other))
        return Score(
            fraction=fraction,
            verdicts={spot: "right" if spot in key else "wrong" for spot in picked},
            feedback=tuple(f"spots.{spot}.why" for spot in picked),
            chosen=tallied(self.spots, picked, variant.values),
        )
