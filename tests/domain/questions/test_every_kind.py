"""What holds for every question, of whatever kind: those of the series' banks and those that hypothesis makes up."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.series import read_series
from quiz.domain.questions import KINDS, Question
from quiz.domain.questions.base import Answer, AnswerError, Variant, is_answered, is_complete
from quiz.domain.questions.parts.variables import every_draw, holds
from quiz.platform.paths import QUESTIONS
from tests import builders, generated
from tests.findings import assert_can_be_said

BANKS = sorted(QUESTIONS.glob("20*.yaml"))
SERIES = read_series((QUESTIONS / "series.yaml").read_bytes())


def of_bank(path: Path) -> list[Question]:
    return list(read_bank(path.read_bytes(), path.name, SERIES, lambda name: 1).questions)


def variants(question: Question) -> Iterator[Variant]:
    """Every drawing of a question's values; of one without any, three orders."""
    if question.has_values():
        draws = (values for values in every_draw(question) if not question.where or holds(question.where, values))
        yield from (Variant(values=values, order=question.order(Random(0))) for values in draws)
    else:
        yield from (question.draw(Random(seed)) for seed in range(3))


def as_form(answer: Answer) -> dict[str, list[str]]:
    return {name: list(values) for name, values in answer.items()}


def assert_sound(question: Question, variant: Variant) -> None:
    solution, wrong = question.solution(variant), question.wrong_answer(variant)
    right = question.grade(variant, solution)
    assert right.fraction == 1
    for language in question.prompt:
        assert question.grade(variant, question.solution_in(variant, language)).fraction == 1
    assert set(right.chosen) <= question.right_choices()
    assert set(right.verdicts.values()) == {"right"}
    assert question.notice(variant, solution) is None
    assert is_complete(question, solution)
    assert question.grade(variant, wrong).fraction < 1
    assert is_answered(wrong)
    assert question.parse(as_form(solution)) == solution
    assert question.parse(as_form(wrong)) == wrong
    for wanted in question.inputs():
        own = [question.words_for_option(wanted.name, option) for option in wanted.options]
        for words in filter(None, (question.words_for_input(wanted.name), *own)):
            assert_can_be_said(words, "ko")


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_every_question_of_the_banks_knows_its_answer_and_a_wrong_one(path: Path) -> None:
    for question in of_bank(path):
        for variant in variants(question):
            assert_sound(question, variant)


def test_the_banks_hold_every_kind() -> None:
    assert {question.kind for path in BANKS for question in of_bank(path)} == set(KINDS) == set(generated.KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_for_the_gallery_that_is_partly_right_earns_a_part(kind: str) -> None:
    question = builders.question(kind)
    variant = question.draw(Random(0))
    answer = question.partly_right(variant)
    assert answer is None or 0 < question.grade(variant, answer).fraction < 1


@pytest.mark.parametrize("kind", generated.KINDS)
def test_every_question_made_up_knows_its_answer_and_a_wrong_one(kind: str) -> None:
    @given(generated.sound(generated.KINDS[kind]), st.integers(0, 99))
    def check(question: Question, seed: int) -> None:
        assert question.kind == question.kind_name == kind
        assert_sound(question, question.draw(Random(seed)))

    check()


@given(st.data(), generated.questions, st.integers(0, 99))
def test_any_answer_of_a_form_is_graded_alike_every_time_and_in_every_order(
    data: st.DataObject, question: Question, seed: int
) -> None:
    answer = question.parse(data.draw(generated.forms(question)))
    variant = question.draw(Random(seed))
    other_order = Variant(values=variant.values, order=question.draw(Random(seed + 1)).order)
    score = question.grade(variant, answer)
    assert isinstance(score.fraction, Fraction)
    assert 0 <= score.fraction <= 1
    assert question.grade(variant, answer) == score
    assert question.grade(other_order, answer) == score
    assert set(score.feedback) <= {passage.name for passage in question.passages()}
    assert (score.fraction == 1) <= (set(score.chosen) <= question.right_choices())
    assert all(str(question.choice_words(choice, "ko")) for choice in score.chosen)
    if not is_answered(answer):
        assert (score.fraction, score.chosen, score.understood) == (0, (), "")


@given(st.data(), generated.questions)
def test_a_malformed_answer_is_an_error_of_its_own(data: st.DataObject, question: Question) -> None:
    raw = data.draw(generated.malformed(question))
    with pytest.raises(AnswerError) as caught:
        question.parse(raw)
    assert caught.value.code in ("malformed", "too_long", "marks")
    assert len(caught.value.value) <= 80


def assert_refuses_what_it_calls_malformed(question: Question) -> None:
    for raw in generated.misuses(question):
        with pytest.raises(AnswerError) as caught:
            question.parse(raw)
        assert caught.value.code in ("malformed", "too_long", "marks")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_refuses_each_answer_that_it_calls_malformed(kind: str) -> None:
    question = builders.question(kind)
    misused = list(generated.misuses(question))
    assert {name for raw in misused for name in raw} == {wanted.name for wanted in question.inputs()}
    assert all(len([raw for raw in misused if wanted.name in raw]) > 1 for wanted in question.inputs())
    assert_refuses_what_it_calls_malformed(question)


@given(generated.questions)
def test_every_question_made_up_refuses_each_answer_that_it_calls_malformed(question: Question) -> None:
    assert_refuses_what_it_calls_malformed(question)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_blind_guess_earns_less_than_the_answer(kind: str) -> None:
    assert 0 <= builders.question(kind).guess() < 1


@given(generated.questions, st.integers(0, 99))
def test_an_answer_left_alone_scores_nothing_whether_missing_or_empty(question: Question, seed: int) -> None:
    variant = question.draw(Random(seed))
    for answer in ({}, {wanted.name: () for wanted in question.inputs()}):
        score = question.grade(variant, answer)
        assert (score.fraction, score.chosen) == (0, ())
        assert question.notice(variant, answer) is None
        assert not is_complete(question, answer)


@given(generated.questions, st.integers(0, 99))
def test_a_variant_depends_on_its_seed_alone_and_shows_each_option_once(question: Question, seed: int) -> None:
    variant = question.draw(Random(seed))
    assert question.draw(Random(seed)) == variant
    # An order is one of an input's options, or of the inputs themselves.
    offered = {frozenset(wanted.options) for wanted in question.inputs() if wanted.options}
    offered.add(frozenset(wanted.name for wanted in question.inputs()))
    for shown in variant.order.values():
        assert len(shown) == len(set(shown))
        assert frozenset(shown) in offered


@given(generated.questions)
def test_every_text_of_a_question_has_a_name_of_its_own_and_the_key_stays_hidden(question: Question) -> None:
    names = [passage.name for passage in question.passages()]
    assert len(names) == len(set(names))
    shown = {passage.name for passage in question.passages() if passage.shown}
    assert {"prompt"} <= shown
    assert not {name for name in shown if name.endswith((".why", ".feedback")) or name == "explanation"}


@given(st.data(), generated.sound(generated.KINDS["multiple_choice"]))
def test_one_right_pick_more_never_lowers_the_score(data: st.DataObject, question: Any) -> None:
    picked = set(question.parse(data.draw(generated.forms(question))).get("choice", ()))
    for right in set(question.solution(Variant())["choice"]) - picked:
        better = tuple(option.id for option in question.options if option.id in picked | {right})
        worse = tuple(option.id for option in question.options if option.id in picked)
        assert _fraction(question, {"choice": better}) >= _fraction(question, {"choice": worse})


@given(st.data(), generated.sound(generated.KINDS["matching"]))
def test_one_right_pair_more_never_lowers_the_score(data: st.DataObject, question: Any) -> None:
    answer = question.parse(data.draw(generated.forms(question)))
    for name, partner in question.solution(Variant()).items():
        better = {**answer, name: partner}
        gain = 0 if answer.get(name) == partner else Fraction(1, len(question.left))
        assert _fraction(question, better) == _fraction(question, answer) + gain


def _fraction(question: Question, answer: Answer) -> Fraction:
    return question.grade(Variant(), answer).fraction
