"""The frame of a bank from a text in Markdown: headings become sections, the text notes, statements claims."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.domain.authoring.starting.adding import with_questions
from quiz.domain.authoring.starting.framing import frame, frame_text
from quiz.domain.authoring.starting.templates import series_text, template
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.series import read_series
from quiz.domain.yaml.reader import read_yaml

TEXT = """---
layout: page
---
# Prefixes #

## 7.1 Powers of ten {#ten}

A kilo always means 1000 times. This holds for every unit: # of them all.

### More

```
# no heading
```

Kibi
----

A kibi means 1024 times.
"""


def sections(markdown: str, slug: str = "2024-07") -> list[tuple[str, str, int]]:
    """Each section's id, its title, and how many claims it has."""
    return [(one.id, one.title, len(one.claims)) for one in frame(markdown, slug).sections]


def test_headings_become_sections_and_those_below_them_stay_in_the_note() -> None:
    found = frame(TEXT, "2024-07")
    assert found.title == "Prefixes"
    assert sections(TEXT) == [("7.1", "Powers of ten", 2), ("7.2", "Kibi", 1)]
    first, second = found.sections
    assert first.note.startswith("A kilo always means 1000 times. This")
    assert first.note.endswith("### More\n\n```\n# no heading\n```\n")
    assert second.note == "A kibi means 1024 times.\n"


FRAMES: list[tuple[str, list[tuple[str, str, int]]]] = [
    ("", [("7.1", "Introduction", 0)]),
    ("A kilo always means 1000 times.", [("7.1", "Introduction", 1)]),
    (
        "킬로는 언제나 1000배를 뜻해요.\n# 첫째\n# 둘째",
        [("7.1", "들어가며", 1), ("7.2", "첫째", 0), ("7.3", "둘째", 0)],
    ),
    ("# One\n# Two", [("7.1", "One", 0), ("7.2", "Two", 0)]),
    ("# Whole\nSome words.\n## One", [("7.1", "Whole", 0), ("7.2", "One", 0)]),
    ("# One", [("7.1", "One", 0)]),
    ("### Deep\n## One\n#### Deeper", [("7.1", "Introduction", 0), ("7.2", "One", 0)]),
    (
        "## 3.1. One\n## 3.1 Two\n## 3.1) Three\n## 3.",
        [("3.1", "One", 0), ("3.1-2", "Two", 0), ("3.1-3", "Three", 0), ("7.4", "3.", 0)],
    ),
    ("#\n#x\n# One", [("7.1", "Introduction", 0), ("7.2", "One", 0)]),
    ("- a\n---\n> b\n---\n\n---\n    c\n---\nOne\n===\n", [("7.1", "Introduction", 0), ("7.2", "One", 0)]),
    ("# **Bold** `code`\n# Two", [("7.1", "Bold code", 0), ("7.2", "Two", 0)]),
]


@pytest.mark.parametrize(("markdown", "wanted"), FRAMES)
def test_the_shallowest_headings_are_the_sections(markdown: str, wanted: list[tuple[str, str, int]]) -> None:
    assert sections(markdown) == wanted


def test_sections_of_a_unit_are_numbered_from_1() -> None:
    assert [name for name, _, _ in sections("# One\n# Two", "unit-7")] == ["1", "2"]


def test_the_file_says_what_to_do_with_its_claims_and_which_to_look_at() -> None:
    text = frame_text(frame(TEXT, "2024-07"), "2024-07", ["en"])
    assert "# Keep those worth knowing" in text
    assert "      # It points back: merge it with the one before?\n      7.1-2: " in text
    assert read_yaml(text.encode(), "").data["sections"]["7.1"]["claims"] == {
        "7.1-1": "A kilo always means 1000 times.",
        "7.1-2": "This holds for every unit: # of them all.",
    }


def test_in_several_languages_texts_stand_in_their_own() -> None:
    korean = "# 하나\n킬로는 언제나 1000배를 뜻해요.\n# 둘\n"
    data = read_yaml(frame_text(frame(korean, "u"), "u", ["ko", "en"]).encode(), "").data
    assert data["sections"]["1"] == {
        "title": {"ko": "하나"},
        "claims": {"1-1": {"ko": "킬로는 언제나 1000배를 뜻해요."}},
        "notes": {"ko": "킬로는 언제나 1000배를 뜻해요.\n"},
    }
    other = read_yaml(frame_text(frame(korean, "u"), "u", ["fr", "de"]).encode(), "").data
    assert other["sections"]["2"] == {"title": {"fr": "둘"}}


def bank_of(markdown: str, languages: list[str]) -> Any:
    raw = frame_text(frame(markdown, "2024-07"), "2024-07", languages).encode()
    series = read_series(series_text("my-course", languages).encode())
    return read_bank(with_questions(raw, [template("true_false", languages)]), "2024-07.yaml", series)


@pytest.mark.parametrize("languages", [["en"], ["ko", "en"]])
def test_a_frame_with_a_question_can_be_published_under_open(languages: list[str]) -> None:
    bank = bank_of(TEXT, languages)
    assert [problem for problem in bank.warnings if problem.severity == "error"] == []
    assert list(bank.header.sections) == ["7.1", "7.2"]


@given(st.text("aA1가다요. \n\t-*_`~#>=:|\"'{}[]&!%@") | st.text())
@example("\x00\ud800\u2028\ue000\ufeff")
@example("a" + "\u0301" * 50)
@example("ᄒ\u1161\u11ab글.")
@example("---\na\n---\n# x")
@example("---\n" * 3_000)
@example("#" * 5_000 + " x")
@example("# x" + " #" * 5_000)
@example("=" * 5_000)
@example("\ta\n---")
def test_whatever_a_text_holds_its_frame_reads_back_as_it_was_found(markdown: str) -> None:
    found = frame(markdown, "2024-07")
    data = read_yaml(frame_text(found, "2024-07", ["en"]).encode(), "").data
    assert [
        (name, section["title"], section.get("notes", ""), list(section.get("claims", {}).values()))
        for name, section in data["sections"].items()
    ] == [(one.id, one.title, one.note, [claim.text for claim in one.claims]) for one in found.sections]
