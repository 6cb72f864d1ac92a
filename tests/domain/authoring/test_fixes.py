"""Safe fixes: each mends its finding and nothing else; what may mean two things is left to its author."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest

from quiz.domain.authoring import fixes
from quiz.domain.authoring.fixes import applied, fixes_of, mended
from quiz.domain.authoring.fixing.encodings import encoding_of
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.errors import BankError, Problem, say
from tests.builders import FILE, series
from tests.findings import assert_can_be_said

BANK = """\
bank: 2024-02
questions:
  - id: one
    kind: true_false
    prompt: 1 < 2
    answer: true
    hints:
      - small
    explanation:
      ko: 둘이 더 커요.
quizzes:
  - {id: all, title: 모두, mode: practice, hints: false, draw: [{count: 1}]}
"""
OPEN = series(profile="open")


def problems_in(raw: bytes) -> Sequence[Problem]:
    try:
        return read_bank(raw, FILE, OPEN).warnings
    except BankError as error:
        return error.problems


def spoilt(old: str, new: str) -> bytes:
    assert BANK.count(old) == 1
    return BANK.replace(old, new).encode()


FIXED = {
    "full-width colon": ("prompt: 1 < 2", "prompt：1 < 2", "prompt: 1 < 2", "yaml"),
    "full-width colon and a space": ("answer: true", "answer： true", "answer: true", "yaml"),
    "no space after the colon": (
        "    answer: true\n",
        "    answer: true\n    difficulty:2\n",
        "    answer: true\n    difficulty: 2\n",
        "yaml",
    ),
    "no space after the hyphen": (
        "      - small",
        "      - small\n      -large",
        "      - small\n      - large",
        "yaml",
    ),
    "a bullet": ("      - small", "      - small\n      • large", "      - small\n      - large", "yaml"),
    "a no-break space": ("    answer: true", "   \u00a0answer: true", "    answer: true", "yaml"),
    "a colon in a text": ("prompt: 1 < 2", "prompt: 다음: 1 < 2", 'prompt: "다음: 1 < 2"', "yaml"),
    "a colon and both quotes in a text": ("1 < 2", 'it\'s: \\a "b": c', "'it''s: \\a \"b\": c'", "yaml"),
    "a text behind a bracket": ("prompt: 1 < 2", "prompt: [1] < 2", 'prompt: "[1] < 2"', "yaml"),
    "an at sign": ("ko: 둘이 더 커요.", "ko: @둘이 더 커요.", 'ko: "@둘이 더 커요."', "yaml"),
    "a per cent sign": ("ko: 둘이 더 커요.", "ko: `둘`이 더 커요.", 'ko: "`둘`이 더 커요."', "yaml"),
    "emphasis": ("ko: 둘이 더 커요.", "ko: *둘이* 더 커요.", 'ko: "*둘이* 더 커요."', "yaml"),
    "a placeholder": (
        "answer: true",
        "answer: {{n}} > 1\n    variables: {n: [2, 3]}",
        'answer: "{{n}} > 1"\n    variables: {n: [2, 3]}',
        "key",
    ),
    "a comment of slashes": (
        "    answer: true\n",
        "    answer: true\n    // the end\n",
        "    answer: true\n    # the end\n",
        "yaml",
    ),
    "tabs": ("    answer: true", "\tanswer:\ttrue".replace("\tanswer", "\t\tanswer"), "    answer: true", "tab"),
    "a control character": ("1 < 2", "1 <\x02 2", "1 < 2", "control"),
    "a text cut off": ("prompt: 1 < 2", "prompt: 문제 #1 맞나요?", 'prompt: "문제 #1 맞나요?"', "text-cut"),
    "curly quotes": ("ko: 둘이 더 커요.", "ko: “둘이 더 커요.”", 'ko: "둘이 더 커요."', "quotes"),
    "no": ("hints: false", "hints: no", "hints: false", "truth"),
    "a quoted truth value": ("hints: false", "hints: 'FALSE'", "hints: false", "truth"),
    "capital letters": ("prompt: 1 < 2", "Prompt: 1 < 2", "prompt: 1 < 2", "unknown-key"),
    "two letters swapped": ("    answer: true", "    anwser: true", "    answer: true", "unknown-key"),
    "a wrong letter": ("prompt: 1 < 2", "promqt: 1 < 2", "prompt: 1 < 2", "unknown-key"),
    "a letter too few": ("prompt: 1 < 2", "prmpt: 1 < 2", "prompt: 1 < 2", "unknown-key"),
    "a letter too many": ("prompt: 1 < 2", "promptt: 1 < 2", "prompt: 1 < 2", "unknown-key"),
    "an invisible letter": ("prompt: 1 < 2", "prom\u200bpt: 1 < 2", "prompt: 1 < 2", "unknown-key"),
}


@pytest.mark.parametrize(("old", "new", "right", "code"), FIXED.values(), ids=list(FIXED))
def test_a_safe_fix_mends_its_finding_and_changes_nothing_else(old: str, new: str, right: str, code: str) -> None:
    raw = spoilt(old, new)
    found = fixes_of(raw, problems_in(raw))
    assert {fix.code for fix in found} == {code}
    assert applied(raw, found).decode() == spoilt(old, right).decode()
    assert mended(raw, problems_in)[0] == spoilt(old, right)
    assert code not in {problem.code for problem in problems_in(applied(raw, found))}
    for fix in found:
        for language in ("ko", "en"):
            assert_can_be_said(fix.words, language)


LEFT = {
    "a number sign and a remark": ("prompt: 1 < 2", "prompt: 문제 #1 맞나요? # a remark"),
    "a truth value that is none": ("answer: true", "answer: true\n    shuffle: maybe"),
    "a key in capital letters that is there already": ("prompt: 1 < 2", "prompt: 1 < 2\n    Prompt: 2 < 1"),
    "a key before a space": ("prompt: 1 < 2", "Prompt : 1 < 2"),
    "two fields in one line": ("prompt: 1 < 2", "prompt: 1 < 2 answer: true"),
    "a comment behind a text": ("prompt: 1 < 2", "prompt: 1 < 2 # a remark"),
    "a text that goes on below": ("prompt: 1 < 2", "prompt: 다음: 1\n      < 2"),
    "a colon and a comment": ("prompt: 1 < 2", "prompt: 다음: 1 < 2 # a remark"),
    "an alias": ("answer: true", "answer: *yes"),
    "an unclosed quote": ("prompt: 1 < 2", 'prompt: "1 < 2'),
    "a map that is not closed": ("prompt: 1 < 2", "prompt: {ko: 1 < 2, en: 1 < 2"),
    "another word for a field": ("prompt: 1 < 2", "question: 1 < 2"),
    "a condition": ("answer: true", "answer: maybe"),
    "a kind nobody knows": ("kind: true_false", "kind: riddle"),
    "curly quotes around one word": ("prompt: 1 < 2", "prompt: “1” < 2"),
    "curly quotes around nothing": ("prompt: 1 < 2", "prompt: “ ”"),
    "a control character by its escape": ("prompt: 1 < 2", 'prompt: "1 \\x01 2"'),
    "a line with nothing odd": ("prompt: 1 < 2", "prompt: }1 < 2"),
}


@pytest.mark.parametrize(("old", "new"), LEFT.values(), ids=list(LEFT))
def test_what_may_mean_two_things_is_left_to_its_author(old: str, new: str) -> None:
    raw = spoilt(old, new)
    assert problems_in(raw)
    assert fixes_of(raw, problems_in(raw)) == []
    assert mended(raw, problems_in) == (raw, [])


def test_one_fault_after_the_other_is_mended() -> None:
    raw = (
        BANK.replace("prompt: 1 < 2", "prompt：1 < 2")
        .replace("    kind: ", "    kind：")
        .replace("answer: ", "answer:\t")
    )
    found, done = mended(b"\xef\xbb\xbf" + raw.encode(), problems_in)
    assert found == b"\xef\xbb\xbf" + BANK.encode()
    assert [fix.code for fix in done] == ["tab", "yaml", "yaml"]


def test_a_fix_leaves_line_ends_alone() -> None:
    raw = spoilt("hints: false", "hints: no").replace(b"\n", b"\r\n")
    assert applied(raw, fixes_of(raw, problems_in(raw))) == BANK.replace("\n", "\r\n").encode()
    assert applied(raw, []) == raw


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_a_file_of_another_encoding_is_saved_as_utf_8(encoding: str) -> None:
    raw = BANK.encode(encoding)
    (fix,) = fixes_of(raw, problems_in(raw))
    assert (fix.code, applied(raw, [fix])) == ("encoding", BANK.encode())
    for language in ("ko", "en"):
        assert_can_be_said(fix.words, language)


@pytest.mark.parametrize(
    "raw",
    [
        "é à ü".encode("latin-1"),
        "日本語の本".encode("shift_jis"),
        b"abc\xff",
        "中文字符".encode("gbk"),
        b"\xff\xfe\x00\xd8",
        "a\x00b".encode("utf-16"),
    ],
)
def test_another_encoding_is_not_guessed(raw: bytes) -> None:
    assert encoding_of(raw) is None
    assert fixes_of(raw, problems_in(raw)) == []


def test_hangul_that_was_taken_apart_is_put_together() -> None:
    raw = unicodedata.normalize("NFD", BANK).encode()
    assert "K1" in {problem.code for problem in problems_in(raw)}
    assert mended(raw, problems_in)[0] == BANK.encode()


def test_a_file_is_mended_so_often_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = BANK.replace("    kind: ", "    kind：").replace("answer: ", "answer:\t").encode()
    monkeypatch.setattr(fixes, "ROUNDS", 1)
    assert [fix.code for fix in mended(raw, problems_in)[1]] == ["tab"]


@pytest.mark.parametrize(
    "code", ["yaml", "alias", "key", "tab", "control", "truth", "unknown-key", "text-cut", "quotes"]
)
@pytest.mark.parametrize("column", [1, 5, 99])
def test_a_finding_where_nothing_is_to_be_mended_has_no_fix(code: str, column: int) -> None:
    for line in (1, 2, 9):
        problem = Problem(code=code, line=line, column=column, message=say("x"), remedy=say("y"))
        assert fixes_of(BANK.encode(), [problem]) == []


@pytest.mark.parametrize("spoilt_key", ["    \u200banswer: true", "    answer:\u200btrue"])
def test_an_invisible_space_is_taken_out(spoilt_key: str) -> None:
    assert mended(spoilt("    answer: true", spoilt_key), problems_in)[0] == BANK.encode()


def test_a_truth_value_that_is_not_there_is_not_replaced() -> None:
    problem = Problem(code="truth", line=1, column=99, message=say("x"), remedy=say("write %(word)s", word="true"))
    assert fixes_of(BANK.encode(), [problem]) == []


def test_no_two_fixes_touch_one_place() -> None:
    raw = spoilt("hints: false", "hints: no")
    (problem,) = (problem for problem in problems_in(raw) if problem.code == "truth")
    assert len(fixes_of(raw, [problem, problem])) == 1


def test_a_fix_that_would_change_something_else_is_none() -> None:
    raw = spoilt("- small", "- [a, #b\n         c]")
    text_cut = Problem(code="text-cut", line=8, column=9, message=say("x"), remedy=say("y"))
    other_place = Problem(code="truth", line=99, column=1, message=say("x"), remedy=say("y"))
    assert fixes_of(raw, [text_cut, other_place]) == []
