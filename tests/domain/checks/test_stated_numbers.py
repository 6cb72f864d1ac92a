"""The numbers that texts state: one value for 7B, 70억 and 7 billion, and what a translation may leave in words."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.checks.stated_numbers import disagreement, numerals


def values(*numbers: str | int) -> Counter[Fraction]:
    return Counter(Fraction(number) for number in numbers)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("없어요", ()),
        ("47개 가운데 2개와 2개", (47, 2, 2)),
        ("65,536 and 65536", (65536, 65536)),
        ("1,2", (1, 2)),
        ("12,34,567", (12, 34567)),
        ("0.5와 1.25", ("1/2", "5/4")),
        ("1,024.5", ("2049/2",)),
        ("46.7B", (46_700_000_000,)),
        ("467억", (46_700_000_000,)),
        ("46.7 billion", (46_700_000_000,)),
        ("7B, 70억, 7 billion", (7_000_000_000,) * 3),
        ("300M and 3억 and 300 million", (300_000_000,) * 3),
        ("8k and 8 thousand", (8_000, 8_000)),
        ("2조 and 2 trillion", (2 * 10**12, 2 * 10**12)),
        ("10억 and 1십억", (10**9, 10**9)),
        ("3백만, 3천만, 3십만, 3백억, 3천억", (3 * 10**6, 3 * 10**7, 3 * 10**5, 3 * 10**10, 3 * 10**11)),
        ("6만 5536", (65_536,)),
        ("1억 2000만", (120_000_000,)),
        ("1조 2000억 5", (1_200_000_000_005,)),
        ("6만  5536", (60_000, 5_536)),
        ("6만, 5536", (60_000, 5_536)),
        ("5 6만", (5, 60_000)),
        ("6만 70000", (60_000, 70_000)),
        ("6만 60000", (60_000, 60_000)),
        ("6만 5억", (60_000, 500_000_000)),
        ("5 4 3", (5, 4, 3)),
        ("5 0.5", (5, "1/2")),
        ("3M{{n}} and 3M6월", (3 * 10**6, 3 * 10**6)),
        ("5k 4", (5_000, 4)),
        ("0 0", (0, 0)),
        ("3 billion 2", (3 * 10**9, 2)),
        ("3Kg and 3Mb", (3, 3)),
        ("10⁹ and 10⁻³", (109, 10, 3)),
        ("6월에 12개", (12,)),
        ("2월은 2024년 2월", (2024,)),
        ("{{d * 2}} × 3", (3,)),
        ("{{d\n}} and {{1} 2", (1, 2)),
        ("9" * 5_000, ("9" * 100,)),
    ],
)
def test_a_text_states_these_values(text: str, stated: tuple[str | int, ...]) -> None:
    assert numerals(text).stated == values(*stated)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a billion", (10**9,)),
        ("수백만 개와 십억 개", (10**9,)),
        ("Millions", (10**6,)),
        ("a billion of a Billion", (10**9, 10**9)),
        ("3 billion", ()),
        ("a Trillion", (10**12,)),
    ],
)
def test_a_scale_word_alone_names_a_value(text: str, named: tuple[int, ...]) -> None:
    assert numerals(text).named == values(*named)


@pytest.mark.parametrize(
    ("text", "stated"), [("5만", (5,)), ("5조", (5,)), ("5억", (500_000_000,)), ("6만 5536", (6, 5_536))]
)
def test_man_and_jo_may_be_read_as_words(text: str, stated: tuple[int, ...]) -> None:
    assert numerals(text, scales=False).stated == values(*stated)


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("아무 수도 없어요", "No number here"),
        ("47B 파라미터", "47B parameters"),
        ("70억 개", "7 billion"),
        ("6만 5536개", "65,536"),
        ("5만큼", "5 as much"),
        ("5조 2항", "Article 5(2)"),
        ("둘", "2"),
        ("10개", "ten of them"),
        ("2개와 3개", "two and three"),
        ("6월 14일", "14 June"),
        ("25 %", "25%"),
        ("{{d}}개와 2개", "{{d}} and 2"),
        ("십억 개", "1 billion"),
        ("10억 개", "a billion"),
    ],
)
def test_these_texts_state_the_same(korean: str, english: str) -> None:
    assert disagreement(korean, english) is None


@pytest.mark.parametrize(
    ("korean", "english", "only_korean", "only_english"),
    [
        ("47", "46.7", (47,), ("467/10",)),
        ("11개", "eleven", (11,), ()),
        ("열하나", "11", (), (11,)),
        ("2개", "3 of them", (2,), (3,)),
        ("0.5", "half", ("1/2",), ()),
        ("47과 47", "47", (47,), ()),
        ("5만", "5,000", (50_000,), (5_000,)),
        ("70억", "70 million", (7 * 10**9,), (7 * 10**7,)),
    ],
)
def test_these_texts_do_not(
    korean: str, english: str, only_korean: tuple[str | int, ...], only_english: tuple[str | int, ...]
) -> None:
    assert disagreement(korean, english) == (values(*only_korean), values(*only_english))


@given(st.lists(st.integers(0, 10**15), max_size=5), st.randoms(use_true_random=False))
def test_the_same_numbers_agree_whatever_their_order_and_grouping(numbers: list[int], random: Random) -> None:
    mixed = list(numbers)
    random.shuffle(mixed)
    korean = ", ".join(f"{number}개" for number in numbers)
    english = "; ".join(f"{number:,}" for number in mixed)
    assert disagreement(korean, english) is None


@given(st.text(max_size=60))
def test_any_text_is_read_and_agrees_with_itself(text: str) -> None:
    assert all(count > 0 for count in numerals(text).stated.values())
    assert disagreement(text, text) is None


def test_a_number_in_two_parts_may_stand_twice() -> None:
    assert numerals("6만 5536, 6만, 6만 1").stated == values(65_536, 60_000, 60_001)
