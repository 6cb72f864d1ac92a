"""Variables in every kind: conditions as keys, and what is told of a draw that goes wrong."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from quiz.domain.questions import KINDS, Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.parts.variables import Condition, every_draw, holds, one_draw, possible, shown
from quiz.domain.rendering import fill
from tests.builders import bank_text, both, definition, option, place, problems_of, question

N = {"n": ["3", "4", "5"]}


def set_of(kind: str, n: str, *, place: int = 0) -> dict[str, str]:
    """A set of values with ``n`` beside the variables that the kind's sample asks for."""
    return {**{name: values[place] for name, values in definition(kind).get("variables", {}).items()}, "n": n}


LONG = both(
    "여기에서는 값이 {{n}}일 때를 가정하고 풀이를 적어 두었어요.", "All of this is worked out for a value of {{n}}."
)
SMALL, LARGE = option("a", "작아요", "Small"), option("b", "커요", "Large")


def faults(made: Question) -> list[tuple[str, tuple[str | int, ...], str]]:
    found = [fault for fault in made.all_checks() if fault.severity == "error"]
    return [(fault.code, fault.path, f"{fault.message}; {fault.remedy}") for fault in found]


def of(number: int) -> Variant:
    return Variant(values={"n": Fraction(number)})


def by_size(small: str, large: str, **more: Any) -> list[dict[str, Any]]:
    """Two entries, each right under its condition."""
    return [{**SMALL, "correct": small, **more}, {**LARGE, "correct": large, **more}]


def conditional(kind: str, small: str, large: str, **changes: Any) -> Question:
    """A question of a kind with picks, of which it depends on the draw which one is right."""
    never = {**option("c", "둘 다 아니에요", "Neither"), "correct": "false"}
    entries = by_size(small, large)
    if kind == "hotspot":
        for number, entry in enumerate(entries):
            entry["shape"] = {"rect": [str(20 * number), "0", "20", "20"]}
        return question(kind, variables=N, spots=entries, **changes)
    if kind == "cloze":
        gaps = {"1": {"kind": "choice", "options": entries}}
        return question(kind, variables=N, text="{{n}}: [[1]]", gaps=gaps, **changes)
    if kind == "two_tier":
        return question(kind, variables=N, reasons=entries, **changes)
    return question(kind, variables=N, options=[*entries, never], **changes)


PICKING = {
    "single_choice": (("options",), "choice"),
    "multiple_choice": (("options",), "choice"),
    "two_tier": (("reasons",), "reason"),
    "hotspot": (("spots",), "choice"),
    "cloze": (("gaps", "1", "options"), "gap-1"),
}


# --- Every kind.


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_takes_variables(kind: str) -> None:
    lists = {**definition(kind).get("variables", {}), **N}
    made = question(kind, variables=lists, where="n != 4", explanation=LONG, hints=["{{n + 1}}"])
    assert faults(made) == []
    assert made.has_values()
    for seed in range(5):
        variant = made.draw(Random(seed))
        assert variant == made.draw(Random(seed))
        assert variant.values["n"] in (3, 5)
        assert made.grade(variant, made.solution(variant)).fraction == 1
        assert made.grade(variant, made.wrong_answer(variant)).fraction < 1
        texts = {passage.name: passage for passage in made.passages()}
        html = texts["hints.0"].html("ko", values=True, image_address=str)
        assert f">{variant.values['n'] + 1}<" in fill(html, variant.values, "ko")


def test_a_variable_that_formulas_would_not_see_is_told() -> None:
    assert faults(question("numeric", variables={**N, "pi": ["3"], "d": ["8"], "r": ["2"]}, explanation=LONG)) == [
        ("variables", ("variables", "pi"), "'pi' is a name that formulas know already; give the variable another name")
    ]
    sets = [{"n": "3", "max": "9", "d": "8", "r": "2"}]
    assert faults(question("numeric", variables=None, sets=sets, explanation=LONG)) == [
        ("variables", ("sets", 0, "max"), "'max' is a name that formulas know already; give the variable another name")
    ]


def test_a_value_that_a_list_holds_twice_is_told() -> None:
    lists = {"n": ["10", "0", "20", "0"], "d": ["8"], "r": ["2"]}
    assert faults(question("numeric", variables=lists, explanation=LONG)) == [
        (
            "variables",
            ("variables", "n"),
            "'n' has the value 0 twice; keep it once; a comma parts values, so write 10000 for 10,000",
        )
    ]


@pytest.mark.parametrize("written", ["True", "TRUE", "False"])
def test_a_truth_value_in_capitals_is_no_expression(written: str) -> None:
    with pytest.raises(ValidationError, match="neither true nor false"):
        question("true_false", answer=written)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_takes_sets_in_place_of_variables(kind: str) -> None:
    sets = [set_of(kind, "3"), set_of(kind, "4", place=-1)]
    made = question(kind, variables=None, sets=sets, explanation=LONG)
    assert faults(made) == []
    assert {made.draw(Random(seed)).values["n"] for seed in range(20)} == {3, 4}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_tells_an_expression_that_cannot_be_read_at_its_text(kind: str) -> None:
    lists = {**definition(kind).get("variables", {}), **N}
    made = question(kind, variables=lists, explanation=both("{{n}}", "{{q}}"), hints=["x", "{{n +}}"], where="m < 3")
    assert [(code, path) for code, path, _ in faults(made)] == [
        ("N8", ("where",)),
        ("N8", ("hints", 1)),
        ("N8", ("hints", 1)),
        ("N8", ("explanation", "en")),
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_tells_variables_beside_sets(kind: str) -> None:
    lists = {**definition(kind).get("variables", {}), **N}
    made = question(kind, variables=lists, sets=[set_of(kind, "3")])
    assert [(code, path) for code, path, _ in faults(made)] == [("sets", ("sets",))]


# --- Conditions as keys.


@pytest.mark.parametrize("kind", PICKING)
def test_a_condition_says_which_pick_is_right_in_each_draw(kind: str) -> None:
    made, name = conditional(kind, "n < 4", "n >= 4"), PICKING[kind][1]
    assert faults(made) == []
    for number, right, wrong in ((3, "a", "b"), (4, "b", "a"), (5, "b", "a")):
        solution = made.solution(of(number))
        assert solution[name] == (right,)
        assert made.grade(of(number), solution).fraction == 1
        score = made.grade(of(number), {**solution, name: (wrong,)})
        assert score.fraction < 1
        # Statistics tell a pick that was wrong in its draw from the same one where it was right.
        assert score.chosen[-1].endswith(f"{wrong}!")
        assert score.chosen[-1] not in made.right_choices()
        assert str(made.choice_words(score.chosen[-1], "en")) == str(made.choice_words(score.chosen[-1][:-1], "en"))
        assert set(made.grade(of(number), solution).chosen) <= made.right_choices()
        assert made.grade(of(number), made.wrong_answer(of(number))).fraction < 1


@pytest.mark.parametrize("kind", ["true_false", "two_tier"])
def test_a_condition_says_whether_the_statement_is_true(kind: str) -> None:
    made = question(kind, variables=N, answer="n % 2 == 1")
    assert faults(made) == []
    for number, truth, other in ((3, "true", "false"), (4, "false", "true")):
        assert made.solution(of(number))["choice"] == (truth,)
        score = made.grade(of(number), {**made.solution(of(number)), "choice": (other,)})
        assert (score.fraction, score.chosen[0]) == (0, f"{other}!")
        assert made.grade(of(number), made.solution(of(number))).chosen[0] == truth
    assert {"true", "false"} <= made.right_choices()
    assert str(made.choice_words("true!", "en")) == "True"


def test_a_key_that_a_condition_settles_is_stated_by_no_text() -> None:
    for kind in ("single_choice", "multiple_choice", "two_tier", "hotspot"):
        assert list(conditional(kind, "n < 4", "n >= 4").key_texts()) == []


def test_a_guess_at_options_under_a_condition_is_not_warned_of() -> None:
    made = conditional("multiple_choice", "n < 4", "n >= 4", credit="symmetric")
    assert list(made.all_checks()) == []


@pytest.mark.parametrize(
    ("given", "read"),
    [("true", True), ("false", False), (True, True), (False, False), ("n < 4", "n < 4"), ("not n < 4", "not n < 4")],
)
def test_a_key_is_a_truth_value_or_an_expression(given: Any, read: bool | str) -> None:
    made = question("true_false", variables=N, answer=given)
    assert made.model_dump()["answer"] == read
    assert holds(read, {"n": Fraction(3)}) is (read is not False and read != "not n < 4")


@pytest.mark.parametrize("given", [["true"], {"n": "3"}, None, 1])
def test_a_key_of_another_shape_is_refused(given: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        KINDS["true_false"].model_validate({**definition("true_false"), "answer": given})
    assert [error["type"] for error in caught.value.errors()] == ["truth"]


@pytest.mark.parametrize(
    ("condition", "code", "path", "words"),
    [
        ("n <", "N8", ("options", 0, "correct"), "the expression 'n <' can't be used"),
        (
            "m < 4",
            "N8",
            ("options", 0, "correct"),
            "'m' in 'm < 4' is not a variable; use the variables of this question: n",
        ),
        ("n + 0", "N4", (), "no value for the draw n = 3: a number is not a condition: compare it"),
        ("1 / (n - 4) < 0", "N4", (), "no value for the draw n = 4: a division by zero"),
    ],
)
def test_a_condition_that_cannot_be_used_is_told(
    condition: str, code: str, path: tuple[str | int, ...], words: str
) -> None:
    (found,) = faults(conditional("single_choice", condition, "n >= 4"))
    assert found[:2] == (code, path)
    assert words in found[2]


@pytest.mark.parametrize("kind", ["true_false", "two_tier"])
def test_an_answer_that_is_no_condition_is_told(kind: str) -> None:
    assert [(code, path) for code, path, _ in faults(question(kind, variables=N, answer="n +"))] == [
        ("N8", ("answer",))
    ]
    (found,) = faults(question(kind, variables=N, answer="n + 1"))
    assert found[:2] == ("N4", ())
    assert "no value for the draw n = 3: a number is not a condition" in found[2]


# --- Draws that go wrong.


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("single_choice", "0 options are marked correct in the draw n = 4; mark exactly one"),
        ("multiple_choice", "0 of 3 options are correct in the draw n = 4; mark at least one correct"),
        ("two_tier", "0 reasons are marked correct in the draw n = 4; mark exactly one"),
        ("hotspot", "0 spots are marked correct in the draw n = 4; mark exactly one"),
        ("cloze", "0 options are marked correct in the draw n = 4; mark exactly one"),
    ],
)
def test_a_draw_without_a_right_answer_is_told_with_its_values(kind: str, words: str) -> None:
    (found,) = faults(conditional(kind, "n < 4", "n > 4"))
    assert found[:2] == ("S3", PICKING[kind][0])
    assert words in found[2]


@pytest.mark.parametrize("kind", ["single_choice", "two_tier", "hotspot", "cloze"])
def test_a_draw_with_two_right_answers_is_told_with_its_values(kind: str) -> None:
    (found,) = faults(conditional(kind, "n <= 4", "n >= 4"))
    assert found[:2] == ("S3", PICKING[kind][0])
    assert "2 " in found[2]
    assert "marked correct in the draw n = 4; " in found[2]


def test_a_draw_that_where_excludes_is_not_told() -> None:
    assert faults(conditional("single_choice", "n < 4", "n > 4", where="n != 4")) == []


def test_of_several_draws_that_go_wrong_the_first_is_told() -> None:
    assert [words.partition(";")[0] for _, _, words in faults(conditional("single_choice", "n > 9", "n > 4"))] == [
        "0 options are marked correct in the draw n = 3"
    ]


def alike(kind: str, part: str) -> Iterator[Question]:
    """Questions of ``kind`` in which two texts of the list ``part`` are equal for n = 0, in Korean alone or in both."""
    for texts in ((both("{{n}}개", "a {{n}}"), both("{{2 * n}}개", "b {{2 * n}}")), ("{{n}}", "{{2 * n}}")):
        lists = {"n": ["1", "2", "0"]}
        if kind == "cloze":
            gap = {"kind": "choice", "options": by_size("true", "false")}
            gap["options"] = [{**entry, "text": text} for entry, text in zip(gap["options"], texts, strict=True)]
            yield question(kind, variables=lists, text="[[1]]", gaps={"1": gap})
        else:
            entries = definition(kind)[part]
            changed = [{**entry, "text": text} for entry, text in zip(entries, texts, strict=False)]
            yield question(kind, variables=lists, **{part: [*changed, *entries[2:]]})


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("single_choice", "options"),
        ("multiple_choice", "options"),
        ("two_tier", "reasons"),
        ("hotspot", "spots"),
        ("matching", "left"),
        ("matching", "right"),
        ("categorize", "bins"),
        ("categorize", "items"),
        ("matrix", "rows"),
        ("matrix", "columns"),
        ("ordering", "items"),
        ("cloze", "options"),
    ],
)
def test_two_equal_texts_in_a_draw_are_told_with_its_values(kind: str, part: str) -> None:
    path = (*(("gaps", "1") if kind == "cloze" else ()), part, 1, "text", "ko")
    for made, text in zip(alike(kind, part), ("0개", "0"), strict=True):
        (found,) = faults(made)
        assert found[:2] == ("O4", path)
        assert f"'{text}' says the same as " in found[2]
        assert " in the draw n = 0; exclude the draw with where" in found[2]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_draw_in_which_a_text_has_no_value_is_told_with_its_values(kind: str) -> None:
    lists = {**definition(kind).get("variables", {}), **N}
    made = question(kind, variables=lists, explanation=both("{{n}}", "{{12 / (n - 4)}}"))
    (found,) = faults(made)
    assert found[:2] == ("N4", ())
    assert "n = 4: a division by zero" in found[2]
    assert "; exclude the draw with where, or mend the expression" in found[2]


def test_a_draw_without_a_value_is_told_at_its_question() -> None:
    wrong = definition("true_false", variables=N, hints=["{{12 / (n - 4)}}"])
    text = bank_text(questions=[wrong], quizzes=[])
    (problem,) = [problem for problem in problems_of(text) if problem.severity == "error"]
    assert (problem.code, f"{problem.line}:{problem.column}") == ("N4", place(text, "id: one-true-false"))


@pytest.mark.parametrize("kind", ["true_false", "short_text", "numeric"])
@pytest.mark.parametrize(
    ("where", "count"),
    [("n >= 3", None), ("n != 1", None), ("n > 2", None), ("n > 3", 1), ("n > 4", 0)],
)
def test_where_that_half_the_draws_miss_is_told(kind: str, where: str, count: int | None) -> None:
    made = question(kind, variables={"n": ["1", "2", "3", "4"], "d": ["8"], "r": ["2"]}, where=where)
    wanted = f"only {count} of 4 draws fulfil where; choose the values so that at least half do, or list them as sets"
    assert faults(made) == ([] if count is None else [("N4", ("where",), wanted)])


@pytest.mark.parametrize(
    ("where", "words"), [("n", "where fails: a number is not a condition"), ("1 / (n - 4) > 0", "zero")]
)
def test_where_that_fails_is_told(where: str, words: str) -> None:
    (found,) = faults(question("true_false", variables=N, where=where))
    assert found[:2] == ("N4", ("where",))
    assert words in found[2]


def test_draws_are_tried_beside_warnings_and_not_beside_errors() -> None:
    few = definition("ordering")["items"][:3]
    warned = question("ordering", items=few, reasons=None, variables=N, hints=["{{1 / (n - 4)}}"])
    assert [fault.code for fault in warned.all_checks()] == ["D2", "N4"]
    twice = [few[0], few[0], few[1]]
    wrong = question("ordering", items=twice, reasons=None, variables=N, hints=["{{1 / (n - 4)}}"])
    assert "N4" not in {fault.code for fault in wrong.all_checks()}


# --- Drawing.


lists = st.dictionaries(
    st.sampled_from("abcde"),
    st.lists(st.integers(-9, 9).map(str), min_size=1, max_size=12, unique=True),
    min_size=1,
    max_size=5,
)


@given(lists, st.integers(0, 99))
def test_what_is_drawn_is_one_of_the_draws_and_meets_where(given: dict[str, list[str]], seed: int) -> None:
    name = min(given)
    made = question("true_false", variables=given, where=f"{name} <= {given[name][0]}")
    values = one_draw(made, Random(seed))
    assert values == one_draw(made, Random(seed))
    assert set(values) == set(given)
    assert values[name] <= int(given[name][0])
    assert all(value in made.variables[known] for known, value in values.items())


@given(lists)
def test_every_value_is_tried_however_many_draws_there_are(given: dict[str, list[str]]) -> None:
    made = question("true_false", variables=given)
    draws = every_draw(made)
    assert len(draws) == min(possible(made), 1_000)
    for name, values in made.variables.items():
        assert {draw[name] for draw in draws} == set(values)


def test_a_draw_is_told_in_words() -> None:
    assert shown({"n": Fraction(4096), "share": Fraction(1, 4)}) == "n = 4096, share = 0.25"
    assert shown({}) == "-"


def test_a_condition_that_is_neither_word_nor_formula_is_refused_with_its_value() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Condition).validate_python([])
    (error,) = caught.value.errors()
    assert (error["type"], error["msg"], error["ctx"]) == (
        "truth",
        "neither true nor false",
        {"value": "[]", "condition": True},
    )


def test_a_thousand_draws_are_tried_each_once() -> None:
    ten = [str(number) for number in range(10)]
    draws = every_draw(question("numeric", variables={"d": ten, "r": ten, "n": ten}))
    assert len({tuple(values.items()) for values in draws}) == 1_000


def test_a_drawn_fraction_is_counted_with_as_it_is() -> None:
    found = question("numeric", variables={"d": ["0.5"], "r": ["2"]}, answer="r / (1 - d)", wrong=None)
    assert [fault.code for fault in found.all_checks()] == []
