"""Agreement of two graders, with cases worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quiz.domain.grading.agreement import agreement, decisions

Table = dict[tuple[str, str], int]


def pairs(table: Table) -> list[tuple[str, str]]:
    return [pair for pair, count in table.items() for _ in range(count)]


def two(yes_yes: int, yes_no: int, no_yes: int, no_no: int) -> Table:
    return {("yes", "yes"): yes_yes, ("yes", "no"): yes_no, ("no", "yes"): no_yes, ("no", "no"): no_no}


@pytest.mark.parametrize(
    ("table", "share", "kappa"),
    [
        # The 50 grant proposals of the usual textbook table: observed (20 + 15) / 50 = 0.7; the first says yes to 25,
        # the second to 30, so expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5; (0.7 - 0.5) / 0.5 = 0.4.
        (two(20, 5, 10, 15), Fraction(7, 10), Fraction(2, 5)),
        # The same agreement, other margins (Wikipedia, "Cohen's kappa", Same percentages but different numbers):
        # observed 0.6, expected 0.6 * 0.7 + 0.4 * 0.3 = 0.54; 0.06 / 0.46 = 3/23 = 0.1304.
        (two(45, 15, 25, 15), Fraction(3, 5), Fraction(3, 23)),
        # ... and expected 0.6 * 0.3 + 0.4 * 0.7 = 0.46; 0.14 / 0.54 = 7/27 = 0.2593.
        (two(25, 35, 5, 35), Fraction(3, 5), Fraction(7, 27)),
        # Everything alike, and both words were used: expected 0.5, (1 - 0.5) / 0.5 = 1.
        (two(3, 0, 0, 3), Fraction(1), Fraction(1)),
        # Nothing alike, half and half: (0 - 0.5) / 0.5 = -1.
        (two(0, 4, 4, 0), Fraction(0), Fraction(-1)),
        # Only one of them ever says no: what is alike is what chance gives, (0.8 - 0.8) / 0.2 = 0.
        (two(8, 2, 0, 0), Fraction(4, 5), Fraction(0)),
        # Three categories: observed (4 + 3 + 2) / 12 = 3/4; rows 5, 4, 3 and columns 5, 4, 3: expected
        # (25 + 16 + 9) / 144 = 25/72; (54/72 - 25/72) / (47/72) = 29/47.
        (
            {("a", "a"): 4, ("a", "b"): 1, ("b", "b"): 3, ("b", "c"): 1, ("c", "c"): 2, ("c", "a"): 1},
            Fraction(3, 4),
            Fraction(29, 47),
        ),
    ],
)
def test_kappa_is_as_worked_out_by_hand(table: Table, share: Fraction, kappa: Fraction) -> None:
    found = agreement(pairs(table))
    assert (found.share, found.kappa, found.undefined) == (share, kappa, "")


@pytest.mark.parametrize(("table", "share", "why"), [({}, None, "nothing"), (two(7, 0, 0, 0), Fraction(1), "constant")])
def test_where_kappa_is_not_defined_it_says_why(table: Table, share: Fraction | None, why: str) -> None:
    found = agreement(pairs(table))
    assert (found.share, found.kappa, found.undefined) == (share, None, why)


def test_it_does_not_matter_who_is_first() -> None:
    table = two(9, 4, 1, 6)
    turned = {(second, first): count for (first, second), count in table.items()}
    assert agreement(pairs(table)) == agreement(pairs(turned))


def test_every_criterion_is_a_decision() -> None:
    assert list(decisions(("a", "b", "c"), ["a", "b"], ("b",))) == [
        ("a", True, False),
        ("b", True, True),
        ("c", False, False),
    ]
