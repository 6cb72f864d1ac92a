"""The command line of regrades: the difference first, then what was done, and every refusal as a message."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from quiz.cli.grading import progress_on
from quiz.cli.terminal import fit
from quiz.platform.paths import QUESTIONS
from quiz.services.grading import manual_grading
from quiz.storage.models.identity import Account
from tests.builders import as_yaml, bank_data, definition
from tests.conftest import NOW
from tests.services.builders import MONTH, person, picking, recipe, sit_exam, waiting_answers
from tests.services.regrades import CHOICE, EXAM, QUIZZES, keyed, truth
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.test_cli_store import store_of

NOTHING = "Nothing to regrade: every score is of the current version."


class Screen(StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def quiz(tmp_path: Path, database_url: str) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as ready:
        yield ready


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "banks"
    folder.mkdir()
    for name in ("series.yaml", "glossary.yaml"):
        shutil.copy(QUESTIONS / name, folder)
    return folder


def publish(quiz: Terminal, folder: Path, key: str) -> None:
    """Publish the month with this key."""
    path = folder / f"{MONTH}.yaml"
    path.write_text(as_yaml(bank_data(bank=MONTH, quizzes=QUIZZES, questions=[keyed(key), truth()])), encoding="utf-8")
    lines(quiz("publish", path), 0)


@pytest.fixture
def corrected(quiz: Terminal, folder: Path) -> Terminal:
    """Alice picked what is right only since the key was corrected, 보라 what was right before."""
    publish(quiz, folder, "b")
    with store_of(quiz) as session:
        for name, pick in (("Alice", "a"), ("보라", "b")):
            sit_exam(session, person(session, name), EXAM, picking(pick))
    publish(quiz, folder, "a")
    return quiz


def points(quiz: Terminal) -> list[str]:
    with store_of(quiz) as session:
        return list(session.scalars(text("SELECT points FROM attempt ORDER BY id")))


def test_the_difference_is_shown_and_nothing_is_changed(corrected: Terminal) -> None:
    assert lines(corrected("regrade", MONTH), 0) == [
        "  attempt learner    quiz              no.  question     marks       points",
        "+ 1       Alice      2024-07/exam      1    one-single-… 0 → 1       0 → 1",
        "~ 2       보라       2024-07/exam      1    one-single-… 1 → 0       1 → 1",
        "attempts: 2; + raised: 1, = the same: 0, - lowered: 0, ~ would lose, kept: 1, ? can't be regraded: 0",
        "Nothing is changed yet: --apply does it.",
        "What would lose keeps its score: --lower lowers it.",
    ]
    assert points(corrected) == ["0", "1"]


@pytest.mark.any_database
def test_it_is_shown_as_json(corrected: Terminal) -> None:
    told = json.loads(corrected("regrade", MONTH, "--format", "json", "--lower").stdout)
    assert [(row["learner"], row["outcome"], row["marks"], row["points"]) for row in told["changes"]] == [
        ("Alice", "raised", ["0", "1"], ["0", "1"]),
        ("보라", "lowered", ["1", "0"], ["1", "0"]),
    ]
    assert told["totals"] == {"attempts": 2, "raised": 1, "same": 0, "lowered": 1, "kept": 0, "unfit": 0}
    assert json.loads(corrected("regrade", "2024-01", "--format", "json").stdout)["changes"] == []


def test_it_is_applied_listed_and_undone(corrected: Terminal) -> None:
    assert lines(corrected("regrade", MONTH, "--apply"), 0) == [
        "attempts: 2; + raised: 1, = the same: 0, - lowered: 0, ~ would lose, kept: 1, ? can't be regraded: 0",
        "Regrade 1 is done; --undo 1 puts everything back.",
    ]
    assert points(corrected) == ["1", "1"]
    (told,) = lines(corrected("regrade", "--list"), 0)
    assert told.startswith("regrade 1  ")
    assert told.endswith("2024-07  questions: 1, attempts: 1")
    assert lines(corrected("regrade", "--undo", "1"), 0) == ["Regrade 1 is undone. Questions: 1, attempts: 1."]
    assert points(corrected) == ["0", "1"]
    assert lines(corrected("regrade", "--undo", "1"), 1) == ["Regrade 1 is undone already."]
    assert lines(corrected("regrade", "--list"), 0)[0].endswith(", undone")
    (made,) = json.loads(corrected("regrade", "--list", "--format", "json").stdout)
    assert (made["id"], made["bank"], made["lowered"], made["questions"]) == (1, MONTH, False, 1)


@pytest.mark.any_database
def test_scores_go_down_only_when_told(corrected: Terminal) -> None:
    done = corrected("regrade", MONTH, "--question", CHOICE, "--apply", "--lower", "--format", "json")
    assert json.loads(done.stdout)["totals"]["lowered"] == 1
    assert points(corrected) == ["1", "0"]
    assert lines(corrected("regrade", MONTH), 0) == [NOTHING]
    assert lines(corrected("regrade", MONTH, "--apply"), 0) == [NOTHING]


@pytest.mark.any_database
def test_what_can_not_be_regraded_is_told_with_its_reason(corrected: Terminal, folder: Path) -> None:
    with store_of(corrected) as session:
        session.query(Account).filter_by(name="Alice").update(
            {"role": "guest", "name": None, "name_key": None, "password_hash": None}
        )
    path = folder / f"{MONTH}.yaml"
    questions = [keyed("a", points="2"), truth()]
    path.write_text(as_yaml(bank_data(bank=MONTH, quizzes=QUIZZES, questions=questions)), encoding="utf-8")
    lines(corrected("publish", path), 0)
    assert lines(corrected("regrade", MONTH, **KOREAN), 0)[:3] == [
        "  풀이    학습자     퀴즈              번호 문항         인정 비율   점수",
        "? 1       손님       2024-07/exam      1    one-single-…",
        "  지금은 배점이 달라요",
    ]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2030-01"], "There is no bank 2030-01; known here: 2024-01, 2024-02, 2024-03, 2024-04, 2024-05, 2024-06"),
        (["2024-01", "--question", "riddle"], "The bank 2024-01 has no question riddle."),
        (["2024-01", "--apply", "--question", "riddle"], "The bank 2024-01 has no question riddle."),
        (["--undo", "7"], "There is no regrade 7."),
        ([], "Name a bank, or one of --undo and --list."),
        (["--undo", "7", "--list"], "Name a bank, or one of --undo and --list."),
        (
            ["2024-01", "--list"],
            "Leave 2024-01 out: a regrade is undone by its number, and --list shows them all.",
        ),
        (
            ["2024-01", "--undo", "7"],
            "Leave 2024-01 out: a regrade is undone by its number, and --list shows them all.",
        ),
    ],
)
def test_what_can_not_be_done_ends_with_a_message(quiz: Terminal, words: list[str], said: str) -> None:
    assert lines(quiz("regrade", *words), 1) == [said]


@pytest.mark.any_database
def test_without_a_regrade_the_list_says_so(quiz: Terminal) -> None:
    assert lines(quiz("regrade", "--list"), 0) == ["There was no regrade yet."]


def test_a_fault_of_the_database_is_told(corrected: Terminal) -> None:
    with store_of(corrected) as session:
        session.execute(text("DROP TABLE regraded_question"))
    (said,) = lines(corrected("regrade", MONTH, "--apply"), 1)
    assert "QUIZ_DATABASE_URL" in said
    assert points(corrected) == ["0", "1"]


def test_progress_is_shown_at_a_terminal_alone() -> None:
    with progress_on(StringIO()) as silent:
        assert silent is None
    screen = Screen()
    with progress_on(screen) as progress:
        assert progress is not None
        progress(50, 200)
        progress(200, 200)
    assert "100%" in screen.getvalue()


@pytest.mark.parametrize(
    ("words", "columns", "shown"),
    [("ab", 4, "ab  "), ("abcde", 4, "abc…"), ("보라", 4, "보라"), ("보라색", 4, "보… "), ("보라색", 5, "보라…")],
)
def test_a_cell_has_the_columns_that_it_is_given(words: str, columns: int, shown: str) -> None:
    assert fit(words, columns) == shown


def test_attempts_that_wait_for_a_mark_are_named_and_moved_by_the_next_regrade(quiz: Terminal, folder: Path) -> None:
    """Until a teacher has graded the essay the test is no result, and keeps what the version that was asked gave."""
    recipes = [*QUIZZES, recipe("written", "exam", CHOICE, "one-essay")]

    def put_out(key: str) -> None:
        questions = [keyed(key), truth(), definition("essay")]
        data = bank_data(bank=MONTH, quizzes=recipes, questions=questions)
        path = folder / f"{MONTH}.yaml"
        path.write_text(as_yaml(data), encoding="utf-8")
        lines(quiz("publish", path), 0)

    def choose(question: Any, variant: Any) -> Any:
        return {"choice": ("a",)} if question.kind_name == "single_choice" else question.solution(variant)

    put_out("b")
    with store_of(quiz) as session:
        sit_exam(session, person(session, "Alice"), f"{MONTH}/written", choose)
    put_out("a")
    waits = (
        "Attempts that wait for a teacher's mark: 1. They are left alone, and keep the scores of the version that was "
        "asked. Run this again once they are graded."
    )
    for options in ((), ("--apply",)):
        assert lines(quiz("regrade", MONTH, *options), 0) == ["Nothing to regrade yet.", waits]
        assert json.loads(quiz("regrade", MONTH, *options, "--format", "json").stdout)["waiting"] == 1
    with store_of(quiz) as session:
        (row,) = waiting_answers(session)
        found = manual_grading.find_waiting(session, row.id, "en")
        manual_grading.grade(session, found, list(found.view.question.parts()), now=NOW)  # type: ignore[attr-defined]  # an essay's
    before = points(quiz)
    told = json.loads(quiz("regrade", MONTH, "--apply", "--format", "json").stdout)
    assert (told["totals"]["raised"], told["waiting"]) == (1, 0)
    assert points(quiz) != before
    assert lines(quiz("regrade", MONTH), 0) == [NOTHING]
