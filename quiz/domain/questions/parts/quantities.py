"""A number as the answer, with tolerance, unit and known slips: shared by the kinds in which a number is typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quiz.domain.bank_format.fields import Exact, Formula, Model, Slug, Text, Whole
from quiz.domain.matching.expressions import compile_expression
from quiz.domain.matching.numbers import Tolerance, format_number, within
from quiz.domain.questions.parts.answers import Score
from quiz.domain.questions.parts.passages import Passage
from quiz.domain.questions.parts.typed_numbers import TypedNumber, Unit
from quiz.domain.questions.parts.variables import Values


class Allowance(Model):
    """How far from the answer still counts; exactly one of the three."""

    absolute: Annotated[Exact, Field(ge=0)] | None = None
    relative: Annotated[Exact, Field(ge=0, lt=1)] | None = None
    significant: Annotated[Whole, Field(ge=1, le=12)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Allowance:
        if sum(given is not None for given in (self.absolute, self.relative, self.significant)) != 1:
            raise PydanticCustomError("tolerance", "not exactly one tolerance")
        return self


class Slip(Model):
    """A wrong value that people reach by a known route, with what to say to them."""

    value: Formula
    why: Text
    misconception: Slug | None = None


class Quantity(Model):
    """A number to work out, with a tolerance, a unit and known slips."""

    answer: Formula
    decimals: Annotated[Whole, Field(ge=0, le=12)] | None = None
    tolerance: Allowance
    unit: Unit | None = None
    wrong: tuple[Slip, ...] = ()

    @cached_property
    def _tolerance(self) -> Tolerance:
        allowance = self.tolerance
        return Tolerance(absolute=allowance.absolute, relative=allowance.relative, significant=allowance.significant)

    @cached_property
    def number(self) -> TypedNumber:
        """How an answer is read and written."""
        return TypedNumber(unit=self.unit, decimals=self.decimals)

    def key(self, values: Values) -> Fraction:
        """The answer for these values, exact as far as the expression allows."""
        return compile_expression(self.answer).evaluate_number(values)

    def slips(self, values: Values) -> list[Fraction]:
        """The values of the known slips, in their order."""
        return [compile_expression(slip.value).evaluate_number(values) for slip in self.wrong]

    def near(self, value: Fraction, key: Fraction) -> bool:
        """Whether ``value`` is within the tolerance around ``key``."""
        return within(value, key, self._tolerance)

    def judged_number(self, text: str, values: Values) -> Score:
        """The judgement of what was typed, without verdicts: those are by input name."""
        value = self.number.value_of(text)
        if value is None:
            return Score(fraction=Fraction(0), chosen=("other",) if text.strip() else ())
        understood = format_number(value)
        if self.near(value, self.key(values)):
            return Score(fraction=Fraction(1), chosen=("key",), understood=understood)
        slip = next((n for n, wrong in enumerate(self.slips(values)) if self.near(value, wrong)), None)
        return Score(
            fraction=Fraction(0),
            feedback=() if slip is None else (f"wrong.{slip}.why",),
            chosen=("other" if slip is None else f"wrong.{slip}",),
            understood=understood,
        )

    def number_passages(self) -> Iterator[Passage]:
        """The unit, and the reasons of slips."""
        if self.unit is not None:
            yield Passage(name="unit", text=self.unit.text, path=("unit", "text"), shown=True)
        for number, slip in enumerate(self.wrong):
            yield Passage(name=f"wrong.{number}.why", text=slip.why, path=("wrong", number, "why"), shown=False)

    def number_expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Answer and slips, each with its path."""
        yield ("answer",), self.answer
        for number, slip in enumerate(self.wrong):
            yield ("wrong", number, "value"), slip.value

    def slip_of(self, choice: str) -> str | None:
        """The expression of the slip called ``choice``; None where there is none."""
        return {f"wrong.{n}": slip.value for n, slip in enumerate(self.wrong)}.get(choice)

    def misconceptions(self) -> Mapping[str, str]:
        """Those of the slips, by the choice."""
        return {f"wrong.{n}": slip.misconception for n, slip in enumerate(self.wrong) if slip.misconception}

    def wrong_number(self, values: Values) -> str:
        """The value of the first slip, else one far off."""
        key = self.key(values)
        far_off = key + 2 * (abs(key) + (self.tolerance.absolute or 0)) + 1
        return self.number.written(next(iter(self.slips(values)), far_off))
