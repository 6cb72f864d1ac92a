"""A bank's formulas are parsed once, by Python's own parser, into a small tree of functions over exact numbers."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias

from quiz.domain.errors import Message, say
from quiz.domain.matching.numbers import NumberError, parse_exact, round_half_up

MAX_LENGTH = 300
MAX_NODES = 100
MAX_DEPTH = 20
MAX_EXPONENT = 1000
MAX_BITS = 4000
MAX_MAGNITUDE = 10**300
_SMALL = 2**60

Number: TypeAlias = int | Fraction
Values: TypeAlias = Mapping[str, Number]
Run: TypeAlias = Callable[[Values], Number]
Test: TypeAlias = Callable[[Values], bool]
ExpressionErrorCode = Literal[
    "syntax", "unknown_name", "unknown_function", "too_long", "too_deep", "too_large", "division_by_zero", "domain",
    "not_a_number", "not_a_condition",
]  # fmt: skip


class ExpressionError(ValueError):
    """A formula that cannot be read or has no value; ``detail`` says the remedy, ``column`` counts from 1."""

    def __init__(self, code: ExpressionErrorCode, text: str, detail: Message, column: int | None = None) -> None:
        super().__init__(f"{detail} (column {column})" if column else str(detail))
        self.code = code
        self.text = text
        self.detail = detail
        self.column = column


@dataclass(frozen=True, kw_only=True)
class Expression:
    """A formula ready to be evaluated any number of times; ``names`` are its variables, ``pi`` not among them."""

    text: str
    names: frozenset[str]
    run: Run | Test = field(repr=False, compare=False)
    is_condition: bool

    def evaluate(self, values: Values) -> Fraction | bool:
        """The value for ``values``: a truth value of a condition, else an exact number; raises ExpressionError."""
        result = self.run(values)
        return result if isinstance(result, bool) else Fraction(result)

    def evaluate_number(self, values: Values) -> Fraction:
        """As ``evaluate``; a condition raises ``not_a_number``."""
        if self.is_condition:
            raise ExpressionError("not_a_number", self.text, say("a condition has no number: write what it compares"))
        return Fraction(self.run(values))

    def check(self, values: Values) -> None:
        """Raise what ``evaluate_number`` would; the number itself is not wanted."""
        if self.is_condition:
            self.evaluate_number(values)
        self.run(values)

    def evaluate_bool(self, values: Values) -> bool:
        """As ``evaluate``; a number raises ``not_a_condition``."""
        if not self.is_condition:
            raise ExpressionError(
                "not_a_condition", self.text, say("a number is not a condition: compare it, as in r < d")
            )
        return bool(self.run(values))


class _Fault(Exception):
    """Why one operation has no value; the node where it happens adds text and column."""

    def __init__(self, code: ExpressionErrorCode, detail: Message) -> None:
        super().__init__(str(detail))
        self.code = code
        self.detail = detail


# --- Arithmetic: exact on int and Fraction; roots, powers, exp, log and cos to 40 digits.

# 20 digits in hand make log2(8) and 8 ** (1/3) come out whole; no power within the limits leaves these exponents.
_PRECISE = Context(prec=60, Emin=-(10**7), Emax=10**7)
_RESULT = Context(prec=40)
_PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494")


def _bounded(value: Number) -> Number:
    """``value``, a whole one as int; too_large beyond MAX_MAGNITUDE or where its fraction outgrows MAX_BITS."""
    over, under = value.numerator, value.denominator
    if under == 1 and -MAX_MAGNITUDE <= over <= MAX_MAGNITUDE:
        return over
    if abs(over) > MAX_MAGNITUDE * under or under.bit_length() > MAX_BITS:
        raise _Fault("too_large", say("a value passes 10**300 or has too many digits: use smaller numbers"))
    return value


def _divide(a: Number, b: Number) -> Number:
    return Fraction(a, _divisor(b))


def _floor_divide(a: Number, b: Number) -> Number:
    return a // _divisor(b)


def _modulo(a: Number, b: Number) -> Number:
    return a % _divisor(b)


def _divisor(b: Number) -> Number:
    if b == 0:
        raise _Fault("division_by_zero", say("a division by zero: exclude these values by `where`"))
    return b


def _power(a: Number, b: Number) -> Number:
    if not -MAX_EXPONENT <= b <= MAX_EXPONENT:
        raise _Fault("too_large", say("an exponent beyond %(limit)d: use a smaller one", limit=MAX_EXPONENT))
    if b < 0:
        a = _divisor(a)
    if b.denominator == 1:
        return _whole_power(a, int(b))
    if a < 0:
        raise _Fault("domain", say("a fractional power of a negative number: use abs(…)"))
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
        raise _Fault("too_large", say("a value too large or too small to hold: use smaller numbers"))
    return Fraction(_RESULT.plus(value))


def _sqrt(a: Number) -> Number:
    if a < 0:
        raise _Fault("domain", say("the square root of a negative number: exclude these values by `where`"))
    over, under = math.isqrt(a.numerator), math.isqrt(a.denominator)
    if over * over == a.numerator and under * under == a.denominator:
        return Fraction(over, under)
    with localcontext(_PRECISE):
        return _exact(_decimal(a).sqrt())


def _exp(a: Number) -> Number:
    if not -690 <= a <= 690:
        raise _Fault("too_large", say("exp takes arguments from -690 to 690"))
    with localcontext(_PRECISE):
        return _exact(_decimal(a).exp())


def _logarithm(a: Number, base: int | None) -> Number:
    if a <= 0:
        raise _Fault("domain", say("the logarithm of a number that is not above 0: exclude these values by `where`"))
    with localcontext(_PRECISE):
        return _exact(_decimal(a).ln() / (Decimal(base).ln() if base else 1))


def _log(a: Number) -> Number:
    return _logarithm(a, None)


def _log2(a: Number) -> Number:
    return _logarithm(a, 2)


def _cos(a: Number) -> Number:
    """The Taylor series from −π to π, to 40 decimals, so that cos(pi / 3) is exactly 1/2."""
    if not -(10**6) <= a <= 10**6:
        raise _Fault("domain", say("cos takes angles up to 10**6, in radians"))
    with localcontext(_PRECISE):
        square = _decimal((a - round(a / (2 * _PI)) * 2 * _PI) ** 2)
        term = total = Decimal(1)
        for n in range(2, 82, 2):
            term *= -square / (n * (n - 1))
            total += term
    return round_half_up(Fraction(total), 40)


def _round(a: Number, places: Number = 0) -> Number:
    if places.denominator != 1 or not -300 <= places <= 300:
        raise _Fault("domain", say("round takes a whole number of places, from -300 to 300"))
    return round_half_up(Fraction(a), int(places))


def _comb(n: Number, k: Number) -> Number:
    if n.denominator != 1 or k.denominator != 1 or n < 0 or k < 0:
        raise _Fault("domain", say("comb takes whole numbers from 0 on"))
    n, k = int(n), int(k)
    few = min(k, max(n - k, 0))
    # comb(n, k) is at least (n / k) ** k: refuse before the work, not after it.
    if few * max(n.bit_length() - few.bit_length() - 1, 1) > MAX_BITS:
        raise _Fault("too_large", say("comb of such numbers passes 10**300: use smaller ones"))
    return math.comb(n, k)


_BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: _divide,
    ast.FloorDiv: _floor_divide, ast.Mod: _modulo, ast.Pow: _power,
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_FUNCTIONS: dict[str, tuple[Callable[..., Number], int, int]] = {  # with the fewest and the most arguments
    "min": (min, 2, MAX_LENGTH), "max": (max, 2, MAX_LENGTH), "abs": (abs, 1, 1), "round": (_round, 1, 2),
    "sqrt": (_sqrt, 1, 1), "exp": (_exp, 1, 1), "log": (_log, 1, 1), "log2": (_log2, 1, 1), "cos": (_cos, 1, 1),
    "comb": (_comb, 2, 2),
}  # fmt: skip

RESERVED = frozenset({"pi", "and", "or", "not", *_FUNCTIONS})
"""What formulas know by name: no variable can have it."""


# --- Reading: a scan for what Python would take otherwise, Python's parser, and the tree of functions.

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?P<touching>[\w.]*)"
    r"|(?P<name>[^\W\d]\w*)|(?P<open>\()|(?P<close>\))|\*\*|//|[<>=!]=|[-+*/%<>,]| "
)
_REMEDIES = {
    "^": say("write ** for a power"), "×": say("write * for times"), "·": say("write * for times"),
    "÷": say("write / for divided by"),
    "−": say("write - for minus"), "=": say("write == to compare"), "≤": say("write <="),
    "≥": say("write >="), "≠": say("write !="),
    "!": say("write `not` or !="), "&": say("write `and`"), "|": say("write `or`"), "[": say("use round brackets"),
    "{": say("use round brackets"),
}  # fmt: skip


def compile_expression(text: str) -> Expression:
    """Read a formula once for many draws; raises ExpressionError.

    It may hold decimals (``0.1`` is 1/10), names, ``+ - * / // % **``, chained comparisons, ``and or not``, ``pi`` and
    ``min max abs round sqrt exp log log2 cos comb``. ``log`` is natural, ``round`` goes half up, away from zero.
    All is exact but ``pi`` (60 digits) and irrational roots, fractional powers, powers of more than MAX_BITS, ``exp``,
    ``log``, ``log2`` and ``cos``, which have 40.
    """
    return _cached(text)


def _compile(text: str) -> Expression:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "too_long", text[:MAX_LENGTH], say("longer than %(limit)d characters: split the question", limit=MAX_LENGTH)
        )
    builder = _Builder(text)
    tree = builder.parse()
    is_condition = isinstance(tree, ast.Compare | ast.BoolOp) or _is_not(tree)
    run = builder.condition(tree, 1) if is_condition else builder.number(tree, 1)
    return Expression(text=text, names=frozenset(builder.names), run=run, is_condition=is_condition)


_cached = lru_cache(maxsize=2048)(_compile)


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


class _Builder:
    """Turns one formula into functions, counting its nodes and gathering its names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.source = re.sub(r"\s", " ", text).lstrip()
        self.indent = len(text) - len(self.source)
        self.names: set[str] = set()
        self.nodes = 0

    def error(self, code: ExpressionErrorCode, detail: Message, node: ast.expr) -> ExpressionError:
        return ExpressionError(code, self.text, detail, self.column(node))

    def column(self, node: ast.expr) -> int:
        """Where ``node`` begins in the text as written, from 1; the parser counts bytes."""
        return self.indent + len(self.source.encode()[: node.col_offset].decode()) + 1

    def parse(self) -> ast.expr:
        self.scan()
        try:
            return ast.parse(self.source, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            offset = getattr(error, "offset", None)
            detail = say("not a formula: check brackets, commas and operators")
            raise ExpressionError("syntax", self.text, detail, offset + self.indent if offset else None) from None

    def scan(self) -> None:
        """Refuse what is no token of a formula before Python sees it: its parser only warns of ``1or 2``."""
        at = depth = 0
        while at < len(self.source):
            token = _TOKEN.match(self.source, at)
            if token is None:
                raise self.misfit(at, self.remedy(at))
            if token["number"] and re.match("0[0-9]", token["number"]):
                raise self.misfit(at, say("leave the leading zeros out; 10,000 is written 10000, without the comma"))
            if token["touching"]:
                raise self.misfit(
                    token.start("touching"),
                    say("write an operator after %(number)s, such as *", number=token["number"]),
                )
            depth += bool(token["open"]) - bool(token["close"])
            if depth > MAX_DEPTH:
                raise ExpressionError(
                    "too_deep", self.text, say("more than %(limit)d brackets inside each other", limit=MAX_DEPTH)
                )
            at = token.end()

    def remedy(self, at: int) -> Message:
        if at == 0 and self.source[at] == "=":
            return say("leave the = before the formula out")
        return _REMEDIES.get(self.source[at], say("no formula holds this character"))

    def misfit(self, at: int, remedy: Message) -> ExpressionError:
        detail = say("unexpected %(sign)s: %(remedy)s", sign=repr(self.source[at]), remedy=remedy)
        return ExpressionError("syntax", self.text, detail, self.indent + at + 1)

    def count(self, node: ast.expr, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise self.error(
                "too_deep", say("more than %(limit)d operations inside each other: set brackets", limit=MAX_DEPTH), node
            )
        if self.nodes > MAX_NODES:
            raise self.error(
                "too_large", say("more than %(limit)d numbers, names and operations", limit=MAX_NODES), node
            )

    def number(self, node: ast.expr, depth: int) -> Run:
        self.count(node, depth)
        match node:
            case ast.Constant():
                return self.constant(node)
            case ast.Name():
                return self.name(node)
            case ast.UnaryOp(op=ast.UAdd() | ast.USub()):
                sign = 1 if isinstance(node.op, ast.UAdd) else -1
                operand = self.number(node.operand, depth + 1)
                return lambda values: sign * operand(values)
            case ast.BinOp(op=op) if type(op) in _BINARY:
                return self.call(_BINARY[type(op)], [node.left, node.right], node, depth)
            case ast.Call():
                return self.function(node, depth)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise self.error("not_a_number", say("a condition stands where a number is needed"), node)
            case ast.Tuple(elts=[_, *_]):
                detail = say("a comma stands between two values: 1,500 is written 1500")
                raise self.error("syntax", detail, node)
        detail = say("no formula holds this: use operators, comparisons and the known functions")
        raise self.error("syntax", detail, node)

    def constant(self, node: ast.Constant) -> Run:
        segment = self.source.encode()[node.col_offset : node.end_col_offset].decode()
        try:
            value = _bounded(parse_exact(segment))
        except (NumberError, _Fault) as error:
            large = error.code != "not_a_number"
            detail = (
                say("a number beyond 10**300")
                if large
                else say("%(text)s is not a number: write a comparison", text=segment)
            )
            raise self.error("too_large" if large else "unknown_name", detail, node) from None
        return lambda values: value

    def name(self, node: ast.Name) -> Run:
        name, text, column = node.id, self.text, self.column(node)
        if name == "pi":
            return lambda values: _PI
        if name in _FUNCTIONS:
            raise self.error("unknown_name", say("%(name)s is a function: write %(name)s(…)", name=name), node)
        self.names.add(name)

        def run(values: Values) -> Number:
            if name not in values:
                known = ", ".join(sorted(values)) or "none"
                raise ExpressionError(
                    "unknown_name",
                    text,
                    say("unknown name %(name)s; known are %(known)s", name=repr(name), known=known),
                    column,
                )
            return values[name]

        return run

    def function(self, node: ast.Call, depth: int) -> Run:
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name is None:
            raise self.error("syntax", say("two values touch: write an operator before the bracket"), node)
        if name not in _FUNCTIONS:
            known = ", ".join(sorted(_FUNCTIONS))
            raise self.error(
                "unknown_function",
                say("unknown function %(name)s; known are %(known)s", name=repr(name), known=known),
                node,
            )
        function, fewest, most = _FUNCTIONS[name]
        if node.keywords or not fewest <= len(node.args) <= most:
            wanted = (
                say("%(text)s", text=fewest)
                if fewest == most
                else say("%(fewest)d or %(most)d", fewest=fewest, most=most)
            )
            if most > 2:
                wanted = say("%(fewest)d or more", fewest=fewest)
            raise self.error(
                "syntax", say("%(name)s takes %(wanted)s values, set apart by commas", name=name, wanted=wanted), node
            )
        return self.call(function, node.args, node, depth)

    def call(self, function: Callable[..., Number], operands: list[ast.expr], node: ast.expr, depth: int) -> Run:
        """A function of the operands' values, which names its place when it has none."""
        runs = [self.number(operand, depth + 1) for operand in operands]
        if len(runs) == 2:
            return self.call_two(function, runs[0], runs[1], node)
        text, column = self.text, self.column(node)

        def run(values: Values) -> Number:
            try:
                return _bounded(function(*[operand(values) for operand in runs]))
            except _Fault as fault:
                raise ExpressionError(fault.code, text, fault.detail, column) from None

        return run

    def call_two(self, function: Callable[..., Number], left: Run, right: Run, node: ast.expr) -> Run:
        """As ``call``; nearly all operations have two operands, and unpacking a list costs more than most of them."""
        text, column = self.text, self.column(node)

        def run(values: Values) -> Number:
            try:
                value = function(left(values), right(values))
                return value if type(value) is int and -_SMALL < value < _SMALL else _bounded(value)
            except _Fault as fault:
                raise ExpressionError(fault.code, text, fault.detail, column) from None

        return run

    def condition(self, node: ast.expr, depth: int) -> Test:
        self.count(node, depth)
        match node:
            case ast.Compare():
                return self.comparison(node, depth)
            case ast.BoolOp():
                tests = [self.condition(value, depth + 1) for value in node.values]
                settle = all if isinstance(node.op, ast.And) else any
                return lambda values: settle(test(values) for test in tests)
            case ast.UnaryOp(op=ast.Not()):
                test = self.condition(node.operand, depth + 1)
                return lambda values: not test(values)
        raise self.error("not_a_condition", say("a number stands where a condition is needed: compare it"), node)

    def comparison(self, node: ast.Compare, depth: int) -> Test:
        if not all(type(op) in _COMPARISONS for op in node.ops):
            raise self.error("syntax", say("compare with < <= > >= == !="), node)
        first = self.number(node.left, depth + 1)
        steps = [
            (_COMPARISONS[type(op)], self.number(operand, depth + 1))
            for op, operand in zip(node.ops, node.comparators, strict=True)
        ]

        def test(values: Values) -> bool:
            left = first(values)
            for compare, operand in steps:
                right = operand(values)
                if not compare(left, right):
                    return False
                left = right
            return True

        return test
