"""Edits of a key that is a number or options: another value, more room around it, other options that are right."""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction

from quiz.domain.bank_format.source_edit import insert_key, remove_entry, remove_key, set_scalar
from quiz.domain.challenges.sources import data_at
from quiz.domain.challenges.typed_parts import Path
from quiz.domain.questions.parts.options import Option
from quiz.domain.questions.parts.quantities import Quantity

_PLACES = 18


def set_number(raw: bytes, path: Path, quantity: Quantity, value: Fraction) -> bytes:
    """``raw`` with ``value`` as the answer; known slips that it would be within the tolerance of go."""
    raw = set_scalar(raw, (*path, "answer"), written(value))
    return _without_slips(raw, path, quantity, lambda slip: quantity.near(slip, value) or quantity.near(value, slip))


def widen(raw: bytes, path: Path, quantity: Quantity, value: Fraction) -> bytes:
    """``raw`` with a tolerance that just takes ``value`` in; known slips within it go."""
    key = quantity.key({})
    distance = abs(value - key)
    place, before = (*path, "tolerance"), data_at(raw, (*path, "tolerance"))
    if "absolute" in before:
        raw = set_scalar(raw, (*place, "absolute"), written(distance))
    else:
        (name,) = before
        raw = remove_key(insert_key(raw, place, "absolute", written(distance)), place, name)
    return _without_slips(raw, path, quantity, lambda slip: abs(slip - key) <= distance)


def set_options(raw: bytes, path: Path, options: Collection[Option], right: Collection[str]) -> bytes:
    """``raw`` in which exactly the options with the ids in ``right`` are right."""
    for number, option in enumerate(options):
        place, wanted = (*path, "options", number), option.id in right
        if option.correct is wanted:
            continue
        if "correct" in data_at(raw, place):
            raw = set_scalar(raw, (*place, "correct"), "true" if wanted else "false")
        else:
            raw = insert_key(raw, place, "correct", "true", after="text")
    return raw


def written(value: Fraction) -> str:
    """A number as a bank writes it: a decimal where it ends, else a fraction."""
    for places in range(_PLACES):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
            return ("-" if value < 0 else "") + whole + (f".{rest}" if rest else "")
    return str(value)


def _without_slips(raw: bytes, path: Path, quantity: Quantity, goes: Callable[[Fraction], bool]) -> bytes:
    for number, slip in reversed(list(enumerate(quantity.slips({})))):
        if goes(slip):
            raw = remove_entry(raw, (*path, "wrong"), number)
    return raw
