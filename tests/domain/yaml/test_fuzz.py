"""Whatever a file holds, a bank is read or refused with messages: no other exception, whichever part is spoiled."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import as_yaml, bank_data, bank_text, both, definition, problems_of
from tests.profiles import examples


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, value in inside for found in paths(value, (*path, key)))]


PATHS = [path for path in paths(bank_data()) if path]
texts = st.text("ab01289²①가각 .,:-_*`$\\{}[]()<>!|#&%'\"\n^/+", max_size=40) | st.text(max_size=20)
spoilt = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=5
)


def spoil(data: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


@settings(max_examples=examples(100))
@given(st.sampled_from(PATHS), spoilt)
def test_a_bank_with_one_part_spoilt_is_read_or_refused(path: tuple[Any, ...], value: Any) -> None:
    data = bank_data()
    spoil(data, path, value)
    for problem in problems_of(as_yaml(data)):
        assert problem.line >= 1
        assert str(problem.remedy)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10_000,
        "1," + "000," * 4_000 + "000",
        "{{d:²}}",
        "{{d:999999999999}}",
        "{{" * 5_000,
        "{{9**9**9}}",
        "{{" + "(" * 250 + "d" + ")" * 250 + "}}",
        "$" + "{" * 2_000 + "}" * 2_000 + "$",
        "$987650000$",
        "&#xE000;0&#xE001; &#xE000;x&#xE001;",
        "> " * 5_000,
        "[" * 5_000,
        "*a " * 3_000,
        "![" * 2_000,
        "`" * 5_000,
        "| a " * 2_000 + "|\n" + "|-" * 2_000 + "|",
        "<script>" * 1_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("kind", ["numeric", "single_choice"])
def test_a_text_that_is_made_to_break_something_is_read_or_refused(kind: str, text: str) -> None:
    question = definition(kind, prompt=both(f"가 {text}", text), hints=[text])
    assert isinstance(problems_of(bank_text(questions=[question], quizzes=None)), tuple)


@pytest.mark.parametrize("name", ["v0", "v5", "v11"])
def test_variables_with_more_combinations_than_can_be_counted_are_tried_by_a_thousand(name: str) -> None:
    many = {f"v{number}": [str(value) for value in range(1, 101)] for number in range(12)}
    prompt = both("더하면 몇인가요?", "What is the sum?")
    sound = definition("numeric", variables=many, answer="v0 + v11", wrong=None, prompt=prompt)
    broken = {**sound, "answer": f"v0 + 0 / ({name} - 77)"}
    assert [p.code for p in problems_of(bank_text(questions=[sound], quizzes=None))] == ["C1", "C1"]
    assert [p.code for p in problems_of(bank_text(questions=[broken], quizzes=None))] == ["C1", "C1", "N4"]
