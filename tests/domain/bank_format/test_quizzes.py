"""A quiz's rules: what an exam can't have, and the limits of each field."""

from typing import Any

import pytest
from pydantic import ValidationError

from quiz.domain.bank_format.quizzes import Draw, Quiz
from tests.builders import bank, bank_data, bank_text, place, problems_of, question
from tests.findings import values_of


def made(**changes: Any) -> Quiz:
    return Quiz.model_validate({"id": "q", "title": "Q", "mode": "practice", "draw": [{"count": "1"}], **changes})


def test_without_rules_a_quiz_has_one_try_and_what_is_right_counts() -> None:
    plain = made()
    assert (plain.tries, plain.method, plain.penalty, plain.hints) == (1, "interactive", 0, True)
    assert (plain.certainty, plain.negative, plain.floor, plain.pass_mark) == ("off", 0, 0, None)
    assert (plain.most, made(certainty="counted").most) == (1, 3)


@pytest.mark.parametrize(
    ("draw", "differs"),
    [
        ([{"count": "3"}], True),
        ([{"section": "2.1", "count": "3"}], True),
        ([{"questions": ["a", "b", "c"]}], False),
        ([{"questions": ["a", "b", "c"], "count": "3"}], False),
        ([{"questions": ["a", "b", "c"], "count": "2"}], True),
        ([{"questions": ["a"]}, {"questions": ["b"]}], False),
        ([{"questions": ["a"]}, {"count": "1"}], True),
    ],
)
def test_only_a_quiz_that_names_all_its_questions_asks_the_same_each_time(draw: Any, differs: bool) -> None:
    assert made(draw=draw).draws() is differs


@pytest.mark.parametrize("tries", ["2", "10"])
def test_tries_in_an_exam_are_refused(tries: str) -> None:
    with pytest.raises(ValidationError) as caught:
        made(mode="exam", tries=tries)
    assert [error["type"] for error in caught.value.errors()] == ["quiz_tries"]
    assert (made(mode="exam", tries="1").tries, made(tries=tries).tries) == (1, int(tries))


def test_tries_in_an_exam_are_told_at_the_quiz_with_a_remedy() -> None:
    practice, exam = bank_data()["quizzes"]
    text = bank_text(quizzes=[practice, {**exam, "tries": "3"}])
    (problem,) = problems_of(text)
    assert f"{problem.line}:{problem.column}" == place(text, "id: check")
    assert problem.code == "quiz-tries"


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        ("minutes", "1", "600"),
        ("tries", "1", "10"),
        ("penalty", "0", "1"),
        ("negative", "0", "1"),
        ("floor", "-6", "0"),
        ("pass", "0", "1"),
    ],
)
def test_a_number_keeps_its_limits(field: str, least: str, most: str) -> None:
    read = [bank(quizzes=[{**bank_data()["quizzes"][0], field: value}]).header.quizzes[0] for value in (least, most)]
    assert [getattr(quiz, field if field != "pass" else "pass_mark") for quiz in read] == [int(least), int(most)]
    for value, code in ((int(least) - 1, "greater-than-equal"), (int(most) + 1, "less-than-equal")):
        text = bank_text(quizzes=[{**bank_data()["quizzes"][0], field: str(value)}])
        (problem,) = problems_of(text)
        assert (problem.code, f"{problem.line}:{problem.column}") == (code, place(text, f"'{value}'"))


@pytest.mark.parametrize(
    ("field", "value", "code", "values"),
    [
        ("tries", "2.5", "whole-number", "value='2.5'"),
        ("tries", "two", "whole-number", "value='two'"),
        ("penalty", "33%", "number", "value='33%'; number=0.33"),
        ("method", "adaptiv", "choice", "value='adaptiv', field.text='method'; known='adaptive'"),
        ("method", "behind", "choice", "value='behind', field.text='method'; known=interactive, adaptive"),
        ("certainty", "shwon", "choice", "value='shwon', field.text='certainty'; known='shown'"),
        ("certainty", "maybe", "choice", "value='maybe', field.text='certainty'; known=off, shown, counted"),
        ("hints", "sometimes", "truth", "value='sometimes'"),
    ],
)
def test_a_slip_in_a_rule_is_found_with_its_values(field: str, value: str, code: str, values: str) -> None:
    text = bank_text(quizzes=[{**bank_data()["quizzes"][0], field: value}])
    (problem,) = problems_of(text)
    assert (problem.code, f"{problem.line}:{problem.column}") == (
        code,
        place(text, f"{field}: ").rsplit(":", 1)[0] + f":{len(field) + 5}",
    )
    assert values_of(problem) == values


def test_a_line_admits_by_each_of_its_fields_or_by_name_alone() -> None:
    asked = question("numeric", id="n-1")
    fits = {"section": "2.1", "objective": "LO-2.1", "scope": "paper", "kind": "numeric", "difficulty": "2"}
    other = {"section": "2.2", "objective": "LO-2.2", "scope": "article", "kind": "matching", "difficulty": "3"}
    assert Draw.model_validate({**fits, "count": "1"}).admits(asked)
    assert not any(Draw.model_validate({**fits, name: other[name], "count": "1"}).admits(asked) for name in fits)
    assert Draw.model_validate({"questions": ["n-1"], "section": "2.2"}).admits(asked)
    assert not Draw.model_validate({"questions": ["n-2"]}).admits(asked)


def test_the_size_of_a_quiz_is_what_its_lines_draw() -> None:
    lines = [{"count": "3"}, {"questions": ["a", "b"]}, {"questions": ["a", "b"], "count": "1"}]
    assert made(draw=lines).size() == 6


def test_a_quiz_draws_from_its_own_bank_or_from_those_that_its_lines_name() -> None:
    assert made().banks("2024-02/check") == ["2024-02"]
    lines = [{"bank": name, "count": "1"} for name in ("2024-03", "2024-01", "2024-03")]
    assert made(draw=lines).banks("final") == ["2024-01", "2024-03"]


def test_a_line_that_says_nothing_of_how_many_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        made(draw=[{"section": "2.1"}])
    assert [error["type"] for error in caught.value.errors()][:1] == ["draw_count"]


@pytest.mark.parametrize(
    ("mode", "line", "kind", "admitted"),
    [
        ("exam", {"count": "1"}, "numeric", True),
        ("exam", {"count": "1"}, "essay", False),
        ("exam", {"count": "1", "kind": "essay"}, "essay", True),
        ("exam", {"questions": ["one-essay"]}, "essay", True),
        ("exam", {"count": "1", "kind": "essay"}, "numeric", False),
        ("practice", {"count": "1"}, "essay", True),
        ("practice", {"count": "1", "kind": "numeric"}, "essay", False),
    ],
)
def test_an_exam_asks_what_a_person_judges_only_where_its_author_said_so(
    mode: str, line: dict[str, Any], kind: str, admitted: bool
) -> None:
    assert made(mode=mode).admits(Draw.model_validate(line), question(kind)) is admitted
