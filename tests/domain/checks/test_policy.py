"""The policy of checks: one severity a profile for each, the strict one as the catalogue says it."""

import pytest

from quiz.domain.checks.policy import POLICY, severity_under
from quiz.domain.errors import Profile, Severity
from quiz.domain.questions.parts.faults import OF_WORDING
from tests.docs_tables import CHECKS, codes

CATALOGUE = {code: set(check["severity"].split(" or ")) for group in CHECKS.values() for code, check in group.items()}
RISING = ["hint", "warning", "error"]


def test_every_code_of_the_catalogue_has_its_row_and_no_other() -> None:
    assert POLICY.keys() == CATALOGUE.keys()


@pytest.mark.parametrize("code", POLICY)
def test_under_strict_a_check_is_as_grave_as_the_catalogue_says(code: str) -> None:
    assert {row.strict for row in POLICY[code].values()} == CATALOGUE[code]
    assert codes()[code] <= POLICY[code].keys()


@pytest.mark.parametrize("code", POLICY)
def test_no_check_is_graver_under_a_profile_that_asks_for_less(code: str) -> None:
    for row in POLICY[code].values():
        assert sorted(row, key=RISING.index) == list(row)


@pytest.mark.parametrize(("profile", "severity"), [("open", "hint"), ("standard", "warning"), ("strict", "error")])
def test_what_is_asked_for_is_reported_by_profile(profile: Profile, severity: Severity) -> None:
    assert severity_under(profile)("missing", "asked") == severity
    assert severity_under(profile)("missing", "error") == "error"


def test_draws_are_tried_wherever_a_profile_lets_a_question_pass() -> None:
    """A key that is wrong in some draw is found, although another finding of the question is no error there."""
    let_pass = {code for code, rows in POLICY.items() if "error" in rows and rows["error"].open != "error"}
    assert let_pass - {"S5", "drafted"} == OF_WORDING
