"""Coverage: which claims the questions of a bank test, and how."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.authoring.coverage import Coverage, coverage
from quiz.domain.bank_format.bank import read_bank
from tests.builders import FILE, bank_data, bank_text, both, definition, media_size, series

CLAIMS = {
    name: both(f"{name}라는 주장이에요.", f"The claim {name}.") for name in ("named", "recalled", "nobody", "waiting")
}
OBJECTIVES = {
    **bank_data()["objectives"],
    "LO-0": {"level": "remember", "text": both("말한다.", "Name it.")},
}


def question(name: str, *claims: str, **changes: Any) -> dict[str, Any]:
    return definition("true_false", id=name, claims=list(claims), **changes)


QUESTIONS = [
    question("applies", "named", "recalled"),
    question("recalls", "named", objective="LO-0"),
    question("draft", "waiting", "named", drafted="machine"),
    question("idle"),
    question("idle-draft", drafted="machine"),
    question("elsewhere", section=None),
]


def found(questions: list[dict[str, Any]]) -> Coverage:
    base = bank_data()["sections"]["2.1"]
    sections = {"2.1": {**base, "claims": CLAIMS}, "2.2": base}
    raw = bank_text(sections=sections, objectives=OBJECTIVES, questions=questions, quizzes=None).encode()
    return coverage(read_bank(raw, FILE, series(profile="open"), media_size))


def test_each_claim_has_the_questions_that_test_it() -> None:
    section, empty = found(QUESTIONS).sections
    assert [(one.id, one.state, one.questions, one.drafts) for one in section.claims] == [
        ("named", "tested", ("applies", "recalls"), ("draft",)),
        ("recalled", "tested", ("applies",), ()),
        ("nobody", "untested", (), ()),
        ("waiting", "untested", (), ("draft",)),
    ]
    assert section.without == ("idle",)
    assert (empty.id, empty.claims, empty.without) == ("2.2", (), ())


def test_a_claim_is_tested_by_recall_where_every_objective_asks_for_no_more() -> None:
    only = found([question("recalls", "recalled", objective="LO-0"), question("bare", "named", objective=None)])
    states = {one.id: one.state for one in only.sections[0].claims}
    assert (states["recalled"], states["named"]) == ("recall", "tested")


def test_the_numbers_of_a_bank() -> None:
    whole = found(QUESTIONS)
    assert (whole.claims, whole.count("tested"), whole.count("untested"), whole.count("recall")) == (4, 2, 2, 0)
    assert whole.without == ("elsewhere",)
    assert whole.without_claim == 2
    assert whole.has_gaps


@pytest.mark.parametrize(
    ("more", "gaps"),
    [([], False), ([question("idle")], True), ([question("draft", drafted="machine")], False)],
)
def test_a_bank_has_gaps_where_something_is_left_out(more: list[dict[str, Any]], gaps: bool) -> None:
    assert found([question("all", *CLAIMS), *more]).has_gaps is gaps


def test_claims_tested_by_recall_alone_are_a_gap() -> None:
    assert found([question("all", *CLAIMS, objective="LO-0")]).has_gaps
