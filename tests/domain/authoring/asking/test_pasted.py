"""What a language model answered is read, whatever stands around it; each question is marked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.domain.authoring.asking.candidates import check_pasted, looked_at, sound, without_mark
from quiz.domain.authoring.asking.pasted import MACHINE, cleaned, read_pasted
from quiz.domain.authoring.starting.templates import bank_text, series_text
from quiz.domain.bank_format.series import read_series
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import BankError
from tests.findings import assert_can_be_said

ONE = [{"kind": "x", "drafted": MACHINE, "prompt": "a: b"}]

READ: list[tuple[str, list[dict[str, str]]]] = [
    ('- kind: x\n  prompt: "a: b"\n', ONE),
    ('questions:\n  - kind: x\n    prompt: "a: b"\n', ONE),
    ('kind: x\nprompt: "a: b"\n', ONE),
    ('[{"kind": "x", "prompt": "a: b"}]', ONE),
    ('Sure:\n\n```yaml\n- kind: x\n  prompt: "a: b"\n```\nDone.', ONE),
    ('1. Here it is:\n   ~~~\n   - kind: x\n     prompt: "a: b"\n   ~~~', ONE),
    ('```yaml\n- kind: x\n  prompt: "a: b"', ONE),
    ('```\n- kind: x\n  prompt: "a: b"\n```\nand\n```\n- kind: y\n```', [*ONE, {"kind": "y", "drafted": MACHINE}]),
    ("````\n- kind: x\n  prompt: |-\n    a\n    ```\n    b\n````", [{**ONE[0], "prompt": "a\n```\nb"}]),
    ('Sure.\n- kind: x\n  prompt: "a: b"\n\nI hope this helps!', ONE),
    ("- kind: x\r\n  prompt: “a: b”\r\n", ONE),
    ("- “kind”: x\n  ‘prompt’: ‘a: b’\n", ONE),
    ("-\tkind: x\n\tprompt:\u00a0\"a: b\"\n".replace("\tprompt", "    prompt"), ONE),
    ("\ufeff- kind: x\n  prompt: “it's a” # said\n", [{"kind": "x", "drafted": MACHINE, "prompt": "it's a"}]),
    ("- kind: x\n  drafted: never\n  was: old\n  prompt: a\n", [{"kind": "x", "drafted": MACHINE, "prompt": "a"}]),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "found"), READ)
def test_an_answer_is_read_whatever_stands_around_it(answer: str, found: list[dict[str, str]]) -> None:
    assert list(read_pasted(answer, {}).questions) == found


def test_curly_quotes_inside_a_text_stay() -> None:
    assert cleaned("- prompt: He said “a”, so\n- x: “a” b\n") == "- prompt: He said “a”, so\n- x: “a” b\n"


def test_every_line_keeps_its_number() -> None:
    found = read_pasted("Sure:\n\n```\n- kind: x\n\n- kind: y\n```\n", {})
    assert found.lines == (4, 6)
    assert read_pasted("Sure:\n- kind: x\n", {}).lines == (2,)


def test_a_question_gets_its_section_and_an_id_that_nothing_else_has() -> None:
    bank: dict[str, Any] = {
        "sections": {"1": {}, "2": {}},
        "objectives": {"LO": {}},
        "questions": [{"id": "taken", "was": "before"}, "spoilt", {"kind": "x"}],
    }
    entries = ("id: taken", "id: new, section: '2'", "id: new", "id: before", "id: []")
    answer = "".join(f"- {{{entry}, kind: x}}\n" for entry in entries)
    found = read_pasted(answer, bank, section="1").questions
    assert [question.get("id") for question in found] == [None, "new", None, None, []]
    assert [question["section"] for question in found] == ["1", "2", "1", "1", "1"]
    assert list(found[1]) == ["id", "kind", "drafted", "section", "objective"]


@pytest.mark.parametrize(
    ("answer", "place", "words"),
    [
        ("", 1, "no question was found in this answer"),
        ("I am sorry, I can't.", 1, "no question was found in this answer"),
        ("```\nwords\n```", 1, "no question was found in this answer"),
        ("Sure:\n- words\n", 2, "a text or a list stands where a question is wanted"),
        ("Sure:\n- kind: [\n", 3, ""),
    ],
)
def test_an_answer_that_holds_no_question_is_refused(answer: str, place: int, words: str) -> None:
    with pytest.raises(BankError) as caught:
        read_pasted(answer, {})
    problem = caught.value.problems[0]
    assert problem.line == place
    assert words in str(problem.message)
    assert_can_be_said(problem.message, "ko")
    assert_can_be_said(problem.remedy, "ko")


@given(st.text("ab:-[]{}“”‘’'\"`~#|> \n\t") | st.text())
@example("`" * 5_000)
@example("- “" * 5_000)
@example(":" + " " * 20_000 + "“")
@example("\ud800\x00")
@example("- kind: x\n  y: \x01\n")
def test_whatever_is_pasted_is_read_or_refused(answer: str) -> None:
    try:
        found = read_pasted(answer, {})
    except BankError:
        return
    assert len(found.lines) == len(found.questions) > 0
    assert all(question["drafted"] == MACHINE for question in found.questions)


SERIES = read_series(series_text("my-course", ["en"]).encode())
ANSWER = """
- {id: sound, kind: true_false, prompt: "It is so.", answer: true}
- {id: unsure, kind: true_false, prompt: "It is <b>so</b>.", answer: false}
- {id: broken, kind: numeric, prompt: "How much?", answer: "2.5"}
- {kind: riddle}
"""


def checked(raw: str) -> list[tuple[int, int, bool, list[str]]]:
    found = check_pasted(read_pasted(ANSWER, {}), raw.encode(), "u.yaml", SERIES)
    return [(one.number, one.line, one.is_sound, [problem.code for problem in one.problems]) for one in found]


@pytest.mark.parametrize(
    "raw",
    [
        bank_text("u"),
        "bank: u\nquestions:\n- {kind: x}\nquizzes: [{id: none}]\n",
        "{bank: u, questions: [{kind: true_false, prompt: It was so., answer: true}], quizzes: []}",
    ],
)
def test_each_question_has_what_is_found_in_it_alone(raw: str) -> None:
    assert checked(raw) == [
        (1, 2, True, []),
        (2, 3, True, ["html"]),
        (3, 4, False, ["missing"]),
        (4, 5, False, ["kind"]),
    ]


def test_questions_that_are_all_sound_can_be_added() -> None:
    pasted = read_pasted(ANSWER.split("- {id: unsure")[0], {})
    (one,) = check_pasted(pasted, bank_text("u").encode(), "u.yaml", SERIES)
    assert sound([one]) == [one.question]


def test_a_mark_is_taken_away_and_nothing_else() -> None:
    raw = b"questions:\n  - kind: x # kept\n    drafted: machine\n    prompt: a\n"
    assert without_mark(raw, 0) == b"questions:\n  - kind: x # kept\n    prompt: a\n"
    with pytest.raises(SourceEditError):
        without_mark(b"questions:\n  - kind: x\n", 0)


def test_the_marks_of_several_questions_are_taken_away_where_they_have_one() -> None:
    raw = b"questions:\n- {kind: x, drafted: machine}\n- {kind: y} # kept\n- {kind: z, drafted: machine}\n"
    assert looked_at(raw, [0, 1]) == raw.replace(b"x, drafted: machine", b"x")
    assert looked_at(raw, [2, 0]) == raw.replace(b", drafted: machine", b"")
    assert looked_at(raw, [1]) == looked_at(raw, []) == raw


BAD = """Sure:
```yaml
- kind: x
  prompt: one
- kind: x
  prompt: two: three
- words
- kind: x
  prompt: |
    - four
```
"""


@pytest.mark.parametrize("form", ["", "questions:\n"])
def test_one_bad_line_leaves_the_other_questions(form: str) -> None:
    found = read_pasted(BAD.replace("```yaml\n", "```yaml\n" + form), {})
    more = len(form) > 0
    assert [question["prompt"] for question in found.questions] == ["one", "- four\n"]
    assert found.lines == (3 + more, 8 + more)
    assert [problem.line for problem in found.unread] == [6 + more, 7 + more]


def test_where_nothing_can_be_read_the_whole_is_refused() -> None:
    with pytest.raises(BankError) as caught:
        read_pasted("- a: b: c\n- d: e: f\n", {})
    assert caught.value.problems[0].line == 1
