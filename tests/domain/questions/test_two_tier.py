"""A statement to judge, with the reason that settles it."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.two_tier import TwoTier
from tests.builders import NAMES, both, definition, listed, option, question
from tests.samples import Definition, Listed, Sample, move, other_truth


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    size = draw(st.integers(2, 5))
    key = draw(st.integers(0, size - 1))
    reasons = [
        option(NAMES[place], f"까닭 {NAMES[place]}", f"reason {NAMES[place]}", correct=str(place == key).lower())
        for place in range(size)
    ]
    return question("two_tier", answer=draw(st.sampled_from(["true", "false"])), reasons=reasons)


def other_key(question: Definition) -> None:
    other_truth(question)
    move(question["reasons"], "correct")


SAMPLE = Sample(
    definition={
        "prompt": both(
            "변화량을 원래 가중치에 더하면 배포할 모델은 처음과 같은 크기예요.",
            "With the change merged into the weights, the model to deploy is as large as before.",
        ),
        "answer": "true",
        "why": {
            "true": both("크기는 그대로예요.", "The size stays."),
            "false": both("줄어드는 것은 학습되는 값이에요.", "What shrinks is what is trained."),
        },
        "reasons": [
            listed(
                "a",
                "더한 행렬은 원래 행렬과 크기가 같아요.",
                "The sum has the shape of the original.",
                correct="true",
                why=both("개수를 정하는 것은 행렬의 크기예요.", "The shape settles the count."),
            ),
            listed(
                "b",
                "학습되는 값은 훨씬 적어요.",
                "Far fewer values are trained.",
                why=both("학습할 때의 이야기예요.", "It speaks of training."),
            ),
            listed(
                "c",
                "추론의 지연은 늘지 않아요.",
                "Inference has no added latency.",
                why=both("속도를 말할 뿐이에요.", "It speaks of speed."),
            ),
        ],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        reasons.a.text at reasons.0.text, seen, inline
        reasons.a.why at reasons.0.why, inline
        reasons.b.text at reasons.1.text, seen, inline
        reasons.b.why at reasons.1.why, inline
        reasons.c.text at reasons.2.text, seen, inline
        reasons.c.why at reasons.2.why, inline
        choice.true.why at why.true, inline
        choice.false.why at why.false, inline
    """,
    other_key=other_key,
    lists=(Listed(key="reasons", texts="reasons.", order="reason"),),
    partial_credit=True,
)


def made(**changes: Any) -> TwoTier:
    found = question("two_tier", **changes)
    assert isinstance(found, TwoTier)
    return found


def reasons(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**one, **change} for one, change in zip(definition("two_tier")["reasons"], changes, strict=True)]


CONDITION: dict[str, Any] = {
    "variables": {"d": ["3", "5"]},
    "answer": "d > 4",
    "reasons": reasons({"correct": "d > 4"}, {"correct": "d < 4"}, {}),
}


def answer(truth: str = "", reason: str = "") -> dict[str, tuple[str, ...]]:
    return {name: (value,) for name, value in (("choice", truth), ("reason", reason)) if value}


@pytest.mark.parametrize(
    ("key", "truth", "reason", "fraction", "words"),
    [
        ("true", "true", "a", "1", {"choice": "right", "reason": "right"}),
        ("true", "true", "b", "1/2", {"choice": "right", "reason": "wrong"}),
        ("true", "true", "", "1/2", {"choice": "right"}),
        ("true", "false", "a", "0", {"choice": "wrong", "reason": "right"}),
        ("true", "false", "b", "0", {"choice": "wrong", "reason": "wrong"}),
        ("true", "", "a", "0", {"reason": "right"}),
        ("true", "", "", "0", {}),
        ("false", "false", "a", "1", {"choice": "right", "reason": "right"}),
        ("false", "true", "a", "0", {"choice": "wrong", "reason": "right"}),
    ],
)
def test_both_earn_all_and_the_truth_alone_earns_half(
    key: str, truth: str, reason: str, fraction: str, words: dict[str, str]
) -> None:
    score = made(answer=key).grade(Variant(), answer(truth, reason))
    assert score.fraction == Fraction(fraction)
    assert score.verdicts == words
    assert score.chosen == tuple(value for value in (truth, reason) if value)


def test_what_was_picked_is_answered_with_its_own_reasons() -> None:
    assert made().grade(Variant(), answer("false", "c")).feedback == ("choice.false.why", "reasons.c.why")
    assert made().grade(Variant(), answer(reason="b")).feedback == ("reasons.b.why",)
    assert made().grade(Variant(), {}).feedback == ()


# Of three reasons: 1/2 · (1/3 · 1 + 2/3 · 1/2) = 1/3; of two 3/8, of five 3/10.
@pytest.mark.parametrize(("count", "share"), [(2, "3/8"), (3, "1/3"), (5, "3/10")])
def test_a_blind_guess_earns_little(count: int, share: str) -> None:
    every = reasons({}, {}, {})
    every += [{**every[1], "id": name, "text": f"까닭 {name}"} for name in "de"]
    guessed = made(reasons=every[:count])
    assert guessed.guess() == Fraction(share)
    paths = [answer(truth, name) for truth in ("true", "false") for name in "abcde"[:count]]
    total = sum((guessed.grade(Variant(), path).fraction for path in paths), Fraction(0))
    assert total / len(paths) == Fraction(share)


def test_it_asks_for_the_truth_and_for_one_reason_and_shuffles_the_reasons() -> None:
    assert [(wanted.name, wanted.kind, wanted.options) for wanted in made().inputs()] == [
        ("choice", "one", ("true", "false")),
        ("reason", "one", ("a", "b", "c")),
    ]
    orders = [made().draw(Random(seed)).order for seed in range(100)]
    assert {tuple(order) for order in orders} == {("reason",)}
    assert len({order["reason"] for order in orders}) == 6
    assert made(shuffle="false").draw(Random(3)).order == {"reason": ("a", "b", "c")}


def test_its_texts_are_seen_and_its_reasons_why_are_not() -> None:
    assert [(passage.name, passage.path, passage.shown) for passage in made().own_passages()] == [
        *(
            (f"reasons.{name}.{part}", ("reasons", place, part), part == "text")
            for place, name in enumerate("abc")
            for part in ("text", "why")
        ),
        ("choice.true.why", ("why", "true"), False),
        ("choice.false.why", ("why", "false"), False),
    ]


def test_a_sound_one_has_no_fault_and_states_its_key() -> None:
    assert list(made().all_checks()) == []
    assert [text["en"] for text in made().key_texts()] == ["The sum has the shape of the original."]
    assert made().right_choices() == {"true", "a"}
    assert made(answer="false").right_choices() == {"false", "a"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (({}, {"correct": "true"}, {}), ("S3", ("reasons",), "2 reasons are marked correct")),
        (({"correct": "false"}, {}, {}), ("S3", ("reasons",), "0 reasons are marked correct")),
        (({}, {"id": "a"}, {}), ("duplicate", ("reasons", 1, "id"), "id 'a' is used twice")),
        (
            ({}, {"id": "true"}, {}),
            ("duplicate", ("reasons", 1, "id"), "the id 'true' stands for the truth of the statement"),
        ),
        (
            ({}, {"why": both("속도 이야기예요.", "This is false.")}, {}),
            ("D7", ("reasons", 1, "why", "en"), "the reason is called false: 'This is false.'"),
        ),
        (
            ({}, {}, {"why": "틀린 말이에요."}),
            ("D7", ("reasons", 2, "why"), "the reason is called false: '틀린 말이에요.'"),
        ),
    ],
)
def test_a_fault_is_told_where_it_stands(changes: Any, fault: tuple[Any, ...]) -> None:
    found = [(one.code, one.path, str(one.message)) for one in made(reasons=reasons(*changes)).all_checks()]
    assert fault in found
    assert {code for code, *_ in found} == {fault[0]}


def test_of_the_reason_that_settles_it_nothing_is_called_false() -> None:
    sound = reasons({"why": both("그 반대가 틀린 말이에요.", "The contrary is false.")}, {}, {})
    assert list(made(reasons=sound).checks()) == []


@pytest.mark.parametrize(("d", "truth", "reason", "other"), [(5, "true", "a", "b"), (3, "false", "b", "a")])
def test_truth_and_reason_may_hang_on_the_draw(d: int, truth: str, reason: str, other: str) -> None:
    hanging, variant = made(**CONDITION), Variant(values={"d": Fraction(d)})
    assert list(hanging.all_checks()) == []
    assert hanging.solution(variant) == answer(truth, reason)
    assert hanging.wrong_answer(variant) == answer(truth, other)
    assert hanging.grade(variant, hanging.solution(variant)).chosen == (truth, reason)
    wrong = hanging.grade(variant, answer("false" if truth == "true" else "true", "c"))
    assert wrong.chosen == ("false!" if truth == "true" else "true!", "c!")
    assert hanging.right_choices() == {"true", "false", "a", "b"}
    assert [path for path, _ in hanging.expressions()] == [
        ("answer",),
        ("reasons", 0, "correct"),
        ("reasons", 1, "correct"),
    ]


def test_a_draw_without_one_reason_and_one_with_equal_reasons_are_told() -> None:
    none = made(**{**CONDITION, "reasons": reasons({"correct": "d > 4"}, {}, {})})
    (fault,) = none.all_checks()
    assert str(fault.message) == "0 reasons are marked correct in the draw d = 3"
    same = made(**{**CONDITION, "reasons": reasons({"text": "{{d}}"}, {"text": "{{8 - d}}"}, {"text": "{{3 + 0}}"})})
    assert [(fault.code, fault.path) for fault in same.all_checks()] == [("O4", ("reasons", 2, "text", "ko"))]


@pytest.mark.parametrize(
    ("choice", "words"),
    [("true", "True"), ("false!", "False"), ("b", "Far fewer values are trained."), ("z", "z")],
)
def test_its_choices_have_words(choice: str, words: str) -> None:
    assert str(made().choice_words(choice, "en")) == words


def test_without_words_on_the_truth_only_its_reasons_are_shown() -> None:
    assert {passage.path[0] for passage in made(why=None).own_passages()} == {"reasons"}


def test_its_model_answers_are_both_and_the_truth_with_another_reason() -> None:
    assert made().solution(Variant()) == answer("true", "a")
    assert made().wrong_answer(Variant()) == answer("true", "b")
    assert made().partial_credit
