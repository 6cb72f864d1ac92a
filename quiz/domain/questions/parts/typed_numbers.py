"""A number as people type it, with or without a unit: how it is read, why it can't be, how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from quiz.domain.bank_format.fields import Model, Spellings, Text, Truth
from quiz.domain.errors import Message, say
from quiz.domain.matching.numbers import NumberError, Reading, format_number, read_number
from quiz.domain.matching.text import MatchPolicy, normalise

_UNIT = MatchPolicy(spaces="ignore", case="fold", particles="exact", typos=0)
_MARKUP = re.compile(r"[$*`\\\[]")
_PERCENT = {"%", "percent", "퍼센트"}


class Unit(Model):
    """The unit that stands beside the input and its accepted spellings."""

    text: Text
    accept: Spellings = ()
    required: Truth = False


@dataclass(frozen=True, kw_only=True)
class TypedNumber:
    """Reads and writes the numbers of one input. ``decimals`` are the places that an answer is written with."""

    unit: Unit | None = None
    decimals: int | None = None

    @cached_property
    def _units(self) -> frozenset[str]:
        if self.unit is None:
            return frozenset()
        return frozenset(normalise(text, _UNIT) for text in (*self.unit.text.values(), *self.unit.accept))

    def notice_of(self, text: str) -> Message | None:
        """Why a number as it was typed can't be read; None where it can, or where nothing was typed."""
        if not text.strip():
            return None
        try:
            reading = read_number(text)
        except NumberError as error:
            return _unreadable(error)
        return self._unit_notice(reading)

    def value_of(self, text: str) -> Fraction | None:
        """The value of a number as it was typed, in the question's unit; None where ``notice_of`` objects."""
        try:
            reading = read_number(text)
        except NumberError:
            return None
        return self._value(reading) if self._unit_notice(reading) is None else None

    def written(self, value: Fraction, language: str = "") -> str:
        """``value`` as a learner writes it: rounded as the question asks, with the unit where that is required.

        The unit is that of the ``language``, if one is given.
        """
        number = format_number(value, self.decimals)
        if self.unit is None or not self.unit.required:
            return number
        return f"{number} {self._spelling(self.unit, language)}"

    @cached_property
    def reads_itself(self) -> bool:
        """Whether a number is read as it is written, with its unit: the same for every draw."""
        return self.value_of(self.written(Fraction(2))) == 2

    def _value(self, reading: Reading) -> Fraction | None:
        """The value in the question's unit, or None where the unit is another one."""
        if reading.percent:
            return reading.value * 100 if self._units & _PERCENT else reading.value
        if reading.unit and normalise(reading.unit, _UNIT) not in self._units:
            return None
        return reading.value

    def _unit_notice(self, reading: Reading) -> Message | None:
        if self._value(reading) is None:
            if self.unit is None:
                return say("Write the number alone, without %(value)s.", value=reading.unit[:40])
            return say("The unit %(value)s is not the one asked for. Write the number alone.", value=reading.unit[:40])
        if self.unit is not None and self.unit.required and not reading.unit and not reading.percent:
            return say("Write the unit after the number.")
        return None

    def _spelling(self, unit: Unit, language: str) -> str:
        own = [unit.text[language]] if language else list(unit.text.values())
        spellings = (*own, *unit.accept)
        # The unit's own text may be a formula, which nobody types.
        typed = (text for text in spellings if not _MARKUP.search(text) and self.value_of(f"2 {text}") == 2)
        return next(typed, spellings[0])


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
