"""A prompt for a language model: all that it has to know, in one text, and nothing that a bank keeps to itself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from quiz.domain.authoring.asking.briefs import PROMPTED, brief_of, header_in
from quiz.domain.authoring.asking.kind_outlines import outline
from quiz.domain.authoring.asking.pasted import read_pasted
from quiz.domain.authoring.asking.prompt_texts import RULES, WORDS
from quiz.domain.authoring.asking.prompts import MOST_ASKED, form_in, prompt_text
from quiz.domain.authoring.starting.templates import series_text, template
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError
from quiz.domain.questions import KINDS
from tests.builders import as_yaml

BANK: dict[str, Any] = {
    "bank": "prefixes",
    "objectives": {
        "LO-1": {"level": "remember", "text": "Name the prefixes."},
        "LO-2": {"level": "apply", "text": "Use them."},
    },
    "sections": {
        "1": {
            "title": "Powers of ten",
            "notes": "A kilo is 1000.\n\n````\ncode\n````\n",
            "claims": {"kilo": {"text": "A kilo is 1000.", "at": "§1"}, "mega": "A mega is more.", "giga": "Giga."},
        },
        "2": {"title": "Bare"},
    },
    "questions": [
        {"kind": "true_false", "prompt": "A kilo\nis so.", "answer": "true", "section": "1", "claims": ["kilo"]},
        {
            "kind": "true_false",
            "prompt": "M.",
            "answer": "true",
            "section": "1",
            "claims": ["mega"],
            "objective": "LO-1",
        },
        {"kind": "numeric", "prompt": "Broken"},
        {"kind": "riddle"},
        "spoilt",
    ],
}


def series(*languages: str) -> Series:
    return read_series(series_text("my-course", languages or ["en"]).encode())


def prompt(section: str = "1", *, kinds: tuple[str, ...] = ("numeric",), language: str = "en", **changes: Any) -> str:
    frame = series("ko", "en") if language == "ko" else series()
    header, questions = header_in(as_yaml({**BANK, **changes}).encode(), "u.yaml", frame)
    return prompt_text(brief_of(header, questions, section, frame), kinds=kinds, count=3, language=language)


def test_a_prompt_has_section_claims_objectives_and_what_is_asked_already() -> None:
    text = prompt()
    assert text.startswith("Write quiz questions that check what learners understand: 3 of them")
    for part in (
        "# 1 Powers of ten",
        "`````\nA kilo is 1000.\n\n````\ncode\n````\n`````",
        "- kilo: A kilo is 1000.\n",
        "- mega: A mega is more. (tested by recall alone)",
        "- giga: Giga. (no question tests it yet)",
        "- LO-1 (remember): Name the prefixes.",
        "- A kilo is so.\n- M.\n",
        "Write every text in English.",
        "- claims: [kilo, mega, giga]",
        "- tolerance: 0 | 0.01 | 5%",
    ):
        assert part in text, part


def test_a_prompt_in_korean_asks_for_every_language_of_the_series() -> None:
    text = prompt(language="ko")
    assert '이 언어로 함께 쓰세요: 한국어, 영어. 글마다 {ko: "…", en: "…"}처럼' in text
    assert "문항을 쓰는 규칙" in text


def test_what_a_section_lacks_is_said() -> None:
    text = prompt("2", objectives={})
    assert WORDS["en"].no_note in text
    assert WORDS["en"].no_claims in text
    for part in ("## Objectives", "already", "objective:"):
        assert part not in text


def test_no_more_questions_are_named_than_a_reader_takes_in() -> None:
    many = [{**BANK["questions"][0], "prompt": f"Number {number}."} for number in range(MOST_ASKED + 5)]
    assert prompt(questions=many).count("- Number") == MOST_ASKED


@pytest.mark.parametrize("kind", PROMPTED)
def test_the_example_of_a_kind_can_be_pasted_back(kind: str) -> None:
    text = prompt(kinds=(kind,))
    example = text[text.index("Example:") :]
    (question,) = read_pasted(example, {}).questions
    assert (question["kind"], question["section"], question["claims"]) == (kind, "1", ["kilo"])
    assert "explanation" in question


def test_every_kind_but_one_that_needs_a_picture_can_be_asked_for() -> None:
    assert set(KINDS) - set(PROMPTED) == {"hotspot"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_outline_of_a_kind_names_every_field_that_it_needs(kind: str) -> None:
    needed = {name for name, info in KINDS[kind].model_fields.items() if info.is_required()} - {"kind"}
    for plain in (True, False):
        lines = {line.field: line for line in outline(kind, plain=plain)}
        asked = {name for name, line in lines.items() if line.needed}
        # A short form stands in place of what it is written out as.
        short = {"answers", "tolerance", "gaps", "left", "right", "items"} - lines.keys()
        assert needed - short - {"tolerance", "right"} <= asked <= needed | {"answer", "reason", "pairs"}
        assert all("annotated" not in line.form.lower() for line in lines.values())
        example = template(kind, ["en"] if plain else ["ko", "en"])
        assert example.keys() - {"kind", "image"} <= lines.keys() | {"answer" if kind == "hotspot" else "image"}


def test_both_languages_have_the_same_rules() -> None:
    assert set(RULES) == set(WORDS) == set(LANGUAGES)
    assert len({len(rules) for rules in RULES.values()}) == 1


@pytest.mark.parametrize("raw", [b"- a\n", b"bank: Bad Name\n"])
def test_a_header_that_can_not_be_read_is_refused(raw: bytes) -> None:
    with pytest.raises(BankError):
        header_in(raw, "u.yaml", series())


def test_a_bank_without_questions_has_a_header() -> None:
    header, questions = header_in(b"bank: u\nquestions: words\n", "u.yaml", series())
    assert (header.bank, questions) == ("u", [])


@pytest.mark.parametrize("plain", [True, False])
def test_a_prompt_in_korean_says_how_fields_are_written_in_korean(plain: bool) -> None:
    forms = WORDS["ko"].forms
    english = [
        (kind, line.form, said)
        for kind in PROMPTED
        for line in outline(kind, plain=plain)
        if re.search("list of|map of|letter|number|such|with|whole|right one", said := form_in(line.form, forms))
    ]
    assert english == []
    assert form_in("list of {text, why}", forms) == "{text, why}의 목록"
    assert form_in("list of {text, why}", WORDS["en"].forms) == "list of {text, why}"


def test_a_number_is_asked_for_with_its_tolerance() -> None:
    text = prompt(kinds=("numeric",))
    assert "- tolerance: 0 | 0.01 | 5% (required)" in text
    assert 'tolerance: "0"' in text or "tolerance: 0\n" in text
