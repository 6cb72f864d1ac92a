"""A formula in the signs of books, spreadsheets and LaTeX becomes one that can be read."""

from __future__ import annotations

import pytest

from quiz.domain.matching.meant_formulas import meant_formula, spread_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("= 4", "4"),
        ("a * 10 / 3 =", "a * 10 / 3"),
        ("(a + 10) ÷ 3", "(a + 10) / 3"),
        ("a^2", "a**2"),
        ("a²", "a**2"),
        ("√a", "sqrt(a)"),
        ("sqrt a", "sqrt(a)"),
        ("$a + 1$", "a + 1"),
        ("{{a}} + 1", "a + 1"),
        (r"\frac{a}{3}", "(a)/(3)"),
        (r"a \times 2", "a *2"),
        ("a^{2}", "a**(2)"),
        ("４", "4"),
        ("–3", "-3"),
        ("a ＋ 10", "a + 10"),
        ("2a", "2 * a"),
        ("2(a+1)", "2 * (a+1)"),
        ("(a+1)(a-1)", "(a+1) * (a-1)"),
        ("(a + 10 / 3", "(a + 10 / 3)"),
        ("a + 10)", "a + 10"),
        ("약 4", "4"),
        ("50%", "0.5"),
        ("4,5", "4.5"),
        ("4,500", "4500"),
        ("x ≤ 3", "x <= 3"),
        ("max(1,000, 2)", None),
        ("if a", None),
        ("", None),
        ("a + 1", None),
    ],
)
def test_a_formula_in_other_signs_is_understood(written: str, meant: str | None) -> None:
    assert meant_formula(written) == meant


@pytest.mark.parametrize(
    ("written", "spread"),
    [("4 ± 0.1", ("4", "0.1")), ("4~5", ("4.5", "0.5")), ("5~4", None), ("4", None)],
)
def test_a_range_has_a_middle(written: str, spread: tuple[str, str] | None) -> None:
    assert spread_of(written) == spread
