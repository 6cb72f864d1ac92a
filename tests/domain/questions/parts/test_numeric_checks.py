"""Whether a numeric question holds over all its draws: each check has a question that it finds and one it lets pass."""

from typing import Any

import pytest

from quiz.domain.questions.numeric import Numeric
from tests.builders import both, question

TO_TWO = both("반올림하여 소수 둘째 자리까지 구하세요. {{d}}", "Give it to two decimals. {{d}}")


def faults(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    found = question("numeric", **changes)
    assert isinstance(found, Numeric)
    return [(fault.code, fault.path, f"{fault.message}; {fault.remedy}") for fault in found.all_checks()]


SOUND: list[dict[str, Any]] = [
    {},
    {"where": "r < d"},
    {"answer": "d / 3", "decimals": "2", "tolerance": {"absolute": "0.005"}, "prompt": TO_TWO, "wrong": None},
    {"answer": "d / 3", "tolerance": {"relative": "0.01"}, "wrong": None},
    {"answer": "log2(d) + comb(4, 2)", "wrong": [{"value": "log(d)", "why": "x"}]},
    {"variables": None, "sets": [{"d": "1", "r": "2", "x": "3"}, {"d": "3", "r": "5"}], "answer": "d * r + 1"},
    {"variables": None, "answer": "3 / 4", "wrong": None, "prompt": "$\\frac{3}{4}$"},
    {"prompt": both("{{d * r:2}}에서 {{r}}를 {{ d }}로", "{{d * r:2}}, {{r}} and {{ d }}")},
    {"unit": {"text": both("개", "values"), "required": "true"}},
    {"decimals": "0", "tolerance": {"absolute": "0.5"}, "answer": "d / 3", "wrong": None},
    {
        "prompt": both("소수점 아래 3번째 자리까지", "to 3 decimals"),
        "decimals": "3",
        "tolerance": {"absolute": "0.001"},
    },
]


@pytest.mark.parametrize("changes", SOUND)
def test_a_sound_question_has_no_fault(changes: dict[str, Any]) -> None:
    assert faults(**changes) == []


@pytest.mark.parametrize(
    ("changes", "code", "path", "words"),
    [
        ({"answer": "2 * d *"}, "N8", ("answer",), "the expression '2 * d *' can't be used: "),
        (
            {"answer": "__import__('os')"},
            "N8",
            ("answer",),
            "use numbers, variables, + - * / // % ** and the functions",
        ),
        ({"answer": "d.real"}, "N8", ("answer",), "can't be used"),
        (
            {"answer": "2 * q"},
            "N8",
            ("answer",),
            "'q' in '2 * q' is not a variable; use",
        ),
        (
            {"variables": None, "answer": "q", "wrong": None, "prompt": "?"},
            "N8",
            ("answer",),
            "define it in variables, or write true, false or a number",
        ),
        ({"where": "r <"}, "N8", ("where",), "the expression 'r <' can't be used"),
        (
            {"wrong": [{"value": "d ^ r", "why": "x"}]},
            "N8",
            ("wrong", 0, "value"),
            "the expression 'd ^ r' can't be used",
        ),
        ({"prompt": both("{{q}}", "x")}, "N8", ("prompt", "ko"), "'q' is not a variable"),
        ({"explanation": both("x", "{{2 *:2}}")}, "N8", ("explanation", "en"), "the expression '2 *' can't be used"),
        ({"hints": ["a", both("{{d:x}}", "b")]}, "N8", ("hints", 1, "ko"), "the expression 'd:x' can't be used"),
        (
            {"wrong": [{"value": "1", "why": both("a", "{{z}}")}]},
            "N8",
            ("wrong", 0, "why", "en"),
            "'z' is not a variable",
        ),
        (
            {"where": "d + r"},
            "N4",
            ("where",),
            "where fails: a number is not",
        ),
        ({"where": "1 / (d - 1024) > 0"}, "N4", ("where",), "where fails: a division by zero"),
        (
            {"where": "d > 2048"},
            "N4",
            ("where",),
            "only 3 of 9 draws fulfil where; choose the values so that at least half",
        ),
        (
            {"answer": "1 / (d - 2048)"},
            "N4",
            (),
            "no value for the draw d = 2048, r = 4: a division by zero: exclude these values by `where`; exclude",
        ),
        ({"answer": "d < r"}, "N4", (), "a condition has no number"),
        ({"wrong": [{"value": "sqrt(r - 8)", "why": "x"}]}, "N4", (), "no value for the draw d = 1024, r = 4"),
        ({"prompt": both("{{d / (r - 16)}}", "x")}, "N4", (), "no value for the draw d = 1024, r = 16"),
        (
            {"answer": "r / 8", "decimals": "0", "tolerance": {"absolute": "0.5"}, "wrong": None},
            "N10",
            ("answer",),
            "the answer of the draw d = 1024, r = 4 lies half-way between two roundings; exclude the draw, or ask",
        ),
        ({"prompt": TO_TWO}, "N10", ("prompt",), "the prompt and 'decimals' don't ask for the same number of decimals"),
        (
            {"prompt": TO_TWO, "decimals": "1", "tolerance": {"absolute": "0.05"}},
            "N10",
            ("prompt",),
            "state it alike in every language, and set decimals: to it",
        ),
        (
            {"prompt": both(TO_TWO["ko"], "Round it. {{d}}"), "decimals": "2", "tolerance": {"absolute": "0.01"}},
            "N10",
            ("prompt",),
            "don't ask for the same",
        ),
        ({"prompt": both("소수 첫째 자리까지", "to two decimals")}, "N10", ("prompt",), "don't ask for the same"),
        (
            {"wrong": [{"value": "2 * d * r + 1", "why": "x"}], "tolerance": {"absolute": "1"}},
            "N2",
            ("wrong", 0, "value"),
            "the slip 8193 passes for the answer in the draw d = 1024, r = 4; exclude the draw, or narrow",
        ),
        (
            {"wrong": [{"value": "1", "why": "x"}, {"value": "d * r * 2", "why": "x"}]},
            "N2",
            ("wrong", 1, "value"),
            "the slip 8192 passes for the answer",
        ),
        # 0.6 is further off than the tolerance, but rounded as the question asks it passes.
        (
            {
                "variables": None,
                "prompt": "?",
                "answer": "10.4",
                "decimals": "0",
                "tolerance": {"absolute": "0.5"},
                "wrong": [{"value": "9.8", "why": "x"}],
            },
            "N2",
            ("wrong", 0, "value"),
            "the slip 9.8 passes for the answer",
        ),
        (
            {"answer": "d / 3", "wrong": None},
            "N1",
            ("tolerance",),
            "the answer 341.333 as it is shown is not accepted; widen",
        ),
        (
            {"answer": "1 / 3", "decimals": "2", "tolerance": {"significant": "3"}, "wrong": None},
            "N1",
            ("tolerance",),
            "the answer 0.33 as it is shown is not accepted; widen the tolerance, or set decimals",
        ),
        (
            {"unit": {"text": "1/GB", "required": "true"}},
            "N1",
            ("tolerance",),
            "as it is shown is not accepted",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_remedy(
    changes: dict[str, Any], code: str, path: tuple[str | int, ...], words: str
) -> None:
    found = faults(**changes)
    assert [(fault[0], fault[1]) for fault in found] == [(code, path)]
    assert words in found[0][2]


def test_a_tolerance_narrower_than_the_rounding_is_told() -> None:
    found = faults(answer="d * r", wrong=None, decimals="2", tolerance={"absolute": "0.004"})
    assert found == [
        (
            "N1",
            ("tolerance", "absolute"),
            "the tolerance is narrower than the rounding that is asked for; use at least 0.005",
        )
    ]


def test_variables_and_sets_together_are_told_and_not_tried() -> None:
    assert faults(sets=[{"d": "1", "r": "1"}], answer="1 / (d - 1)") == [
        ("sets", ("sets",), "both variables and sets; keep one of the two")
    ]


def test_draws_are_not_tried_where_an_expression_cannot_be_read() -> None:
    assert [fault[0] for fault in faults(answer="1 / 0", where="q < 1", hints=["{{q}}"])] == ["N8", "N8", "N8"]


def test_one_fault_over_the_draws_is_enough() -> None:
    assert [fault[0] for fault in faults(answer="0 / 0")] == ["N4"]


def test_a_name_must_stand_in_every_set() -> None:
    (fault,) = faults(
        variables=None, sets=[{"d": "1", "r": "2"}, {"d": "3"}], answer="d + 1", wrong=None, prompt="{{r}}"
    )[:1]
    assert fault[0] == "N8"
    assert "'r' is not a variable" in fault[2]
    assert fault[2].endswith(": d")


@pytest.mark.parametrize(("absolute", "narrow"), [("0.0045", True), ("0.005", False)])
def test_a_tolerance_is_at_least_half_of_the_last_place(absolute: str, narrow: bool) -> None:
    def count(allowed: str) -> int:
        return len(list(question("numeric", decimals="2", tolerance={"absolute": allowed}).all_checks()))

    assert (count(absolute) > count("0.01")) is narrow
