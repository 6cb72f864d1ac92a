"""Formulas of a bank: exact arithmetic, limits on all that could run away, and refusals that say the remedy."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.matching.arithmetic import FUNCTIONS
from quiz.domain.matching.expression_errors import ExpressionError, NoValue
from quiz.domain.matching.expressions import _cached, compile_expression
from tests.findings import assert_can_be_said, assert_one_wording_each, filled, unnumbered, wording

REFUSALS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("refusals_told.yaml").read_text(encoding="utf-8"))
VALUES = {"d": 1024, "r": 8, "half": Fraction(1, 2), "n": -3, "zero": 0}


@pytest.fixture(autouse=True)
def _no_formula_from_another_test() -> None:
    """A changed rule shows at once, also to a mutation tool that forks."""
    _cached.cache_clear()


def evaluate(text: str) -> Fraction | bool:
    return compile_expression(text).evaluate(VALUES)


def refusal(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 * d * r", "16384"), ("0.1 + 0.2", "0.3"), ("1e-4", "0.0001"), (".5", "0.5"), ("5.", "5"), ("1E2", "100"),
        ("d / 3", "1024/3"), ("1 / 2 + half", "1"), ("7 // 2", "3"), ("n // 2", "-2"), ("7 % 4", "3"), ("n % 2", "1"),
        ("0.75 // half", "1"), ("0.75 % half", "0.25"), ("-d", "-1024"), ("+r", "8"), ("- -r", "8"), ("(r)", "8"),
        ("  r\n\t+ 1 ", "9"), ("2 ** 10", "1024"), ("2 ** -2", "0.25"), ("half ** 3", "0.125"), ("-2 ** 2", "-4"),
        ("(-half) ** 3", "-0.125"), ("0 ** 0", "1"), ("0 ** 0.5", "0"), ("2 ** (r / 4)", "4"), ("1 ** 1000", "1"),
        ("min(d, r)", "8"), ("max(half, 0.25, n)", "0.5"), ("abs(n)", "3"), ("abs(-half)", "0.5"),
        ("round(2.5)", "3"), ("round(-2.5)", "-3"), ("round(2.345, 2)", "2.35"), ("round(1250, -2)", "1300"),
        ("comb(8, 2)", "28"), ("comb(2, 3)", "0"), ("comb(1000, 998)", "499500"), ("comb(0, 0)", "1"),
        # Roots, powers and logarithms that come out whole are exact.
        ("sqrt(2.25)", "1.5"), ("sqrt(0)", "0"), ("sqrt(d)", "32"), ("4 ** 0.5", "2"), ("4 ** -1.5", "0.125"),
        ("(123456789012345678901 ** 2) ** 1.5", str(123456789012345678901**3)),
        ("8 ** (1 / 3)", "2"), ("log2(d)", "10"), ("log2(0.125)", "-3"), ("log(1)", "0"), ("exp(0)", "1"),
        ("cos(0)", "1"), ("cos(pi / 3)", "0.5"), ("cos(pi / 2)", "0"), ("cos(-pi)", "-1"), ("cos(7 * pi)", "-1"),
        ("cos(1000000 * pi / 4)", "1"),
    ],
)  # fmt: skip
def test_a_formula_has_its_exact_value(text: str, value: str) -> None:
    result = evaluate(text)
    assert result == Fraction(value)
    assert isinstance(result, Fraction)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pi", math.pi), ("sqrt(2)", math.sqrt(2)), ("sqrt(0.5)", math.sqrt(0.5)), ("exp(1)", math.e),
        ("exp(-690)", math.exp(-690)),
        ("exp(690)", math.exp(690)), ("log(10)", math.log(10)), ("log2(3)", math.log2(3)), ("cos(1)", math.cos(1)),
        ("cos(-3)", math.cos(3)), ("2 ** 0.3", 2**0.3), ("2 ** 0.5", 2**0.5), ("3 ** -1.5", 3**-1.5),
        ("0.999 ** 1000", 0.999**1000),
        ("0.999 ** -1000", 0.999**-1000), ("(-0.999) ** 999", -(0.999**999)),
        # The chance that 450 buckets of 20 hashes catch documents of similarity 0.75.
        ("1 - (1 - 0.75 ** 20) ** 450", 1 - (1 - 0.75**20) ** 450),
    ],
)  # fmt: skip
def test_what_cannot_be_exact_agrees_with_floating_point(text: str, value: float) -> None:
    assert math.isclose(evaluate(text), value, rel_tol=1e-12)


def test_approximations_have_forty_digits() -> None:
    # Digits of √2, e and ln 2 as published in OEIS A002193, A001113 and A002162.
    assert evaluate("sqrt(2)") == Fraction("1.414213562373095048801688724209698078570")
    assert evaluate("exp(1)") == Fraction("2.718281828459045235360287471352662497757")
    assert evaluate("log(2)") == Fraction("0.6931471805599453094172321214581765680755")
    assert evaluate("pi") == Fraction("3.14159265358979323846264338327950288419716939937510582097494")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("r < d", True), ("r > d", False), ("r <= 8", True), ("r >= 9", False), ("half == 0.5", True),
        ("r != 8", False),
        ("0 < r < d", True), ("0 < r < 8", False), ("d < r < 1 / zero", False), ("r < d and r > 0", True),
        ("r < d and r < 0", False), ("r > d or n < 0", True), ("r > d or n > 0", False), ("not r > d", True),
        ("not (r < d and not n > 0)", False), ("r > d and 1 / zero > 1", False), ("4 * r <= min(d, 100)", True),
    ],
)  # fmt: skip
def test_a_condition_is_true_or_false(text: str, value: bool) -> None:
    assert evaluate(text) is value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2 * d * r", {"d", "r"}),
        ("pi", set()),
        ("d < 1 or d > r", {"d", "r"}),
        ("max(차원, 1)", {"차원"}),
        ("1", set()),
    ],
)
def test_a_formula_knows_its_variables(text: str, names: set[str]) -> None:
    assert compile_expression(text).names == names


def test_numbers_and_conditions_are_told_apart_when_asked_for_one() -> None:
    number, condition = compile_expression("d + 1"), compile_expression("d > r")
    assert (number.is_condition, condition.is_condition) == (False, True)
    assert number.evaluate_number(VALUES) == 1025
    assert condition.evaluate_bool(VALUES) is True
    with pytest.raises(ExpressionError, match="a condition has no number") as no_number:
        condition.evaluate_number(VALUES)
    with pytest.raises(ExpressionError, match="a number is not a condition") as no_condition:
        number.evaluate_bool(VALUES)
    assert (no_number.value.code, no_number.value.text) == ("not_a_number", "d > r")
    assert (no_condition.value.code, no_condition.value.text) == ("not_a_condition", "d + 1")


@pytest.mark.parametrize(
    ("text", "code", "column", "remedy"),
    [
        # What is no formula.
        ("", "syntax", None, "check brackets"), ("d +", "syntax", None, "check brackets"),
        ("(d", "syntax", 1, "check brackets"),
        ("  d r", "syntax", None, "check brackets"), ("차원 + * d", "syntax", 6, "check brackets"),
        ("  차원 + * d", "syntax", 8, "check brackets"),
        ("012", "syntax", 1, "leave the leading zeros out"),
        ("d²", "syntax", 2, "check brackets"), ("d)", "syntax", 2, "check brackets"),
        # What Python would read, or read with a warning.
        ("2d", "syntax", 2, "write an operator after 2"), ("1or 2", "syntax", 2, "write an operator after 1"),
        ("1.2.3", "syntax", 4, "write an operator after 1.2"), ("0x10", "syntax", 2, "write an operator after 0"),
        ("1_000", "syntax", 2, "write an operator after 1"), ("1j", "syntax", 2, "write an operator after 1"),
        (" d ^ 2", "syntax", 4, "write ** for a power"), ("d × 2", "syntax", 3, "write * for times"),
        ("d = 1", "syntax", 3, "write =="),
        ("d ! r", "syntax", 3, "write `not` or !="), ("d.real", "syntax", 2, "no formula holds"),
        ("'d'", "syntax", 1, "no formula holds"),
        ("[d]", "syntax", 1, "use round brackets"), ("d # r", "syntax", 3, "no formula holds"),
        ("d\0", "syntax", 2, "no formula holds"),
        ("\ud800", "syntax", 1, "no formula holds"), ("lambda: 1", "syntax", 7, "no formula holds"),
        ("d if r else 2", "syntax", 1, "no formula holds this"), ("d, r", "syntax", 1, "a comma stands between"),
        ("await d", "syntax", 1, "no formula holds this"), ("1 << 2", "syntax", 1, "no formula holds this"),
        ("min(*d, r)", "syntax", 5, "no formula holds this"), ("d is r", "syntax", 1, "compare with <"),
        ("d in r", "syntax", 1, "compare with <"), ("1 + 2(d)", "syntax", 5, "write an operator before the bracket"),
        ("d(r)(n)", "syntax", 1, "write an operator before the bracket"),
        # Names and functions.
        ("  d + q", "unknown_name", 7, "unknown name 'q'; known are d, half, n, r, zero"),
        ("차원 * 뭐", "unknown_name", 1, "unknown name '차원'"), ("True", "unknown_name", 1, "True is not a number"),
        ("None + 1", "unknown_name", 1, "None is not a number"), ("max + 1", "unknown_name", 1, "write max(…)"),
        ("ln(2)", "unknown_function", 1, "known are abs, comb, cos, exp, log,"),
        ("d(2)", "unknown_function", 1, "unknown function 'd'"),
        ("min(d)", "syntax", 1, "min takes 2 or more values"), ("sqrt()", "syntax", 1, "sqrt takes 1 values"),
        ("round(1, 2, 3)", "syntax", 1, "round takes 1 or 2 values"), ("comb(3)", "syntax", 1, "comb takes 2 values"),
        # Numbers for conditions, and conditions for numbers.
        ("1 + (d < r)", "not_a_number", 6, "a number is needed"),
        ("max(d, not r)", "not_a_number", 8, "a number is needed"),
        ("-(d < r or n < 0)", "not_a_number", 3, "a number is needed"),
        ("(d < r) == (n < 0)", "not_a_number", 2, "a number is needed"),
        ("d and r", "not_a_condition", 1, "compare it"), ("not d", "not_a_condition", 5, "compare it"),
        ("d < r or True", "not_a_condition", 10, "compare it"),
        # No value.
        ("1 / zero", "division_by_zero", 1, "by `where`"), ("1 + 5 // zero", "division_by_zero", 5, "by `where`"),
        ("5 % zero", "division_by_zero", 1, "by `where`"), ("zero ** -1", "division_by_zero", 1, "by `where`"),
        ("zero ** -0.5", "division_by_zero", 1, "by `where`"), ("sqrt(n)", "domain", 1, "square root of a negative"),
        ("n ** 0.5", "domain", 1, "fractional power"), ("n ** 0.3", "domain", 1, "fractional power"),
        ("log(zero)", "domain", 1, "not above 0"), ("log2(n)", "domain", 1, "not above 0"),
        ("cos(1000001)", "domain", 1, "up to 10**6"), ("cos(-1000001)", "domain", 1, "up to 10**6"),
        ("round(d, half)", "domain", 1, "whole number of places"),
        ("round(d, 301)", "domain", 1, "whole number of places"),
        ("round(d, -301)", "domain", 1, "whole number of places"),
        ("comb(half, 1)", "domain", 1, "whole numbers from 0"),
        ("comb(8, half)", "domain", 1, "whole numbers from 0"), ("comb(n, 1)", "domain", 1, "whole numbers from 0"),
        ("comb(8, n)", "domain", 1, "whole numbers from 0"), ("1 / zero < 2", "division_by_zero", 1, "by `where`"),
        # Too much.
        ("1e301", "too_large", 1, "beyond 10**300"), ("9e300", "too_large", 1, "beyond 10**300"),
        ("1" * 61, "too_large", 1, "beyond"),
        ("1e300 * 10", "too_large", 1, "use smaller numbers"), ("2 ** 997", "too_large", 1, "use smaller numbers"),
        ("10 ** 1001", "too_large", 1, "an exponent beyond"), ("10 ** -1001", "too_large", 1, "an exponent beyond"),
        ("1e300 ** 999.7", "too_large", 1, "use smaller numbers"),
        ("1e-300 ** 999.7", "too_large", 1, "use smaller numbers"),
        ("1e300 ** 1000", "too_large", 1, "use smaller numbers"),
        ("1e-300 ** -1000", "too_large", 1, "use smaller numbers"),
        ("1e-300 * 1e-300 * 1e-300 * 1e-300 * 1e-300", "too_large", 1, "use smaller numbers"),
        ("exp(691)", "too_large", 1, "from -690 to 690"), ("exp(-691)", "too_large", 1, "from -690 to 690"),
        ("comb(100000, 50000)", "too_large", 1, "passes 10**300"),
        ("comb(1e300, 1000)", "too_large", 1, "passes 10**300"),
        ("comb(1e12, 5e11)", "too_large", 1, "passes 10**300"),
        ("comb(1200, 600)", "too_large", 1, "use smaller numbers"),
        ("(" * 21 + "d" + ")" * 21, "too_deep", None, "20 brackets"), ("-" * 20 + "d", "too_deep", 21, "20 operations"),
        ("not " * 19 + "d < r", "too_deep", 77, "20 operations"), ("not " * 20 + "d < r", "too_deep", 81, "20"),
        ("d < " + "-" * 19 + "r", "too_deep", 24, "20 operations"),
        ("-" * 19 + "d < r", "too_deep", 20, "20 operations"), ("+".join(["r"] * 21), "too_deep", 1, "20 operations"),
        ("not " * 18 + "(d < r or n < 0)", "too_deep", 74, "20 operations"),
        ("abs(" * 20 + "d" + ")" * 20, "too_deep", 81, "20"),
        ("max(" + "d," * 100 + "d)", "too_large", 203, "more than 100"),
        ("d" * 301, "too_long", None, "300 characters"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_wrong_where_and_the_remedy(
    text: str, code: str, column: int | None, remedy: str
) -> None:
    error = refusal(text)
    assert (error.code, error.text) == (code, text[:300])
    assert remedy in str(error.detail)
    assert column is None or error.column == column
    assert str(error).startswith(str(error.detail))
    assert str(error).endswith(f"(column {error.column})") is (error.column is not None)


def test_an_operation_without_a_value_says_why() -> None:
    combinations, _, _ = FUNCTIONS["comb"]
    with pytest.raises(NoValue, match=r"^comb takes whole numbers from 0 on$") as caught:
        combinations(Fraction(1, 2), Fraction(1))
    assert (caught.value.code, str(caught.value)) == ("domain", str(caught.value.detail))


def refused(text: str) -> str:
    """Where a formula is refused, with which code and values."""
    error = refusal(text)
    return " ".join([str(error.column or "-"), error.code, ", ".join(filled(error.detail))]).rstrip()


@pytest.mark.parametrize("text", REFUSALS, ids=map(str, range(len(REFUSALS))))
def test_a_refusal_has_its_code_place_and_values(text: str) -> None:
    assert refused(text) == unnumbered(REFUSALS[text])


def test_a_number_stands_for_one_wording_of_a_refusal() -> None:
    assert_one_wording_each((REFUSALS[text].split(" ")[1], wording(refusal(text).detail)) for text in REFUSALS)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_refusal_can_be_said(language: str) -> None:
    for text in REFUSALS:
        assert_can_be_said(refusal(text).detail, language)


def test_a_check_finds_what_the_number_would_have_found() -> None:
    compile_expression("d + 1").check(VALUES)
    for text, code in (("d > r", "not_a_number"), ("1 / zero", "division_by_zero")):
        formula = compile_expression(text)
        for find in (formula.check, formula.evaluate_number):
            with pytest.raises(ExpressionError) as caught:
                find(VALUES)
            assert caught.value.code == code


def test_what_is_no_number_or_no_condition_is_told_in_these_words() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("d > r").evaluate_number(VALUES)
    assert str(caught.value) == "a condition has no number: write what it compares"
    with pytest.raises(ExpressionError) as caught:
        compile_expression("d + 1").evaluate_bool(VALUES)
    assert str(caught.value).startswith("a number is not a condition: ")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20 + "d" + ")" * 20, "-" * 19 + "d", "max(" + "d," * 98 + "d)", "d" + " " * 299, "9e299", "2 ** 996",
        "exp(690)", "exp(-690)", "cos(1000000)", "cos(-1000000)", "round(d, 300)", "round(d, -300)", "10 ** 300",
        "comb(1e300, 1)", "0.5 ** 1000", "0.5 ** -990", "+".join(["r"] * 20), "*".join(["(r)"] * 20),
        "not " * 18 + "d < r", "d < " + "-" * 18 + "r", "-" * 18 + "d < r", "not " * 17 + "(d < r or n < 0)",
        "abs(" * 19 + "d" + ")" * 19, "max(" + "(r)," * 30 + "r)",
    ],
)  # fmt: skip
def test_a_formula_at_a_limit_is_still_read(text: str) -> None:
    names = dict.fromkeys(compile_expression(text).names, 8)
    assert isinstance(compile_expression(text).evaluate(names), int | Fraction | bool)


def test_a_missing_value_is_named_even_where_there_are_none() -> None:
    with pytest.raises(ExpressionError, match="unknown name 'd'; known are none"):
        compile_expression("d").evaluate({})


OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "max": max, "min": min,
}  # fmt: skip
Tree = tuple[str, Fraction | None]
leaves: st.SearchStrategy[Tree] = st.integers(0, 99).map(lambda n: (f"{n / 10}", Fraction(n, 10))) | st.sampled_from(
    [("d", Fraction(1024)), ("half", Fraction(1, 2)), ("n", Fraction(-3))]
)


def combined(sign: str, left: Tree, right: Tree) -> Tree:
    """The text of an operation, and its value by Python's own fractions; None where a division by zero is in it."""
    text = f"{sign}({left[0]}, {right[0]})" if sign in ("max", "min") else f"({left[0]} {sign} {right[0]})"
    if left[1] is None or right[1] is None or (sign in ("/", "//", "%") and right[1] == 0):
        return text, None
    return text, Fraction(OPERATIONS[sign](left[1], right[1]))


trees = st.recursive(
    leaves, lambda smaller: st.builds(combined, st.sampled_from(sorted(OPERATIONS)), smaller, smaller), max_leaves=10
)


@given(trees)
def test_a_random_formula_agrees_with_pythons_fractions(tree: Tree) -> None:
    text, value = tree
    if value is None:
        assert refusal(text).code == "division_by_zero"
    else:
        assert evaluate(text) == value


TOKENS = [
    "d", "r", "zero", "half", "0", "1", "2", "9e99", "1e-99", ".5", "+", "-", "*", "/", "//", "%", "**", "(", ")", ",",
    "<", "==", "and", "or", "not", "min(", "log(", "sqrt(", "comb(", "exp(",
]  # fmt: skip
tokens = st.lists(st.sampled_from(TOKENS), max_size=20).map(" ".join)


@given(st.text(max_size=320) | st.binary(max_size=320).map(lambda raw: raw.decode("latin-1")) | tokens)
def test_any_text_has_a_value_or_is_refused(text: str) -> None:
    try:
        assert isinstance(evaluate(text), Fraction | bool)
    except ExpressionError:
        return
