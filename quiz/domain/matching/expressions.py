"""A bank's formulas are parsed once, by Python's own parser, into a small tree of functions over exact numbers."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from quiz.domain.errors import Message, say
from quiz.domain.matching.arithmetic import BINARY, COMPARISONS, FUNCTIONS, PI, Number, bounded
from quiz.domain.matching.expression_errors import ExpressionError, ExpressionErrorCode, NoValue
from quiz.domain.matching.expression_tokens import MAX_DEPTH, check_tokens
from quiz.domain.matching.numbers import NumberError, parse_exact

MAX_LENGTH = 300
MAX_NODES = 100
_SMALL = 2**60
Values: TypeAlias = Mapping[str, Number]
Run: TypeAlias = Callable[[Values], Number]
Test: TypeAlias = Callable[[Values], bool]


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
        check_tokens(self.text, self.source)
        try:
            return ast.parse(self.source, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            offset = getattr(error, "offset", None)
            detail = say("not a formula: check brackets, commas and operators")
            raise ExpressionError("syntax", self.text, detail, offset + self.indent if offset else None) from None

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
            case ast.BinOp(op=op) if type(op) in BINARY:
                return self.call(BINARY[type(op)], [node.left, node.right], node, depth)
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
            value = bounded(parse_exact(segment))
        except (NumberError, NoValue) as error:
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
            return lambda values: PI
        if name in FUNCTIONS:
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
        if name not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise self.error(
                "unknown_function",
                say("unknown function %(name)s; known are %(known)s", name=repr(name), known=known),
                node,
            )
        function, fewest, most = FUNCTIONS[name]
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
                return bounded(function(*[operand(values) for operand in runs]))
            except NoValue as fault:
                raise ExpressionError(fault.code, text, fault.detail, column) from None

        return run

    def call_two(self, function: Callable[..., Number], left: Run, right: Run, node: ast.expr) -> Run:
        """As ``call``; nearly all operations have two operands, and unpacking a list costs more than most of them."""
        text, column = self.text, self.column(node)

        def run(values: Values) -> Number:
            try:
                value = function(left(values), right(values))
                return value if type(value) is int and -_SMALL < value < _SMALL else bounded(value)
            except NoValue as fault:
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
        if not all(type(op) in COMPARISONS for op in node.ops):
            raise self.error("syntax", say("compare with < <= > >= == !="), node)
        first = self.number(node.left, depth + 1)
        steps = [
            (COMPARISONS[type(op)], self.number(operand, depth + 1))
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
