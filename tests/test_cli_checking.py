"""``quiz check`` beyond its list: codes explained, findings mended, SARIF, and the hooks for commits; ``quiz fmt``."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from quiz.platform.paths import CHECKOUT
from tests.builders import bank_text, series_text
from tests.test_cli import KOREAN, Terminal, lines, terminal

BARE = """\
bank: 2024-02
questions:
- answer: tru   # sure
  kind: true_false
  prompt: “1 < 2”
"""
LAID_OUT = """\
bank: 2024-02

questions:
  - kind: true_false
    prompt: “1 < 2”
    answer: tru # sure
"""


@pytest.fixture
def quiz(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance") as ready:
        yield ready


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank with findings, beside its open series, seen from its folder."""
    (tmp_path / "banks").mkdir()
    monkeypatch.chdir(tmp_path / "banks")
    Path("series.yaml").write_text(series_text(profile="open", quizzes=[]), encoding="utf-8")
    Path("2024-02.yaml").write_text(BARE, encoding="utf-8")
    return Path("2024-02.yaml")


# --- quiz fmt

SHORT = """\
bank: 2024-02
questions:
  - kind: single_choice
    prompt: 이상값에 강한 것은?
    options:
      # of the lesson
      - 중앙값
      - {ko: 평균}
    answer: A
"""
LONG = """\
bank: 2024-02

questions:
  - kind: single_choice
    prompt: 이상값에 강한 것은?
    options:
      # of the lesson
      - {id: 중앙값, text: 중앙값, correct: true}
      - {id: 평균, text: {ko: 평균}}
"""


def test_short_forms_are_written_out_where_that_is_wanted(quiz: Terminal, bank: Path) -> None:
    bank.write_text(SHORT, encoding="utf-8")
    assert lines(quiz("fmt", "--check", "--long", bank), 1) == ["would be laid out: 2024-02.yaml"]
    quiz("fmt", bank)
    assert "answer: A" in bank.read_text("utf-8")
    assert lines(quiz("fmt", "--long", "."), 0) == ["laid out: 2024-02.yaml", "laid out: series.yaml"]
    assert bank.read_text("utf-8") == LONG
    assert lines(quiz("fmt", "--long", bank), 0) == ["Nothing to lay out."]
    assert quiz("fmt", "--long", "-", stdin=SHORT).stdout == LONG


def test_what_can_be_read_in_two_ways_is_not_written_out(quiz: Terminal, bank: Path) -> None:
    bank.write_text(SHORT.replace("- 중앙값", "- B").replace("- {ko: 평균}", "- 평균").replace(": A", ": B"), "utf-8")
    before = bank.read_bytes()
    (said,) = lines(quiz("fmt", "--long", bank), 1)[:1]
    assert said.startswith("2024-02.yaml:")
    assert "[two-readings]" in said
    assert bank.read_bytes() == before


def test_files_are_laid_out_once(quiz: Terminal, bank: Path) -> None:
    assert lines(quiz("fmt", bank), 0) == ["laid out: 2024-02.yaml"]
    assert bank.read_text("utf-8") == LAID_OUT
    assert lines(quiz("fmt", bank), 0) == ["Nothing to lay out."]
    assert lines(quiz("fmt", "--check", bank), 0) == ["Nothing to lay out."]


def test_what_would_change_is_named_and_stays(quiz: Terminal, bank: Path) -> None:
    assert lines(quiz("fmt", "--check", "."), 1) == [
        "would be laid out: 2024-02.yaml",
        "would be laid out: series.yaml",
    ]
    assert bank.read_text("utf-8") == BARE
    assert lines(quiz("fmt", "--check", bank, **KOREAN), 1)[0].endswith("2024-02.yaml")


def test_the_standard_input_is_laid_out_to_the_standard_output(quiz: Terminal, bank: Path) -> None:
    assert quiz("fmt", "-", stdin=BARE).stdout == LAID_OUT
    assert quiz("fmt", "--check", "-", stdin=BARE).exit_code == 1
    assert quiz("fmt", "--check", "-", stdin=LAID_OUT).exit_code == 0
    assert lines(quiz("fmt", "-", stdin="a: }"), 1)[0].startswith("<stdin>:1:4: error: ")
    assert quiz("fmt", "-", bank, stdin=BARE).exit_code == 2


def test_a_file_that_can_t_be_laid_out_stays_and_the_others_are(quiz: Terminal, bank: Path) -> None:
    Path("broken.yaml").write_text("a: }\n", encoding="utf-8")
    Path("odd.yaml").write_text("a: one\n\n  two # cut\n", encoding="utf-8")
    said = lines(quiz("fmt", "broken.yaml", "odd.yaml", bank), 1)
    assert [line.partition(" error")[0] for line in said[:2]] == ["broken.yaml:1:4:", "odd.yaml:1:4:"]
    assert said[1].endswith("[layout]")
    assert said[2:] == ["laid out: 2024-02.yaml"]
    assert Path("odd.yaml").read_text("utf-8") == "a: one\n\n  two # cut\n"


def test_a_file_that_is_read_only_stays(quiz: Terminal, bank: Path) -> None:
    bank.chmod(0o444)
    assert "Read-only: 2024-02.yaml. It stays as it was." in lines(quiz("fmt", bank), 1)
    said = lines(quiz("check", "--fix", bank), 1)
    assert said[0] == "Read-only: 2024-02.yaml. It stays as it was."
    assert bank.read_text("utf-8") == BARE


# --- quiz check --explain


def test_many_long_files_are_read_side_by_side_and_told_alike(bank: Path) -> None:
    quizzes = [{"id": "all", "title": "All", "mode": "exam", "draw": [{"bank": "2024-01", "count": 99}]}]
    Path("series.yaml").write_text(series_text(profile="open", quizzes=quizzes), encoding="utf-8")
    for name in ("2024-01", "2024-02", "statistics"):
        Path(f"{name}.yaml").write_text(bank_text().replace("bank: 2024-02", f"bank: {name}"), encoding="utf-8")
    Path("copy.yaml").write_bytes(Path("2024-01.yaml").read_bytes())
    Path("broken.yaml").write_text("bank: [", encoding="utf-8")

    def check(long: int) -> subprocess.CompletedProcess[str]:
        program = f"import quiz.cli.authoring.checking as checking; checking.LONG = {long}; checking.check()"
        command = [sys.executable, "-c", program, ".", "--format", "text"]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    one_by_one, side_by_side = check(10**9), check(0)
    assert (side_by_side.returncode, side_by_side.stdout) == (1, one_by_one.stdout)
    assert (one_by_one.stderr, side_by_side.stderr) == ("", "")
    for said in ("bank 2024-01 stands in", "quiz all wants 99 questions of 2024-01", "broken.yaml:", "banks: 5, "):
        assert said in side_by_side.stdout


def test_a_code_is_explained_with_two_examples(quiz: Terminal) -> None:
    said = lines(quiz("check", "--explain", "text-cut"), 0)
    assert said[0] == "text-cut"
    assert said.index("Wrong:") < said.index("Right:")
    assert "    prompt: 문제 #1 표준편차는 음수인가요?" in said
    assert "틀린 예:" in lines(quiz("check", "--explain", "text-cut", **KOREAN), 0)
    plain = json.loads(quiz("check", "--explain", "D6", "--format", "json").stdout)
    assert plain.keys() == {"code", "means", "why", "remedy", "wrong", "right"}
    assert "40%" in plain["means"]


def test_an_unknown_code_is_refused_with_a_remedy(quiz: Terminal) -> None:
    assert lines(quiz("check", "--explain", "text_cut"), 1) == ["There is no code text_cut; did you mean text-cut?"]
    (said,) = lines(quiz("check", "--explain", "0"), 1)
    assert said.startswith("There is no code 0; known here: C1, C7, ")


# --- quiz check --fix


def test_what_is_safe_is_mended_and_said(quiz: Terminal, bank: Path) -> None:
    said = lines(quiz("check", "--fix", bank), 0)
    assert said[:2] == [
        "2024-02.yaml:3:11: fixed: true instead of tru [truth]",
        "2024-02.yaml:5:11: fixed: straight quotation marks instead of “” [quotes]",
    ]
    assert bank.read_text("utf-8") == BARE.replace(": tru ", ": true ").replace("“1 < 2”", '"1 < 2"')
    assert "fixed" not in quiz("check", "--fix", bank).output
    assert "고쳤어요" in quiz("check", "--fix", spoilt(bank), **KOREAN).output


def spoilt(bank: Path) -> Path:
    bank.write_text(BARE, encoding="utf-8")
    return bank


def test_a_misspelt_key_is_mended_and_it_is_said_where_nothing_can_be(quiz: Terminal, bank: Path) -> None:
    bank.write_text(BARE.replace("answer: tru   # sure", "anwser: true").replace("“1 < 2”", "1 < 2"), encoding="utf-8")
    assert "2024-02.yaml:3:3: fixed: answer instead of 'anwser' [unknown-key]" in quiz("check", "--fix", bank).output
    bank.write_text(BARE.replace("answer: tru   # sure", "riddle: true").replace("“1 < 2”", "1 < 2"), encoding="utf-8")
    assert "Nothing was mended" in quiz("check", "--fix", bank).output


def test_what_was_mended_stands_beside_another_format(quiz: Terminal, bank: Path) -> None:
    result = quiz("check", "--fix", "--format", "json", bank)
    assert "fixed: true" in result.stderr
    assert isinstance(json.loads(result.stdout), list)


def test_series_and_glossary_are_mended_too(quiz: Terminal, bank: Path) -> None:
    series, words = Path("series.yaml"), Path("terms.yaml")
    good = series.read_text("utf-8") + "glossary: terms.yaml\n"
    series.write_text(good.replace("series: ", "series："), encoding="utf-8")
    words.write_text(
        "terms：\n  a: {term: {ko: 가, en: a}, meaning: {ko: 뜻이에요., en: It means.}}\n", encoding="utf-8"
    )
    said = quiz("check", "--fix", ".").output
    assert series.read_text("utf-8") == good
    assert words.read_text("utf-8").startswith("terms:\n")
    assert "terms.yaml:1:6: fixed: : instead of ：" in said


def test_banks_stay_where_the_series_can_t_be_read(quiz: Terminal, bank: Path) -> None:
    Path("series.yaml").write_text("series: [", encoding="utf-8")
    assert "fixed" not in "".join(lines(quiz("check", "--fix", bank), 1))


# --- SARIF

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
POSITIVE = {"type": "integer", "minimum": 1}
SARIF: dict[str, Any] = {
    # What SARIF 2.1.0 requires of the parts that are used here: sections 3.13, 3.14, 3.18, 3.19, 3.27 to 3.30 and 3.49.
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "locations"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "required": ["uri"],
                                                        "properties": {
                                                            "uri": {"type": "string", "pattern": "^[^ \\\\가-힣]+$"}
                                                        },
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "required": ["startLine"],
                                                        "properties": {"startLine": POSITIVE, "startColumn": POSITIVE},
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("language", [{}, KOREAN], ids=["en", "ko"])
def test_findings_are_given_as_sarif(quiz: Terminal, bank: Path, language: dict[str, str]) -> None:
    named = bank.rename("통계 2월.yaml")
    result = quiz("check", "--format", "sarif", named, **language)
    log = json.loads(result.stdout)
    assert list(map(str, Draft202012Validator(SARIF).iter_errors(log))) == []
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[found["ruleIndex"]] == found["ruleId"] for found in run["results"])
    assert {found["level"] for found in run["results"]} == {"error", "note"}
    at = {found["ruleId"]: found["locations"][0]["physicalLocation"]["region"] for found in run["results"]}
    assert at["truth"] == {"startLine": 3, "startColumn": 11}
    assert result.exit_code == 1


def test_a_bank_without_a_finding_is_an_empty_run(quiz: Terminal, bank: Path) -> None:
    Path("series.yaml").write_text(series_text(), encoding="utf-8")
    bank.write_text(bank_text(), encoding="utf-8")
    (run,) = json.loads(quiz("check", "--format", "sarif", bank).stdout)["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


# --- Findings that are allowed


def test_a_finding_that_is_allowed_is_not_listed(quiz: Terminal, bank: Path) -> None:
    bank.write_text(LAID_OUT.replace(": tru ", ": true "), encoding="utf-8")
    assert "[quotes]" in quiz("check", bank).output
    allowed = LAID_OUT.replace(": tru ", ": true ").replace("2”", "2” # quiz: allow quotes because it is a quotation")
    bank.write_text(allowed, encoding="utf-8")
    said = quiz("check", bank).output
    assert "[quotes]" not in said
    assert "[text-cut]" not in said
    assert "warnings: 0" in said
    quiz("fmt", bank)
    assert bank.read_text("utf-8") == allowed


# --- Hooks for commits

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


@pytest.fixture
def staged(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is staged in a repository with a bank, as pre-commit hands it on: paths from the top."""
    monkeypatch.chdir(tmp_path)
    for words in (["init", "-q"], ["add", "banks"]):
        subprocess.run(["git", *words], check=True, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    named = subprocess.run(["git", "diff", "--cached", "--name-only"], check=True, capture_output=True, text=True)
    return named.stdout.splitlines()


@pytest.mark.parametrize(("hook", "status", "said"), [("quiz-check", 1, "[truth]"), ("quiz-fmt", 0, "laid out:")])
def test_a_hook_runs_on_what_is_staged(quiz: Terminal, staged: list[str], hook: str, status: int, said: str) -> None:
    entry = shlex.split(HOOKS[hook]["entry"])
    names = [name for name in staged if re.search(HOOKS[hook]["files"], name)]
    assert names == ["banks/2024-02.yaml", "banks/series.yaml"]
    assert entry[0] == "quiz"
    result = quiz(*entry[1:], *names)
    assert (result.exit_code, said in result.output) == (status, True)


@pytest.mark.parametrize("hook", HOOKS.values(), ids=list(HOOKS))
def test_a_hook_has_what_is_required(hook: dict[str, Any]) -> None:
    assert hook.keys() >= {"id", "name", "entry", "language"}
    assert re.compile(hook["files"]).search("questions/2024-02.yaml")
    assert not re.compile(hook["files"]).search("docs/mkdocs.yml")
