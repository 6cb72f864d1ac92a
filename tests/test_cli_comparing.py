"""``quiz diff`` and ``quiz stats``: what differs between two banks, and what a bank holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import FILE, as_yaml, bank_data, both, definition, series_text
from tests.services.builders import MONTH, person, picking, sit_exam
from tests.services.regrades import CHOICE, EXAM, QUIZZES, keyed, truth
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.test_cli_store import store_of

NOTHING = "Nothing differs."
KNOWN = ", ".join([*(f"2024-0{month}" for month in range(1, 7)), MONTH])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "banks").mkdir()
    monkeypatch.chdir(tmp_path / "banks")
    Path("series.yaml").write_text(series_text(profile="standard"), encoding="utf-8")
    return tmp_path / "banks"


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal without a store."""
    with terminal(tmp_path / "instance") as ready:
        yield ready


@pytest.fixture
def quiz(tmp_path: Path, database_url: str) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as ready:
        yield ready


def write(name: str, **changes: Any) -> str:
    Path(name).write_text(as_yaml(bank_data(**changes)), encoding="utf-8")
    return name


# --- quiz diff


def test_two_files_are_compared(bare: Terminal, folder: Path) -> None:
    questions = [definition("true_false", id=name) for name in ("kept", "gone", "before")]
    changed = definition("true_false", id="kept", answer="false", points="2")
    renamed = definition("true_false", id="after", was="before", prompt=both("새 문제예요.", "A new one."))
    old = write("old.yaml", questions=questions, quizzes=QUIZ[:1])
    new = write(
        "new.yaml", questions=[renamed, changed, definition("numeric")], quizzes=QUIZ[1:], title=both("가", "a")
    )
    said = lines(bare("diff", old, new), 1)
    assert said == [
        "2024-02: questions +1 new, -1 withdrawn, ~2 changed",
        "  + one-numeric",
        "  - gone",
        "  > after, renamed from before",
        "  ~ after: words only (prompt)",
        "  ~ kept: points, key (points, answer)",
        "2024-02: quizzes +1 new, -1 withdrawn, ~0 changed",
        "  + two",
        "  - one",
        "2024-02: changed besides: title",
        "2024-02: the questions stand in another order",
    ]
    assert lines(bare("diff", old, new, **KOREAN), 1)[5] == "  ~ kept: 점수, 정답 (points, answer)"
    (plain,) = json.loads(bare("diff", old, new, "--format", "json").stdout)
    assert plain["changed"][1]["aspects"] == ["points", "key"]
    assert lines(bare("diff", old, old), 0) == [NOTHING]


QUIZ = [
    {"id": name, "title": both("퀴즈", "Quiz"), "mode": "practice", "draw": [{"count": "1"}]} for name in ("one", "two")
]


def test_what_can_t_be_compared_ends_with_2(bare: Terminal, folder: Path) -> None:
    good = write("good.yaml")
    Path("bad.yaml").write_text("bank: }", encoding="utf-8")
    said = lines(bare("diff", good, "bad.yaml"), 2)
    assert said[0].startswith("bad.yaml:1:7: error: ")
    assert said[-1] == "Nothing was compared. Mend the file first."
    assert bare("diff").exit_code == 2
    assert bare("diff", "missing.yaml").exit_code == 2


def published(quiz: Terminal, folder: Path, key: str, **changes: Any) -> Path:
    path = folder / f"{MONTH}.yaml"
    questions = changes.pop("questions", [keyed(key), truth()])
    path.write_text(as_yaml(bank_data(bank=MONTH, quizzes=QUIZZES, questions=questions, **changes)), "utf-8")
    return path


def test_a_file_is_held_against_what_is_published(quiz: Terminal, folder: Path) -> None:
    path = published(quiz, folder, "b")
    lines(quiz("db", "upgrade"), 0)
    assert lines(quiz("diff", path), 1)[0] == f"{MONTH}: nothing is published of it yet"
    lines(quiz("publish", folder), 0)
    assert lines(quiz("diff", path), 0) == [NOTHING]
    with store_of(quiz) as session:
        for name, pick in (("Alice", "a"), ("보라", "b")):
            sit_exam(session, person(session, name), EXAM, picking(pick))
    published(quiz, folder, "a")
    assert lines(quiz("diff", path), 1) == [
        f"{MONTH}: questions +0 new, -0 withdrawn, ~1 changed",
        f"  ~ {CHOICE}: key, wording (explanation, options)",
        f"  {CHOICE}: attempts that are over: 2; + would gain: 1, - would lose: 1, ? can't be regraded: 0",
        "Once this is published, a regrade moves scores: quiz regrade shows it first.",
    ]
    (plain,) = json.loads(quiz("diff", path, "--format", "json").stdout)
    assert plain["regrades"][0]["totals"]["raised"] == 1
    published(quiz, folder, "b", title=both("가", "a"))
    assert lines(quiz("diff", path), 1)[-1] == f"{MONTH}: changed besides: title"


def test_a_change_that_old_answers_do_not_fit_says_why(quiz: Terminal, folder: Path) -> None:
    path = published(quiz, folder, "b")
    lines(quiz("db", "upgrade"), 0)
    lines(quiz("publish", folder), 0)
    with store_of(quiz) as session:
        sit_exam(session, person(session, "Alice"), EXAM, picking("a"))
    path.write_text(
        as_yaml(bank_data(bank=MONTH, quizzes=QUIZZES, questions=[{**keyed("b"), "points": "3"}, truth()])), "utf-8"
    )
    said = lines(quiz("diff", path), 1)
    assert f"  {CHOICE}: attempts that are over: 1. They keep their scores: it is worth other points now" in said
    assert said[-1] == "No score that is stored would move."
    assert quiz("diff", folder / "series.yaml").exit_code == 0
    path.write_text("bank: [", "utf-8")
    assert quiz("diff", path).exit_code == 2


# --- quiz stats


def test_a_file_is_counted(bare: Terminal, folder: Path) -> None:
    name = write(FILE)
    said = lines(bare("stats", name), 0)
    assert said[0] == "2024-02: questions: 6, points: 6, ideas: 6"
    assert "  section: 2.1 6" in said
    assert "  level: remember 0, understand 0, apply 6, analyze 0, evaluate 0, create 0" in said
    assert "    5 of 6: all questions" in said
    assert lines(bare("stats", name, **KOREAN), 0)[0] == "2024-02: 문항 6개, 배점 6, 서로 다른 문제 6개"
    (plain,) = json.loads(bare("stats", name, "--format", "json").stdout)
    assert plain["counts"]["languages"] == {"ko": 6, "en": 6}
    assert plain["quizzes"][0]["lines"][0]["draw"] == {"section": "2.1", "count": 4}


def test_a_quiz_that_can_t_be_filled_is_told_in_a_bank_with_errors(bare: Terminal, folder: Path) -> None:
    draw = [{"kind": "true_false", "questions": ["one-true-false"]}, {"kind": "numeric", "count": "3"}]
    name = write(FILE, quizzes=[{"id": "q", "title": both("가", "a"), "mode": "exam", "draw": draw}])
    said = lines(bare("stats", name), 0)
    assert "    3 of 1: kind: numeric; short by 2" in said
    assert "    1 of 1: kind: true_false, questions: [one-true-false]" in said
    assert said[-1].startswith("in no quiz: one-single-choice, ")
    bank = write(FILE, quizzes=[{"id": "q", "title": both("가", "a"), "mode": "exam", "draw": [{"count": "1"}]}])
    assert "    1 of 6: all questions" in lines(bare("stats", bank), 0)


def test_a_folder_is_counted_without_what_is_no_bank(bare: Terminal, folder: Path) -> None:
    write(FILE)
    write("2024-03.yaml", bank="2024-03", quizzes=[])
    assert [line for line in lines(bare("stats", "."), 0) if line.startswith("2024")] == [
        "2024-02: questions: 6, points: 6, ideas: 6",
        "2024-03: questions: 6, points: 6, ideas: 6",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bank: [", "x.yaml can't be counted."),
        (
            "bank: Up\nquestions: []\n",
            "x.yaml can't be counted: mend its header first. quiz check shows what is wrong.",
        ),
        ("- a\n", "x.yaml can't be counted: mend its header first. quiz check shows what is wrong."),
    ],
)
def test_a_file_that_is_no_bank_is_not_counted(bare: Terminal, folder: Path, text: str, said: str) -> None:
    Path("x.yaml").write_text(text, encoding="utf-8")
    assert lines(bare("stats", "x.yaml"), 1)[-1] == said


def test_a_published_bank_is_counted(quiz: Terminal, folder: Path) -> None:
    published(quiz, folder, "b")
    lines(quiz("db", "upgrade"), 0)
    lines(quiz("publish", folder), 0)
    assert lines(quiz("stats", MONTH), 0)[0] == f"{MONTH}: questions: 2, points: 2, ideas: 2"
    assert lines(quiz("stats", "2099-01"), 1) == [f"There is no bank 2099-01; known here: {KNOWN}"]
