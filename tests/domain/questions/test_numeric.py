"""A number to work out: drawn values, units, tolerances, and what is said to an answer that can't be read."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Score, Variant
from quiz.domain.questions.numeric import Numeric
from quiz.domain.questions.parts.variables import MAX_DRAWS, every_draw, one_draw, possible
from tests.builders import both, question
from tests.samples import Sample, other_number

FORMULAS = [
    "d * r",
    "d + r",
    "d - r",
    "d / r",
    "round(d / 3, 1)",
    "sqrt(d) + r",
    "-d",
    "min(d, r) ** 2",
    "d % 7",
    "2 ** (r % 5)",
]


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    values = st.lists(st.integers(1, 60).map(str), min_size=1, max_size=3, unique=True)
    tolerance = draw(
        st.sampled_from([{"absolute": "0"}, {"absolute": "0.5"}, {"relative": "0.01"}, {"significant": "3"}])
    )
    return question(
        "numeric",
        variables={"d": draw(values), "r": draw(values)},
        answer=draw(st.sampled_from(FORMULAS)),
        tolerance=tolerance,
        decimals=draw(st.none() | st.integers(0, 3).map(str)),
        wrong=[{"value": value, "why": "x"} for value in draw(st.lists(st.sampled_from(FORMULAS), max_size=2))],
        unit=draw(
            st.none()
            | st.sampled_from(
                [
                    {"text": both("개", "values"), "required": "true"},
                    {"text": "GB", "accept": "gigabytes"},
                    {"text": "%", "accept": ["퍼센트", "percent"]},
                ]
            )
        ),
    )


SAMPLE = Sample(
    definition={
        "prompt": both(
            "크기 {{d}}, 랭크 {{r}}이면 값은 몇 개인가요?", "How many values are there for {{d}} and rank {{r}}?"
        ),
        "variables": {"d": ["1024", "2048", "4096"], "r": ["4", "8", "16"]},
        "answer": "2 * d * r",
        "tolerance": {"absolute": "0"},
        "unit": {"text": both("개", "values"), "accept": ["개", "values"]},
        "wrong": [{"value": "d * r", "why": both("행렬은 둘이에요.", "There is more than one matrix.")}],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        unit at unit.text, seen, inline
        wrong.0.why at wrong.0.why, inline
    """,
    other_key=other_number,
)
VALUES = {"d": Fraction(1024), "r": Fraction(8)}
PERCENT = {"text": both("퍼센트", "percent"), "accept": ["프로"]}


def made(**changes: Any) -> Numeric:
    found = question("numeric", **changes)
    assert isinstance(found, Numeric)
    return found


def graded(typed: str, **changes: Any) -> Score:
    return made(**changes).grade(Variant(values=VALUES), {"number": (typed,)})


@pytest.mark.parametrize(
    "typed",
    [
        "16384",
        "16,384",
        "16 384",
        "1만 6384",
        "１６３８４",
        "1.6384e4",
        "16384.0",
        "16,384개",
        "16384 values",
        " 16384 ",
    ],
)
def test_the_answer_is_right_however_it_is_written(typed: str) -> None:
    score = graded(typed)
    assert score == Score(fraction=Fraction(1), verdicts={"number": "right"}, chosen=("key",), understood="16,384")


@pytest.mark.parametrize(
    ("typed", "feedback", "chosen", "understood"),
    [
        ("8192", ("wrong.0.why",), ("wrong.0",), "8192"),
        ("8,192개", ("wrong.0.why",), ("wrong.0",), "8192"),
        ("16383", (), ("other",), "16,383"),
        ("-16384", (), ("other",), "-16,384"),
        ("16384 GB", (), ("other",), ""),
        ("many", (), ("other",), ""),
        ("1,5", (), ("other",), ""),
        ("", (), (), ""),
        ("   ", (), (), ""),
    ],
)
def test_a_wrong_number_earns_nothing_and_a_known_slip_is_answered(
    typed: str, feedback: tuple[str, ...], chosen: tuple[str, ...], understood: str
) -> None:
    assert graded(typed) == Score(
        fraction=Fraction(0), verdicts={"number": "wrong"}, feedback=feedback, chosen=chosen, understood=understood
    )


def test_the_first_of_several_slips_that_fit_is_the_one_that_is_answered() -> None:
    slips = [{"value": value, "why": "x"} for value in ("7", "d * r", "r * d")]
    assert graded("8192", wrong=slips).chosen == ("wrong.1",)


@pytest.mark.parametrize(
    ("tolerance", "right", "wrong"),
    [
        ({"absolute": "0.5"}, ["16384.5", "16383.5"], ["16384.6", "16383.4"]),
        ({"relative": "0.01"}, ["16547.84", "16220.16"], ["16547.85", "16220.15"]),
        ({"significant": "3"}, ["16400", "16350"], ["16300", "16500"]),
    ],
)
def test_the_tolerance_says_what_counts(tolerance: dict[str, str], right: list[str], wrong: list[str]) -> None:
    assert {graded(typed, tolerance=tolerance).fraction for typed in right} == {1}
    assert {graded(typed, tolerance=tolerance).fraction for typed in wrong} == {0}


@pytest.mark.parametrize(
    ("unit", "answer", "typed", "fraction"),
    [
        (None, "0.25", "25%", 1),
        (None, "25", "25%", 0),
        (None, "25", "25 개", 0),
        (PERCENT, "25", "25%", 1),
        (PERCENT, "25", "25 퍼센트", 1),
        (PERCENT, "25", "25 per cent", 1),
        (PERCENT, "25", "25 프로", 1),
        (PERCENT, "25", "25", 1),
        (PERCENT, "0.25", "25%", 0),
        ({"text": "%", "accept": []}, "25", "25percent", 1),
        ({"text": both("개", "values")}, "0.25", "25%", 1),
        ({"text": "GB", "accept": "기가바이트"}, "3", "3 gb", 1),
        ({"text": "GB", "accept": "기가바이트"}, "3", "3 기가 바이트", 1),
        ({"text": "GB"}, "3", "3 GiB", 0),
        ({"text": "GB", "required": "true"}, "3", "3 GB", 1),
        ({"text": "GB", "required": "true"}, "3", "3", 0),
    ],
)
def test_units_and_per_cent(unit: Any, answer: str, typed: str, fraction: int) -> None:
    assert graded(typed, unit=unit, answer=answer, wrong=None).fraction == fraction


@pytest.mark.parametrize(
    ("typed", "unit", "words"),
    [
        ("12", None, ""),
        ("", None, ""),
        ("  ", None, ""),
        ("25%", None, ""),
        ("12 GB", None, "Write the number alone, without GB."),
        ("12", {"text": "GB", "required": "true"}, "Write the unit after the number."),
        ("12 GB", {"text": "GB", "required": "true"}, ""),
        ("25%", {"text": "GB", "required": "true"}, ""),
        ("12 MB", {"text": "GB", "required": "true"}, "The unit MB is not the one asked for."),
        ("1,5", None, "1,5 can be read in two ways: 1.5 or 15. Write it with a point for decimals."),
        ("-0,125", None, "-0,125 can be read in two ways: -0.125 or -125. Write it with"),
        ("1e999", None, "1e999 is too long or too large to read. Write it shorter, for example 1.5e9."),
        ("9" * 99, None, "9" * 40 + " is too long or too large to read."),
        ("12,34,567", None, "12,34,567 can't be read as a number. Write for example 65,536 or 0.25 or 1.6e-4."),
        ("forty", None, "forty can't be read as a number."),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_remedy(typed: str, unit: Any, words: str) -> None:
    notice = made(unit=unit).notice(Variant(values=VALUES), {"number": (typed,)})
    assert str(notice or "").startswith(words)
    assert bool(notice) == bool(words)


def test_values_are_drawn_from_the_lists_so_that_where_holds() -> None:
    narrowed = made(where="r < 16 and d != 2048")
    drawn = [one_draw(narrowed, Random(seed)) for seed in range(200)]
    assert {(values["d"], values["r"]) for values in drawn} == {(d, r) for d in (1024, 4096) for r in (4, 8)}


def test_values_are_drawn_from_whole_sets() -> None:
    sets = [{"d": "1", "r": "2"}, {"d": "3", "r": "4"}]
    in_sets = made(variables=None, sets=sets)
    assert {tuple(one_draw(in_sets, Random(seed)).values()) for seed in range(50)} == {(1, 2), (3, 4)}
    assert every_draw(in_sets) == [{"d": 1, "r": 2}, {"d": 3, "r": 4}]
    assert (possible(in_sets), in_sets.has_values()) == (2, True)


def test_without_variables_there_is_one_draw_and_nothing_to_put_in() -> None:
    fixed = made(variables=None, answer="2 * 3")
    assert (every_draw(fixed), possible(fixed), fixed.has_values()) == ([{}], 1, False)
    assert fixed.draw(Random(1)) == Variant()
    assert fixed.key({}) == 6


def test_a_rare_combination_is_found_all_the_same_and_an_impossible_one_draws_nothing() -> None:
    many = {"d": [str(value) for value in range(1000)], "r": ["1"]}
    rng = Random(3)
    assert one_draw(made(variables=many, where="d == 999"), rng) == {"d": 999, "r": 1}
    rare = {"d": [str(value) for value in range(100)], "r": [str(value) for value in range(10)]}
    rarest = made(variables=rare, where="d == 99 and r == 9")
    assert [one_draw(rarest, Random(seed))["d"] for seed in range(9)] == [99] * 9
    assert one_draw(made(where="d < r"), rng) == {}


def test_up_to_a_thousand_combinations_are_all_tried_and_more_are_sampled() -> None:
    every = made(variables={"d": [str(n) for n in range(100)], "r": [str(n) for n in range(10)]})
    assert len({tuple(draw.values()) for draw in every_draw(every)}) == MAX_DRAWS == possible(every)
    sampled = made(variables={"d": [str(n) for n in range(100)], "r": [str(n) for n in range(11)]})
    draws = every_draw(sampled)
    assert (len(draws), possible(sampled)) == (MAX_DRAWS, 1_100)
    assert draws == every_draw(sampled)
    assert {draw["d"] for draw in draws} == set(range(100))
    assert {draw["r"] for draw in draws} == set(range(11))
    in_sets = made(variables=None, sets=[{"d": str(n), "r": "1"} for n in range(2_000)])
    assert len(every_draw(in_sets)) == MAX_DRAWS


@pytest.mark.parametrize(
    ("changes", "solution", "wrong"),
    [
        ({}, "16,384", "8192"),
        ({"answer": "d / 7", "decimals": "2"}, "146.29", "8192.00"),
        ({"wrong": None}, "16,384", "49,153"),
        ({"wrong": None, "tolerance": {"absolute": "1000"}}, "16,384", "51,153"),
        ({"wrong": None, "answer": "-7 / 2", "tolerance": {"relative": "0.9"}}, "-3.5", "4.5"),
        ({"wrong": None, "answer": "0"}, "0", "1"),
        ({"unit": {"text": both("개", "values"), "required": "true"}}, "16,384 개", "8192 개"),
        ({"unit": {"text": "GB", "accept": ["기가"], "required": "true"}}, "16,384 GB", "8192 GB"),
        ({"unit": {"text": "$m^2$", "accept": ["sqm"], "required": "true"}}, "16,384 sqm", "8192 sqm"),
        ({"unit": {"text": "/s", "accept": ["per s"], "required": "true"}}, "16,384 per s", "8192 per s"),
    ],
)
def test_its_model_answers_are_written_as_the_question_asks(changes: dict[str, Any], solution: str, wrong: str) -> None:
    variant = Variant(values=VALUES)
    found = made(**changes)
    assert found.solution(variant) == {"number": (solution,)}
    assert found.wrong_answer(variant) == {"number": (wrong,)}
    assert found.grade(variant, found.wrong_answer(variant)).fraction == 0


def test_its_solution_is_written_in_the_readers_language() -> None:
    found = made(unit={"text": both("바이트", "bytes"), "accept": ["byte"], "required": "true"})
    variant = Variant(values=VALUES)
    assert [found.solution_in(variant, language)["number"] for language in ("ko", "en")] == [
        ("16,384 바이트",),
        ("16,384 bytes",),
    ]
    assert made().solution_in(variant, "en") == {"number": ("16,384",)}


def test_its_texts_and_choices_have_names() -> None:
    assert [(passage.name, passage.shown) for passage in made().own_passages()] == [
        ("unit", True),
        ("wrong.0.why", False),
    ]
    assert [passage.name for passage in made(unit=None, wrong=None).own_passages()] == []
    assert made().right_choices() == {"key"}
    assert [str(made().choice_words(choice, "ko")) for choice in ("wrong.0", "other")] == ["d * r", "another answer"]
    assert made().inputs()[0].kind == "number"


def test_forty_letters_of_a_unit_are_quoted() -> None:
    notice = question("numeric", variables={"d": ["2"], "r": ["3"]}).notice(
        Variant(values={"d": Fraction(2), "r": Fraction(3)}), {"number": ("12 " + "x" * 41,)}
    )
    assert str(notice) == f"The unit {'x' * 40} is not the one asked for. Write the number alone."
