"""The head of a bank as a form."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.forms.banks import opened, saved
from quiz.domain.authoring.forms.filled import Refused
from quiz.domain.yaml.reader import read_yaml
from tests.builders import bank_text, both
from tests.domain.authoring.forms.filling import AROUND, sent


def test_a_title_and_new_sections_and_objectives_are_written() -> None:
    raw = b"bank: x # a comment\nquestions: []\n"
    form = opened(raw, AROUND).acted("add:sections").acted("add:objectives").acted("add:sections.n1.claims")
    inputs = sent(
        form,
        title__ko="통계",
        title__en="Statistics",
        sections__n1__title__ko="평균",
        objectives__n1__level="apply",
        objectives__n1__text__ko="계산한다.",
    )
    inputs |= {
        "sections.n1.@key": ("1",),
        "objectives.n1.@key": ("LO-1",),
        "sections.n1.claims.n1.@key": ("mean",),
        "sections.n1.claims.n1.ko": ("평균은 하나다.",),
    }
    found = saved(raw, inputs, AROUND)
    assert read_yaml(found, "").data == {
        "bank": "x",
        "title": both("통계", "Statistics"),
        "objectives": {"LO-1": {"level": "apply", "text": {"ko": "계산한다."}}},
        "sections": {"1": {"title": {"ko": "평균"}, "claims": {"mean": {"ko": "평균은 하나다."}}}},
        "questions": [],
    }
    assert found.startswith(b"bank: x # a comment\n")


def test_names_of_what_is_there_stay() -> None:
    raw = bank_text().encode()
    inputs = {**sent(opened(raw, AROUND)), "sections.0.@key": ("9",), "sections.0.title.en": ("Lighter",)}
    found = read_yaml(saved(raw, inputs, AROUND), "").data
    assert list(found["sections"]) == ["2.1"]
    assert found["sections"]["2.1"]["title"]["en"] == "Lighter"


def test_a_section_is_removed_and_a_nameless_one_refused() -> None:
    raw = bank_text().encode()
    assert (
        "sections" not in read_yaml(saved(raw, sent(opened(raw, AROUND).acted("remove:sections.0")), AROUND), "").data
    )
    form = opened(raw, AROUND).acted("add:sections")
    with pytest.raises(Refused) as refused:
        saved(raw, sent(form, sections__n1__title__ko="제목"), AROUND)
    assert list(refused.value.errors) == ["sections.n1.@key"]


def test_what_is_no_bank_has_an_empty_form() -> None:
    assert opened(b"- x", AROUND).one("title.ko") == ""


def test_what_the_file_does_not_allow_is_refused_as_a_whole() -> None:
    raw = b"bank: x\ntitle: |-\n  text\nmisconceptions: {a: c}\n  # in line with the text\n"
    with pytest.raises(Refused) as refused:
        saved(raw, sent(opened(raw, AROUND).acted("remove:misconceptions.0")), AROUND)
    assert list(refused.value.errors) == [""]
