"""What a program prints, compared line by line and never run."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Score, Variant
from quiz.domain.questions.code_output import CodeOutput, Line, lines_of
from tests.builders import bank_text, both, definition, problems_of, question
from tests.samples import Sample

LINES = ["16", "8", "done", "None", "[1, 2]", "가 나", "  x", ""]


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=5))
    return question(
        "code_output",
        output="\n".join(lines),
        lines=draw(st.sampled_from(["in_order", "any_order"])),
        credit=draw(st.sampled_from(["lines", "exact"])),
        wrong=[],
    )


SAMPLE = Sample(
    definition={
        "code": {"language": "python", "text": "for bits in (16, 8):\n    print(bits)\n\nprint('done')\n"},
        "output": "16\n8\ndone\n",
        "wrong": [{"output": "16\ndone", "why": both("두 번 돌아요.", "It loops twice.")}],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        code at code.text, seen, inline, in python
        output at output, inline, in text
        wrong.0.output at wrong.0.output, inline, in text
        wrong.0.why at wrong.0.why, inline
    """,
    other_key=lambda question: question.update(output="달", wrong=[]),
    partial_credit=True,
)
SLIP = {"output": "16\n8", "why": both("더 있어요.", "There is more.")}
DRAWN: dict[str, Any] = {
    "variables": {"n": ["7", "70000"]},
    "code": {"language": "python", "text": "print({{n}} / 2)"},
    "output": "{{n / 2}}",
    "wrong": [{"output": "{{n // 2}}", "why": "x"}],
}


def made(**changes: Any) -> CodeOutput:
    found = question("code_output", **changes)
    assert isinstance(found, CodeOutput)
    return found


def graded(text: str, **changes: Any) -> Score:
    return made(**changes).grade(Variant(), {"output": (text,)})


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n \n\t\n", []),
        ("a\nb", ["a", "b"]),
        ("a  \r\n b\r\n\r\n", ["a", " b"]),
        ("a\rb", ["a", "b"]),
        ("\na\n\nb\n", ["", "a", "", "b"]),
        ("\u1100\u1161", ["가"]),
        ("‘a’ “b”\u00a0c\u00a0", ["'a' \"b\" c"]),
    ],
)
def test_an_output_is_compared_without_what_nobody_sees(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


# Three lines are right: 16, 8, done. What is missing or too much makes the count longer, never shorter.
@pytest.mark.parametrize(
    ("typed", "in_order", "any_order"),
    [
        ("16\n8\ndone", "1", "1"),
        ("16 \n8\ndone\n\n", "1", "1"),
        ("16\n8", "2/3", "2/3"),
        ("8\n16\ndone", "1/3", "1"),
        ("16\n8\ndone\ndone", "3/4", "3/4"),
        ("16\n16\n16", "1/3", "1/5"),
        (" 16\n8\nDone", "1/3", "1/5"),
        ("x", "0", "0"),
        ("\n\n\n", "0", "0"),
        ("", "0", "0"),
    ],
)
def test_a_line_that_is_right_earns_its_share(typed: str, in_order: str, any_order: str) -> None:
    assert graded(typed).fraction == Fraction(in_order)
    assert graded(typed, lines="any_order").fraction == Fraction(any_order)
    assert graded(typed, credit="exact").fraction == int(in_order == "1")


def test_empty_lines_earn_nothing_by_themselves() -> None:
    assert graded("a\n\n\n", output="\n\nb").fraction == 0
    assert graded("\n\nc", output="\n\nb").fraction == 0
    assert graded("\n\nb", output="\n\nb").fraction == 1


@pytest.mark.parametrize(
    ("typed", "verdicts", "feedback", "chosen"),
    [
        ("16\n8\ndone", {"output": "right"}, (), ("key",)),
        ("16\ndone", {"output": "partly"}, ("wrong.0.why",), ("wrong.0",)),
        ("16\n8", {"output": "partly"}, (), ("other",)),
        ("  \n", {"output": "wrong"}, (), ()),
        ("", {}, (), ()),
    ],
)
def test_a_known_mistake_is_answered(typed: str, verdicts: Any, feedback: Any, chosen: Any) -> None:
    score = graded(typed)
    assert (score.verdicts, score.feedback, score.chosen) == (verdicts, feedback, chosen)


def test_in_any_order_a_mistake_is_known_in_any_order_too() -> None:
    assert graded("8\n16", wrong=[SLIP]).chosen == ("other",)
    assert graded("8\n16", wrong=[SLIP], lines="any_order").chosen == ("wrong.0",)


def pairs(typed: str, **changes: Any) -> list[tuple[str | None, str | None, str]]:
    lines = made(**changes).compared(Variant(), {"output": (typed,)})
    assert all(isinstance(line, Line) for line in lines)
    return [(line.given, line.right, line.verdict) for line in lines]


def test_the_answer_is_shown_beside_what_is_right() -> None:
    assert pairs("16\nx") == [("16", "16", "right"), ("x", "8", "wrong"), (None, "done", "wrong")]
    assert pairs("16\n8\ndone\nx")[-1] == ("x", None, "wrong")
    assert pairs("8\n8\n16", lines="any_order") == [
        ("8", "8", "right"),
        ("8", None, "wrong"),
        ("16", "16", "right"),
        (None, "done", "wrong"),
    ]


def test_drawn_values_stand_in_the_output_as_a_program_writes_them() -> None:
    drawn = made(**DRAWN)
    seven, many = Variant(values={"n": Fraction(7)}), Variant(values={"n": Fraction(70_000)})
    assert drawn.solution(seven) == {"output": ("3.5",)}
    assert drawn.solution(many) == {"output": ("35000",)}
    assert drawn.wrong_answer(seven) == {"output": ("3",)}
    assert drawn.grade(many, {"output": ("35000",)}).fraction == 1


def faults(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(fault.code, fault.path, f"{fault.message}; {fault.remedy}") for fault in made(**changes).all_checks()]


def test_a_wrong_output_that_is_right_in_some_draw_is_told() -> None:
    assert faults() == faults(**DRAWN | {"variables": {"n": ["7", "9"]}}) == []
    assert faults(**DRAWN) == [
        (
            "N2",
            ("wrong", 0, "output"),
            "the wrong output '{{n // 2}}' is the right one in the draw n = 70,000; mend it, or exclude the draw",
        )
    ]


def test_an_empty_output_and_an_unknown_variable_are_told() -> None:
    assert faults(output=" \n", wrong=[])[0][:2] == ("S3", ("output",))
    assert faults(**DRAWN | {"output": "{{m}}"})[0][:2] == ("N8", ("output",))


def test_braces_mean_nothing_without_variables() -> None:
    assert made(output="{{1}}", wrong=[]).solution(Variant()) == {"output": ("{{1}}",)}
    assert faults(output="{{1}}", wrong=[]) == []


def test_a_program_is_no_markdown() -> None:
    written = definition("code_output", code={"language": "bash", "text": 'echo $x **"$y"** ![](a.svg)'})
    problems = problems_of(bank_text(questions=[written]))
    assert {problem.code for problem in problems} <= {"C1", "draw"}


def test_its_texts_and_choices_have_names() -> None:
    assert [(passage.name, passage.shown, passage.code) for passage in made().own_passages()] == [
        ("code", True, "python"),
        ("output", False, "text"),
        ("wrong.0.output", False, "text"),
        ("wrong.0.why", False, ""),
    ]
    assert made().right_choices() == {"key"}
    words = [str(made().choice_words(choice, "ko")) for choice in ("key", "wrong.0", "other")]
    assert words == ["'16⏎8⏎done⏎'", "'16⏎done'", "another answer"]


def test_its_model_answers() -> None:
    assert made().inputs()[0].kind == "long"
    assert made().solution(Variant()) == {"output": ("16\n8\ndone",)}
    assert made().wrong_answer(Variant()) == {"output": ("16\ndone",)}
    assert made(wrong=[]).wrong_answer(Variant()) == {"output": ("16\n8\ndone\n?",)}


def test_the_ends_of_lines_are_one_whoever_sends_them() -> None:
    assert made().parse({"output": ["16\r\n8\rx"]}) == {"output": ("16\n8\nx",)}


def test_its_model_answers_hold_what_was_drawn() -> None:
    drawn = question("code_output", variables={"n": ["3"]}, output="{{n}}\n{{2 * n}}\n", wrong=None)
    three = Variant(values={"n": Fraction(3)})
    assert drawn.solution(three) == {"output": ("3\n6",)}
    assert drawn.wrong_answer(three) == {"output": ("3\n6\n?",)}
