"""The command line: banks are checked in one run, and what it says is in the terminal's language."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result
from sqlalchemy import Connection, Engine, event

from quiz.cli import main
from quiz.domain.authoring.schema import bank_schema
from quiz.domain.bank_format.series import read_series
from quiz.platform.paths import CHECKOUT, QUESTIONS
from quiz.platform.settings import SETTINGS
from tests.builders import KINDS, bank_text, both, definition, place, series_text
from tests.conftest import QUESTION_COUNTS

QUIZ = Path(sys.executable).with_name("quiz")
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
KOREAN = {"LANG": "ko_KR.UTF-8"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'
PICTURE = {"file": "moon.svg", "alt": both("달", "A moon")}


class Terminal:
    """Runs commands with the data in a folder of the test: ``quiz("user", "add", "Alice", stdin="…")``."""

    def __init__(self, instance: Path, **environment: str) -> None:
        self.instance = instance
        self.environment = environment

    def __call__(self, *words: str | Path, stdin: str | None = None, **environment: str) -> Result:
        named = dict.fromkeys((*SETTINGS, *LOCALES, "HOST", "PORT"))
        given = {"QUIZ_INSTANCE": str(self.instance), **self.environment, **environment}
        return CliRunner().invoke(main, list(map(str, words)), input=stdin, env={**named, **given})


@contextmanager
def terminal(instance: Path, **environment: str) -> Iterator[Terminal]:
    """A terminal; at the end the connections that its commands opened are closed."""
    engines: list[Engine] = []

    def remember(connection: Connection) -> None:
        engines.append(connection.engine)

    event.listen(Engine, "engine_connect", remember)
    yield Terminal(instance, **environment)
    event.remove(Engine, "engine_connect", remember)
    for engine in engines:
        engine.dispose()
    structlog.reset_defaults()


def lines(result: Result, status: int) -> list[str]:
    """What a command printed, after it ended with that status and not with a traceback."""
    assert result.exit_code == status, (result.output, result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output.splitlines()


@pytest.fixture
def quiz(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance") as ready:
        yield ready


@pytest.fixture
def banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a series and one valid bank, seen from the folder around it."""
    folder = tmp_path / "banks"
    folder.mkdir()
    (folder / "series.yaml").write_text(series_text(), encoding="utf-8")
    (folder / "2024-02.yaml").write_text(bank_text(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def changed(path: Path, *pairs: tuple[str, str]) -> str:
    """Write a valid bank with slips in it; its text is returned."""
    text = bank_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return text


def test_the_packaged_banks_are_checked_unless_files_are_named(quiz: Terminal) -> None:
    every = sum(QUESTION_COUNTS.values())
    assert lines(quiz("check"), 0) == [f"banks: 6, questions: {every}, errors: 0, warnings: 0, hints: 0"]
    assert not quiz.instance.exists()


def test_a_bank_without_a_problem_ends_with_0(quiz: Terminal, banks: Path) -> None:
    assert lines(quiz("check", banks / "2024-02.yaml"), 0) == [
        "banks: 1, questions: 6, errors: 0, warnings: 0, hints: 0"
    ]


def test_a_text_that_a_comment_cuts_is_an_error(quiz: Terminal, banks: Path) -> None:
    text = bank_text()
    old = next(line for line in text.splitlines() if line.startswith("    ko: 알맞은"))
    cut = text.replace(old, "    ko: 문제 #1 표준편차는 얼마인가요?", 1)
    (banks / "2024-02.yaml").write_text(cut, encoding="utf-8")
    line = cut.splitlines().index("    ko: 문제 #1 표준편차는 얼마인가요?") + 1
    said = lines(quiz("check", "banks/2024-02.yaml", **KOREAN), 1)
    assert said[0].startswith(
        f"banks/2024-02.yaml:{line}:9: 오류: 텍스트가 '#1 표준편차는 얼마인가요?' 앞에서 끊겼어요"
    )
    assert "텍스트 전체를 따옴표로 감싸세요" in said[0]


def test_every_error_of_every_file_is_told_in_one_run_with_its_place(quiz: Terminal, banks: Path) -> None:
    first = changed(
        banks / "a.yaml",
        ("level: apply", "level: aply"),
        ("mode: practice", "mode: review"),
        ("scope: paper", "scop: x"),
    )
    second = changed(banks / "b.yaml", ("kind: numeric", "kind: riddle"))
    (banks / "c.yaml").write_text("bank: [2024-02\n", encoding="utf-8")
    *problems, total = lines(quiz("check", *(banks / f"{name}.yaml" for name in "abc")), 1)
    told = [re.split(r": error: |(?=\[[a-z-]+\]$)", problem) for problem in problems]
    places = {(where, code.strip("[]")) for where, _, code in told}
    assert {
        (f"banks/a.yaml:{place(first, 'aply')}", "choice"),
        (f"banks/a.yaml:{place(first, 'review')}", "choice"),
        (f"banks/a.yaml:{place(first, 'scop:')}", "unknown-key"),
        (f"banks/b.yaml:{place(second, 'riddle')}", "kind"),
    } <= places
    assert any(where.startswith("banks/c.yaml:") for where, _ in places)
    assert total == f"banks: 3, questions: {2 * len(KINDS)}, errors: {len(problems)}, warnings: 0, hints: 0"


def test_the_questions_of_a_bank_that_can_not_be_used_are_counted(quiz: Terminal, banks: Path) -> None:
    changed(banks / "2024-02.yaml", ("level: apply", "level: aply"))
    assert (
        lines(quiz("check", banks / "2024-02.yaml"), 1)[-1]
        == "banks: 1, questions: 6, errors: 1, warnings: 0, hints: 0"
    )


@pytest.mark.parametrize("command", [["check"], ["publish", "--dry-run"], ["publish"]])
def test_a_file_that_is_named_like_another_month_is_refused(quiz: Terminal, banks: Path, command: list[str]) -> None:
    (banks / "2024-03.yaml").write_text(bank_text(), encoding="utf-8")
    lines(quiz("db", "upgrade"), 0)
    problem, *_ = lines(quiz(*command, banks / "2024-03.yaml"), 1)
    assert problem == (
        "banks/2024-03.yaml:1:7: error: the file is named 2024-03 and holds bank 2024-02;"
        " write bank: 2024-03, or name the file 2024-02.yaml [file-name]"
    )


@pytest.mark.parametrize("command", [["check"], ["publish"]])
def test_a_month_that_another_file_of_the_folder_holds_is_refused(
    quiz: Terminal, banks: Path, command: list[str]
) -> None:
    (banks / "copy.yaml").write_text(bank_text(), encoding="utf-8")
    (banks / "broken.yaml").write_bytes(b"bank: [\xff")
    lines(quiz("db", "upgrade"), 0)
    for named, other in (("copy", "2024-02"), ("2024-02", "copy")):
        problem, *_ = lines(quiz(*command, banks / f"{named}.yaml"), 1)
        assert problem == (
            f"banks/{named}.yaml:1:1: error: bank 2024-02 stands in banks/{other}.yaml too;"
            " give one of them another slug [duplicate]"
        )


@pytest.mark.parametrize("key", ["\ufeffbank:", "bank :", '"bank":'])
def test_another_file_of_the_folder_is_found_however_it_is_written(quiz: Terminal, banks: Path, key: str) -> None:
    (banks / "copy.yaml").write_text(bank_text().replace("bank:", key, 1), encoding="utf-8")
    lines(quiz("db", "upgrade"), 0)
    for command in ("check", "publish"):
        for named, other in (("copy", "2024-02"), ("2024-02", "copy")):
            problem, *_ = lines(quiz(command, banks / f"{named}.yaml"), 1)
            assert f"bank 2024-02 stands in banks/{other}.yaml too" in problem


@pytest.mark.parametrize("command", [["check"], ["publish", "--dry-run"], ["publish"]])
def test_what_is_no_regular_file_is_named_and_left(quiz: Terminal, banks: Path, command: list[str]) -> None:
    """Reading a pipe into which nobody writes would never end."""
    os.mkfifo(banks / "pipe.yaml")
    (banks / "folder.yaml").mkdir()
    (banks / ".#2024-02.yaml").symlink_to("kim@desk.4711")
    (banks / "2024-02.yaml").rename(banks / "kept")
    (banks / "2024-02.yaml").symlink_to("kept")
    lines(quiz("db", "upgrade"), 0)
    said = quiz(*command, "banks")
    assert said.stderr.splitlines() == [
        f"banks/{name}.yaml is left out: it is no regular file." for name in (".#2024-02", "folder", "pipe")
    ]
    assert said.exit_code == 0
    lines(quiz(*command, banks / "2024-02.yaml"), 0)
    assert lines(quiz(*command, "banks/pipe.yaml"), 1) == ["banks/pipe.yaml is no regular file."]


def test_warnings_are_told_and_do_not_fail(quiz: Terminal, banks: Path) -> None:
    objective = "  LO-2.2:\n    level: apply\n    text: {ko: 셈한다., en: Reckon.}\n"
    changed(banks / "2024-02.yaml", ("objectives:\n", "objectives:\n" + objective))
    warning, total = lines(quiz("check", banks / "2024-02.yaml"), 0)
    assert re.match(r"banks/2024-02\.yaml:\d+:\d+: warning: .*LO-2\.2", warning)
    assert total == "banks: 1, questions: 6, errors: 0, warnings: 1, hints: 0"


def test_a_hint_is_printed_in_every_form_counted_and_refuses_nothing(quiz: Terminal, banks: Path) -> None:
    (banks / "series.yaml").write_text(series_text(profile="open"), encoding="utf-8")
    changed(banks / "2024-02.yaml", ("행렬 두 개를 곱해 더하므로 학습되는 값의 수가 크게 줄어들어요.", "짧아요."))
    hint, total = lines(quiz("check", banks / "2024-02.yaml"), 0)
    assert re.fullmatch(r"banks/2024-02\.yaml:\d+:\d+: hint: .* \[S5\]", hint)
    assert total == "banks: 1, questions: 6, errors: 0, warnings: 0, hints: 1"
    assert ": 제안: " in lines(quiz("check", banks / "2024-02.yaml", **KOREAN), 0)[0]
    (found,) = json.loads(quiz("check", "--format", "json", banks / "2024-02.yaml").stdout)
    assert (found["severity"], found["code"]) == ("hint", "S5")
    (said,) = lines(quiz("check", "--format", "github", banks / "2024-02.yaml"), 0)
    assert said.startswith("::notice file=banks/2024-02.yaml,line=")


OPEN = """\
bank: 2024-02
questions:
  - kind: true_false
    prompt: $1 < 2$
    answer: true
  - kind: true_false
    prompt: $2 < 1$
    answer: maybe
  - kind: true_false
    prompt: $1$ <b>
    answer: true
"""


def test_errors_come_first_and_hints_of_the_same_words_are_one_line(quiz: Terminal, banks: Path) -> None:
    (banks / "series.yaml").write_text(series_text(profile="open"), encoding="utf-8")
    (banks / "2024-02.yaml").write_text(OPEN, encoding="utf-8")
    *said, total = lines(quiz("check", banks / "2024-02.yaml"), 1)
    grave = [line.split(": ")[1] for line in said]
    assert grave == ["error", "warning", *["hint"] * (len(said) - 2)]
    assert said[0].startswith("banks/2024-02.yaml:8:13: ")
    assert (
        "banks/2024-02.yaml:3:5: hint: 'objective' is missing; add objective: to this question;"
        " also at line 6, 9 [missing]"
    ) in said
    found = json.loads(quiz("check", "--format", "json", banks / "2024-02.yaml").stdout)
    assert total.endswith(f"hints: {len(found) - 2}")
    assert [problem["line"] for problem in found] == sorted(problem["line"] for problem in found)
    for_github = lines(quiz("check", "--format", "github", banks / "2024-02.yaml"), 1)
    assert len(for_github) == len(found) > len(said)


@pytest.mark.parametrize(
    "words",
    [
        ["check", "missing.yaml"],
        ["check", "--format", "xml"],
        ["check", "--fromat", "json"],
        ["publish", "missing.yaml"],
        ["serve", "--port", "0"],
        ["serve", "--port", "65536"],
        ["serve", "--workers", "0"],
        ["user", "add"],
        ["user", "add", "Alice", "--role", "king"],
        ["publsih"],
        ["db", "downgrade"],
    ],
)
def test_a_call_that_nobody_can_mean_ends_with_2(words: list[str], quiz: Terminal, banks: Path) -> None:
    assert lines(quiz(*words), 2)[0].startswith("Usage: ")
    assert not quiz.instance.exists()


@pytest.mark.parametrize("words", [[], ["--help"], ["check", "--help"], ["user"], ["db", "--help"]])
def test_help_is_given_without_a_store(words: list[str], quiz: Terminal) -> None:
    result = quiz(*words)
    assert result.output.startswith("Usage: ")
    assert not quiz.instance.exists()


def test_problems_can_be_had_as_json(quiz: Terminal, banks: Path) -> None:
    text = changed(banks / "2024-02.yaml", ("level: apply", "level: aply"))
    result = quiz("check", "--format", "json", banks / "2024-02.yaml")
    line, column = map(int, place(text, "aply").split(":"))
    found = json.loads("\n".join(lines(result, 1)))
    assert {
        "file": "banks/2024-02.yaml",
        "line": line,
        "column": column,
        "severity": "error",
        "code": "choice",
    }.items() <= found[0].items()
    assert "'aply'" in found[0]["message"]
    assert "did you mean 'apply'?" in found[0]["remedy"]
    assert json.loads(quiz("check", "--format", "json").stdout) == []


def test_problems_can_be_had_as_annotations_of_one_line_each(quiz: Terminal, banks: Path) -> None:
    text = changed(banks / "2024-02.yaml", ("pass: '0.7'", "pass: 70%"))
    line, column = place(text, "70%").split(":")
    (said,) = lines(quiz("check", "--format", "github", banks / "2024-02.yaml"), 1)
    assert said.startswith(f"::error file=banks/2024-02.yaml,line={line},col={column},title=number::'70%25' ")


def test_a_picture_has_to_lie_beside_the_bank(quiz: Terminal, banks: Path) -> None:
    text = bank_text(
        questions=[definition("numeric", image=PICTURE), *(definition(kind) for kind in KINDS if kind != "numeric")]
    )
    (banks / "2024-02.yaml").write_text(text, encoding="utf-8")
    said = lines(quiz("check", banks / "2024-02.yaml"), 1)
    assert said[0].startswith(f"banks/2024-02.yaml:{place(text, 'moon.svg')}: error: ")
    (banks / "media").mkdir()
    (banks / "media" / "moon.svg").write_text(SVG, encoding="utf-8")
    lines(quiz("check", banks / "2024-02.yaml"), 0)


def test_a_bank_in_a_folder_without_a_series_is_checked_against_the_packaged_one(quiz: Terminal, banks: Path) -> None:
    three = bank_text(quizzes=None, questions=[definition(kind, difficulty="2") for kind in KINDS[:3]])
    (banks / "2024-02.yaml").write_text(three, encoding="utf-8")
    lines(quiz("check", banks / "2024-02.yaml"), 0)
    (banks / "series.yaml").unlink()
    packaged = read_series((QUESTIONS / "series.yaml").read_bytes())
    draws = [(one.id, draw) for one in packaged.quizzes for draw in one.draw if draw.bank == "2024-02"]
    unmet = [
        f"quiz {name} wants {draw.count} questions of 2024-02, 0 are left"
        for name, draw in draws
        if draw.difficulty in (1, 3)
    ]
    said = lines(quiz("check", banks / "2024-02.yaml"), 1)
    assert unmet
    assert re.findall(r"quiz \S+ wants \d+ questions of \S+, \d+ are left", "\n".join(said)) == unmet


def test_a_series_with_an_error_is_told_with_its_place(quiz: Terminal, banks: Path) -> None:
    text = series_text().replace("mode: exam", "mode: riddle")
    (banks / "series.yaml").write_text(text, encoding="utf-8")
    for named, read in (("2024-02.yaml", "banks: 1, questions: 6"), ("series.yaml", "banks: 0, questions: 0")):
        problem, total = lines(quiz("check", banks / named), 1)
        assert problem.startswith(f"series.yaml:{place(text, 'riddle')}: error: ")
        assert total == f"{read}, errors: 1, warnings: 0, hints: 0"


def test_a_quiz_of_the_series_that_the_banks_can_not_fill_is_an_error(quiz: Terminal, banks: Path) -> None:
    text = series_text().replace("bank: 2024-02\n    count: '2'", "bank: 2024-02\n    count: '90'")
    assert "'90'" in text
    (banks / "series.yaml").write_text(text, encoding="utf-8")
    said = lines(quiz("check", banks / "2024-02.yaml"), 1)
    assert "quiz final wants 90 questions of 2024-02, 6 are left" in said[0]


@pytest.mark.parametrize("spoilt", ["difficulty: '3'", "kind: essay"])
def test_a_line_of_the_placement_test_that_finds_no_question_is_an_error(
    quiz: Terminal, banks: Path, spoilt: str
) -> None:
    text = series_text(placement=[{"bank": "2024-02", "kind": "numeric", "count": "2"}])
    (banks / "series.yaml").write_text(text, encoding="utf-8")
    lines(quiz("check", banks / "2024-02.yaml"), 0)
    (banks / "series.yaml").write_text(text.replace("kind: numeric", spoilt), encoding="utf-8")
    (said, _) = lines(quiz("check", banks / "2024-02.yaml"), 1)
    assert "a line of the placement test finds no question of 2024-02 to ask" in said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (KOREAN, "문제 은행 1개, 문항 6개, 오류 0개, 주의 0개"),
        ({"LANG": "en_US.UTF-8"}, "banks: 1, "),
        ({"LANG": "fr_FR.UTF-8"}, "banks: 1, "),
        ({}, "banks: 1, "),
        ({"LC_ALL": "C.UTF-8", **KOREAN}, "banks: 1, "),
        ({"LC_MESSAGES": "ko_KR", "LANG": "en_US.UTF-8"}, "문제 은행 1개"),
    ],
)
def test_what_is_said_is_in_the_terminals_language(
    locale: dict[str, str], said: str, quiz: Terminal, banks: Path
) -> None:
    assert lines(quiz("check", banks / "2024-02.yaml", **locale), 0)[0].startswith(said)


def test_problems_are_told_in_korean_too(quiz: Terminal, banks: Path) -> None:
    text = changed(banks / "2024-02.yaml", ("level: apply", "level: aply"))
    for form in ("text", "json", "github"):
        said = quiz("check", "--format", form, banks / "2024-02.yaml", **KOREAN).stdout
        assert re.search("[가-힣]{2}", said)
        assert "did you mean" not in said
    assert f"2024-02.yaml:{place(text, 'aply')}: 오류: " in quiz("check", banks / "2024-02.yaml", **KOREAN).stdout


def test_the_schema_is_the_one_that_editors_read(quiz: Terminal) -> None:
    assert json.loads("\n".join(lines(quiz("schema"), 0))) == bank_schema()
    assert json.loads("\n".join(lines(quiz("schema", "--profile", "strict"), 0))) == bank_schema("strict")


def test_the_version_is_that_of_the_package(quiz: Terminal) -> None:
    project = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search('^version = "(.+)"', project, re.MULTILINE)
    assert version is not None
    assert version[1] in lines(quiz("--version"), 0)[0]


def test_the_installed_command_ends_with_the_same_statuses_and_words(banks: Path) -> None:
    text = changed(banks / "2024-02.yaml", ("level: apply", "level: aply"))
    kept = {name: value for name, value in os.environ.items() if name not in LOCALES}

    def run(*words: str | Path) -> Any:
        return subprocess.run(
            [QUIZ, *words], env={**kept, **KOREAN}, capture_output=True, encoding="utf-8", check=False
        )

    broken = run("check", banks / "2024-02.yaml")
    assert broken.returncode == 1
    assert broken.stdout.startswith(f"banks/2024-02.yaml:{place(text, 'aply')}: 오류: ")
    assert broken.stderr == ""
    assert run("check", QUESTIONS / "2024-01.yaml").returncode == 0


def test_a_file_that_can_not_be_read_is_told(quiz: Terminal, banks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    (said,) = lines(quiz("check", banks / "2024-02.yaml"), 1)
    assert said.endswith(
        "series.yaml can't be used: Permission denied. Check the rights of the file and of its folder."
    )


@pytest.mark.parametrize("words", [["schema"], ["check"], ["--help"]])
def test_output_that_can_not_be_written_is_told(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [QUIZ, *words], env={**os.environ, "LC_ALL": "C.UTF-8"}, stdout=full, stderr=subprocess.PIPE, check=False
        )
    said = b"Writing failed: No space left on device. Make room on the disk, or send the output elsewhere.\n"
    assert (done.returncode, done.stderr) == (1, said)


def test_a_glossary_beside_the_series_is_read_and_no_bank(quiz: Terminal, tmp_path: Path) -> None:
    (tmp_path / "series.yaml").write_text(series_text(quizzes=[], glossary="glossary.yaml"), encoding="utf-8")
    bank = tmp_path / "2024-02.yaml"
    bank.write_text(bank_text(), encoding="utf-8")
    missing = quiz("check", bank)
    assert missing.exit_code == 1
    assert "[glossary]" in missing.output
    term = {"term": both("모델", "model"), "meaning": both("함수예요.", "A function."), "avoid": ["모형"]}
    words = tmp_path / "glossary.yaml"
    words.write_text(json.dumps({"terms": {"model": term}}), encoding="utf-8")
    bank.write_text(bank_text().replace("글은 …라고", "모형은 …라고"), encoding="utf-8")
    for files in ([bank], [bank, words], [words, bank]):
        checked = quiz("check", *files)
        assert checked.exit_code == 0, checked.output
        assert checked.output.count("[avoided]") == 1
        assert "banks: 1," in checked.output
