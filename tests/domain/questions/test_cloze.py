"""A running text with gaps: each is judged as its kind is, and the score is their weighted mean."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Score, Variant
from quiz.domain.questions.cloze import Cloze
from tests.builders import NAMES, WORDS, bank_text, both, definition, option, problems_of, question
from tests.samples import Definition, Sample, move_options, other_number

_weights = st.sampled_from(["1", "2", "0.5"])
_text_gaps = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(
    lambda words: {"kind": "text", "answers": [{"text": [word]} for word in words], "reject": ["영점"]}
)
_number_gaps = st.sampled_from(["14", "7 / 2", "-3", "2 * n"]).map(
    lambda answer: {"kind": "number", "answer": answer, "tolerance": {"absolute": "0"}}
)
_choice_gaps = st.integers(2, 8).flatmap(
    lambda size: st.integers(0, size - 1).map(
        lambda key: {
            "kind": "choice",
            "options": [
                option(name, f"보기 {name}", f"choice {name}", correct=str(place == key).lower())
                for place, name in enumerate(NAMES[:size])
            ],
        }
    )
)


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    gaps = draw(st.lists(st.tuples(_text_gaps | _number_gaps | _choice_gaps, _weights), min_size=1, max_size=5))
    names = [str(number) for number in range(1, len(gaps) + 1)]
    marks = [f"[[{name}]]" for name in names]
    return question(
        "cloze",
        variables={"n": ["7", "13"]},
        text=both("값 {{n}}: " + " ".join(marks), "Of {{n}}: " + ", ".join(reversed(marks))),
        gaps={name: {**gap, "weight": weight} for name, (gap, weight) in zip(names, gaps, strict=True)},
    )


def other_key(question: Definition) -> None:
    for gap in question["gaps"].values():
        if gap["kind"] == "choice":
            move_options(gap)
        elif gap["kind"] == "number":
            other_number(gap)
        else:
            gap |= {"answers": [{"text": ["달", "moon"], "score": "1"}], "reject": []}


SAMPLE = Sample(
    definition={
        "text": both(
            "가중치는 16비트에서 [[1]]이고 정수에 [[2]]을(를) 곱해요. 모델은 [[3]].",
            "The weights take [[1]] at 16 bits; each integer is multiplied by the [[2]]. The model [[3]].",
        ),
        "gaps": {
            "1": {
                "kind": "number",
                "answer": "14",
                "tolerance": {"absolute": "0.005"},
                "unit": {"text": "GB"},
                "wrong": [{"value": "28", "why": both("32비트예요.", "That is at 32 bits.")}],
            },
            "2": {
                "kind": "text",
                "weight": "2",
                "answers": [
                    {"text": ["스케일", "scale"]},
                    {"text": ["배율", "factor"], "score": "0.5", "feedback": both("더 정확하게요.", "More exactly.")},
                ],
                "reject": ["영점"],
                "why": both("영점은 더해요.", "A zero-point is added."),
            },
            "3": {
                "kind": "choice",
                "options": [
                    option("a", "가벼워져요", "gets lighter", correct="true"),
                    option("b", "무거워져요", "gets heavier"),
                ],
            },
        },
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        text at text, seen, with gaps
        gaps.1.unit at gaps.1.unit.text, seen, inline
        gaps.1.wrong.0.why at gaps.1.wrong.0.why, inline
        gaps.2.answers.1.feedback at gaps.2.answers.1.feedback, inline
        gaps.2.why at gaps.2.why, inline
        gaps.3.options.a.text at gaps.3.options.0.text, seen, inline
        gaps.3.options.a.why at gaps.3.options.0.why, inline
        gaps.3.options.b.text at gaps.3.options.1.text, seen, inline
        gaps.3.options.b.why at gaps.3.options.1.why, inline
    """,
    other_key=other_key,
    partial_credit=True,
)
GAPS = definition("cloze")["gaps"]
CHOICE = GAPS["3"]
ANSWER = {"gap-1": ("14",), "gap-2": ("스케일",), "gap-3": ("a",)}


def made(**changes: Any) -> Cloze:
    found = question("cloze", **changes)
    assert isinstance(found, Cloze)
    return found


def with_gap(name: str, **changes: Any) -> dict[str, Any]:
    return {**GAPS, name: {**GAPS[name], **changes}}


def faults(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(fault.code, fault.path, f"{fault.message}; {fault.remedy}") for fault in made(**changes).all_checks()]


# The weights are 1, 2 and 1: a gap alone earns a quarter, the term of weight 2 a half, half a term a quarter.
@pytest.mark.parametrize(
    ("answer", "fraction", "verdicts", "feedback", "chosen", "understood"),
    [
        ({}, "0", {}, (), (), ""),
        ({"gap-1": (" ",), "gap-2": ("  ",)}, "0", {}, (), (), ""),
        (
            ANSWER,
            "1",
            {"gap-1": "right", "gap-2": "right", "gap-3": "right"},
            ("gaps.3.options.a.why",),
            ("1:key", "2:answers.0", "3:a"),
            "1: 14; 2: 스케일",
        ),
        ({"gap-1": ("14 GB",)}, "1/4", {"gap-1": "right"}, (), ("1:key",), "1: 14"),
        ({"gap-1": ("28",)}, "0", {"gap-1": "wrong"}, ("gaps.1.wrong.0.why",), ("1:wrong.0",), "1: 28"),
        ({"gap-2": ("SCALE",)}, "1/2", {"gap-2": "right"}, (), ("2:answers.0",), "2: scale"),
        (
            {"gap-2": ("배율을",)},
            "1/4",
            {"gap-2": "partly"},
            ("gaps.2.answers.1.feedback",),
            ("2:answers.1",),
            "2: 배율",
        ),
        ({"gap-2": ("영점",)}, "0", {"gap-2": "wrong"}, (), ("2:other",), ""),
        ({"gap-3": ("b",)}, "0", {"gap-3": "wrong"}, ("gaps.3.options.b.why",), ("3:b",), ""),
    ],
)
def test_the_score_is_the_mean_over_the_gaps_by_their_weights(
    answer: Any, fraction: str, verdicts: Any, feedback: Any, chosen: Any, understood: str
) -> None:
    assert made().grade(Variant(), answer) == Score(
        fraction=Fraction(fraction), verdicts=verdicts, feedback=feedback, chosen=chosen, understood=understood
    )


def test_numbers_and_choices_may_depend_on_the_draw() -> None:
    options = [option("a", "짝수", "even", correct="n % 2 == 0"), option("b", "홀수", "odd", correct="n % 2 == 1")]
    gaps = {**with_gap("1", answer="2 * n", wrong=[]), "3": {"kind": "choice", "options": options}}
    drawn = made(variables={"n": ["7", "8"]}, gaps=gaps)
    assert list(drawn.all_checks()) == []
    assert dict(drawn.expressions()) == {
        ("gaps", "1", "answer"): "2 * n",
        ("gaps", "3", "options", 0, "correct"): "n % 2 == 0",
        ("gaps", "3", "options", 1, "correct"): "n % 2 == 1",
    }
    seven = Variant(values={"n": Fraction(7)})
    assert drawn.solution(seven) == {"gap-1": ("14",), "gap-2": ("스케일",), "gap-3": ("b",)}
    assert drawn.grade(seven, {"gap-3": ("a",)}).chosen == ("3:a!",)
    assert "3:a" in drawn.right_choices()


def test_what_cannot_be_read_is_told_with_the_name_of_its_gap() -> None:
    assert made().notice(Variant(), ANSWER) is None
    assert made().notice(Variant(), {}) is None
    assert str(made().notice(Variant(), {"gap-1": ("1,5",)})).startswith("Gap 1: 1,5 can be read in two ways")


def test_its_inputs_are_of_the_kinds_of_its_gaps() -> None:
    assert [(wanted.name, wanted.kind, wanted.options) for wanted in made().inputs()] == [
        ("gap-1", "number", ()),
        ("gap-2", "text", ()),
        ("gap-3", "one", ("a", "b")),
    ]


def test_only_choices_have_an_order_and_it_can_be_kept() -> None:
    assert {tuple(made().draw(Random(seed)).order.items()) for seed in range(9)} == {
        (("gap-3", ("a", "b")),),
        (("gap-3", ("b", "a")),),
    }
    kept = made(gaps=with_gap("3", shuffle="false"))
    assert {kept.draw(Random(seed)).order["gap-3"] for seed in range(9)} == {("a", "b")}


def test_a_blind_guess_earns_from_the_choices_alone() -> None:
    assert made().guess() == Fraction(1, 8)


def test_its_texts_have_names_and_reasons_stay_hidden() -> None:
    assert {passage.name: passage.shown for passage in made().own_passages()} == {
        "text": True,
        "gaps.1.unit": True,
        "gaps.1.wrong.0.why": False,
        "gaps.2.answers.1.feedback": False,
        "gaps.2.why": False,
        "gaps.3.options.a.text": True,
        "gaps.3.options.a.why": False,
        "gaps.3.options.b.text": True,
        "gaps.3.options.b.why": False,
    }
    assert [passage.path for passage in made().own_passages()][1] == ("gaps", "1", "unit", "text")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("1:key", "1: 14"),
        ("1:wrong.0", "1: 28"),
        ("1:other", "1: another answer"),
        ("2:answers.1", "2: 배율"),
        ("2:other", "2: another answer"),
        ("3:b", "3: 무거워져요"),
        ("9:a", "9: another answer"),
    ],
)
def test_its_choices_have_words(choice: str, words: str) -> None:
    assert str(made().choice_words(choice, "ko")) == words


def test_its_model_answers_and_what_the_page_reveals() -> None:
    assert made().solution(Variant()) == ANSWER
    assert made().wrong_answer(Variant()) == {**ANSWER, "gap-1": ("28",)}
    assert made(gaps={"2": GAPS["2"]}).wrong_answer(Variant()) == {"gap-2": ("영점",)}
    assert made(gaps={"3": CHOICE}).wrong_answer(Variant()) == {"gap-3": ("b",)}
    assert [gap.revealed({}, "ko") for gap in made().gaps.values()] == ["14", "스케일 · scale", ""]


@pytest.mark.parametrize(
    ("changes", "code", "path", "words"),
    [
        (
            {"text": both("[[1]] [[2]] [[2]] [[3]]", "[[1]] [[2]] [[3]]")},
            "K8",
            ("text", "ko"),
            "[[2]] stands 2 times in the text; let each gap stand once in every language",
        ),
        ({"text": both("[[1]] [[2]] [[3]]", "[[1]] [[3]]")}, "K8", ("text", "en"), "[[2]] stands 0 times"),
        ({"text": "[[1]] [[2]] [[3]] [[x]]"}, "K8", ("text",), "[[x]] has no entry in gaps"),
        (
            {"gaps": with_gap("1", decimals="2", tolerance={"absolute": "0"})},
            "N1",
            ("gaps", "1", "tolerance", "absolute"),
            "use at least 0.005",
        ),
        ({"gaps": with_gap("1", answer="1 / 8", decimals="2")}, "N10", ("gaps", "1", "answer"), "half-way between"),
        ({"gaps": with_gap("1", answer="2 * m")}, "N8", ("gaps", "1", "answer"), "'m' in '2 * m' is not a variable"),
        ({"gaps": with_gap("2", accept=["크기"])}, "accept", ("gaps", "2", "accept", 0), "'크기' is not accepted"),
        (
            {"gaps": {**GAPS, "3": {**CHOICE, "options": [CHOICE["options"][1]] * 2}}},
            "duplicate",
            ("gaps", "3", "options", 1, "id"),
            "used twice",
        ),
        (
            {"gaps": with_gap("3", options=[option("a", "가", "a"), option("b", "나", "b")])},
            "S3",
            ("gaps", "3", "options"),
            "0 options are marked correct; mark exactly one",
        ),
    ],
)
def test_a_fault_is_told_where_it_stands(changes: dict[str, Any], code: str, path: Any, words: str) -> None:
    found = faults(**changes)[0]
    assert found[:2] == (code, path)
    assert words in found[2]


def test_a_choice_that_fails_in_some_draw_is_told_with_the_draw() -> None:
    options = [option("a", "가 {{n}}", "a {{n}}", correct="n > 7"), option("b", "가 7", "a 7", correct="n < 7")]
    changes = {"variables": {"n": ["6", "7"]}, "gaps": {**GAPS, "3": {"kind": "choice", "options": options}}}
    assert faults(**changes)[0][2].startswith("0 options are marked correct in the draw n = 7")
    options[1]["correct"] = "n <= 7"
    assert faults(**changes)[0][:2] == ("O4", ("gaps", "3", "options", 1, "text", "ko"))


def test_a_sound_question_has_no_fault() -> None:
    assert faults() == []


def told(**changes: Any) -> list[str]:
    text = bank_text(questions=[definition("cloze", **changes)])
    return [
        f"{p.message}; {p.remedy} [{p.code}]" for p in problems_of(text) if p.severity == "error" and p.code != "draw"
    ]


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (
            {"kind": "nubmer", "answer": "14", "tolerance": {"absolute": "0"}},
            ["unknown value 'nubmer' of 'kind'; did you mean 'number'? [choice]"],
        ),
        (
            {"kind": "number", "answr": "14", "tolerance": {"absolute": "0"}},
            ["unknown key 'answr'; did you mean 'answer'? [unknown-key]"],
        ),
        (
            {"kind": "choice", "optins": []},
            ["unknown key 'optins'; did you mean 'options'? [unknown-key]"],
        ),
        ({"answers": [{"text": ["스케일", "scale"]}]}, ["'kind' is missing; add kind: to this gap [missing]"]),
        ("14", ["'1' needs fields of its own; write it as {kind: …, …} [model-type]"]),
    ],
)
def test_a_gap_that_is_written_wrongly_is_told_in_the_words_of_its_kind(gap: Any, words: list[str]) -> None:
    assert told(gaps={**GAPS, "1": gap}) == words


@pytest.mark.parametrize("text", ["$x = [[1]]$", "[논문](https://a.org/[[1]])", "![[[1]]](lora.svg)"])
def test_a_gap_stands_where_an_input_can(text: str) -> None:
    remedy = "take it out of the formula, link, picture or language of a code block"
    assert told(text=both(f"{text} 가 [[2]] [[3]]", "[[1]] [[2]] [[3]]")) == [
        f"the gap [[1]] stands where no input can; {remedy} [gap]"
    ]


def test_a_gap_that_was_read_is_given_as_what_it_is() -> None:
    gaps = question("cloze").model_dump()["gaps"]
    assert [gap["kind"] for gap in gaps.values()] == [entry["kind"] for entry in definition("cloze")["gaps"].values()]


def test_a_gap_reveals_what_was_drawn() -> None:
    gaps = {"1": {"kind": "number", "answer": "2 * n", "tolerance": {"absolute": "0"}}}
    drawn = question("cloze", gaps=gaps, text=both("[[1]]개", "[[1]] of them"), variables={"n": ["3"]})
    assert drawn.model_dump()["gaps"]["1"]["kind"] == "number"
    assert drawn.gaps["1"].revealed({"n": Fraction(3)}, "ko") == "6"  # type: ignore[attr-defined]  # a cloze


def test_a_unit_that_is_required_is_revealed_in_the_readers_language() -> None:
    unit = {"text": both("바이트", "bytes"), "accept": ["byte"], "required": "true"}
    gaps = {"1": {"kind": "number", "answer": "6", "tolerance": {"absolute": "0"}, "unit": unit}}
    found = question("cloze", gaps=gaps, text=both("[[1]]", "[[1]]"))
    assert found.gaps["1"].revealed({}, "en") == "6 bytes"  # type: ignore[attr-defined]  # a cloze
    assert found.solution_in(Variant(), "ko") == {"gap-1": ("6 바이트",)}
    assert found.solution(Variant()) == {"gap-1": ("6 바이트",)}
    assert found.gaps["1"].right({}) == "6 바이트"  # type: ignore[attr-defined]  # a cloze


def test_a_gap_is_called_by_its_name() -> None:
    assert str(question("cloze").words_for_input("gap-2")) == "Gap 2"
