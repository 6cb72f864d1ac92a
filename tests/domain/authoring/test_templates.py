"""Templates: one for every kind, the smallest that can be published under the profile open."""

from __future__ import annotations

import random
from typing import Any

import pytest

from quiz.domain.authoring.adding import placed, with_questions
from quiz.domain.authoring.template_texts import TEXTS
from quiz.domain.authoring.templates import (
    PICTURE_FILE,
    bank_text,
    question_text,
    series_text,
    shows_picture,
    template,
)
from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.domain.bank_format.series import read_series
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml

LANGUAGES = [["ko"], ["en"], ["ko", "en"], ["fr"], ["ko", "fr"]]


def published(kind: str, languages: list[str]) -> Bank:
    raw = with_questions(bank_text("unit-1", "A: title").encode(), [template(kind, languages)])
    sizes = {PICTURE_FILE: 400}
    return read_bank(raw, "unit-1.yaml", read_series(series_text("my-course", languages).encode()), sizes.get)


def test_every_kind_has_a_template() -> None:
    assert TEXTS.keys() == KINDS.keys()


@pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_template_of_a_kind_is_read_under_open_and_knows_its_answer(kind: str, languages: list[str]) -> None:
    bank = published(kind, languages)
    assert {problem.severity for problem in bank.warnings} <= {"hint"}
    (question,) = bank.questions
    variant = question.draw(random.Random(1))
    for language in languages:
        assert question.judge(variant, question.solution_in(variant, language)).fraction == 1
    assert question.judge(variant, question.wrong_answer(variant)).fraction < 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_is_as_small_as_can_be(kind: str) -> None:
    """Whatever key of it is left out, what is left is refused; ids and reasons are not among them."""
    data = template(kind, ["en"])
    series = read_series(series_text("my-course", ["en"]).encode())
    optional = {"prompt"} if kind in ("cloze", "code_output") else set()
    for key in data.keys() - {"kind", "prompt"} - optional:
        smaller = {name: value for name, value in data.items() if name != key}
        raw = with_questions(bank_text("unit-1").encode(), [smaller])
        with pytest.raises(Exception, match=r"unit-1\.yaml"):
            read_bank(raw, "unit-1.yaml", series, {PICTURE_FILE: 400}.get)


def test_a_question_is_printed_as_it_stands_in_a_bank() -> None:
    data = template("numeric", ["en"])
    text = question_text(data)
    assert text.startswith("  - ")
    assert read_yaml(f"questions:\n{text}".encode(), "").data == {"questions": [data]}


def test_one_template_shows_a_picture() -> None:
    assert [kind for kind in KINDS if shows_picture(kind)] == ["hotspot"]


def test_a_series_is_called_as_its_id_says_unless_it_has_a_title() -> None:
    made = read_series(series_text("my-course", ["ko", "en"]).encode())
    assert (made.title["ko"], made.profile, made.parts[0].title["ko"]) == ("My course", "open", "1부")
    assert read_series(series_text("x", ["en"], "Maths: a # b").encode()).title["en"] == "Maths: a # b"


ADDED: list[tuple[str, str]] = [
    ("bank: u # kept\n", "bank: u # kept\nquestions:\n  - kind: x\n"),
    ("bank: u\nquestions:\n", "bank: u\nquestions:\n  - kind: x\n"),
    ("bank: u\nquestions: []\n", "bank: u\nquestions:\n  - kind: x\n"),
    ("questions: []\n", "{questions: [{kind: x}]}\n"),
    ("bank: u\nquestions:\n- a: b # kept\n", "bank: u\nquestions:\n- a: b # kept\n- kind: x\n"),
    ("{bank: u, questions: [{a: b}]}", "{bank: u, questions: [{a: b}, {kind: x}]}"),
]


@pytest.mark.parametrize(("before", "after"), ADDED)
def test_a_question_comes_after_those_of_its_bank(before: str, after: str) -> None:
    assert with_questions(before.encode(), [{"kind": "x"}]).decode() == after


def test_without_a_question_nothing_changes() -> None:
    assert with_questions(b"bank: u\n", []) == b"bank: u\n"


@pytest.mark.parametrize("raw", [b"- a\n", b"bank: u\nquestions: {a: b}\n", b"bank: u\nquestions: words\n"])
def test_what_has_no_list_of_questions_takes_none(raw: bytes) -> None:
    with pytest.raises(SourceEditError):
        with_questions(raw, [{"kind": "x"}])


PLACED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {}),
    ({"sections": {"1": {}}}, {"section": "1"}),
    ({"sections": {"1": {}, "2": {}}, "objectives": {"LO": {}}}, {"objective": "LO"}),
    ({"sections": "spoilt", "objectives": []}, {}),
]


@pytest.mark.parametrize(("bank", "more"), PLACED)
def test_a_question_gets_the_section_and_the_objective_that_its_bank_has_alone(
    bank: dict[str, Any], more: dict[str, str]
) -> None:
    question = {"kind": "numeric", "prompt": "x"}
    assert placed(question, bank) == {**question, **more}
    assert list(placed(question, bank))[: 1 + len(more)] == ["kind", *more]


def test_a_section_of_its_own_stays() -> None:
    assert placed({"kind": "x", "section": "2"}, {"sections": {"1": {}}})["section"] == "2"
