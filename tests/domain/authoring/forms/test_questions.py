"""A question in the file of its bank: found, changed where it stands in whatever layout, added."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.authoring.forms.filled import Refused
from quiz.domain.authoring.forms.pieces import piece_of
from quiz.domain.authoring.forms.questions import (
    NoSuchQuestion,
    added,
    numbers_of,
    opened,
    question_at,
    questions_of,
    saved,
    sent,
)
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.bank_format.source_spots import read
from quiz.domain.errors import say
from quiz.domain.yaml.reader import read_yaml
from tests.builders import both
from tests.domain.authoring.forms import filling
from tests.domain.authoring.forms.filling import AROUND, bank_with

ONE = {"id": "one", "kind": "essay"}


def test_questions_are_found_by_their_numbers_and_ids() -> None:
    listed: list[Any] = [ONE, "x", {"kind": "essay"}, {"id": "riddle", "kind": "riddle"}]
    assert question_at(listed, 0) is ONE
    for number in (-1, 1, 3, 4):
        with pytest.raises(NoSuchQuestion):
            question_at(listed, number)
    raw = b"questions: [{id: one, kind: essay}, x, {kind: essay}, {id: riddle, kind: riddle}, {id: ''}]\n"
    assert numbers_of(raw) == {"one": 0, "riddle": 3}
    assert numbers_of(b"- x") == {}


def test_a_form_that_was_refused_has_what_was_typed_beside_what_is_there() -> None:
    raw = bank_with("single_choice")
    errors = {"prompt.ko": say("wrong")}
    form = sent(raw, 1, {"prompt.ko": ("새 글\r\n",), "options.@": ("0", "n1")}, AROUND, errors)
    assert form.errors == errors
    assert (form.one("prompt.ko"), form.one("prompt.en")) == ("새 글", "Find what fits.")
    assert form.tokens("options") == ("0", "n1")
    assert opened(raw, 1, AROUND).tokens("options") == ("0", "1", "2", "3")


LAYOUTS = {
    "block": b"bank: x\nquestions:\n- kind: true_false\n  prompt: a\n  answer: true\nmore: x # a comment\n",
    "wide": b"bank: x\nquestions:\n    -   kind: true_false\n        prompt: a\n        answer: true\n",
    "in braces": b"{bank: x, questions: [{kind: true_false, prompt: a, answer: true}]}\n",
    "list in brackets": b"bank: x\nquestions: [{kind: true_false, prompt: a, answer: true}]\nmore: x\n",
    "all indented": b"  bank: x\n  questions:\n  - {kind: true_false, prompt: a, answer: true}\n",
    "marked": b"\xef\xbb\xbfquestions:\r\n- kind: true_false\r\n  prompt: a\r\n  answer: true\r\n",
}


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_one_text_is_changed_in_its_place_whatever_the_layout(layout: str) -> None:
    raw = LAYOUTS[layout]
    typed = filling.sent(opened(raw, 0, AROUND), prompt__ko="b", prompt__en="b")
    assert saved(raw, 0, typed, AROUND) == raw.replace(b"prompt: a", b"prompt: b")
    more = filling.sent(opened(raw, 0, AROUND), points="2", why__true__ko="c")
    wanted = {"kind": "true_false", "points": "2", "prompt": "a", "answer": "true", "why": {"true": {"ko": "c"}}}
    found = read_yaml(saved(raw, 0, more, AROUND), "").data
    assert found == {**read_yaml(raw, "").data, "questions": [wanted]}
    assert list(found["questions"][0]) == list(wanted)


@pytest.mark.parametrize("layout", ["in braces", "list in brackets", "all indented"])
def test_a_question_that_has_no_lines_of_its_own_is_no_piece(layout: str) -> None:
    assert piece_of(read(LAYOUTS[layout]), 0, marked=False) is None


@pytest.mark.parametrize("raw", [b"- x\n", b"bank: x\n", b"questions: x\n", b"questions: {a: b}\n"])
def test_a_file_without_a_list_of_questions_has_no_piece(raw: bytes) -> None:
    assert piece_of(read(raw), 0, marked=False) is None


def test_a_piece_is_put_back_between_what_stands_around_it_and_never_reads_otherwise() -> None:
    raw = b"bank: x\nquestions:\n  - {id: a}\n  - id: b # kept\n  - {id: c}\nmore: x\n"
    piece = piece_of(read(raw), 1, marked=False)
    assert piece is not None
    assert read_yaml(piece.raw, "").data["questions"] == [{"id": "b"}]
    edited = piece.raw.replace(b"id: b", b"id: d")
    wanted = {"bank": "x", "questions": [{"id": "a"}, {"id": "d"}, {"id": "c"}], "more": "x"}
    assert piece.put_back(edited, wanted) == raw.replace(b"id: b", b"id: d")
    with pytest.raises(SourceEditError, match="the file reads otherwise after this edit"):
        piece.put_back(piece.raw, wanted)


def test_what_the_file_does_not_allow_is_refused_as_a_whole() -> None:
    raw = b"questions: [kind: essay]\n"
    with pytest.raises(Refused) as refused:
        saved(raw, 0, filling.sent(opened(raw, 0, AROUND), prompt__ko="a"), AROUND)
    assert {name: str(words) for name, words in refused.value.errors.items()} == {
        "": "the file reads otherwise after this edit"
    }


def test_an_entry_of_a_list_is_written_anew_where_nothing_of_it_stays() -> None:
    raw = b"questions:\n- kind: essay\n  hints:\n  - a # first\n  - b # second\n"
    typed = filling.sent(opened(raw, 0, AROUND), hints__0__ko="가")
    found = saved(raw, 0, typed, AROUND)
    assert questions_of(found) == [{"kind": "essay", "hints": [both("가", "a"), "b"]}]
    assert b"- b # second\n" in found
    back = filling.sent(opened(found, 0, AROUND), hints__0__ko="a")
    assert questions_of(saved(found, 0, back, AROUND))[0]["hints"] == [both("a", "a"), "b"]


TYPED = {"prompt.ko": ("a",), "prompt.en": ("a",)}


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"bank: x\n", "bank: x\nquestions:\n  - {id: ID, kind: essay, prompt: a}\n"),
        (b"bank: x\nquestions: []\n", "bank: x\nquestions:\n  - {id: ID, kind: essay, prompt: a}\n"),
        (b"bank: x\nquestions:\ntitle: y\n", "bank: x\ntitle: y\nquestions:\n  - {id: ID, kind: essay, prompt: a}\n"),
        (b"questions: []\n", "{questions: [{id: ID, kind: essay, prompt: a}]}\n"),
        (b"{bank: x}\n", "{bank: x, questions: [{id: ID, kind: essay, prompt: a}]}\n"),
    ],
)
def test_a_first_question_is_written_behind_all_else(raw: bytes, wanted: str) -> None:
    found, number = added(raw, 5, "essay", TYPED, AROUND)
    (question,) = questions_of(found)
    assert (found.decode(), number) == (wanted.replace("ID", question["id"]), 0)


@pytest.mark.parametrize(("place", "number"), [(0, 0), (1, 1), (2, 2), (99, 2)])
def test_a_new_question_stands_at_its_place_or_at_the_end(place: int, number: int) -> None:
    raw = b"questions:\n- {id: a, kind: essay}\n- {id: b, kind: essay}\n"
    found, at = added(raw, place, "essay", TYPED, AROUND)
    listed = questions_of(found)
    new = listed.pop(at)
    assert (at, new["prompt"], listed) == (number, "a", questions_of(raw))
