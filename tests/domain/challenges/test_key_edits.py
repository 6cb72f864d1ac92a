"""A key is changed in the file so that an answer counts, and the rest of the file stays."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from quiz.domain.bank_format.bank import question_from
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.short_forms.writing_out import written_out
from quiz.domain.challenges.key_edits import Way, edited, was_rejected, ways
from quiz.domain.challenges.sources import NotEditable, data_at, place_of
from quiz.domain.challenges.value_edits import written
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.domain.yaml.reader import read_yaml
from tests.builders import as_yaml, both, definition, option

TERM = {"answers": [{"text": ["어댑터", "adapter"], "score": "1"}, {"text": ["LoRA"], "score": "0.5"}], "accept": None}
OPTIONS = [option("a", "가", "A", correct="true"), option("b", "나", "B"), option("c", "다", "C")]
QUESTION = both("몇?", "How many?")
NUMBER: dict[str, Any] = {"answer": "10", "variables": None, "sets": None, "where": None, "prompt": QUESTION}
TOLERANCE = {"tolerance": {"relative": "0.01"}, "wrong": [{"value": "12", "why": both("하나", "One")}]}
ABSOLUTE = {"tolerance": {"absolute": "0.1"}}
GAP: dict[str, Any] = {
    "text": both("[[1]]예요.", "It is [[1]]."),
    "gaps": {"1": {"kind": "text", "answers": [{"text": "어댑터"}], "reject": ["adaptor"]}},
}


def made(kind: str, **changes: Any) -> tuple[Question, bytes]:
    """A question, and a file that holds it behind another one, with a comment."""
    data = definition(kind, **changes)
    for field in ("variables", "sets", "where", "unit"):
        data.pop(field, None)
    return question_from(data, LANGUAGES), f"# Kept.\n{as_yaml({'questions': [definition('essay'), data]})}".encode()


def changed(kind: str, given: Answer, code: str, **changes: Any) -> tuple[Question, dict[str, Any]]:
    """The question after one change, and its data."""
    asked, raw = made(kind, **changes)
    (way,) = (one for one in ways(asked, given) if one.code == code)
    after = edited(raw, asked, given, way)
    assert after.startswith(b"# Kept.\n")
    data = data_at(after, place_of(after, asked.id))
    return question_from(data, LANGUAGES), data


def share(asked: Question, answer: Answer) -> float:
    """What an answer earns."""
    return float(asked.judge(Variant(), answer).fraction)


@pytest.mark.parametrize(
    ("kind", "answer", "code", "changes"),
    [
        ("short_text", {"text": (" 적응  층 ",)}, "spelling:text", TERM),
        ("short_text", {"text": ("lora",)}, "spelling:text", TERM),
        ("short_text", {"text": ("adaptor",)}, "spelling:text", {**TERM, "reject": ["Adaptor", "other"]}),
        ("short_text", {"text": ("adapter",)}, "spelling:text", {**TERM, "reject": ["adapter"]}),
        ("short_text", {"text": ("lora",)}, "spelling:text", {**TERM, "accept": ["lora"]}),
        ("cloze", {"gap-1": ("adaptor",)}, "spelling:gap-1", GAP),
        ("single_choice", {"choice": ("b",)}, "key:choice", {"options": OPTIONS}),
        ("multiple_choice", {"choice": ("a", "b")}, "also:choice", {"options": OPTIONS}),
        ("multiple_choice", {"choice": ("b",)}, "key:choice", {"options": OPTIONS}),
        ("numeric", {"number": ("12",)}, "key:number", {**NUMBER, **TOLERANCE}),
        ("numeric", {"number": ("12.5",)}, "tolerance:number", {**NUMBER, **TOLERANCE}),
        ("numeric", {"number": ("10.5",)}, "tolerance:number", {**NUMBER, **TOLERANCE}),
        (
            "numeric",
            {"number": ("10.5",)},
            "tolerance:number",
            {**NUMBER, **TOLERANCE, "tolerance": {"absolute": "0.1"}},
        ),
        ("code_output", {"output": ("1\n2",)}, "key:output", {"wrong": None}),
    ],
)
def test_an_accepted_answer_counts_in_full(kind: str, answer: Answer, code: str, changes: dict[str, Any]) -> None:
    before, _ = made(kind, **changes)
    assert share(before, answer) < 1
    after, _ = changed(kind, answer, code, **changes)
    assert share(after, answer) == 1
    assert [fault for fault in after.all_checks() if fault.severity == "error" and fault.code != "K3"] == []


def test_another_truth_becomes_the_key() -> None:
    asked, _ = made("true_false")
    wrong = asked.wrong_answer(Variant())
    after, _ = changed("true_false", wrong, "key:choice")
    assert share(after, wrong) == 1


def test_a_spelling_comes_with_its_proof_and_out_of_what_earned_less() -> None:
    _, data = changed("short_text", {"text": ("lora ",)}, "spelling:text", **TERM)
    assert data["answers"] == [{"text": ["어댑터", "adapter", "lora"], "score": "1"}]
    assert data["accept"] == ["lora"]


def test_a_refused_spelling_is_never_taken_for_an_answer() -> None:
    after, data = changed("short_text", {"text": ("adaption",)}, "reject:text", **TERM)
    assert data["reject"][-1] == "adaption"
    assert share(after, {"text": ("adaption",)}) == 0


def test_nothing_is_offered_where_a_change_would_not_fit_every_draw() -> None:
    asked = question_from(definition("numeric"), LANGUAGES)
    assert asked.has_values()
    assert ways(asked, {"number": ("-1",)}) == ()
    for kind in ("ordering", "matching", "hotspot", "essay"):
        one = question_from(definition(kind), LANGUAGES)
        assert ways(one, one.wrong_answer(Variant())) == ()


def test_a_right_answer_and_one_that_can_not_be_read_change_nothing() -> None:
    term, _ = made("short_text", **TERM)
    assert ways(term, {"text": ("adapter",)}) == ()
    number, _ = made("numeric", **NUMBER, **TOLERANCE)
    assert ways(number, {"number": ("10",)}) == ways(number, {"number": ("x",)}) == ()


def test_what_the_author_refuses_is_known() -> None:
    term, _ = made("short_text", **{**TERM, "reject": ["adaptor"]})
    assert was_rejected(term, {"text": ("Adaptor",)})
    assert not was_rejected(term, {"text": ("adapter",)})
    assert [Way(kind=kind, input="text").is_refusal for kind in ("reject", "spelling")] == [True, False]


def test_an_expression_or_a_condition_is_left_to_its_author() -> None:
    number, _ = made("numeric", **{**NUMBER, **TOLERANCE, "answer": "5 * 2"})
    assert ways(number, {"number": ("11",)}) == ()


def test_a_change_that_does_not_fit_and_a_question_without_its_id_are_refused() -> None:
    asked, raw = made("short_text", **TERM)
    with pytest.raises(NotEditable):
        edited(raw, asked, {"text": ("x",)}, Way(kind="key", input="text"))
    with pytest.raises(NotEditable):
        edited(raw.replace(asked.id.encode(), b"other"), asked, {"text": ("x",)}, Way(kind="spelling", input="text"))


@pytest.mark.parametrize(("value", "text"), [("1/2", "0.5"), ("-3/4", "-0.75"), ("1/3", "1/3"), ("12", "12")])
def test_numbers_are_written_exactly(value: str, text: str) -> None:
    assert written(Fraction(value)) == text


# --- Questions in a short form.

BANK = """\
# Kept.
bank: 2026-05
sections: [자료]
questions:
  - kind: essay
    prompt: x
  - kind: ordering   # stays short
    id: other
    items: [가, 나, 다]
"""

SHORT: list[tuple[str, Answer, str, str]] = [
    ("kind: short_text\nanswer: 중앙값", {"text": ("median",)}, "spelling:text", "    accept: [median]"),
    ("kind: short_text\nanswer: [중앙값, 가운데]", {"text": ("median",)}, "reject:text", "    reject: [median]"),
    ("kind: numeric\nanswer: 3", {"number": ("4",)}, "key:number", "    answer: 4"),
    ("kind: numeric\nanswer: 3", {"number": ("3.5",)}, "tolerance:number", "    tolerance: {absolute: 0.5}"),
    ("kind: numeric\nanswer: 3\ntolerance: 5%", {"number": ("4",)}, "tolerance:number", "    tolerance: {absolute: 1}"),
    ("kind: true_false\nanswer: X", {"choice": ("true",)}, "key:choice", "    answer: true"),
    (
        "kind: single_choice\noptions:\n  # first\n  - 평균\n  - 중앙값\nanswer: A # so",
        {"choice": ("중앙값",)},
        "key:choice",
        "      # first\n      - {id: 평균, text: 평균, correct: false}\n"
        "      - {id: 중앙값, text: 중앙값, correct: true}\n    # so",
    ),
    (
        "kind: multiple_choice\noptions: [평균, 분산, 중앙값]\nanswer: [A]",
        {"choice": ("평균", "중앙값")},
        "also:choice",
        "{id: 중앙값, text: 중앙값, correct: true}]",
    ),
    (
        "kind: cloze\ntext: 값은 [[평균|분산]], [[12±1]], [[중앙값]]이다.",
        {"gap-3": ("median",)},
        "spelling:gap-3",
        "text: [중앙값, median]",
    ),
    (
        "kind: cloze\ntext: 값은 [[평균|분산]], [[12±1]], [[중앙값]]이다.",
        {"gap-2": ("14",)},
        "tolerance:gap-2",
        "tolerance: {absolute: 2}",
    ),
    (
        "kind: cloze\ntext: 값은 [[평균|분산]], [[12±1]], [[중앙값]]이다.",
        {"gap-1": ("분산",)},
        "key:gap-1",
        "{id: 분산, text: 분산, correct: true}",
    ),
]


@pytest.mark.parametrize(("lines", "answer", "code", "written"), SHORT)
def test_a_question_in_a_short_form_is_written_out_and_then_changed(
    lines: str, answer: Answer, code: str, written: str
) -> None:
    asked, raw = short_question(lines)
    (way,) = (one for one in ways(asked, answer) if one.code == code)
    before = share(asked, answer)
    after = edited(raw, asked, answer, way)
    text = after.decode()
    # The rest of the file stays as it was, what is short there too.
    assert text.startswith(BANK)
    assert written in text
    changed, _ = read_short(after)
    if way.is_refusal:
        assert share(changed, answer) == 0
        assert ways(changed, answer) != ways(asked, answer)
    else:
        assert share(changed, answer) > before


def short_question(lines: str) -> tuple[Question, bytes]:
    body = "".join(f"    {line}\n" for line in ["prompt: 문제", *lines.splitlines()])
    return read_short(f"{BANK}  - id: asked\n{body}".encode())


def read_short(raw: bytes) -> tuple[Question, bytes]:
    document = written_out(read_yaml(raw, ""), ["ko"])
    assert document.problems == ()
    return question_from(document.document.data["questions"][-1], ("ko",)), raw
