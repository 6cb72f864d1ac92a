"""What authors are told of a spoilt question, word for word: severity, code, place, fault and remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from quiz.domain.questions.parts.faults import Fault
from tests.builders import question

CASES = yaml.safe_load(Path(__file__).with_name("faults_told.yaml").read_text(encoding="utf-8"))


def told(fault: Fault) -> str:
    place = ".".join(map(str, fault.path)) or "-"
    return f"{fault.severity} {fault.code} {place}: {fault.message}; {fault.remedy}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_a_fault_is_told_in_these_words(case: Any) -> None:
    assert [told(fault) for fault in question(case["kind"], **case["changes"]).all_checks()] == case["faults"]
