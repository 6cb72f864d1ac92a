"""Texts are measured before they are composed, and what is composed takes time by its length alone."""

import ast
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.errors import BankError
from quiz.domain.matching.text import MatchPolicy, normalise, tidy
from quiz.domain.questions.code_output import lines_of
from quiz.domain.questions.essay import folded
from quiz.domain.text_limits import (
    MAX_CHARACTERS,
    MAX_MARKS,
    composed,
    fault_of,
    has_too_many_marks,
    is_mark,
    is_plain,
    is_seen,
)
from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import PACKAGE
from tests.builders import bank_text, problems_of
from tests.hostile import STACKED, TEXTS, longest_run, nothing_hostile_composed

MARK = "\u0301"


@pytest.mark.parametrize(
    ("text", "most", "fault"),
    [
        ("", 0, None),
        ("가나다", 3, None),
        ("가나다라", 3, "too_long"),
        ("a" * MAX_CHARACTERS, MAX_CHARACTERS, None),
        ("a" * MAX_CHARACTERS + "b", MAX_CHARACTERS, "too_long"),
        ("a" + MARK * MAX_MARKS, 99, None),
        ("a" + MARK * (MAX_MARKS + 1), 99, "marks"),
        ("a" + MARK * MAX_MARKS + "b" + MARK * MAX_MARKS, 99, None),
        ("a" + f"{MARK}\u200b" * 9, 99, "marks"),
        ("a" + f"{MARK} \t\n" * 9, 99, "marks"),
        ("a" + "\uff9e" * 9, 99, "marks"),
        ("a" + "\u0f73" * 9, 99, "marks"),
    ],
)
def test_a_text_may_be_so_long_and_carry_so_many_marks(text: str, most: int, fault: str | None) -> None:
    assert fault_of(text, most) == fault


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", "라우터 Việt Nam, ế ằ ṩ"),
        "שָׁל֥וֹם בְּרֵאשִׁ֖ית",  # Hebrew with points and accents
        "བསྒྲུབས་ རྒྱལ་པོ",  # Tibetan stacks
        "ကြောင့် မြန်မာ",  # Burmese
        "क्षत्रिय, ผู้ใหญ่, ที่นี่",
        "👩🏽‍🚀 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣",
        "x̂₁ + ȳ",
    ],
)
def test_what_people_write_is_within_the_limits(text: str) -> None:
    assert fault_of(text) is None
    assert composed(text) == unicodedata.normalize("NFC", text)


def test_every_mark_of_unicode_is_found() -> None:
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        in_order = any(unicodedata.combining(part) for part in unicodedata.normalize("NFKD", sign)[:1])
        assert is_mark(sign) >= in_order
        assert has_too_many_marks(sign * (MAX_MARKS + 1)) == is_mark(sign), hex(code)


@given(st.text(alphabet="a가\u0301\u0316\u0f73\uff9e\u200b \u00e9\u1100\u1161\uff41'", max_size=60))
def test_whatever_is_composed_has_no_long_run_of_marks(text: str) -> None:
    with nothing_hostile_composed():
        assert composed(text) == (text if has_too_many_marks(text) else unicodedata.normalize("NFC", text))
        normalise(text, MatchPolicy())
        composed(tidy(text), "NFKC")
    assert has_too_many_marks(text) or longest_run(composed(text)) <= 2 * MAX_MARKS


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_that_compares_texts_composes_a_hostile_one(name: str) -> None:
    text = TEXTS[name][:MAX_CHARACTERS]
    with nothing_hostile_composed():
        for compare in (tidy, folded, lines_of, lambda text: normalise(text, MatchPolicy())):
            compare(text)


def test_one_module_alone_composes() -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("normalize", "is_normalized")
    }
    assert users == {"domain/text_limits.py"}


@pytest.mark.parametrize("field", ["prompt", "answers", "reject", "id"])
def test_a_bank_with_80_kilobytes_of_marks_is_refused_with_its_place_and_the_remedy(field: str) -> None:
    words = {
        "prompt": f'prompt: {{ko: "{STACKED * 4}", en: "What?"}}',
        "answers": f"answers: [{{text: [{STACKED * 4}]}}]",
        "reject": f"reject: [{STACKED * 4}]",
        "id": f"id: {STACKED * 4}",
    }
    raw = bank_text().encode() + f"\n  - {{{words[field]}}}\n".encode()
    with nothing_hostile_composed():
        (problem,) = problems_of(raw.decode())
    assert (problem.code, problem.line) == ("marks", raw.count(b"\n"))
    assert problem.column > 4
    assert "leave on each letter the accents that its spelling has" in str(problem)


def test_an_escape_brings_in_no_more_marks_than_the_file_itself() -> None:
    with pytest.raises(BankError) as refused:
        read_yaml(b'a: "' + rb"\u0301" * 9 + b'"', "bank.yaml")
    assert [problem.code for problem in refused.value.problems] == ["marks"]
    assert read_yaml(b'a: "' + rb"\u0301" * 8 + b'"', "bank.yaml").data == {"a": "\u0301" * 8}


@pytest.mark.parametrize("name", ["2-B (2026)", "물리 3반 / 화·목", "नमस्ते\u200d", "👩\u200d🔬 Lab", "Ø", "†"])
def test_a_name_that_can_be_seen_is_taken(name: str) -> None:
    assert is_plain(name)


@pytest.mark.parametrize(
    "name",
    ["", " ", "\u200b", "\u200d", "\U000e0041\U000e0042", "A\u202eB", "A\u200bB", "\u3164", "\u2800", "A\u2066B"],
)
def test_a_name_that_hides_something_is_refused(name: str) -> None:
    assert not is_plain(name)


@pytest.mark.parametrize(
    ("text", "seen"), [("\u202e", False), ("\u200b \n", False), ("\u3164", False), ("\u202ea", True)]
)
def test_a_text_is_seen_where_anything_of_it_is(text: str, seen: bool) -> None:
    assert is_seen(text) == seen
