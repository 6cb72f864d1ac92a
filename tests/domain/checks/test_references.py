"""Whatever a bank names must be there: sections, objectives, sources, pictures, formulas, questions to draw."""

from typing import Any

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.checks.pictures import MAX_MEDIA
from quiz.domain.checks.references import shortages
from quiz.domain.errors import BankError
from tests.builders import (
    FILE,
    KINDS,
    bank,
    bank_data,
    bank_text,
    both,
    definition,
    place,
    problems_of,
    question,
    series,
)
from tests.findings import assert_can_be_said

ALT = both("그림", "A picture")


def with_first(kind: str = "single_choice", **changes: Any) -> str:
    """A bank whose first question is of ``kind`` and has these changes."""
    return bank_text(questions=[definition(kind, **changes)] + [definition(other) for other in KINDS if other != kind])


def with_note(note: Any) -> str:
    return bank_text(sections={"2.1": {"title": both("절", "Section"), "notes": note}})


def told(text: str) -> list[str]:
    return [str(problem).removeprefix(f"{FILE}:") for problem in problems_of(text)]


@pytest.mark.parametrize(
    ("text", "spot", "fault"),
    [
        (with_first(section="2.2"), "'2.2'", "'2.2' is not defined; did you mean '2.1'? [reference]"),
        (
            with_first(section="nine"),
            "nine",
            "'nine' is not defined; define it under sections, or use one of these: 2.1 [reference]",
        ),
        (with_first(objective="LO-21"), "LO-21", "'LO-21' is not defined; did you mean 'LO-2.1'? [reference]"),
        (with_first(sources=[{"ref": "lroa"}]), "lroa", "'lroa' is not defined; did you mean 'lora'? [reference]"),
        (
            with_first(sources=[{"ref": "lora"}, {"ref": "gan"}]),
            "gan",
            "'gan' is not defined; define it under sources, or use one of these: lora, article [reference]",
        ),
        (
            with_first(id="one-numeric"),
            "one-numeric\n  kind: numeric",
            "id 'one-numeric' is used twice; give each question its own; the other is question 1 [S2]",
        ),
        (
            with_first(was="one-numeric"),
            "one-numeric\n  kind: numeric",
            "id 'one-numeric' is used twice; give each question its own; the other is question 1 [S2]",
        ),
        (
            with_first(was="one-single-choice"),
            "one-single-choice\n- id: one-multiple",
            "id 'one-single-choice' is used twice; give each question its own; the other is question 1 [S2]",
        ),
    ],
)
def test_a_name_that_leads_nowhere_or_stands_twice_is_told(text: str, spot: str, fault: str) -> None:
    assert told(text) == [f"{place(text, spot)}: error: {fault}"]


@pytest.mark.parametrize(
    "changes",
    [
        {"sources": [{"ref": "article", "at": "2.1"}, {"ref": "lora"}]},
        {"was": "an-older-name"},
        {"image": {"file": "lora.svg", "alt": ALT}},
        {"prompt": both("그림 ![얇은 행렬](lora.svg)을 보세요.", "See ![thin matrices](lora.svg).")},
        {"prompt": both("\\$5와 $a_1 + \\frac{1}{2}$ 사이", "\\$5 and $a_1 + \\frac{1}{2}$")},
        {
            "explanation": both(
                "`**` 는 파이썬의 거듭제곱이에요. 그래서 이렇게 써요: `2**3`.",
                "In Python `**` is a power, as in `2**3`.",
            )
        },
    ],
)
def test_what_is_there_is_not_told(changes: dict[str, Any]) -> None:
    assert told(with_first(**changes)) == []


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ("none.svg", "the picture 'none.svg' is missing; put it into media/, or mend the name [image]"),
        ("huge.png", f"the picture 'huge.png' has 2000000 bytes; make it smaller than {MAX_MEDIA} bytes [image]"),
        ("../lora.svg", "'../lora.svg' is not a valid name of a picture; leave the folder out: write lora.svg [image]"),
        ("lora", "'lora' is not a valid name of a picture; write the whole name"),
        ("lora.svg.exe", "is not a valid name of a picture"),
        ("https://example.org/lora.svg", "is not a valid name of a picture"),
        ("lora svg", "is not a valid name of a picture"),
        ("점%2F.svg", "is not a valid name of a picture"),
        (".svg", "is not a valid name of a picture"),
    ],
)
def test_a_picture_must_be_a_small_file_of_the_media_folder(file: str, fault: str) -> None:
    text = with_first(image={"file": file, "alt": ALT})
    (problem,) = told(text)
    assert problem.startswith(f"{place(text, 'file: ').replace(':5', ':11')}: error: ")
    assert fault in problem


def test_a_picture_is_asked_for_where_the_bank_lies() -> None:
    with pytest.raises(BankError) as caught:
        read_bank(with_first(image={"file": "none.svg", "alt": ALT}).encode(), "banks/new/2024-02.yaml", series())
    (problem,) = [problem for problem in caught.value.problems if problem.severity == "error"]
    assert str(problem.remedy) == "put it into banks/new/media/, or mend the name"


def test_a_picture_that_can_not_be_read_is_told() -> None:
    def refused(name: str) -> int | None:
        raise PermissionError(13, "Permission denied", name)

    text = with_first(image={"file": "lora.svg", "alt": ALT})
    with pytest.raises(BankError) as caught:
        read_bank(text.encode(), FILE, series(), refused)
    (problem,) = [problem for problem in caught.value.problems if problem.severity == "error"]
    assert str(problem.message) == "the picture 'lora.svg' can't be read: Permission denied"
    assert str(problem.remedy) == "give yourself the right to read the file"


IN_TEXTS = [
    ("![a](none.svg)", "the picture 'none.svg' is missing"),
    ("![a](javascript.js)", "is not a valid name of a picture"),
    ("![a](https://example.org/a.png)", "is not a valid name of a picture"),
    ("![a](data:image/png;base64,AAAA)", "is not a valid name of a picture"),
    ("![a](%2e%2e%2flora.svg)", "leave the folder out: write lora.svg"),
    ("![](lora.svg)", "a picture without words for those who can't see it; write them between the brackets"),
    ("$\\frac{1}{$", "the formula '\\\\frac{1}{' can't be rendered"),
    ("$\\lam_1$", "the formula '\\\\lam_1' can't be rendered"),
    ("$\\left( x$", "a plain dollar sign is written \\$ [formula]"),
    ("$$x_$$", "the formula 'x_' can't be rendered"),
]


@pytest.mark.parametrize(("text", "fault"), IN_TEXTS)
def test_pictures_and_formulas_in_texts_are_tried_in_each_language(text: str, fault: str) -> None:
    texts = both(f"가나다 {text}", f"abc {text}")
    for bank_yaml in (with_first(prompt=texts), with_note(texts)):
        korean, english = [problem for problem in told(bank_yaml) if ": error: " in problem]
        assert korean.split(":")[0] == place(bank_yaml, "가나다").split(":")[0]
        assert english.split(":")[0] == place(bank_yaml, "abc").split(":")[0]
        assert fault in korean
        assert fault in english


def test_a_text_for_all_languages_is_told_once_where_it_stands() -> None:
    text = with_first(prompt="$x^$")
    assert [fault.split(": ")[0] for fault in told(text)] == [place(text, "$x^$")]


def test_a_fault_in_a_text_inside_a_question_is_told_at_the_text() -> None:
    options = definition("single_choice")["options"]
    options[1]["text"] = both("기울기", "gradients $x^$")
    text = with_first(options=options)
    (problem,) = told(text)
    assert problem.startswith(f"{place(text, 'gradients $x^$')}: error: the formula 'x^' can't be rendered; ")
    assert problem.endswith(" [formula]")


@pytest.mark.parametrize(
    ("text", "left_over"),
    [
        ("글은 **'열린 모델'**이라고 불러요.", True),
        ("글은 **(열린)**이라고 불러요.", True),
        ("글은 '**열린 모델**'이라고 불러요.", False),
        ("글은 `**` 표시와 $a ** b$를 써요.", False),
        ("글은 열린 모델이라고 불러요.", False),
    ],
)
def test_emphasis_that_markdown_leaves_as_stars_is_a_warning(text: str, left_over: bool) -> None:
    warnings = [fault for fault in told(with_note(both(text, "The article says so."))) if "[emphasis]" in fault]
    assert len(warnings) == left_over
    assert all("warning: ** is left over in the rendered text; move quotation marks" in fault for fault in warnings)


NONE_LEFT = "the draw wants 1 questions, 0 are left to draw from; lower count:, or write more questions [draw]"


@pytest.mark.parametrize(
    ("draw", "faults"),
    [
        ([{"count": "6"}], []),
        ([{"bank": "2024-02", "count": "6"}], []),
        ([{"section": "2.1", "objective": "LO-2.1", "scope": "paper", "difficulty": "2", "count": "6"}], []),
        ([{"kind": "numeric", "count": "1"}, {"questions": ["one-matching"]}], []),
        ([{"questions": ["one-matching", "one-numeric"], "count": "1"}], []),
        (
            [{"bank": "2024-01", "count": "1"}],
            [("2024-01", "the draw names another bank; leave bank: out here; a quiz over several banks belongs to")],
        ),
        (
            [{"section": "2.2", "count": "1"}],
            [("section: '2.2'", NONE_LEFT), ("'2.2'", "'2.2' is not defined; did you")],
        ),
        (
            [{"objective": "LO-9", "count": "1"}],
            [("objective: LO-9", NONE_LEFT), ("LO-9", "'LO-9' is not defined; did you mean 'LO-2.1'? [reference]")],
        ),
        (
            [{"kind": "numerik", "count": "1"}],
            [
                ("kind: numerik", NONE_LEFT),
                ("numerik", "'numerik' is not defined; did you mean 'numeric'? [reference]"),
            ],
        ),
        (
            [{"questions": ["one-matchin"]}],
            [
                ("questions:\n    -", NONE_LEFT),
                ("one-matchin", "'one-matchin' is not defined; did you mean 'one-matching'?"),
            ],
        ),
        (
            [{"count": "7"}],
            [("count: '7'", "the draw wants 7 questions, 6 are left to draw from; lower count:, or write")],
        ),
        ([{"difficulty": "3", "count": "1"}], [("difficulty: '3'", NONE_LEFT)]),
        ([{"count": "4"}, {"count": "3"}], [("count: '3'", "the draw wants 3 questions, 2 are left to draw from")]),
    ],
)
def test_what_a_quiz_draws_must_be_there_and_enough(draw: list[dict[str, Any]], faults: list[tuple[str, str]]) -> None:
    text = bank_text(quizzes=[{"id": "q", "title": "Q", "mode": "exam", "draw": draw}])
    problems = told(text)
    assert len(problems) == len(faults)
    for problem, (spot, words) in zip(problems, faults, strict=True):
        assert problem.startswith(f"{place(text, spot)}: error: {words}")


def test_two_quizzes_of_one_name_are_told() -> None:
    text = bank_text(quizzes=[bank_data()["quizzes"][0], {**bank_data()["quizzes"][1], "id": "practice-2-1"}])
    spot = place(text, "practice-2-1\n  title:\n    ko: 단원 평가")
    assert told(text) == [f"{spot}: error: id 'practice-2-1' is used twice; give each its own id [duplicate]"]


def test_the_pictures_of_a_bank_are_asked_for_by_name() -> None:
    assert bank(questions=[definition(kind, image={"file": "lora.svg", "alt": ALT}) for kind in KINDS]).warnings == ()


POOL = [question("numeric", id="n-1"), question("numeric", id="n-2", scope="article"), question("matching", id="m-1")]


@pytest.mark.parametrize(
    ("lines", "short"),
    [
        ([{"count": 3}], []),
        ([{"count": 4}], [(0, 3, 4)]),
        ([{"kind": "numeric", "count": 2}, {"kind": "matching", "count": 1}], []),
        ([{"kind": "numeric", "count": 3}, {"kind": "matching", "count": 2}], [(0, 2, 3), (1, 1, 2)]),
        # The first line may take the only question of scope article.
        ([{"kind": "numeric", "count": 1}, {"scope": "article", "count": 1}], [(1, 0, 1)]),
        ([{"scope": "article", "count": 1}, {"kind": "numeric", "count": 1}], []),
        ([{"questions": ["n-1", "n-1"]}], [(0, 1, 2)]),
        ([{"count": 2}, {"count": 1}, {"count": 1}], [(2, 0, 1)]),
        ([{"count": 3}, {"count": 3}, {"count": 1}], [(1, 0, 3), (2, 0, 1)]),
    ],
)
def test_a_line_is_short_when_the_lines_before_may_take_what_it_needs(
    lines: list[dict[str, Any]], short: list[tuple[int, int, int]]
) -> None:
    quiz = Quiz.model_validate({"id": "q", "title": "Q", "mode": "exam", "draw": [_strings(line) for line in lines]})
    assert list(shortages(quiz, POOL)) == short


def _strings(line: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, int) else value for key, value in line.items()}


def test_where_no_source_is_known_none_is_named() -> None:
    frame = series(sources=None)
    text = bank_text(sources=None)
    with pytest.raises(BankError) as caught:
        read_bank(text.encode(), FILE, frame)
    assert str(caught.value.problems[0]).endswith("error: 'lora' is not defined; define it under sources [reference]")


def test_a_gap_where_no_input_can_stand_is_told() -> None:
    text = definition("cloze")["text"]
    broken = bank_text(questions=[definition("cloze", text={**text, "en": "![[[1]]](lora.svg) " + text["en"]})])
    assert any("the gap [[1]] stands where" in problem for problem in told(broken))


def test_a_quiz_that_asks_for_more_questions_than_there_are_ideas_is_told() -> None:
    alike = [definition(kind, idea="same") for kind in KINDS[:2]] + [definition(kind) for kind in KINDS[2:]]
    assert bank(questions=alike).warnings == ()
    alike[2]["idea"] = "same"
    text = bank_text(questions=alike)
    (problem,) = problems_of(text)
    assert f"{problem.line}:{problem.column}" == place(text, "count: '5'")
    assert (problem.code, problem.message.values) == ("draw", {"wanted": 5, "found": 4})
    assert_can_be_said(problem.remedy, "ko")


def test_a_test_that_draws_too_few_for_want_of_essays_is_told_how_they_are_drawn() -> None:
    questions = [definition("single_choice"), definition("essay")]
    text = bank_text(questions=questions, quizzes=[{"id": "q", "title": "Q", "mode": "exam", "draw": [{"count": "2"}]}])
    (problem,) = [one for one in problems_of(text) if one.code == "draw"]
    assert problem.message.values == {"wanted": 2, "found": 1}
    assert "an essay is drawn only by a line with kind: essay" in str(problem.remedy)
