"""What fills in for questions that name no section or no objective, and when that is new."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.forms.naming import FillsIn, filled_in, newly_filled_in
from tests.builders import both

LANGUAGES = ("ko", "en")
SILENT = b"questions:\n  - {kind: essay}\n  - {kind: essay, section: '1'}\n  - {kind: essay, objective: LO}\n  - x\n"
SECTION = FillsIn(part="sections", name="1", words="A", questions=2)
OBJECTIVE = FillsIn(part="objectives", name="LO", words=both("가", "B"), questions=2)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"", []),
        (b"sections: [A]\n", [SECTION]),
        (b"sections: {'1': A}\n", [SECTION]),
        (b"sections: {'1': {title: A, notes: C}}\n", [SECTION]),
        (b"sections: {'1': {notes: C}}\n", [FillsIn(part="sections", name="1", words=None, questions=2)]),
        (b"sections: [A, B]\n", []),
        (b"sections: A\n", []),
        ("objectives: {LO: {text: {ko: 가, en: B}}}\n".encode(), [OBJECTIVE]),
        ("sections: [A]\nobjectives: {LO: {text: {ko: 가, en: B}}}\n".encode(), [SECTION, OBJECTIVE]),
    ],
)
def test_what_a_bank_has_only_one_of_fills_in_for_questions_that_are_silent(head: bytes, found: list[FillsIn]) -> None:
    assert filled_in(head + SILENT, LANGUAGES) == {one.part: one for one in found}


@pytest.mark.parametrize("raw", [b"- x\n", b"sections: [A]\n", b"sections: [A]\nquestions: [{section: A}, x]\n"])
def test_where_no_question_is_silent_nothing_fills_in(raw: bytes) -> None:
    assert filled_in(raw, LANGUAGES) == {}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (b"", b"sections: [A]\n", [SECTION]),
        (b"sections: [A, B]\n", b"sections: [A]\n", [SECTION]),
        (b"sections: {'9': B}\n", b"sections: {'1': A}\n", [SECTION]),
        (b"sections: {'1': B}\n", b"sections: {'1': A}\n", []),
        (b"sections: [A]\n", b"sections: [A, B]\n", []),
    ],
)
def test_only_what_did_not_fill_in_before_is_new(before: bytes, after: bytes, found: list[FillsIn]) -> None:
    assert newly_filled_in(before + SILENT, after + SILENT, LANGUAGES) == found
