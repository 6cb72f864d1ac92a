"""A table, each row answered by one or by several columns."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.matrix import Matrix
from tests.builders import NAMES, both, listed, question
from tests.samples import OTHER_TEXT, Definition, Listed, Sample, next_of


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    columns = NAMES[: draw(st.integers(2, 6))]
    each = draw(st.sampled_from(["one", "many"]))
    most = 1 if each == "one" else len(columns) - 1
    keys = st.lists(st.sampled_from(columns), min_size=1, max_size=most, unique=True)
    rows = draw(st.lists(keys, min_size=2, max_size=8))
    return question(
        "matrix",
        each=each,
        columns=[{"id": name, "text": f"열 {name}"} for name in columns],
        rows=[{"id": str(place), "text": f"행 {place}", "key": key, "why": "x"} for place, key in enumerate(rows)],
    )


def other_key(question: Definition) -> None:
    ids = [column["id"] for column in question["columns"]]
    after = dict(zip(ids, next_of(ids), strict=True))
    for row in question["rows"]:
        keys = [row["key"]] if isinstance(row["key"], str) else row["key"]
        row["key"], row["why"] = [after[key] for key in keys], OTHER_TEXT


SAMPLE = Sample(
    definition={
        "prompt": both("기법마다 무엇이 줄어드는지 고르세요.", "Say of each technique what it reduces."),
        "columns": [
            listed("bit", "값 하나의 비트", "Bits of a value"),
            listed("num", "남는 가중치", "Weights that are left"),
            listed("tra", "학습되는 값", "Trained values"),
        ],
        "rows": [
            listed("1", "가지치기", "Pruning", key="num", why=both("가중치를 없애요.", "It removes weights.")),
            listed("2", "양자화", "Quantisation", key="bit", why=both("짧게 적어요.", "It writes them short.")),
            listed("3", "LoRA를 더하기", "Adding LoRA", key="tra", why=both("얇은 행렬만 배워요.", "Thin matrices.")),
        ],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        columns.bit.text at columns.0.text, seen, inline
        columns.num.text at columns.1.text, seen, inline
        columns.tra.text at columns.2.text, seen, inline
        row-1.text at rows.0.text, seen, inline
        row-1.why at rows.0.why, inline
        row-2.text at rows.1.text, seen, inline
        row-2.why at rows.1.why, inline
        row-3.text at rows.2.text, seen, inline
        row-3.why at rows.2.why, inline
    """,
    other_key=other_key,
    lists=(
        Listed(key="rows", texts="row-", order="rows", names="row-"),
        Listed(key="columns", texts="columns.", mixed=False),
    ),
    partial_credit=True,
)
WHY = "그 열에 속해요."
AGAIN = "the answers come again in the same order every 2 entries"


def made(keys: str = "1a 2b 3c 4a", ids: str = "abc", each: str = "one", **changes: Any) -> Matrix:
    rows = [
        {"id": k[0], "text": f"행 {k[0]}", "key": k[1] if len(k) == 2 else [*k[1:]], "why": WHY} for k in keys.split()
    ]
    shown = [{"id": name, "text": f"열 {name}"} for name in ids]
    found = question("matrix", **{"rows": rows, "columns": shown, "each": each, **changes})
    assert isinstance(found, Matrix)
    return found


def answer(picks: str) -> dict[str, tuple[str, ...]]:
    return {f"row-{pick[0]}": tuple(pick[1:]) for pick in picks.split()}


@pytest.mark.parametrize(
    ("picks", "fraction"),
    [("1a 2b 3c 4a", "1"), ("1a 2b 3c 4b", "3/4"), ("1a 2a 3a 4a", "1/2"), ("2b", "1/4"), ("1b 2a", "0"), ("", "0")],
)
def test_each_row_counts_alike(picks: str, fraction: str) -> None:
    assert made().grade(Variant(), answer(picks)).fraction == Fraction(fraction)


# Row 1 wants a and c of a, b, c, d; row 2 wants b. In a row: hits / key − wrong / rest, never below 0.
@pytest.mark.parametrize(
    ("picks", "fraction"),
    [
        ("1ac 2b", "1"),
        ("1a 2b", "3/4"),  # (1/2 + 1) / 2
        ("1abc 2b", "3/4"),  # (1 − 1/2 + 1) / 2
        ("1ab 2b", "1/2"),  # (1/2 − 1/2 + 1) / 2
        ("1ac 2bc", "5/6"),  # (1 + 1 − 1/3) / 2
        ("1abcd 2abcd", "0"),
        ("1bd", "0"),
        ("", "0"),
    ],
)
def test_in_a_row_of_many_credit_is_proportional(picks: str, fraction: str) -> None:
    assert made("1ac 2b", "abcd", "many").grade(Variant(), answer(picks)).fraction == Fraction(fraction)


def test_rows_are_judged_and_what_is_not_right_is_answered_with_its_reason() -> None:
    score = made("1ac 2b 3d", "abcd", "many").grade(Variant(), answer("1a 2b"))
    assert score.verdicts == {"row-1": "partly", "row-2": "right"}
    assert score.feedback == ("row-1.why", "row-3.why")
    assert score.chosen == ("1:a", "2:b")


@pytest.mark.parametrize("each", ["one", "many"])
def test_it_asks_for_columns_in_each_row_and_mixes_the_rows_alone(each: str) -> None:
    assert [(wanted.name, wanted.kind, wanted.options) for wanted in made(each=each).inputs()] == [
        (f"row-{number}", each, ("a", "b", "c")) for number in "1234"
    ]
    orders = [made(each=each).draw(Random(seed)).order for seed in range(200)]
    assert {tuple(order) for order in orders} == {("rows",)}
    assert len({order["rows"] for order in orders}) == 24
    assert made(shuffle="false").draw(Random(7)).order == {"rows": ("row-1", "row-2", "row-3", "row-4")}


def test_its_texts_are_seen_and_its_reasons_are_not() -> None:
    passages = [(passage.name, passage.path, passage.shown) for passage in made("1a 2b", "ab").own_passages()]
    assert passages == [
        ("columns.a.text", ("columns", 0, "text"), True),
        ("columns.b.text", ("columns", 1, "text"), True),
        *(
            (f"row-{name}.{part}", ("rows", place, part), part == "text")
            for place, name in enumerate("12")
            for part in ("text", "why")
        ),
    ]


@pytest.mark.parametrize(
    ("question", "faults"),
    [
        (made(), []),
        (made("1ac 2b", "abc", "many"), []),
        (made("1a 1b 3c"), [("duplicate", ("rows", 1, "id"), "error", "id '1' is used twice")]),
        (made(ids="abcc"), [("duplicate", ("columns", 3, "id"), "error", "id 'c' is used twice")]),
        (made("1a 2z 3b"), [("S3", ("rows", 1, "key"), "error", "'z' is not among a, b, c")]),
        (made("1a 2bc 3c"), [("S3", ("rows", 1, "key"), "error", "2 columns are right in a row that takes one")]),
        (made("1abc 2b", "abc", "many"), [("S3", ("rows", 0, "key"), "error", "every column is right")]),
        (made("1aa 2b", "abc", "many"), [("duplicate", ("rows", 0, "key"), "error", "the key names a column twice")]),
        (made("1a 2a 3b 4a"), [("D4", ("rows",), "warning", "75 % belong to 'a'")]),
        (made("1a 2b 3a 4b"), [("D4", ("rows",), "warning", AGAIN)]),
        (made("1a 2b 3b 4a"), []),
    ],
)
def test_a_fault_is_told_where_it_stands(question: Matrix, faults: list[Any]) -> None:
    found = [(f.code, f.path, f.severity, str(f.message)) for f in question.all_checks() if f.code != "O4"]
    assert found == faults


def test_ids_that_begin_with_the_columns_tell_the_key() -> None:
    rows = [{"id": name, "text": f"행 {name}", "key": name[0], "why": WHY} for name in ("a1", "b1", "c1")]
    assert [(f.code, f.path) for f in made(rows=rows).checks()] == [("D8", ("rows",))]


@pytest.mark.parametrize("part", ["rows", "columns"])
def test_two_entries_of_one_text_are_told(part: str) -> None:
    more = {"key": "a", "why": WHY} if part == "rows" else {}
    entries = [{"id": name, "text": "같은 말", **more} for name in "abc"]
    faults = [fault for fault in made(**{part: entries}).checks() if fault.severity == "error" and fault.code == "O4"]
    assert faults[0].path == (part, 1, "text", "ko")


def test_entries_that_a_draw_makes_equal_are_told() -> None:
    rows = [{"id": str(n), "text": text, "key": "a", "why": WHY} for n, text in enumerate(["{{d}}", "{{8 - d}}"])]
    found = made(rows=rows, columns=[{"id": "a", "text": "{{d + 1}}"}, {"id": "b", "text": "5"}])
    assert list(found.faults_of({})) == []
    assert [fault.path for fault in found.faults_of({"d": Fraction(4)})] == [
        *[("rows", 1, "text", language) for language in ("ko", "en")],
        *[("columns", 1, "text", language) for language in ("ko", "en")],
    ]
    assert list(found.faults_of({"d": Fraction(3)})) == []


@pytest.mark.parametrize(
    ("question", "solution", "wrong", "guess"),
    [
        (made(), "1a 2b 3c 4a", "1b 2b 3c 4a", "1/3"),
        (made("1ca 2b", "abc", "many"), "1ac 2b", "1b 2b", "0"),
        (made("1a 2b", "ab"), "1a 2b", "1b 2b", "1/2"),
    ],
)
def test_its_model_answers_are_all_rows_and_all_but_the_first(
    question: Matrix, solution: str, wrong: str, guess: str
) -> None:
    assert question.solution(Variant()) == answer(solution)
    assert question.wrong_answer(Variant()) == answer(wrong)
    assert question.grade(Variant(), answer(wrong)).fraction < 1
    assert question.guess() == Fraction(guess)


def test_its_right_choices_are_the_cells_of_the_key() -> None:
    assert made("1ac 2b", "abc", "many").right_choices() == {"1:a", "1:c", "2:b"}
    assert made().partial_credit


@pytest.mark.parametrize(("choice", "words"), [("1:b", "행 1 → 열 b"), ("9:z", "9:z → ")])
def test_a_cell_is_told_in_words_for_statistics(choice: str, words: str) -> None:
    assert str(made().choice_words(choice, "ko")) == words


def test_two_columns_in_a_row_that_takes_one_earn_nothing_there() -> None:
    assert made().grade(Variant(), answer("1ab 2b 3c 4a")).fraction == Fraction(3, 4)
