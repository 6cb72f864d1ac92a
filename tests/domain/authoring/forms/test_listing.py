"""The questions of a bank are moved, duplicated, deleted and changed several at once, and the rest stays as it is."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.forms.listing import changed, deleted, duplicated, moved, moved_together
from quiz.domain.authoring.forms.questions import questions_of
from quiz.domain.yaml.reader import read_yaml

BANK = b"""bank: x
quizzes:
  - {id: check, draw: [{questions: [one, two]}, {questions: [two]}, {count: 1}]}
  - riddle
questions:
  # about the first
  - id: one   # the first
    kind: true_false
    section: "1"
    difficulty: 1
    prompt: {ko: a, en: b}

  # about the second
  - id: two
    was: former
    kind: essay
    prompt: c
  - no question
  - {id: four, kind: true_false}
"""


def names(raw: bytes) -> list[object]:
    return [one.get("id") if isinstance(one, dict) else one for one in questions_of(raw)]


def test_questions_move_with_their_comments_and_not_beyond_the_ends() -> None:
    assert names(moved(BANK, 0, 1)) == ["two", "one", "no question", "four"]
    assert names(moved(BANK, 1, -5)) == ["two", "one", "no question", "four"]
    assert names(moved(BANK, 0, 99))[-1] == "one"
    assert moved(moved(BANK, 1, 2), 2, 1).count(b"# about the second") == 1
    assert moved(BANK, 0, 0) == BANK


def test_a_copy_is_written_as_the_question_is_under_a_new_id() -> None:
    raw = duplicated(BANK, 0)
    first, copy = questions_of(raw)[:2]
    assert copy["id"].startswith("q-")
    assert {**copy, "id": "one"} == first
    assert raw.count(b"# the first") == 2
    again = questions_of(duplicated(raw, 0))
    assert len({str(one["id"]) for one in again[:3]}) == 3
    second = questions_of(duplicated(BANK, 1))[2]
    assert "was" not in second
    assert second["kind"] == "essay"
    assert questions_of(duplicated(BANK, 3))[4]["kind"] == "true_false"


def test_what_is_deleted_goes_from_the_quizzes_that_pick_it() -> None:
    raw = deleted(BANK, [0])
    assert names(raw) == ["two", "no question", "four"]
    assert read_yaml(raw, "").data["quizzes"][0]["draw"][0] == {"questions": ["two"]}
    assert b"# about the second" in raw
    # A line that picks no other question keeps it, so that the check names it.
    both = read_yaml(deleted(BANK, [0, 1]), "").data["quizzes"][0]["draw"]
    assert both[:2] == [{"questions": ["one", "two"]}, {"questions": ["two"]}]
    assert names(deleted(BANK, [2])) == ["one", "two", "four"]
    assert names(deleted(b"questions: [{id: a}]", [0])) == []


@pytest.mark.parametrize("key", ["section", "objective", "difficulty", "points"])
def test_several_questions_get_one_value(key: str) -> None:
    raw = changed(BANK, [0, 1, 2, 3], {key: "2"})
    assert [one[key] for one in questions_of(raw) if isinstance(one, dict)] == ["2", "2", "2"]
    assert changed(raw, [0, 1], {key: "2"}) == raw
    rest = [{k: v for k, v in one.items() if k != key} for one in questions_of(raw) if isinstance(one, dict)]
    assert rest == [{k: v for k, v in one.items() if k != key} for one in questions_of(BANK) if isinstance(one, dict)]


def test_new_fields_stand_where_a_bank_has_them() -> None:
    raw = changed(BANK, [0, 3], {"objective": "LO", "points": "3"})
    assert list(questions_of(raw)[0]) == ["id", "kind", "section", "objective", "difficulty", "points", "prompt"]
    assert list(questions_of(raw)[3]) == ["id", "kind", "objective", "points"]
    assert questions_of(changed(b"questions: [{prompt: a}]", [0], {"section": "1"}))[0] == {
        "section": "1",
        "prompt": "a",
    }


@pytest.mark.parametrize("to", range(-1, 9))
@pytest.mark.parametrize("chosen", [[], [0], [2], [1, 4], [0, 1, 2], [0, 3, 5], [0, 1, 2, 3, 4, 5]])
def test_chosen_questions_stand_together_at_their_new_place(chosen: list[int], to: int) -> None:
    raw = b"questions:\n" + b"".join(b"- {id: q%d}\n" % number for number in range(6))
    rest = [f"q{number}" for number in range(6) if number not in chosen]
    first = min(max(to, 0), len(rest))
    assert names(moved_together(raw, chosen, to)) == [*rest[:first], *(f"q{one}" for one in chosen), *rest[first:]]
