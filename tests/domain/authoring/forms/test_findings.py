"""What a check finds stands at the question and at the input that it is about."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.forms import findings
from quiz.domain.authoring.forms.findings import at_inputs, by_question
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.questions import questions_of
from quiz.domain.authoring.forms.quizzes import QUIZ
from quiz.domain.errors import Problem, say
from tests.builders import as_yaml, bank_data, both, problems_of
from tests.domain.authoring.forms.filling import bank_with
from tests.messages import wanted


def at(raw: bytes, number: int = 1) -> dict[str, list[str]]:
    """The codes of what is found, by the names of inputs."""
    found = by_question(raw, problems_of(raw.decode()))
    form = form_of(questions_of(raw)[number]["kind"])
    named = at_inputs(raw, (QUESTIONS, number), form, found.get(number, []))
    return {name: [one.problem.code for one in ones] for name, ones in named.items()}


@pytest.mark.parametrize(
    ("kind", "changes", "name", "code"),
    [
        ("single_choice", {"prompt": None}, "prompt", "missing"),
        ("single_choice", {"prompt": {"ko": "가"}}, "prompt", "languages"),
        ("single_choice", {"difficulty": "7"}, "difficulty", "less-than-equal"),
        ("single_choice", {"options": []}, "options", "too-short"),
        ("single_choice", {"points": "x"}, "points", "number"),
        ("single_choice", {"hints": [{"ko": "", "en": "x"}]}, "hints.0.ko", "text-empty"),
        ("numeric", {"tolerance": None}, "tolerance", "missing"),
        ("cloze", {"gaps": {"1": {"kind": "text"}}}, "gaps.0.answers", "missing"),
        ("cloze", {"gaps": "x"}, "gaps", "dict-type"),
        ("matching", {"right": [{"id": "a", "text": "x"}, {"id": "b"}]}, "pairs.spare.1", "missing"),
        (
            "matching",
            {"left": [{"id": "1", "right": "a"}, {"id": "2", "text": "x", "right": "a"}]},
            "pairs.0.text",
            "missing",
        ),
        ("matching", {"left": "x"}, "pairs", "tuple-type"),
        ("essay", {"riddle": "x"}, "", "unknown-key"),
        ("single_choice", {"image": "x.svg"}, "image", "model-type"),
    ],
)
def test_a_problem_stands_at_its_input(kind: str, changes: dict[str, object], name: str, code: str) -> None:
    found = at(bank_with(kind, **changes))
    assert code in found.get(name, []), found


def test_words_speak_of_the_form_and_not_of_the_file() -> None:
    raw = bank_with("single_choice", prompt=None)
    found = by_question(raw, problems_of(raw.decode()))[1]
    words = at_inputs(raw, (QUESTIONS, 1), form_of("single_choice"), found)["prompt"][0].words
    assert [str(one) for one in words] == ["This is still missing."]
    short = bank_with("single_choice", options=[])
    limit = at_inputs(short, (QUESTIONS, 1), form_of("single_choice"), problems_of(short.decode()))["options"][0]
    assert str(limit.words[0]) == "Add more lines: at least 2."


def problem(line: int) -> Problem:
    return Problem(code="x", line=line, column=3, message=say("m"), remedy=say("r"))


def test_problems_are_parted_by_question() -> None:
    raw = b"bank: x\nquestions:\n- {a: b}\n- {a: b}\nquizzes: []\n"
    found = by_question(raw, [problem(line) for line in (1, 3, 4, 5)])
    assert {number: [one.line for one in ones] for number, ones in found.items()} == {-1: [1, 5], 0: [3], 1: [4]}
    assert by_question(b"- x", [problem(1)]).keys() == {-1}
    assert by_question(b"questions: x", [problem(1)]).keys() == {-1}
    assert by_question(b"bank: x", [problem(1)]).keys() == {-1}


@pytest.mark.parametrize(
    ("draw", "name"),
    [
        ([{"section": "9", "count": "1"}], "draw.0.section"),
        ([{"questions": ["nothing"]}], "draw.picked"),
        ([], "draw.which"),
        (["x"], "draw.0"),
    ],
)
def test_problems_of_a_quiz_stand_at_its_recipe(draw: object, name: str) -> None:
    quiz = {"id": "a", "title": both("가", "a"), "mode": "exam", "draw": draw}
    raw = as_yaml(bank_data(quizzes=[quiz])).encode()
    assert name in at_inputs(raw, ("quizzes", 0), QUIZ, problems_of(raw.decode()))


def test_a_form_says_otherwise_only_what_a_check_says() -> None:
    said = {entry.id for entry in wanted() if entry.id}
    assert {*findings._REMEDIES, *findings._MESSAGES} <= said
