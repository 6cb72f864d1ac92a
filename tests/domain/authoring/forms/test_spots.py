"""A problem leads to the form and the input at which it is mended."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.authoring.forms.spots import Spot, spots_of
from quiz.domain.errors import Problem, say
from tests.builders import as_yaml, bank_data, both, problems_of


def spots(**changes: Any) -> dict[str, Spot | None]:
    """The spot of each problem of a bank by its code."""
    text = as_yaml(bank_data(**changes))
    found = problems_of(text)
    return dict(zip((one.code for one in found), spots_of(text.encode(), found), strict=True))


def question(**changes: Any) -> list[Any]:
    return [{**bank_data()["questions"][0], **changes}]


@pytest.mark.parametrize(
    ("changes", "code", "spot"),
    [
        (
            {"questions": question(difficulty="7")},
            "less-than-equal",
            Spot(form="question", number=1, name="difficulty"),
        ),
        ({"questions": question(riddle="x")}, "unknown-key", Spot(form="question", number=1)),
        ({"questions": question(kind="riddle")}, "kind", None),
        ({"questions": []}, "missing", Spot(form="question_list")),
        ({"questions": ["x"]}, "structure", None),
        ({"title": {"ko": "가"}}, "languages", Spot(form="bank_head", name="title")),
        (
            {"quizzes": [{"id": "one", "mode": "exam", "title": both("가", "a"), "questions": "all", "minutes": "x"}]},
            "whole-number",
            Spot(form="quiz", number=1, name="minutes"),
        ),
        ({"quizzes": ["x"]}, "model-type", Spot(form="quiz", number=1)),
    ],
)
def test_a_problem_leads_to_its_input(changes: dict[str, Any], code: str, spot: Spot | None) -> None:
    found = spots(**changes)
    assert code in found, found
    assert found[code] == spot


def test_what_is_at_the_beginning_of_the_file_has_no_form() -> None:
    problem = Problem(code="x", message=say("x"), remedy=say("y"), line=99)
    assert spots_of(as_yaml(bank_data()).encode(), [problem]) == [None]
