"""The arithmetic of formulas: exact on int and Fraction; roots, powers, exp, log and cos to 40 digits."""

import ast
import math
import operator
from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import TypeAlias

from quiz.domain.errors import say
from quiz.domain.matching.expression_errors import NoValue
from quiz.domain.matching.numbers import round_half_up

MAX_ARGUMENTS = 300
MAX_EXPONENT = 1000
MAX_BITS = 4000
MAX_MAGNITUDE = 10**300

Number: TypeAlias = int | Fraction


# 20 digits in hand make log2(8) and 8 ** (1/3) come out whole; no power within the limits leaves these exponents.
_PRECISE = Context(prec=60, Emin=-(10**7), Emax=10**7)
_RESULT = Context(prec=40)
PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494")


def bounded(value: Number) -> Number:
    """``value``, a whole one as int; too_large beyond MAX_MAGNITUDE or where its fraction outgrows MAX_BITS."""
    over, under = value.numerator, value.denominator
    if under == 1 and -MAX_MAGNITUDE <= over <= MAX_MAGNITUDE:
        return over
    if abs(over) > MAX_MAGNITUDE * under or under.bit_length() > MAX_BITS:
        raise NoValue("too_large", say("a value passes 10**300 or has too many digits: use smaller numbers"))
    return value


def _divide(a: Number, b: Number) -> Number:
    return Fraction(a, _divisor(b))


def _floor_divide(a: Number, b: Number) -> Number:
    return a // _divisor(b)


def _modulo(a: Number, b: Number) -> Number:
    return a % _divisor(b)


def _divisor(b: Number) -> Number:
    if b == 0:
        raise NoValue("division_by_zero", say("a division by zero: exclude these values by `where`"))
    return b


def _power(a: Number, b: Number) -> Number:
    if not -MAX_EXPONENT <= b <= MAX_EXPONENT:
        raise NoValue("too_large", say("an exponent beyond %(limit)d: use a smaller one", limit=MAX_EXPONENT))
    if b < 0:
        a = _divisor(a)
    if b.denominator == 1:
        return _whole_power(a, int(b))
    if a < 0:
        raise NoValue("domain", say("a fractional power of a negative number: use abs(…)"))
    if b.denominator == 2 and (root := _sqrt(a)) ** 2 == a:
        return _whole_power(root, b.numerator)
    return _rounded_power(a, b)


def _whole_power(a: Number, b: int) -> Number:
    """Exact up to MAX_BITS; (1 - s**20) ** 450, as for buckets of near duplicates, would be a fraction of pages."""
    if max(a.numerator.bit_length(), a.denominator.bit_length()) * abs(b) > MAX_BITS:
        return _rounded_power(a, b)
    return Fraction(a) ** b if b < 0 else a**b


def _rounded_power(a: Number, b: Number) -> Number:
    with localcontext(_PRECISE):
        return _exact(_decimal(a) ** _decimal(b))


def _decimal(value: Number) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _exact(value: Decimal) -> Fraction:
    """``value`` at 40 digits as a fraction."""
    if not -MAX_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
        raise NoValue("too_large", say("a value too large or too small to hold: use smaller numbers"))
    return Fraction(_RESULT.plus(value))


def _sqrt(a: Number) -> Number:
    if a < 0:
        raise NoValue("domain", say("the square root of a negative number: exclude these values by `where`"))
    over, under = math.isqrt(a.numerator), math.isqrt(a.denominator)
    if over * over == a.numerator and under * under == a.denominator:
        return Fraction(over, under)
    with localcontext(_PRECISE):
        return _exact(_decimal(a).sqrt())


def _exp(a: Number) -> Number:
    if not -690 <= a <= 690:
        raise NoValue("too_large", say("exp takes arguments from -690 to 690"))
    with localcontext(_PRECISE):
        return _exact(_decimal(a).exp())


def _logarithm(a: Number, base: int | None) -> Number:
    if a <= 0:
        raise NoValue("domain", say("the logarithm of a number that is not above 0: exclude these values by `where`"))
    with localcontext(_PRECISE):
        return _exact(_decimal(a).ln() / (Decimal(base).ln() if base else 1))


def _log(a: Number) -> Number:
    return _logarithm(a, None)


def _log2(a: Number) -> Number:
    return _logarithm(a, 2)


def _cos(a: Number) -> Number:
    """The Taylor series from −π to π, to 40 decimals, so that cos(pi / 3) is exactly 1/2."""
    if not -(10**6) <= a <= 10**6:
        raise NoValue("domain", say("cos takes angles up to 10**6, in radians"))
    with localcontext(_PRECISE):
        square = _decimal((a - round(a / (2 * PI)) * 2 * PI) ** 2)
        term = total = Decimal(1)
        for n in range(2, 82, 2):
            term *= -square / (n * (n - 1))
            total += term
    return round_half_up(Fraction(total), 40)


def _round(a: Number, places: Number = 0) -> Number:
    if places.denominator != 1 or not -300 <= places <= 300:
        raise NoValue("domain", say("round takes a whole number of places, from -300 to 300"))
    return round_half_up(Fraction(a), int(places))


def _comb(n: Number, k: Number) -> Number:
    if n.denominator != 1 or k.denominator != 1 or n < 0 or k < 0:
        raise NoValue("domain", say("comb takes whole numbers from 0 on"))
    n, k = int(n), int(k)
    few = min(k, max(n - k, 0))
    # comb(n, k) is at least (n / k) ** k: refuse before the work, not after it.
    if few * max(n.bit_length() - few.bit_length() - 1, 1) > MAX_BITS:
        raise NoValue("too_large", say("comb of such numbers passes 10**300: use smaller ones"))
    return math.comb(n, k)


BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: _divide,
    ast.FloorDiv: _floor_divide, ast.Mod: _modulo, ast.Pow: _power,
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
FUNCTIONS: dict[str, tuple[Callable[..., Number], int, int]] = {  # with the fewest and the most arguments
    "min": (min, 2, MAX_ARGUMENTS), "max": (max, 2, MAX_ARGUMENTS), "abs": (abs, 1, 1), "round": (_round, 1, 2),
    "sqrt": (_sqrt, 1, 1), "exp": (_exp, 1, 1), "log": (_log, 1, 1), "log2": (_log2, 1, 1), "cos": (_cos, 1, 1),
    "comb": (_comb, 2, 2),
}  # fmt: skip

RESERVED = frozenset({"pi", "and", "or", "not", *FUNCTIONS})
"""What formulas know by name: no variable can have it."""
