"""Questions that were drafted by machine: reported, weighed by the profile, and left out of what can be published."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.domain.errors import BankError, Problem, Profile
from tests.builders import FILE, bank_data, bank_text, definition, media_size, series

DRAFT = definition("numeric", id="draft", drafted="machine")
SEEN = definition("true_false", id="seen")


def read(*questions: dict[str, Any], profile: Profile = "open", **changes: Any) -> Bank:
    raw = bank_text(questions=list(questions), **{"quizzes": None, **changes}).encode()
    return read_bank(raw, FILE, series(profile=profile), media_size)


def sections_with(*claims: str) -> dict[str, Any]:
    return {"2.1": {**bank_data()["sections"]["2.1"], "claims": dict.fromkeys(claims, "LoRA")}}


def drafted(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.severity for problem in problems if problem.code == "drafted"]


@pytest.mark.parametrize("profile", ["open", "standard"])
def test_a_draft_is_a_warning(profile: Profile) -> None:
    assert drafted(read(SEEN, DRAFT, profile=profile).warnings) == ["warning"]


def test_the_strict_profile_refuses_a_draft() -> None:
    with pytest.raises(BankError) as caught:
        read(SEEN, DRAFT, profile="strict")
    assert drafted(caught.value.problems) == ["error"]


def test_a_bank_can_be_published_without_its_drafts() -> None:
    whole = read(DRAFT, SEEN, {key: value for key, value in SEEN.items() if key != "id"})
    ready = whole.looked_at()
    assert [question.id for question in ready.questions] == [question.id for question in whole.questions[1:]]
    assert ready.definition(0)["id"] == "seen"
    assert ready.unnamed == {}
    assert len(whole.unnamed) == 1


def test_the_practice_of_a_bank_without_quizzes_leaves_drafts_out() -> None:
    assert read(DRAFT, SEEN).header.quizzes[0].draw[0].count == 1
    assert read(DRAFT).header.quizzes[0].draw[0].count == 1


def test_a_draw_counts_no_draft() -> None:
    quiz = {"id": "test", "title": "Test", "mode": "exam"}
    with pytest.raises(BankError) as caught:
        read(DRAFT, SEEN, quizzes=[{**quiz, "draw": [{"count": "2"}, {"questions": ["draft", "seen"]}]}])
    short = [problem for problem in caught.value.problems if problem.code == "draw"]
    assert len(short) == 2
    assert {str(problem.remedy) for problem in short} == {
        "lower count:, or look at the questions that were drafted by machine"
    }


def test_claims_and_the_mark_are_no_part_of_a_version() -> None:
    bare = read(SEEN).definition(0)
    claimed = read({**SEEN, "claims": ["one"]}, sections=sections_with("one"))
    assert claimed.definition(0) == bare
    assert claimed.written()[0].content_hash == read(SEEN).written()[0].content_hash
