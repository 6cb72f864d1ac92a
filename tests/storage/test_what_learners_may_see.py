"""No query for learners takes a score from the store that its attempt does not tell yet."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import ColumnClause

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.reporting import FirstScore, LearnerQuestion
from quiz.storage.queries import attempts, identity

SCORES = {
    *(AttemptQuestion.__table__.c[name] for name in ("fraction", "share", "marks", "score")),
    *(FirstScore.__table__.c[name] for name in ("share", "chosen")),
    LearnerQuestion.__table__.c.latest_share,
}

FOR_NO_PAGE = {
    "asked_in": "receipts and transcripts ask Attempt.shows_scores; the command that shows an attempt may see all",
    "asked_of": "an account's data ask Attempt.shows_scores, question by question",
    "to_finish": "the points of an attempt are added up from it",
    "to_save": "an answer is saved or judged under this lock",
    "to_score": "answers are judged under this lock",
}
"""Queries that take scores whether they are told or not, and why."""


def queries() -> dict[str, Callable[..., Any]]:
    """The named queries of attempts and accounts: all that a learner's pages ask."""
    return {
        name: query
        for module in (attempts, identity)
        for name, query in inspect.getmembers(module, inspect.isfunction)
        if query.__module__ == module.__name__ and not name.startswith("_")
    }


def statement_of(query: Callable[..., Any]) -> Select[Any]:
    """A query as it is sent, whatever it is asked for."""
    made = query(*(1 for _ in inspect.signature(query).parameters))
    return made[0] if isinstance(made, tuple) else made


def takes_scores(statement: Select[Any]) -> bool:
    """Whether a column of a score is among those selected, or goes into one."""
    parts = (part for column in statement.selected_columns for part in visitors.iterate(column))
    columns = {base for part in parts if isinstance(part, ColumnClause) for base in part.base_columns}
    return any(score.compare(column) for score in SCORES for column in columns)


def asks_whether_told(statement: Select[Any]) -> bool:
    """Whether it holds the condition, as it is or turned round, of an attempt that tells its scores."""
    condition = str(~Attempt.shows_scores).removeprefix("NOT (").removesuffix(")")
    return _without_numbers(condition) in _without_numbers(str(statement))


def _without_numbers(sql: str) -> str:
    return "".join(letter for letter in sql if not letter.isdigit())


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_query_for_learners_asks_whether_its_scores_are_told(name: str) -> None:
    statement = statement_of(queries()[name])
    if takes_scores(statement) and name not in FOR_NO_PAGE:
        assert asks_whether_told(statement), f"{name} selects scores: use told() or Attempt.shows_scores"


def test_every_exception_is_a_query_that_needs_one() -> None:
    needing = {
        name
        for name, query in queries().items()
        if takes_scores(statement_of(query)) and not asks_whether_told(statement_of(query))
    }
    assert needing == set(FOR_NO_PAGE)


def test_the_queries_behind_pages_do_take_scores() -> None:
    told = {name for name, query in queries().items() if takes_scores(statement_of(query))} - set(FOR_NO_PAGE)
    assert told == {"latest_scores", "places", "result_rows", "sitting"}
