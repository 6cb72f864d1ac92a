"""No query for learners takes a score from the store that its attempt does not tell yet."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import ColumnClause

from quiz.storage import queries as query_modules
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.grading import Grade
from quiz.storage.models.reporting import FirstScore, LearnerQuestion

SCORES = {
    *(AttemptQuestion.__table__.c[name] for name in ("fraction", "share", "marks", "score")),
    *(FirstScore.__table__.c[name] for name in ("share", "chosen")),
    LearnerQuestion.__table__.c.latest_share,
    *(Grade.__table__.c[name] for name in ("chosen", "fraction", "reason", "comment")),
}
FOR_TEACHERS = (
    *("classes.members", "classes.data", "grading.regrading", "grading.by_hand", "deadlines", "integrity"),
    "grading.wrong_answers",
    *("teaching.answers", "teaching.known", "teaching.learners", "teaching.work"),
    *("assignments.assigning", "admin"),
)
"""Modules of queries that no learner's page asks: for teachers and checks. What a learner's page needs of deadlines has
no score in it."""

VALUES: dict[str, Any] = {
    "int": 1,
    "int | None": 1,
    "str": "1",
    "str | None": "1",
    "bool": False,
    "float": 0.5,
    "datetime": datetime(2026, 11, 7, tzinfo=UTC),
    "datetime | None": datetime(2026, 11, 7, tzinfo=UTC),
    "date": date(2026, 11, 7),
    "list[tuple[int, str]] | None": [(1, "1")],
    "list[str]": ["1"],
    "list[int]": [1],
    "Collection[int]": [1],
    "Collection[str]": ["1"],
    "Sequence[int]": [1],
    "Sequence[int] | None": [1],
    "ColumnElement[Any]": Attempt.__table__.c.id,
}
"""A value for each type that queries are asked with."""

FOR_NO_PAGE = {
    "answered_in": "the page of an attempt whose class was deleted shows what was answered, and no score",
    "challenges": "only answers whose score was shown are challenged, and the learner's own page shows no score",
    "asked_in": "receipts and transcripts ask Attempt.shows_scores; the command that shows an attempt may see all",
    "every_question": "the checks of the whole store recount all scores",
    "to_finish": "the points of an attempt are added up from it",
    "to_change": "an answer is judged under this lock",
    "to_score": "answers are judged under this lock",
}
"""Queries that take scores whether they are told or not, and why."""


def queries() -> dict[str, Callable[..., Any]]:
    """The named queries that pages for learners may ask: of every module that is not for teachers alone."""
    prefix = f"{query_modules.__name__}."
    names = [one.name.removeprefix(prefix) for one in pkgutil.walk_packages(query_modules.__path__, prefix)]
    modules = [import_module(f"{prefix}{name}") for name in names if name not in (*FOR_TEACHERS, "parts")]
    return {
        name: query
        for module in modules
        for name, query in inspect.getmembers(module, inspect.isfunction)
        if query.__module__ == module.__name__ and not name.startswith("_")
        if "Select" in str(inspect.signature(query).return_annotation)
        or "Rows" in str(inspect.signature(query).return_annotation)
    }


def statement_of(query: Callable[..., Any]) -> Select[Any]:
    """A query as it is sent, whatever it is asked for."""
    wanted = inspect.signature(query).parameters.values()
    named = {one.name: VALUES[str(one.annotation)] for one in wanted if one.kind is one.KEYWORD_ONLY}
    made = query(*(VALUES[str(one.annotation)] for one in wanted if one.kind is not one.KEYWORD_ONLY), **named)
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
        assert asks_whether_told(statement), f"{name} selects scores: use if_scores_show() or Attempt.shows_scores"


def test_every_exception_is_a_query_that_needs_one() -> None:
    needing = {
        name
        for name, query in queries().items()
        if takes_scores(statement_of(query)) and not asks_whether_told(statement_of(query))
    }
    assert needing == set(FOR_NO_PAGE)


def test_the_queries_behind_pages_do_take_scores() -> None:
    told = {name for name, query in queries().items() if takes_scores(statement_of(query))} - set(FOR_NO_PAGE)
    assert told == {
        "answers",
        "grades_shown",
        "known_questions",
        "latest_wrong",
        "met_questions",
        "placement_answers",
        "places",
        "questions_met",
        "result_rows",
        "reviews_of",
        "seen_questions",
        "sitting",
        "to_challenge",
    }
