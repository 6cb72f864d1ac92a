"""What differs between two banks: told by what it is for those who answered before."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.authoring.comparing import ASPECTS, Difference, Entries, Side, compare, side_of
from quiz.domain.bank_format.bank import Bank, question_from, read_bank
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.questions import KINDS
from tests.builders import FILE, as_yaml, bank, bank_data, both, definition, option, options_of, series
from tests.findings import assert_can_be_said
from tests.samples import sample

QUIZZES = bank_data()["quizzes"]


def differing(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Difference:
    """The difference between two banks of these questions."""
    return compare(
        *(Side(questions=tuple(question_from(one, LANGUAGES) for one in side), header={}) for side in (old, new))
    )


def open_bank(*questions: dict[str, Any]) -> Bank:
    """A bank of these questions alone, as an open series has it."""
    return read_bank(as_yaml({"bank": "2024-02", "questions": list(questions)}).encode(), FILE, series(profile="open"))


@pytest.mark.parametrize(
    ("kind", "changes", "aspects", "fields"),
    [
        ("true_false", {"answer": "false"}, ["key"], ["answer"]),
        ("true_false", {"why": {"true": both("네.", "Yes."), "false": both("음.", "No.")}}, ["words"], ["why"]),
        ("single_choice", {"options": options_of(4, {2})}, ["key", "words"], ["options"]),
        ("single_choice", {"options": options_of(3, {1})}, ["options", "key", "words"], ["options"]),
        ("single_choice", {"shuffle": "false"}, ["details"], ["shuffle"]),
        ("single_choice", {"points": "2"}, ["points"], ["points"]),
        ("single_choice", {"prompt": both("음", "So?"), "scope": "article"}, ["words", "details"], ["scope", "prompt"]),
        ("single_choice", {"hints": [both("힌트예요.", "A hint.")]}, ["words"], ["hints"]),
        ("short_text", {"answers": [{"text": ["다른 말", "another"]}]}, ["key", "words"], ["answers"]),
        ("numeric", {"tolerance": {"absolute": "3"}}, ["key"], ["tolerance"]),
        ("essay", {"model_answer": both("모범 답이에요.", "A model.")}, ["words"], ["model_answer"]),
    ],
)  # fmt: skip
def test_a_change_is_told_by_what_it_changes(
    kind: str, changes: dict[str, Any], aspects: list[str], fields: list[str]
) -> None:
    found = differing([definition(kind)], [definition(kind, **changes)])
    (change,) = found.changed
    assert (list(change.aspects), list(change.fields)) == (aspects, fields)
    assert change.is_scored_otherwise == bool({"key", "points", "options"} & set(aspects))
    assert found


def test_other_values_are_a_change_of_what_is_drawn() -> None:
    values = {"n": ["2", "3"]}
    one = definition("true_false", variables=values, prompt=both("{{n}}이에요.", "It is {{n}}."), answer="n > 2")
    (change,) = differing([one], [{**one, "variables": {"n": ["2", "4"]}}]).changed
    assert change.aspects == ("values",)


@pytest.mark.parametrize("kind", KINDS)
def test_another_key_of_any_kind_is_told_as_a_change_of_the_key(kind: str) -> None:
    one, other = definition(kind), definition(kind)
    sample(kind).other_key(other)
    (change,) = differing([one], [other]).changed
    assert change.is_scored_otherwise or kind == "essay"
    assert differing([one], [one]).changed == ()


def test_another_kind_under_one_id_is_told_as_that() -> None:
    (change,) = differing([definition("true_false", id="x")], [definition("single_choice", id="x")]).changed
    assert change.aspects[0] == "kind"
    assert change.is_scored_otherwise


def test_questions_come_go_and_are_renamed() -> None:
    old = [definition("true_false", id=name) for name in ("kept", "gone", "before")]
    new = [definition("true_false", id="come"), definition("true_false", id="after", was="before"), old[0]]
    found = differing(old, new)
    assert (found.new, found.withdrawn, found.renamed) == (("come",), ("gone",), (("before", "after"),))
    assert (found.changed, found.moved) == ((), True)


def test_a_question_that_was_renamed_before_is_not_renamed_again() -> None:
    one = definition("true_false", id="after", was="before")
    found = differing([one], [one, definition("true_false", id="before")])
    assert (found.renamed, found.new) == ((), ("before",))


def test_a_question_without_an_id_is_the_same_one_where_its_words_are() -> None:
    one = {"id": "kept", "kind": "true_false", "prompt": "1 < 2", "answer": "true"}
    other = {"id": "other", "kind": "true_false", "prompt": "2 < 1", "answer": "false"}
    bare = {key: value for key, value in one.items() if key != "id"}
    before, after = open_bank(one, other), open_bank(other, bare)
    found = compare(side_of(before), side_of(after, before))
    assert (found.new, found.withdrawn, found.moved) == ((), (), True)
    assert len(compare(side_of(before), side_of(after)).new) == 1


def test_quizzes_and_the_header_are_compared() -> None:
    questions = bank_data()["questions"]
    before = bank(questions=questions, quizzes=QUIZZES)
    changed = {**QUIZZES[1], "minutes": "9"}
    new = {**QUIZZES[0], "id": "another"}
    after = bank(questions=questions, quizzes=[changed, new], title=both("새 제목", "A new title"))
    found = compare(side_of(before), side_of(after))
    ids = [quiz["id"] for quiz in QUIZZES]
    assert found.quizzes == Entries(new=("another",), withdrawn=(ids[0],), changed=(ids[1],))
    assert found.fields == ("title",)
    assert not compare(side_of(before), side_of(before))


def test_an_option_with_another_mistake_behind_it_is_scored_as_before() -> None:
    right, wrong = option("a", "가", "one", correct="true"), option("b", "나", "two")
    old = definition("single_choice", options=[right, {**wrong, "misconception": "mixed-up"}])
    (change,) = differing([old], [definition("single_choice", options=[right, wrong])]).changed
    assert change.aspects == ("details",)


def test_every_aspect_has_its_words() -> None:
    for words in ASPECTS.values():
        for language in ("ko", "en"):
            assert_can_be_said(words, language)
