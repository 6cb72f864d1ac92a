"""What is found in a spoilt question: place, severity and code of each fault, and the values that it names."""

import pytest

from tests.domain.spoilt import FAULTS, Case, in_question
from tests.findings import shown, unnumbered


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["kind"])
def test_the_faults_of_a_question_are_found(case: Case) -> None:
    found = in_question(case["kind"], case["changes"])
    assert [shown(fault) for fault in found] == [unnumbered(fault) for fault in case["faults"]]
