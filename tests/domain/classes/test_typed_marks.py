"""Marks as teachers type them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest

from quiz.domain.classes.typed_marks import MarkError, read_mark, read_points, read_weight

OF_TEN = partial(read_mark, possible=Fraction(10))


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (OF_TEN, "7.5", "7.5"),
        (OF_TEN, "7,5", "7.5"),
        (OF_TEN, "85%", "8.5"),
        (OF_TEN, "7점", "7"),
        (OF_TEN, "0", "0"),
        (OF_TEN, "10", "10"),
        (read_points, "20", "20"),
        (read_weight, "40", "40"),
        (read_weight, "40%", "40"),
        (read_weight, "0", "0"),
    ],
)
def test_a_number_is_read_as_it_is_meant(read: Callable[[str], Fraction], text: str, value: str) -> None:
    assert read(text) == Fraction(value)


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (OF_TEN, "", "not_a_number"),
        (OF_TEN, "x", "not_a_number"),
        (OF_TEN, "7 kg", "not_a_number"),
        (OF_TEN, "1" * 21, "not_a_number"),
        (OF_TEN, "-1", "below"),
        (OF_TEN, "10.5", "above"),
        (OF_TEN, "1.00001", "decimals"),
        (read_points, "0", "below"),
        (read_points, "100001", "above"),
        (read_weight, "-1", "below"),
        (read_weight, "1001", "above"),
    ],
)
def test_what_is_no_mark_is_refused_with_a_reason(read: Callable[[str], Fraction], text: str, code: str) -> None:
    with pytest.raises(MarkError) as refused:
        read(text)
    assert (refused.value.code, refused.value.value) == (code, text)
