"""The gradebook as lines of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from quiz.services.classes.gradebook.books import Book
from quiz.services.classes.gradebook.cells import Cell
from quiz.services.classes.gradebook.tables import Row


def lines(book: Book, rows: Sequence[Row], *, excused: str) -> Iterator[list[object]]:
    """A line a learner: name, name of the account, the whole and the categories in per cent, a mark a column.

    ``excused`` is the word for who is. A mark that is missing is 0, one that is not there yet is empty.
    """
    for row in rows:
        shares = [row.summary.categories.get(one.id) for one in book.categories]
        yield [
            row.learner.name,
            row.learner.account_name,
            _percent(row.summary.final),
            *(_percent(one.share) if one is not None else "" for one in shares),
            *(_mark(row.cells[one.key], excused) for one in book.columns),
        ]


def _percent(share: Fraction | None) -> object:
    return "" if share is None else _number(share * 100)


def _mark(cell: Cell, excused: str) -> object:
    if cell.excused:
        return excused
    if cell.points is None:
        return 0 if cell.state == "missing" else ""
    return _number(cell.points)


def _number(value: Fraction) -> int | float:
    rounded = round(value, 2)
    return int(rounded) if rounded.denominator == 1 else float(rounded)
