"""What authors are told of a spoilt bank, word for word: line, column, severity, code, fault and remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from quiz.domain.errors import Problem
from tests.builders import bank_text, problems_of

CASES = yaml.safe_load(Path(__file__).with_name("problems_told.yaml").read_text(encoding="utf-8"))


def told(problem: Problem) -> str:
    place = f"{problem.line}:{problem.column}"
    return f"{place} {problem.severity} {problem.code}: {problem.message}; {problem.remedy}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["problems"][-1][:60])
def test_a_problem_is_told_in_these_words(case: Any) -> None:
    text = bank_text()
    assert text.count(case.get("old", text)) == 1
    changed = text.replace(case.get("old", text), case["new"])
    assert [told(problem) for problem in problems_of(changed)] == case["problems"]
