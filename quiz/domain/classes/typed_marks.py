"""Marks as teachers type them: ``7.5``, ``7,5``, ``85%``, and for who is excused a word."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from quiz.domain.matching.numbers import NumberError, read_number

MAX_LENGTH = 20
"""Characters of a typed mark."""
MOST = Fraction(100_000)
"""Points that a column may be out of."""
DECIMALS = 2
"""As many as pages show: what is typed with more would be rounded where it is read."""

MarkErrorCode = Literal["not_a_number", "below", "above", "decimals"]


class MarkError(ValueError):
    """A text that is refused as a mark: ``code`` says why, ``value`` is the text."""

    def __init__(self, code: MarkErrorCode, value: str) -> None:
        super().__init__(f"{code}: {value!r}")
        self.code = code
        self.value = value


def read_mark(text: str, possible: Fraction) -> Fraction:
    """The points that a text says, 0 to ``possible``; a percentage is of these. Raises ``MarkError``.

    A comma before the last digits is a decimal mark: nobody enters thousands of points with one.
    """
    value = _value(text, possible)
    if value < 0:
        raise MarkError("below", text)
    if value > possible:
        raise MarkError("above", text)
    return value


def read_points(text: str) -> Fraction:
    """A number of points above 0, as of a column or a weight. Raises ``MarkError``."""
    value = _value(text, Fraction(100))
    if value <= 0:
        raise MarkError("below", text)
    if value > MOST:
        raise MarkError("above", text)
    return value


def read_weight(text: str) -> Fraction:
    """What a category weighs, from 0 on: ``40`` and ``40%`` are the same. Raises ``MarkError``."""
    value = _value(text, Fraction(100))
    if value < 0:
        raise MarkError("below", text)
    if value > 1000:
        raise MarkError("above", text)
    return value


def _value(text: str, whole: Fraction) -> Fraction:
    if len(text) > MAX_LENGTH:
        raise MarkError("not_a_number", text)
    try:
        reading = read_number(text)
        value = reading.value * whole if reading.percent else reading.value
        if reading.unit not in ("", "점"):
            raise MarkError("not_a_number", text)
    except NumberError as error:
        if not error.readings:
            raise MarkError("not_a_number", text) from None
        value = Fraction(error.readings[0])
    # What is stored stays short, whatever was divided.
    if 10**DECIMALS % value.denominator:
        raise MarkError("decimals", text)
    return value
