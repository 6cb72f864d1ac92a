"""A statement to judge true or false."""

from fractions import Fraction

import pytest
from hypothesis import strategies as st

from quiz.domain.questions.base import Variant
from tests.builders import both, question
from tests.samples import Sample, other_truth

SAMPLE = Sample(
    definition={
        "answer": "true",
        "why": {
            "true": both("맞아요. 얇은 행렬만 배워요.", "Right: only thin matrices are trained."),
            "false": both("바탕 모델은 고정돼 있어요.", "The base model stays frozen."),
        },
    },
    made_up=st.sampled_from(["true", "false"]).map(lambda answer: question("true_false", answer=answer)),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        options.true.why at why.true, inline
        options.false.why at why.false, inline
    """,
    other_key=other_truth,
)


@pytest.mark.parametrize(
    ("answer", "picked", "fraction", "word"),
    [
        ("true", "true", 1, "right"),
        ("true", "false", 0, "wrong"),
        ("false", "false", 1, "right"),
        ("false", "true", 0, "wrong"),
    ],
)
def test_the_judgement_earns_all_or_nothing_with_its_own_reason(
    answer: str, picked: str, fraction: int, word: str
) -> None:
    score = question("true_false", answer=answer).grade(Variant(), {"choice": (picked,)})
    assert score.fraction == fraction
    assert score.verdicts == {picked: word}
    assert score.feedback == (f"options.{picked}.why",)
    assert score.chosen == (picked,)


def test_nothing_said_earns_nothing() -> None:
    score = question("true_false").grade(Variant(), {})
    assert (score.fraction, score.verdicts, score.feedback, score.chosen) == (0, {}, (), ())


@pytest.mark.parametrize(("answer", "other"), [("true", "false"), ("false", "true")])
def test_its_model_answers_are_the_two_words(answer: str, other: str) -> None:
    made = question("true_false", answer=answer)
    assert made.solution(Variant()) == {"choice": (answer,)}
    assert made.wrong_answer(Variant()) == {"choice": (other,)}
    assert made.right_choices() == {answer}
    assert made.inputs()[0].options == ("true", "false")


def test_the_two_choices_have_words() -> None:
    assert [str(question("true_false").choice_words(choice, "en")) for choice in ("true", "false")] == ["True", "False"]


def test_the_reasons_are_seen_after_scoring_only() -> None:
    passages = {passage.name: passage for passage in question("true_false").own_passages()}
    assert passages["options.true.why"].text["en"].startswith("Right")
    assert not any(passage.shown for passage in passages.values())


def test_a_blind_guess_is_right_half_of_the_time() -> None:
    assert question("true_false").guess() == Fraction(1, 2)


def test_what_is_asked_is_one_of_two_words() -> None:
    (wanted,) = question("true_false").inputs()
    assert (wanted.name, wanted.kind, wanted.options) == ("choice", "one", ("true", "false"))


@pytest.mark.parametrize(("n", "right", "wrong"), [(1, "false", "true"), (2, "true", "false")])
def test_a_condition_decides_in_each_draw(n: int, right: str, wrong: str) -> None:
    made, variant = (
        question("true_false", answer="n > 1", variables={"n": ["1", "2"]}),
        Variant(values={"n": Fraction(n)}),
    )
    assert made.solution(variant) == {"choice": (right,)}
    assert made.wrong_answer(variant) == {"choice": (wrong,)}
