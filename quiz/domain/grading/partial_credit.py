"""Partial credit: what share of a question's points an answer of several parts earns."""

from __future__ import annotations

from collections.abc import Set
from fractions import Fraction
from typing import Literal

Policy = Literal["proportional", "exact", "symmetric"]

MAX_DENOMINATOR = 10**30
"""The largest denominator that is kept: with it a fraction of up to 16 whole digits fits the 80 characters stored."""


def bounded(fraction: Fraction) -> Fraction:
    """``fraction`` itself, or the nearest that can be stored, at most 10⁻³⁰ away; what is not nothing stays so.

    Weights of thirty decimals, or a sum over answers of a hundred different lengths, would need more.
    """
    if fraction.denominator <= MAX_DENOMINATOR:
        return fraction
    return fraction.limit_denominator(MAX_DENOMINATOR) or Fraction(1 if fraction > 0 else -1, MAX_DENOMINATOR)


def proportional(picked: Set[str], key: Set[str], other: Set[str]) -> Fraction:
    """Share of the key that was picked less the share of the rest that was picked, never below 0."""
    hits = Fraction(len(picked & key), len(key))
    wrong = Fraction(len(picked & other), len(other))
    return max(Fraction(0), hits - wrong)


def exact(picked: Set[str], key: Set[str], other: Set[str]) -> Fraction:
    """All or nothing."""
    return Fraction(int(picked == key))


def symmetric(picked: Set[str], key: Set[str], other: Set[str]) -> Fraction:
    """Share of all options judged rightly, picked or left (as RELATE scores); nothing picked earns nothing."""
    if not picked:
        return Fraction(0)
    options = len(key) + len(other)
    return Fraction(options - len(picked ^ key), options)


POLICIES = {"proportional": proportional, "exact": exact, "symmetric": symmetric}
