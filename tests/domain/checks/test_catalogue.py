"""The catalogue of checks: each has an example, which triggers it at its place and nowhere else."""

import pytest

from quiz.domain.authoring.explaining import EXPLANATIONS
from tests.docs_tables import CHECKS
from tests.domain.spoilt import Case, in_example
from tests.findings import place_of

ENTRIES = {code: check for group in CHECKS.values() for code, check in group.items()}
OF_PUBLISHING = {"series", "S4", "elsewhere", "revert"}
"""Codes that no bank alone can have: they compare it with what is published."""


@pytest.mark.parametrize(("code", "check"), [(code, check) for code, check in ENTRIES.items() if "example" in check])
def test_an_example_triggers_its_check_at_its_place(code: str, check: Case) -> None:
    found = [finding for finding in in_example(check["example"]) if finding.code == code]
    at = check["example"]["at"]
    assert [place_of(finding) for finding in found] == ([at] if isinstance(at, str) else at)
    assert {finding.severity for finding in found} <= set(check["severity"].split(" or "))


def test_every_check_has_an_example() -> None:
    assert {code for code, check in ENTRIES.items() if "example" not in check} == OF_PUBLISHING


def test_a_code_stands_in_one_group() -> None:
    assert len(ENTRIES) == sum(len(group) for group in CHECKS.values())


def test_every_check_has_its_severity_and_is_explained_in_the_reference() -> None:
    for code, check in ENTRIES.items():
        assert {"severity"} <= check.keys() <= {"severity", "example"}, code
        for words in (EXPLANATIONS[code].means, EXPLANATIONS[code].why, EXPLANATIONS[code].remedy):
            assert str(words).endswith((".", "`.")), code
