"""Entries on the left, each given its partner from the right."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.matching import Matching
from tests.builders import NAMES, both, definition, question
from tests.samples import Listed, Sample, move


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    left, right = draw(st.integers(2, 8)), draw(st.integers(2, 10))
    partners = draw(st.lists(st.sampled_from(NAMES[:right]), min_size=left, max_size=left))
    return question(
        "matching",
        left=[
            {"id": str(place), "text": f"왼쪽 {NAMES[place]}", "right": partner, "why": "x"}
            for place, partner in enumerate(partners)
        ],
        right=[{"id": name, "text": f"오른쪽 {name}"} for name in NAMES[:right]],
    )


SAMPLE = Sample(
    definition={
        "left": [
            {
                "id": "1",
                "text": both("양자화", "Quantisation"),
                "right": "c",
                "why": both("비트를 줄여요.", "Fewer bits."),
            },
            {
                "id": "2",
                "text": both("증류", "Distillation"),
                "right": "a",
                "why": both("따라 배워요.", "It imitates."),
            },
        ],
        "right": [
            {"id": "a", "text": both("작은 학생", "A small student")},
            {"id": "b", "text": both("긴 문맥", "A long context")},
            {"id": "c", "text": both("짧은 정수", "Short integers")},
        ],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        left.1.text at left.0.text, seen, inline
        left.1.why at left.0.why, inline
        left.2.text at left.1.text, seen, inline
        left.2.why at left.1.why, inline
        right.a.text at right.0.text, seen, inline
        right.b.text at right.1.text, seen, inline
        right.c.text at right.2.text, seen, inline
    """,
    other_key=lambda question: move(question["left"], "right"),
    lists=(
        Listed(key="right", texts="right.", order="right"),
        Listed(key="left", texts="left.", mixed=False),
    ),
    partial_credit=True,
)
WHY = "같은 것을 가리켜요."


def made(pairs: str = "1c 2a 3d", names: str = "abcde", **changes: Any) -> Matching:
    left = [{"id": pair[0], "text": f"왼쪽 {pair[0]}", "right": pair[1], "why": WHY} for pair in pairs.split()]
    partners = [{"id": name, "text": f"오른쪽 {name}"} for name in names]
    found = question("matching", **{"left": left, "right": partners, **changes})
    assert isinstance(found, Matching)
    return found


def answer(pairs: str) -> dict[str, tuple[str, ...]]:
    return {f"left-{pair[0]}": (pair[1],) for pair in pairs.split()}


@pytest.mark.parametrize(
    ("pairs", "fraction"),
    [("1c 2a 3d", "1"), ("1c 2a 3e", "2/3"), ("1c 2a", "2/3"), ("1c 2c 3c", "1/3"), ("1a 2c 3b", "0"), ("", "0")],
)
def test_each_right_pair_counts_alike(pairs: str, fraction: str) -> None:
    assert made().grade(Variant(), answer(pairs)).fraction == Fraction(fraction)


def test_what_was_paired_is_judged_and_what_is_not_right_is_answered_with_its_reason() -> None:
    score = made().grade(Variant(), answer("1c 2b"))
    assert score.verdicts == {"left-1": "right", "left-2": "wrong"}
    assert score.feedback == ("left.2.why", "left.3.why")
    assert score.chosen == ("1:c", "2:b")


def test_one_partner_may_belong_to_several() -> None:
    shared = made("1c 2c", "abc")
    assert shared.grade(Variant(), answer("1c 2c")).fraction == 1
    assert [fault.code for fault in shared.checks()] == []


def test_it_asks_for_one_partner_for_each_entry_and_shuffles_the_right_side_alone() -> None:
    assert [(wanted.name, wanted.kind, wanted.options) for wanted in made().inputs()] == [
        (f"left-{number}", "one", tuple("abcde")) for number in "123"
    ]
    orders = [made().draw(Random(seed)).order for seed in range(100)]
    assert {frozenset(order) for order in orders} == {frozenset(["right"])}
    assert len({order["right"] for order in orders}) > 50
    assert made(shuffle="false").draw(Random(7)).order == {"right": tuple("abcde")}


def test_its_texts_are_seen_and_its_reasons_are_not() -> None:
    passages = [(passage.name, passage.shown) for passage in made("1c 2a", "abc").own_passages()]
    assert passages == [
        ("left.1.text", True),
        ("left.1.why", False),
        ("left.2.text", True),
        ("left.2.why", False),
        ("right.a.text", True),
        ("right.b.text", True),
        ("right.c.text", True),
    ]


@pytest.mark.parametrize(
    ("matching", "faults"),
    [
        (made(), []),
        (made("1c 1a"), [("duplicate", ("left", 1, "id"), "error", "id '1' is used twice")]),
        (made("1c 2a", "abca"), [("duplicate", ("right", 3, "id"), "error", "id 'a' is used twice")]),
        (made("1z 2a"), [("S3", ("left", 0, "right"), "error", "'z' is not an id of the right side")]),
        (made("1c 2a 3d", "acd"), [("D1", ("right",), "warning", "no partner is spare")]),
        (made("1a 2c", "abc"), [("D1", ("right",), "warning", "the right side stands in the order of the key")]),
    ],
)
def test_a_fault_is_told_where_it_stands(matching: Matching, faults: list[Any]) -> None:
    found = [(f.code, f.path, f.severity, str(f.message)) for f in matching.checks() if f.code != "O4"]
    assert found == faults


@pytest.mark.parametrize("side", ["left", "right"])
def test_two_entries_of_one_text_are_told(side: str) -> None:
    entries = [entry.model_dump() | {"text": "같은 말", "why": WHY} for entry in getattr(made(), side)]
    if side == "right":
        entries = [{"id": entry["id"], "text": entry["text"]} for entry in entries]
    faults = [(fault.code, fault.path) for fault in made(**{side: entries}).checks()]
    assert {code for code, _ in faults} == {"O4"}
    assert faults[0][1] == (side, 1, "text", "ko")


def test_a_blind_guess_hits_one_partner_in_as_many_as_there_are() -> None:
    assert (made("1c 2a", "abc").guess(), made("1b 2a", "abcde").guess()) == (Fraction(1, 3), Fraction(1, 5))


def test_its_model_answers_are_all_pairs_and_all_but_the_first() -> None:
    assert made().solution(Variant()) == answer("1c 2a 3d")
    assert made().wrong_answer(Variant()) == answer("1a 2a 3d")
    assert made("1a 2b").wrong_answer(Variant()) == answer("1b 2b")
    assert made().right_choices() == {"1:c", "2:a", "3:d"}


@pytest.mark.parametrize(("choice", "words"), [("1:b", "왼쪽 1 → 오른쪽 b"), ("9:z", "9:z → ")])
def test_a_pair_is_told_in_words_for_statistics(choice: str, words: str) -> None:
    assert str(made().choice_words(choice, "ko")) == words


def test_two_partners_that_a_draw_makes_equal_are_told_where_they_stand() -> None:
    right = definition("matching")["right"]
    right[0]["text"], right[1]["text"] = "{{n}}", "{{4 - n}}"
    found = question("matching", right=right, variables={"n": ["1", "2"]})
    assert [fault.path for fault in found.faults_of({"n": Fraction(2)})] == [
        ("right", 1, "text", "ko"),
        ("right", 1, "text", "en"),
    ]
    assert list(found.faults_of({"n": Fraction(1)})) == []
