"""Whether an answer to one version of a question can be scored under a newer one, and why not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from quiz.domain.errors import Message, Weight, say
from quiz.domain.grading import regrade_compatibility as compatibility
from quiz.domain.grading.regrade_compatibility import Incompatible, incompatibility, rejudge, variant_incompatibility
from quiz.domain.questions import KINDS
from quiz.domain.questions.base import Variant
from quiz.domain.questions.parts.faults import Fault
from tests.builders import both, option, question

DRAWN = {"d": Fraction(1024), "r": Fraction(4)}


def options(*names: str, key: str = "a") -> list[dict[str, Any]]:
    return [option(name, f"{name} 값", f"value {name}", correct=str(name == key).lower()) for name in names]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_reworded_question_fits_unless_a_person_judges_it(kind: str) -> None:
    reason = incompatibility(
        question(kind), question(kind, explanation="Told anew, at greater length than it was before.")
    )
    assert reason == (compatibility.BY_PERSON if kind == "essay" else None)


@pytest.mark.parametrize(
    ("kind", "asked", "newer"),
    [
        ("single_choice", {"options": options("a", "b", "c")}, {"options": options("c", "b", "a", key="b")}),
        ("numeric", {}, {"answer": "d * r", "wrong": None}),
        ("numeric", {}, {"variables": {"d": ["8"], "r": ["2", "3"]}}),
        ("numeric", {}, {"variables": None, "sets": [{"d": "8", "r": "2"}]}),
    ],
)
def test_another_key_another_order_and_other_values_fit(kind: str, asked: Any, newer: Any) -> None:
    assert incompatibility(question(kind, **asked), question(kind, **newer)) is None


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("true_false", {"kind": "single_choice"}, compatibility.OTHER_KIND),
        ("single_choice", {"options": options("a", "b", "x")}, compatibility.OTHER_INPUTS),
        ("single_choice", {"options": options("a", "b")}, compatibility.OTHER_INPUTS),
        ("numeric", {"variables": {"d": ["8"], "r": ["2"], "n": ["1"]}}, compatibility.OTHER_VARIABLES),
        ("numeric", {"points": "2"}, compatibility.OTHER_POINTS),
    ],
)
def test_what_was_on_the_page_has_to_be_there_still(kind: str, changes: dict[str, Any], reason: Message) -> None:
    other = changes.pop("kind", kind)
    asked = question(kind, options=options("a", "b", "c")) if kind == "single_choice" else question(kind)
    assert incompatibility(asked, question(other, **changes)) == reason


def test_values_that_were_drawn_have_to_work() -> None:
    assert variant_incompatibility(question("numeric"), DRAWN) is None
    reason = "it does not work with the values that were drawn"
    assert str(variant_incompatibility(question("numeric", answer="d / (r - 4)", wrong=None), DRAWN)) == reason
    slip = [{"value": "2 * d * r", "why": both("같아요.", "The same.")}]
    assert str(variant_incompatibility(question("numeric", wrong=slip), DRAWN)) == reason


@pytest.mark.parametrize(("severity", "works"), [("warning", True), ("error", False)])
def test_a_warning_about_values_that_were_drawn_lets_them_work(
    severity: Weight, works: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Fault(code="N1", path=(), message=say("odd"), remedy=say("even"), severity=severity)
    newer = question("numeric")
    monkeypatch.setattr(type(newer), "faults_of", lambda question, values: iter([fault]))
    assert (variant_incompatibility(newer, DRAWN) is None) is works


def test_an_answer_is_judged_by_the_newer_key() -> None:
    newer = question("single_choice", options=options("a", "b", "c", key="c"))
    variant = Variant(order={"choice": ("b", "c", "a")})
    assert rejudge(newer, variant, {"choice": ("c",)}).fraction == 1
    assert rejudge(newer, variant, {}).fraction == 0


def test_an_answer_that_can_not_be_entered_any_more_is_not_judged() -> None:
    with pytest.raises(Incompatible) as refused:
        rejudge(question("single_choice"), Variant(), {"choice": ("x",)})
    assert str(refused.value.reason) == str(refused.value) == "its answer can't be entered any more"
