"""A number as the answer, with tolerance, unit and known slips: shared by the kinds in which a number is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quiz.domain.bank_format.fields import Exact, Formula, Model, Slug, Spellings, Text, Truth, Whole
from quiz.domain.errors import Message, say
from quiz.domain.matching.expressions import compile_expression
from quiz.domain.matching.numbers import NumberError, Reading, Tolerance, format_number, read_number, within
from quiz.domain.matching.text import MatchPolicy, normalise
from quiz.domain.questions.base import Passage, Score
from quiz.domain.questions.parts.variables import Values

_UNIT = MatchPolicy(spaces="ignore", case="fold", particles="exact", typos=0)
_MARKUP = re.compile(r"[$*`\\\[]")
_PERCENT = {"%", "percent", "퍼센트"}


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


class Unit(Model):
    """The unit that stands beside the input and its accepted spellings."""

    text: Text
    accept: Spellings = ()
    required: Truth = False


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
    def _units(self) -> frozenset[str]:
        if self.unit is None:
            return frozenset()
        return frozenset(normalise(text, _UNIT) for text in (*self.unit.text.values(), *self.unit.accept))

    def key(self, values: Values) -> Fraction:
        """The answer for these values, exact as far as the expression allows."""
        return compile_expression(self.answer).evaluate_number(values)

    def slips(self, values: Values) -> list[Fraction]:
        """The values of the known slips, in their order."""
        return [compile_expression(slip.value).evaluate_number(values) for slip in self.wrong]

    def near(self, value: Fraction, key: Fraction) -> bool:
        """Whether ``value`` is within the tolerance around ``key``."""
        return within(value, key, self._tolerance)

    def _value(self, reading: Reading) -> Fraction | None:
        """The value in the question's unit, or None where the unit is another one."""
        if reading.percent:
            return reading.value * 100 if self._units & _PERCENT else reading.value
        if reading.unit and normalise(reading.unit, _UNIT) not in self._units:
            return None
        return reading.value

    def notice_of(self, text: str) -> Message | None:
        """Why a number as it was typed can't be read; None where it can, or where nothing was typed."""
        if not text.strip():
            return None
        try:
            reading = read_number(text)
        except NumberError as error:
            return _unreadable(error)
        return self._unit_notice(reading)

    def _unit_notice(self, reading: Reading) -> Message | None:
        if self._value(reading) is None:
            return say("The unit %(value)s is not the one asked for. Write the number alone.", value=reading.unit[:40])
        if self.unit is not None and self.unit.required and not reading.unit and not reading.percent:
            return say("Write the unit after the number.")
        return None

    def value_of(self, text: str) -> Fraction | None:
        """The value of a number as it was typed, in the question's unit; None where ``notice_of`` objects."""
        try:
            reading = read_number(text)
        except NumberError:
            return None
        return self._value(reading) if self._unit_notice(reading) is None else None

    def judged_number(self, text: str, values: Values) -> Score:
        """The judgement of what was typed, without verdicts: those are by input name."""
        value = self.value_of(text)
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

    def written(self, value: Fraction, language: str = "") -> str:
        """``value`` as a learner writes it: rounded as the question asks, with the unit where that is required.

        The unit is that of the ``language``, if one is given.
        """
        number = format_number(value, self.decimals)
        if self.unit is None or not self.unit.required:
            return number
        return f"{number} {self._spelling(self.unit, language)}"

    def _spelling(self, unit: Unit, language: str) -> str:
        own = [unit.text[language]] if language else list(unit.text.values())
        spellings = (*own, *unit.accept)
        # The unit's own text may be a formula, which nobody types.
        typed = (text for text in spellings if not _MARKUP.search(text) and self.value_of(f"2 {text}") == 2)
        return next(typed, spellings[0])

    @cached_property
    def reads_itself(self) -> bool:
        """Whether a number is read as it is written, with its unit: the same for every draw."""
        return self.value_of(self.written(Fraction(2))) == 2

    def wrong_number(self, values: Values) -> str:
        """The value of the first slip, else one far off."""
        key = self.key(values)
        far_off = key + 2 * (abs(key) + (self.tolerance.absolute or 0)) + 1
        return self.written(next(iter(self.slips(values)), far_off))


def _unreadable(error: NumberError) -> Message:
    value = error.value[:40]
    if error.code == "ambiguous_comma":
        return say(
            "%(value)s can be read in two ways: %(one)s or %(other)s. Write it with a point for decimals.",
            value=value,
            one=error.readings[0],
            other=error.readings[-1],
        )
    if error.code in ("too_long", "too_large"):
        return say("%(value)s is too long or too large to read. Write it shorter, for example 1.5e9.", value=value)
    return say("%(value)s can't be read as a number. Write for example 65,536 or 0.25 or 1.6e-4.", value=value)
