"""A form that is opened and saved as it stands leaves the file as it was, to the byte."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.forms import banks, quizzes
from quiz.domain.authoring.forms.fields.base import plain
from quiz.domain.authoring.forms.filled import Form
from quiz.domain.authoring.forms.kinds.register import FIELDS, form_of, parts_of
from quiz.domain.authoring.forms.questions import opened, questions_of, read_form, saved
from quiz.domain.questions import KINDS
from quiz.domain.questions.base import Question
from quiz.platform.paths import QUESTIONS
from tests.builders import bank_text, definition
from tests.domain.authoring.forms.filling import AROUND, bank_of, bank_with, sent

BANKS = sorted(QUESTIONS.glob("2*.yaml"))
NOT_HELD = {"id", "kind", "was", "combinations", "drafted"}
"""Fields of questions that no form shows."""


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_every_question_of_the_shipped_banks_stays_as_it_is(path) -> None:  # type: ignore[no-untyped-def]
    raw = path.read_bytes()
    for question in questions_of(raw):
        form = Form.of(form_of(question["kind"]), question["kind"], question, AROUND)
        assert plain(read_form(question["kind"], question, sent(form), AROUND)) == question
        assert {name.partition(".")[0] for name in form.left_over} <= NOT_HELD
    assert saved(raw, 0, sent(opened(raw, 0, AROUND)), AROUND) is raw
    assert banks.saved(raw, sent(banks.opened(raw, AROUND)), AROUND) is raw
    for number in range(len(quizzes.quizzes_of(raw))):
        assert quizzes.saved(raw, number, sent(quizzes.opened(raw, number, AROUND)), AROUND, {}) is raw


FLOW = '{bank: x, questions: [{kind: true_false, prompt: "a, b", answer: true}, {kind: essay, prompt: c}]}'
STYLES = {
    "crlf": lambda raw: raw.replace(b"\n", b"\r\n"),
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "comments": lambda raw: raw.replace(b"  prompt:", b"  # a comment\n\n  prompt: # another"),
    "no line break at the end": lambda raw: raw.rstrip(b"\n"),
}


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_kind_stays_as_it_is_in_every_style(style: str) -> None:
    for kind in KINDS:
        raw = STYLES[style](bank_with(kind))
        assert saved(raw, 1, sent(opened(raw, 1, AROUND)), AROUND) == raw


def test_a_bank_in_braces_stays_as_it_is() -> None:
    raw = FLOW.encode()
    for number in (0, 1):
        assert saved(raw, number, sent(opened(raw, number, AROUND)), AROUND) == raw


def test_what_was_not_sent_stays() -> None:
    for kind in KINDS:
        raw = bank_with(kind)
        assert saved(raw, 1, {}, AROUND) == raw


def test_odd_ways_to_write_a_text_stay() -> None:
    raw = (
        b"bank: x\nquestions:\n- kind: essay\n  prompt: |+\n    a\n\n\n  explanation: >\n    folded\n    text\n"
        b'  model_answer: "a\\r\\nb\\n\\n"\n  hints: [\'\', " x "]\n'
    )
    assert saved(raw, 0, sent(opened(raw, 0, AROUND)), AROUND) == raw


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_form_of_a_kind_shows_every_field_that_it_has(kind: str) -> None:
    shown = {key for field in form_of(kind).fields for key in field.own_keys()}
    known = {info.alias or name for name, info in KINDS[kind].model_fields.items()}
    assert known - shown - NOT_HELD == set(), f"give {kind} these fields in quiz/domain/authoring/forms/kinds"
    assert kind in FIELDS
    parts = parts_of(kind)
    parted = [field.name for part in vars(parts).values() for field in part]
    assert sorted(parted) == sorted(field.name for field in form_of(kind).fields)


def test_a_kind_without_a_form_has_the_fields_that_every_question_has() -> None:
    shown = {key for field in form_of("riddle").fields for key in field.own_keys()}
    assert set(Question.model_fields) - shown == NOT_HELD


def test_what_no_input_can_show_is_named_and_stays() -> None:
    odd = definition("single_choice", hints="no list", difficulty=["2"], was="former")
    raw = bank_of(odd)
    form = opened(raw, 0, AROUND)
    assert set(form.left_over) == {"hints", "difficulty", "was"}
    assert [form.shows(field) for field in form_of("single_choice").fields if field.name in ("hints", "prompt")] == [
        True,
        False,
    ]
    found = questions_of(saved(raw, 0, sent(form, prompt__ko="다른 글"), AROUND))[0]
    assert found == {**odd, "prompt": {**odd["prompt"], "ko": "다른 글"}}


def test_what_lies_deeper_and_can_not_be_shown_is_named_too() -> None:
    options = [{"id": "a", "text": "x", "colour": "red"}, {"id": "b", "text": "y", "correct": "true"}]
    raw = bank_of(definition("single_choice", options=options))
    assert opened(raw, 0, AROUND).left_over == ("options.0.colour",)
    assert banks.opened(bank_text(riddle="x").encode(), AROUND).left_over == ("riddle",)
