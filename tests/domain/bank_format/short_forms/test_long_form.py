"""A file is written out: it reads as before, its comments stay, and nothing else is touched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.domain.bank_format.short_forms.long_form import long_form, long_question
from quiz.domain.errors import BankError
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import QUESTIONS
from tests.builders import as_yaml, bank_text, definition
from tests.domain.bank_format.short_forms.forms import BUSY, FRAME, in_list, read, shortened
from tests.domain.bank_format.short_forms.test_written_out import PLAIN, course, plain


def long(text: str) -> str:
    return long_form(text.encode()).decode()


def test_a_written_out_bank_is_the_same_bank() -> None:
    def content(bank: Bank) -> Any:
        return bank.header, bank.questions, bank.data, [definition["kind"] for definition in bank.data["questions"]]

    before = read_bank(BUSY, "2026-05.yaml", course())
    raw = long_form(BUSY, ["ko"])
    after = read_bank(raw, "2026-05.yaml", course())
    assert content(before) == content(after)
    assert read_yaml(raw, "").data == after.data
    assert long_form(raw, ["ko"]) == raw
    assert comments(BUSY.decode()) == comments(raw.decode())


def comments(text: str) -> list[str]:
    """The comments of a text whose other number signs stand in quotes."""
    return [found for found in re.findall(r"(?:^|(?<= ))#.*", text, re.MULTILINE) if '"' not in found]


@pytest.mark.parametrize("name", ["2024-01", "2024-06"])
def test_a_long_file_stays_byte_for_byte(name: str) -> None:
    raw = (QUESTIONS / f"{name}.yaml").read_bytes()
    assert long_form(raw) == raw


def test_what_is_no_bank_stays_as_it_is() -> None:
    assert long_form(b"[a, b]") == b"[a, b]"
    assert long_form(b"a: {}\n") == b"a: {}\n"


def test_what_can_be_read_in_two_ways_is_not_written_out() -> None:
    with pytest.raises(BankError) as refused:
        long(FRAME + in_list("kind: single_choice\noptions: [2, 3, 4]\nanswer: 3"))
    assert [problem.code for problem in refused.value.problems] == ["two-readings"]


@pytest.mark.parametrize(
    ("short", "written"),
    [
        (
            "kind: matching\npairs:  # the pairs\n  # of two\n  가: 하나\n  '나': \"둘 #2\"\n# end",
            "    # the pairs\n    # of two\n    left:\n      - {id: 가, text: 가, right: 하나}\n"
            '      - {id: 나, text: 나, right: 둘-2}\n    right:\n      - {id: 둘-2, text: "둘 #2"}\n'
            "      - {id: 하나, text: 하나}\n# end\n",
        ),
        (
            "kind: categorize\nbins: {양: [키], 질: [성별, 혈액형]}",
            "    bins:\n      - {id: 양, text: 양}\n      - {id: 질, text: 질}\n    items:\n",
        ),
        ("items: {양: [키], 질: [성별, 형]}\nkind: categorize", "    bins:\n      - {id: 양, text: 양}\n"),
        (
            'kind: ordering\nitems:\n  - "가"  # first\n  - 나\n  - |\n    여러 줄\n    셋',
            "      - {id: 가, text: 가}  # first\n      - {id: 나, text: 나}\n"
            "      - id: 여러-줄-셋\n        text: |\n",
        ),
        ("{kind: two_tier, reasons: [가, 나], reason: 나, answer: X}", "two_tier, reasons: [{id: 가, text: 가}, "),
        (
            "answer: [A]  # the first\nkind: single_choice\noptions: [가, {text: 나}]",
            "  - # the first\n    kind: single_choice\n"
            "    options: [{id: 가, text: 가, correct: true}, {id: 나, text: 나}]\n",
        ),
        ("answer: A\nkind: single_choice\noptions: [가]", "  - kind: single_choice\n    options: [{id: 가, "),
        ("kind: numeric\ntolerance: 5% # wide\nanswer: 2", "    tolerance: {relative: 0.05} # wide\n    answer: 2\n"),
        ("kind: numeric\nanswer: 2 # exact", "    answer: 2 # exact\n    tolerance: {absolute: 0}\n"),
        ("answer: 2", "  - answer: 2\n"),
        ('kind: short_text\nanswer: "중앙값" # 뜻', "    answers:\n      - text: [중앙값] # 뜻\n"),
        (
            "kind: single_choice\noptions:\n  - text: 가\n    correct: 참\n  - 나",
            "      - id: 가\n        text: 가\n        correct: true\n",
        ),
        ("kind: essay\nprompt: |\n  [책](www.a.org)\n  둘", "    prompt: |\n      [책](https://www.a.org)\n      둘\n"),
        ("kind: cloze\ntext: '[[가|나]]' # gap", "    text: '[[1]]' # gap\n    gaps:\n"),
    ],
)  # fmt: skip
def test_a_form_is_written_out_in_its_place(short: str, written: str) -> None:
    text = FRAME + (in_list(short) if not short.endswith("# end") else in_list(short[:-6]) + "# end\n")
    found = long(text)
    assert written in found
    assert comments(found) == comments(text)
    assert read_yaml(found.encode(), "").data == read(text).document.data
    assert read(found).problems == ()
    assert long(found) == found


def test_the_frame_is_written_out_in_its_place() -> None:
    text = """\
sections:  # of the bank
  - 자료
quizzes:
  - {mode: exam, questions: all}
  - mode: practice
    draw: [{questions: all}]
questions: [{kind: essay}, {id: a, kind: essay}, {x: y}]
"""
    assert (
        long(text)
        == """\
# of the bank
sections:
  "1": {title: 자료}
quizzes:
  - {id: check, mode: exam, draw: [{count: 1}, {kind: essay, count: 2}]}
  - id: practice
    mode: practice
    draw: [{count: 3}]
questions: [{kind: essay, section: 1}, {id: a, kind: essay, section: 1}, {x: y, section: 1}]
"""
    )


def test_one_question_alone_is_written_out() -> None:
    text = FRAME + 2 * in_list("kind: ordering\nitems: [가, 나, 다]")
    found = long_question(text.encode(), 1).decode()
    first, second = found.split("  - kind")[1:]
    assert "items: [가, 나, 다]" in first
    assert "items: [{id: 가, text: 가}" in second
    assert long_question(found.encode(), 1).decode() == found


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_out_and_reads_the_same(kind: str, line_break: str) -> None:
    text = bank_text(questions=[shortened(definition(kind))]).replace("\n", line_break)
    raw = long_form(text.encode())
    assert read_yaml(raw, "").data == read(text).document.data
    assert long_form(raw) == raw
    assert raw.count(b"\r\n") == (raw.count(b"\n") if line_break == "\r\n" else 0)


@pytest.mark.parametrize("kind", PLAIN)
def test_plain_questions_are_written_out_in_every_style(kind: str) -> None:
    @given(plain(kind), st.sampled_from(["block", "flow"]))
    def check(question: dict[str, Any], style: str) -> None:
        short = shortened({**question, "prompt": "# 1"})
        lines = as_yaml(short) if style == "block" else str(short).replace("\\\\", "\\")
        text = FRAME + in_list(lines)
        raw = long_form(text.encode())
        assert read_yaml(raw, "").data == read(text).document.data
        assert long_form(raw) == raw

    check()
