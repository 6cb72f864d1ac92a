"""What is written short is opened in full, stays as it is until it is changed, and is written out alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.domain.authoring.forms import banks, listing, questions, quizzes
from quiz.domain.authoring.forms.fields.base import Around, Offer
from quiz.domain.authoring.forms.findings import at_inputs
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.bank_format.short_forms.long_form import long_data
from quiz.domain.errors import say
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from tests.builders import as_yaml, bank_text, definition, problems_of
from tests.domain.authoring.forms.filling import sent
from tests.domain.bank_format.short_forms import test_written_out
from tests.domain.bank_format.short_forms.forms import shortened
from tests.domain.bank_format.short_forms.test_written_out import PLAIN, plain

BUSY = (Path(test_written_out.__file__).parent / "statistics.yaml").read_bytes()
COUNT = 10


def offer(*names: str) -> list[Offer]:
    return [Offer(value=name, label=say("%(text)s", text=name)) for name in names]


AROUND = Around(
    languages=("ko",), offered={"sections": offer("1.1"), "objectives": offer("LO-1"), "questions": offer("q")}
)
BOTH = Around(languages=("ko", "en"), offered={})


def others(raw: bytes, number: int) -> list[Any]:
    written = read_yaml(raw, "").data["questions"]
    return [one for place, one in enumerate(written) if place != number]


@pytest.mark.parametrize("number", range(COUNT))
def test_a_question_is_opened_in_full_and_only_it_is_written_out(number: int) -> None:
    form = questions.opened(BUSY, number, AROUND)
    assert not form.left_over
    assert questions.saved(BUSY, number, sent(form), AROUND) is BUSY
    raw = questions.saved(BUSY, number, sent(form, difficulty="2"), AROUND)
    assert others(raw, number) == others(BUSY, number)
    before = long_data(BUSY, ["ko"])["questions"][number]
    assert read_yaml(raw, "").data["questions"][number] == {**before, "difficulty": "2"}
    again = questions.opened(raw, number, AROUND)
    assert questions.saved(raw, number, sent(again), AROUND) is raw


@pytest.mark.parametrize("kind", KINDS)
def test_short_forms_of_every_kind_stay_as_they_are(kind: str) -> None:
    raw = bank_text(questions=[shortened(definition(kind))]).encode()
    form = questions.opened(raw, 0, BOTH)
    assert questions.saved(raw, 0, sent(form), BOTH) == raw
    changed = questions.saved(raw, 0, sent(form, prompt__ko="다른 글"), BOTH)
    question = long_data(raw)["questions"][0]
    assert long_data(changed)["questions"] == [{**question, "prompt": {**question["prompt"], "ko": "다른 글"}}]


@pytest.mark.parametrize("kind", PLAIN)
def test_plain_questions_stay_as_they_are_in_every_style(kind: str) -> None:
    @settings(max_examples=12)
    @given(plain(kind), st.sampled_from(["block", "flow"]))
    def check(question: dict[str, Any], style: str) -> None:
        short = shortened({**question, "prompt": "# 1"})
        written = as_yaml([short]) if style == "block" else f"- {short}\n".replace("\\\\", "\\")
        raw = f"bank: x\nquestions:\n{written}".encode()
        form = questions.opened(raw, 0, AROUND)
        assert questions.saved(raw, 0, sent(form), AROUND) == raw
        changed = questions.saved(raw, 0, sent(form, difficulty="2"), AROUND)
        assert long_data(changed)["questions"][0] == {**long_data(raw)["questions"][0], "difficulty": "2"}

    check()


def test_what_a_bank_has_only_one_of_is_not_written() -> None:
    raw = b"sections: [A]\nquestions:\n  - {kind: true_false, prompt: a, answer: true}\n"
    form = questions.opened(raw, 0, AROUND)
    assert form.one("section") == "1"
    changed = questions.saved(raw, 0, sent(form, prompt__ko="b"), AROUND)
    assert changed == raw.replace(b"prompt: a", b"prompt: b")


TWO_READINGS = (
    b"questions:\n  - {kind: single_choice, prompt: a, options: [B, A], answer: B}\n  - {kind: true_false, answer: X}\n"
)


def test_what_can_be_read_in_two_ways_is_shown_as_it_stands() -> None:
    form = questions.opened(TWO_READINGS, 0, AROUND)
    assert form.left_over
    assert questions.saved(TWO_READINGS, 0, sent(form), AROUND) == TWO_READINGS
    changed = questions.saved(TWO_READINGS, 0, sent(form, prompt__ko="c"), AROUND)
    assert changed == TWO_READINGS.replace(b"prompt: a", b"prompt: c")
    other = questions.opened(TWO_READINGS, 1, AROUND)
    assert questions.saved(TWO_READINGS, 1, sent(other, difficulty="2"), AROUND).endswith(
        b"{kind: true_false, difficulty: 2, answer: false}\n"
    )


def test_a_finding_stands_at_the_input_of_what_is_written_short() -> None:
    short = shortened(definition("single_choice"))
    short["options"] = [*short["options"][:-1], {"text": "x", "whi": "y"}]
    text = bank_text(questions=[short])
    found = at_inputs(text.encode(), ("questions", 0), form_of("single_choice"), problems_of(text))
    last = f"options.{len(short['options']) - 1}"
    assert [name for name in found if name.startswith(last)]


@pytest.mark.parametrize("number", range(2))
def test_a_quiz_over_all_questions_stays_one(number: int) -> None:
    form = quizzes.opened(BUSY, number, AROUND)
    assert not form.left_over
    assert quizzes.saved(BUSY, number, sent(form), AROUND, {}) is BUSY
    raw = quizzes.saved(BUSY, number, sent(form, minutes="7"), AROUND, {})
    assert read_yaml(raw, "").data["quizzes"][number] == {**quizzes.quiz_at(BUSY, number), "minutes": "7"}
    assert quizzes.quiz_at(BUSY, number)["questions"] == "all"


QUIZZES = [
    ("questions: 모두", "questions: all"),
    ("draw: [{questions: all}]", "questions: all"),
    ("draw: [{questions: all, section: A}]", "draw: [{section: 1, count: 1}]"),
    ("draw: [{count: 1, section: A}]", "draw: [{count: 1, section: 1}]"),
    ("questions: [a]", "questions: [a]"),
]


@pytest.mark.parametrize(("short", "long"), QUIZZES)
def test_a_quiz_is_written_out_once_it_is_changed(short: str, long: str) -> None:
    raw = (
        f"sections: [A]\nquizzes:\n  - {{mode: exam, {short}}}\nquestions:\n  - {{id: a, kind: true_false}}\n".encode()
    )
    form = quizzes.opened(raw, 0, AROUND)
    assert not form.left_over
    assert quizzes.saved(raw, 0, sent(form), AROUND, {}) == raw
    (quiz,) = read_yaml(quizzes.saved(raw, 0, sent(form, minutes="7"), AROUND, {}), "").data["quizzes"]
    assert quiz == {"id": quiz["id"], "mode": "exam", **read_yaml(f"{{{long}}}".encode(), "").data, "minutes": "7"}


def test_quizzes_without_ids_keep_theirs_when_another_goes() -> None:
    quiz = b"  - {mode: practice, questions: all}\n"
    raw = b"quizzes:\n" + quiz + quiz + b"  - x\nquestions: []\n"
    name = quizzes.quiz_at(raw, 1)["id"]
    assert name != "practice"
    assert quizzes.quiz_at(quizzes.deleted(raw, 0), 0)["id"] == name


def head(raw: bytes, **changes: Any) -> bytes:
    form = banks.opened(raw, AROUND)
    assert not form.left_over
    assert banks.saved(raw, sent(form), AROUND) is raw
    return banks.saved(raw, sent(form, **changes), AROUND)


def test_of_a_head_only_what_is_changed_is_written_out() -> None:
    assert head(BUSY, title__ko="다른 제목") == BUSY.replace(
        "title: 자료의 요약\n".encode(), "title: 다른 제목\n".encode(), 1
    )
    assert head(BUSY, sections__0__title__ko="첫째") == BUSY.replace(
        '"1.1": 대푯값과 산포도'.encode(), '"1.1": {title: 첫째}'.encode()
    )


NAMED = """\
sections: [A, B]
objectives: [C]
quizzes:
  - {mode: practice, draw: [{questions: all, section: A}, x]}
  - {mode: exam, draw: [{count: 1, section: B}]}
questions:
  - {kind: true_false, section: A, answer: X}
  - {kind: true_false, section: "2", answer: O}
  - x
"""


def test_what_is_named_by_its_words_stays_named() -> None:
    raw = head(NAMED.encode(), sections__0__title__ko="D")
    data = read_yaml(raw, "").data
    assert data["sections"] == {"1": {"title": "D"}, "2": {"title": "B"}}
    assert [one["section"] for one in data["questions"][:2]] == ["1", "2"]
    assert [quiz["draw"][0]["section"] for quiz in data["quizzes"]] == ["1", "B"]
    assert data["questions"][0] == {"kind": "true_false", "section": "1", "answer": "X"}


def test_what_was_the_only_one_is_written_once_there_are_two() -> None:
    form = banks.opened(NAMED.encode(), AROUND).with_line("objectives")
    names = {"objectives.n1.@key": ("LO-9",), "objectives.n1.text.ko": ("E",)}
    raw = banks.saved(NAMED.encode(), {**sent(form), **names}, AROUND)
    data = read_yaml(raw, "").data
    assert data["objectives"] == {"LO-1": {"text": "C"}, "LO-9": {"text": "E"}}
    assert [one["objective"] for one in data["questions"][:2]] == ["LO-1", "LO-1"]
    renamed = {**sent(banks.opened(NAMED.encode(), AROUND)), "objectives.0.@key": ("LO-7",)}
    again = read_yaml(banks.saved(NAMED.encode(), renamed, AROUND), "").data
    assert "objective" not in again["questions"][0]


def test_the_list_works_on_what_is_written_short() -> None:
    raw = listing.duplicated(BUSY, 0)
    first, copy = read_yaml(raw, "").data["questions"][:2]
    assert {key: value for key, value in copy.items() if key != "id"} == first
    changed = read_yaml(listing.changed(BUSY, [0, 1], {"section": "1.1", "points": "2"}), "").data["questions"]
    assert changed[0] == {**read_yaml(BUSY, "").data["questions"][0], "points": "2"}
    named = b"quizzes:\n  - {mode: exam, questions: [a, b]}\n  - x\nquestions: [{id: a}, {id: b}]\n"
    assert b"questions: [b]}" in listing.deleted(named, [0])
