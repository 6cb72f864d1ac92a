"""Misconceptions, claims and anchors: each name leads somewhere, and something leads to each."""

from typing import Any

import pytest

from quiz.domain.bank_format.bank import read_bank
from tests.builders import FILE, KINDS, bank_data, bank_text, both, definition, problems_of, series
from tests.findings import assert_can_be_said

SAID = both("값을 헷갈려요.", "Mixes the values up.")


def questions(**changes: Any) -> list[dict[str, Any]]:
    """A question of each kind, of which the first has these changes."""
    return [definition(KINDS[0], **changes), *(definition(kind) for kind in KINDS[1:])]


def sections(ko: str = "글은 …라고 말해요.", en: str = "The article says …", **claims: Any) -> dict[str, Any]:
    section = {**bank_data()["sections"]["2.1"], "notes": both(ko, en)}
    return {"2.1": {**section, **({"claims": claims} if claims else {})}}


def options(name: str) -> list[dict[str, Any]]:
    """The options of the first question, of which the first one names a misconception."""
    first, *rest = definition(KINDS[0])["options"]
    return [{**first, "misconception": name}, *rest]


AS_WRITTEN = (
    "'{#a}' is shown as it is written; "
    "write it at the end of a heading or paragraph: {#name}, with a to z, digits and single hyphens"
)

SOUND: list[dict[str, Any]] = [
    {"questions": questions(options=options("anything"))},
    {"questions": questions(options=options("mixed-up")), "misconceptions": {"mixed-up": SAID}},
    {"sections": sections(claim=SAID), "questions": questions(claims=["claim"])},
    {"sections": sections(claim={"text": SAID, "ref": "lora", "at": "§4"}), "questions": questions(claims=["claim"])},
    {"sections": sections(claim={"text": "LoRA"}), "questions": questions(claims=["claim"])},
    {"sections": sections("글 {#here}", "Text {#here}"), "questions": questions(read_again="here")},
    {"sections": sections("## 글 {#a}\n\n둘 {#b}", "## Text {#a}\n\nTwo {#b}")},
    {"sections": sections("`{#a}`", "`{#a}`")},
]


@pytest.mark.parametrize("changes", SOUND)
def test_names_that_lead_somewhere_are_sound(changes: dict[str, Any]) -> None:
    assert [problem for problem in problems_of(bank_text(**changes)) if problem.code != "C8"] == []


FOUND: list[tuple[dict[str, Any], str, str, str]] = [
    (
        {"questions": questions(options=options("mixed")), "misconceptions": {"mixed-up": SAID, "other": SAID}},
        "mixed",
        "error reference",
        "'mixed' is not defined; did you mean 'mixed-up'?",
    ),
    (
        {"questions": questions(options=options("mixed-up")), "misconceptions": {"mixed-up": SAID, "other": SAID}},
        "other:",
        "warning not-named",
        "nothing names 'other'; name it in a question, or remove it",
    ),
    (
        {"questions": questions(options=options("zzz")), "misconceptions": {"mixed-up": SAID}},
        "zzz",
        "error reference",
        "'zzz' is not defined; define it under misconceptions, or use one of these: mixed-up",
    ),
    (
        {"sections": {"2.1": {**sections()["2.1"], "notes": "글 {#a}\n\n둘 {#a}"}}},
        "'글",
        "error duplicate",
        "id 'a' is used twice; give each its own id",
    ),
    (
        {"questions": questions(claims=["claim"])},
        "claim",
        "error reference",
        "'claim' is not defined; define it under claims",
    ),
    (
        {"questions": questions(claims=["claim"]), "sections": sections(one=SAID, two=SAID)},
        "claim",
        "error reference",
        "'claim' is not defined; define it under claims, or use one of these: one, two",
    ),
    (
        {"sections": sections(claim=SAID)},
        "claim:",
        "warning not-named",
        "nothing names 'claim'; name it in a question, or remove it",
    ),
    (
        {"sections": sections(claim={"text": SAID, "ref": "loar"}), "questions": questions(claims=["claim"])},
        "loar",
        "error reference",
        "'loar' is not defined; did you mean 'lora'?",
    ),
    (
        {"sections": sections(claim={"at": "§4"}), "questions": questions(claims=["claim"])},
        "at:",
        "error missing",
        "'text' is missing; add text: to 'claim'",
    ),
    (
        {"sections": sections(claim={"text": SAID, "att": "§4"}), "questions": questions(claims=["claim"])},
        "att:",
        "error unknown-key",
        "unknown key 'att'; did you mean 'at'?",
    ),
    (
        {"sections": sections(claim={"text": {"ko": "글", "de": "Satz"}})},
        "de:",
        "error languages",
        "'de' is not a language of the series; use the languages that series.yaml names",
    ),
    (
        {"sections": sections("글 {#here}", "Text {#here}"), "questions": questions(read_again="hear")},
        "hear",
        "error reference",
        "'hear' is not defined; did you mean 'here'?",
    ),
    (
        {"questions": questions(read_again="here")},
        "here",
        "error reference",
        "'here' is not defined; write {#here} at the end of a heading or paragraph of a study note",
    ),
    (
        {"sections": sections("글 {#a}", "Text")},
        "글 {#a}",
        "error note-anchor",
        "the anchor 'a' is not in the notes in en; write {#a} in every language, at the same place",
    ),
    (
        {"sections": sections("글 {#a} 끝", "Text {#a} end")},
        "글 {#a}",
        "error note-anchor",
        AS_WRITTEN,
    ),
    (
        {"sections": sections("- 글 {#a}\n- 둘", "- Text\n- Two")},
        "'- 글",
        "error note-anchor",
        AS_WRITTEN,
    ),
    (
        {"sections": sections("글 {#a}\n\n둘 {#a}", "Text {#a}\n\nTwo")},
        "'글",
        "error duplicate",
        "id 'a' is used twice; give each its own id",
    ),
    (
        {
            "sections": {**sections(claim=SAID), "2.2": sections(claim=SAID)["2.1"]},
            "questions": questions(claims=["claim"]),
        },
        "claim:",
        "error duplicate",
        "id 'claim' is used twice; give each its own id",
    ),
]


@pytest.mark.parametrize(("changes", "spot", "kind", "words"), FOUND)
def test_a_name_that_leads_nowhere_is_found_at_its_place(
    changes: dict[str, Any], spot: str, kind: str, words: str
) -> None:
    text = bank_text(**changes)
    code = kind.partition(" ")[2]
    found = [problem for problem in problems_of(text) if problem.code == code]
    assert found
    first = found[0]
    assert text.splitlines()[first.line - 1][first.column - 1 :].startswith(spot)
    assert f"{first.severity} {first.code}" == kind
    assert f"{first.message}; {first.remedy}" == words
    for message in (first.message, first.remedy):
        assert_can_be_said(message, "ko")


def test_nothing_is_called_unnamed_while_a_question_can_not_be_read() -> None:
    broken = questions(difficulty="9")
    found = problems_of(bank_text(sections=sections(claim=SAID), misconceptions={"other": SAID}, questions=broken))
    assert [problem.code for problem in found] == ["less-than-equal"]


def test_a_section_without_notes_hides_no_anchor_of_another() -> None:
    two = {"1.1": {"title": both("첫 절", "First")}, **sections("글 {#here}", "Text {#here}")}
    text = bank_text(sections=two, questions=questions(read_again="here"))
    made = read_bank(text.encode(), FILE, series(profile="standard"), lambda name: 100)
    assert [problem.code for problem in made.warnings if problem.code != "C8"] == ["C1", "missing"]
