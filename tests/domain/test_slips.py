"""What is read otherwise than its author meant."""

from typing import Any

import pytest

from tests.builders import KINDS, bank_text, definition, problems_of


def told(kind: str = "numeric", **changes: Any) -> list[str]:
    """What is said of a valid bank whose question of this kind has these changes."""
    text = bank_text(questions=[definition(other, **(changes if other == kind else {})) for other in KINDS])
    return [f"{problem.message}; {problem.remedy} [{problem.code}]" for problem in problems_of(text)]


@pytest.mark.parametrize("value", ["000", "00.5", "-01"])
def test_a_number_that_a_comma_cut_is_told(value: str) -> None:
    assert told(variables={"d": ["10", value], "r": ["2"]}, wrong=None, answer="d * r + 1") == [
        f"the value '{value}' begins with a zero; "
        "leave leading zeros out; a comma parts values, so write 10000 for 10,000 [variables]"
    ]


@pytest.mark.parametrize("value", ["0", "0.5", "0e1", "100"])
def test_a_zero_may_stand_alone_or_before_a_point(value: str) -> None:
    assert told(variables={"d": ["10", value], "r": ["2"]}, wrong=None, answer="d * r + 1") == []
