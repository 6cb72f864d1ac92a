"""The cause of an error is looked for where its author would look, and nothing that is right gets the blame."""

from __future__ import annotations

import pytest

from quiz.domain.errors import BankError
from quiz.domain.yaml.reader import read_yaml


def problem_of(text: str) -> tuple[int, int, str]:
    with pytest.raises(BankError) as caught:
        read_yaml(text.encode(), "bank.yaml")
    (problem,) = caught.value.problems
    return problem.line, problem.column, str(problem)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        # A sign two lines above stands in a text of its own.
        ("a: |\n  * star\nb: 1\nc: d: e\n", 4, 5, "a second colon in one line"),
        ("a: 1\n* b\n: x", 2, 1, "an entry of a list doesn't begin with *"),
        # What stands in quotes is nobody's mistake.
        ('a: {b: "가：나", c\n', 1, 4, "the bracket { that opens here is not closed"),
        ("a: {b: '가：나', c\n", 1, 4, "the bracket { that opens here is not closed"),
        ('a: {b: "：" ： c}', 1, 12, "： is a full-width sign"),
        # A quotation mark that swallows the next field, from its first sign on.
        ('a: "\nb: two"x\n', 1, 4, "is closed only in line 2"),
        ('a: "one\nb: two"x\n', 1, 4, "is closed only in line 2"),
        ('a: "one, b: two"x\n', 1, 4, "is closed only after the next field begins"),
        # Quotes of either sort end a text that goes on.
        ("a: 'x' y\n", 1, 7, "the text goes on after its closing quotation mark: 'y'"),
        ('a: "x" y\nz: 1', 1, 7, "the text goes on after its closing quotation mark: 'y'"),
        ('a: {b: "x" c: 1}', 1, 11, "a comma is missing before 'c: 1}'"),
        # A sign of YAML behind them ends no text.
        ('a: "x"]\n', 1, 7, "the indentation of this line"),
        ('a: "x"}\n', 1, 7, "the indentation of this line"),
        ("a: 'x', y\n", 1, 7, "the indentation of this line"),
        ('a: "x":\n', 1, 7, "a second colon in one line"),
    ],
)
def test_an_error_is_explained_where_it_was_made(text: str, line: int, column: int, words: str) -> None:
    found = problem_of(text)
    assert found[:2] == (line, column)
    assert words in found[2]
