"""What each of the shipped months has: enough questions of every sort, notes that teach, proofs of typed answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from quiz.domain.bank_format.bank import Bank
from quiz.domain.questions.base import idea_of
from tests.shipped import shipped_banks

BANKS = list(shipped_banks())
MIX = {"remember": 15, "understand": 35, "apply": 30, "analyze": 20}
"""Per cent of the questions of a month at each level, ten points more or less."""
WORDS = range(400, 701)
"""Words of a note in English, a formula counted as one; Korean is shorter by a quarter to a third."""

every_bank = pytest.mark.parametrize("bank", BANKS, ids=[bank.header.bank for bank in BANKS])


def share(bank: Bank, count: int) -> float:
    return 100 * count / len(bank.questions)


@every_bank
def test_every_objective_and_section_is_asked_for_often_and_no_idea_too_often(bank: Bank) -> None:
    assert len(bank.questions) >= 48
    objectives = Counter(one.objective for one in bank.questions)
    assert min(objectives[name] for name in bank.header.objectives) >= 6
    sections = Counter(one.section for one in bank.questions)
    assert min(share(bank, sections[name]) for name in bank.header.sections) >= 35
    assert max(Counter(idea_of(one) for one in bank.questions).values()) <= 3


@every_bank
def test_kinds_levels_difficulty_and_draws_are_mixed(bank: Bank) -> None:
    kinds = Counter(one.kind for one in bank.questions)
    assert share(bank, kinds["true_false"]) <= 10
    assert max(share(bank, count) for count in kinds.values()) <= 35
    assert len(kinds) >= 10
    assert share(bank, sum(one.scope == "article" for one in bank.questions)) <= 10
    assert share(bank, sum(one.has_values() for one in bank.questions)) >= 25
    levels = Counter(str(bank.header.objectives[str(one.objective)].level) for one in bank.questions)
    assert {level: abs(share(bank, levels[level]) - wanted) <= 10 for level, wanted in MIX.items()} == dict.fromkeys(
        MIX, True
    )
    difficulty = Counter(one.difficulty for one in bank.questions)
    assert share(bank, difficulty[3]) >= 20
    assert share(bank, difficulty[1]) >= 15


@every_bank
def test_a_note_is_short_has_a_picture_and_formulas_and_is_read_again_by_paragraph(bank: Bank) -> None:
    for section in bank.header.sections.values():
        assert section.notes is not None
        for language, note in section.notes.written():
            assert re.search(r"!\[[^\]]+\]\([^)]+\)", note)
            assert "$" in note
            assert note.count("{#") >= 6
            words = words_of(note)
            assert words in WORDS if language == "en" else words >= 400, (section.title, language, words)
    assert all(one.read_again is not None for one in bank.questions)


def words_of(note: str) -> int:
    """The words of a note, without headings, pictures, links to sources, numbers and anchors."""
    for left_out, kept in (
        (r"(?m)^(#|Read on|더 읽기).*$", " "),
        (r"!\[[^\]]*\]\([^)]*\)", " "),
        (r"\]\([^)]*\)", "]"),
        (r"\{#[^}]*\}", " "),
        (r"\$[^$]*\$", " x "),
    ):
        note = re.sub(left_out, kept, note)
    return len(re.findall(r"\S*[^\W\d_]\S*", note))


@every_bank
def test_questions_help_and_explain_and_figures_are_read(bank: Bank) -> None:
    assert [one.id for one in bank.questions if (one.difficulty or 0) > 1 and not one.hints] == []
    assert [one.id for one in bank.questions if not one.sources] == []
    assert sum(one.image is not None for one in bank.questions) >= 4


@every_bank
def test_a_misconception_is_met_at_least_twice(bank: Bank) -> None:
    met = Counter(name for one in bank.questions for name in one.misconceptions().values())
    assert [name for name in bank.header.misconceptions if met[name] < 2] == []


@every_bank
def test_a_typed_word_is_proved_by_six_spellings_and_six_near_misses(bank: Bank) -> None:
    proved = [one for question in bank.questions for one in typed(question.model_dump())]
    assert proved
    assert [one for one in proved if len(one["accept"]) < 6 or len(one["reject"]) < 6] == []


def typed(part: Any) -> Iterator[dict[str, Any]]:
    """The parts of a question into which a word is typed."""
    if isinstance(part, dict):
        if {"answers", "accept", "reject"} <= part.keys():
            yield part
        part = list(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            yield from typed(one)
