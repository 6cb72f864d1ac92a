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


def test_a_section_is_removed() -> None:
    raw = bank_text().encode()
    assert (
        "sections" not in read_yaml(saved(raw, sent(opened(raw, AROUND).acted("remove:sections.0")), AROUND), "").data
    )


@pytest.mark.parametrize(
    ("part", "typed", "names"),
    [
        ("sections", {"title.ko": "이항분포"}, ["1", "ihangbunpo"]),
        ("sections", {"title.ko": "1"}, ["1", "1-2"]),
        ("sections", {"title.ko": "分布", "title.en": "The binomial"}, ["1", "the-binomial"]),
        ("sections", {"title.ko": "分布"}, ["1", "section-1"]),
        ("objectives", {"text.ko": "계산한다."}, ["LO-1"]),
        ("misconceptions", {"ko": "평균은 늘 자료에 있다."}, ["pyeonggyuneun-neul-jaryoe-itda"]),
    ],
)
def test_a_line_without_a_name_gets_one(part: str, typed: dict[str, str], names: list[str]) -> None:
    raw = b"bank: x\nsections: {'1': {title: A}}\nquestions: []\n"
    form = opened(raw, AROUND).acted(f"add:{part}")
    inputs = sent(form) | {f"{part}.n1.{name}": (text,) for name, text in typed.items()}
    assert list(read_yaml(saved(raw, inputs, AROUND), "").data[part]) == names


@pytest.mark.parametrize(
    ("part", "name"),
    [("sections", "이항분포"), ("objectives", "a b"), ("sources", "책"), ("misconceptions", "Mean")],
)
def test_a_name_that_no_bank_takes_is_refused_at_its_input(part: str, name: str) -> None:
    raw = b"bank: x\nquestions: []\n"
    form = opened(raw, AROUND).acted(f"add:{part}")
    inputs = sent(form) | {f"{part}.n1.@key": (name,), f"{part}.n1.title.ko": ("제목",), f"{part}.n1.ko": ("말",)}
    inputs |= {f"{part}.n1.text.ko": ("글",)}
    with pytest.raises(Refused) as refused:
        saved(raw, inputs, AROUND)
    assert list(refused.value.errors) == [f"{part}.n1.@key"]
    assert "A name takes" in str(refused.value)


def test_a_name_that_no_bank_takes_is_mended_where_it_is_named_too() -> None:
    raw = (
        "bank: x\nsources: {책: {title: A}}\n"
        "sections: {이항분포: {title: A, claims: {그래: B}}, ok: {title: C}}\n"
        "misconceptions: {늘: D}\nquizzes: [{id: q, mode: exam, draw: [{count: 1, section: 이항분포}]}]\n"
        "questions:\n  - {kind: true_false, prompt: 이항분포, answer: true, section: 이항분포, claims: [그래],"
        " sources: [{ref: 책}]}\n"
        "  - {kind: single_choice, prompt: p, options: [{text: a, misconception: 늘}, b], answer: b, section: ok}\n"
    ).encode()
    form = opened(raw, AROUND)
    inputs = sent(form) | {"sections.0.@key": ("",), "sections.0.claims.0.@key": ("yes-1",)}
    inputs |= {"sources.0.@key": ("book",), "misconceptions.0.@key": ("always",), "sections.1.@key": ("other",)}
    data = read_yaml(saved(raw, inputs, AROUND), "").data
    assert (list(data["sections"]), list(data["sections"]["a"]["claims"])) == (["a", "ok"], ["yes-1"])
    one, two = data["questions"]
    assert (one["prompt"], one["section"], one["claims"], one["sources"]) == (
        "이항분포",
        "a",
        ["yes-1"],
        [{"ref": "book"}],
    )
    assert (two["section"], two["options"][0]["misconception"]) == ("ok", "always")
    assert data["quizzes"][0]["draw"] == [{"count": "1", "section": "a"}]


def test_what_is_no_bank_has_an_empty_form() -> None:
    assert opened(b"- x", AROUND).one("title.ko") == ""


def test_what_the_file_does_not_allow_is_refused_as_a_whole() -> None:
    raw = b"bank: x\ntitle: |-\n  text\nmisconceptions: {a: c}\n  # in line with the text\n"
    with pytest.raises(Refused) as refused:
        saved(raw, sent(opened(raw, AROUND).acted("remove:misconceptions.0")), AROUND)
    assert list(refused.value.errors) == [""]
