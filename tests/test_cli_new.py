"""``quiz new``, ``quiz coverage`` and ``quiz prompt``: from nothing to a bank that is published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.domain.questions import KINDS
from tests.test_cli import KOREAN, Terminal, lines, terminal

SECTION = """# Prefixes

## 7.1 Powers of ten
A kilo always means 1000 times. See the table.

## 7.2 Powers of two
A kibi means 1024 times, with every unit.
"""
ANSWER = """Of course!

```yaml
- kind: true_false
  prompt: “Is a kibi 1024 times?”
  claims: [7.2-1]
  answer: true
- kind: numeric
  prompt: How much is a kibi?
  answer: 1024.5
```
"""


@pytest.fixture
def quiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.chdir(tmp_path)
    with terminal(tmp_path / "instance") as ready:
        yield ready


def test_a_series_a_bank_and_a_question_of_each_kind_are_published_as_they_are_made(quiz: Terminal) -> None:
    assert lines(quiz("new", "series", "my-course", "--title", "My: course"), 0) == [
        "written: my-course/series.yaml",
        "Next: quiz new bank ID --series-dir my-course",
    ]
    assert lines(quiz("new", "bank", "2026-03"), 0)[0] == "written: my-course/2026-03.yaml"
    for kind in KINDS:
        said = lines(quiz("new", "question", kind, "my-course/2026-03.yaml"), 0)
        assert f"added to my-course/2026-03.yaml: {kind}. Change its words, then check it:" in said
    assert Path("my-course/media/example.svg").is_file()
    lines(quiz("db", "upgrade"), 0)
    done = lines(quiz("publish", "my-course"), 0)
    assert f"2026-03: new (questions: {len(KINDS)}, quizzes: 1)" in done
    # Pictures of the name are there by now: nothing is overwritten.
    Path("my-course/media/example.svg").write_text("mine", encoding="utf-8")
    lines(quiz("new", "question", "hotspot", "my-course/2026-03.yaml"), 0)
    assert Path("my-course/media/example.svg").read_text(encoding="utf-8") == "mine"
    assert lines(quiz("coverage", "2026-03"), 0)[0].startswith("2026-03: claims: 0, tested: 0")


def test_the_language_is_that_of_the_series_else_that_of_the_terminal(quiz: Terminal) -> None:
    assert "대한민국" in quiz("new", "question", "single_choice", **KOREAN).output
    lines(quiz("new", "series", "en", "--folder", "."), 0)
    assert "Korea?" in quiz("new", "question", "single_choice", **KOREAN).output
    Path("series.yaml").write_text("series: [", encoding="utf-8")
    assert "대한민국" in quiz("new", "question", "single_choice", **KOREAN).output
    lines(quiz("new", "series", "both", "--language", "ko", "--language", "en"), 0)
    assert "languages: [ko, en]" in Path("both/series.yaml").read_text(encoding="utf-8")


def test_a_bank_goes_on_with_the_last_one_of_its_series(quiz: Terminal) -> None:
    lines(quiz("new", "series", "s"), 0)
    assert "No bank here has a name" in lines(quiz("new", "bank"), 1)[0]
    lines(quiz("new", "bank", "2026-12"), 0)
    assert lines(quiz("new", "bank", "--title", "January"), 0)[0] == "written: s/2027-01.yaml"
    assert Path("s/2027-01.yaml").read_text(encoding="utf-8") == "bank: 2027-01\ntitle: January\n"


REFUSED: list[tuple[list[str], str]] = [
    (["new", "series", "here"], "here/series.yaml is there already. Nothing was written."),
    (["new", "series", "My_Course"], "'My_Course' is not a valid id; use lower-case letters"),
    (["new", "bank", "2026-13"], "'2026-13' is not a valid month; write year and month"),
    (["new", "bank", "unit-1"], "here/unit-1.yaml is there already. Nothing was written."),
    (["new", "bank", "x", "--from", "latin.md"], "latin.md is not in UTF-8. Save it as UTF-8."),
    (["new", "bank", "x", "--from", "large.md"], "large.md is larger than 4000000 bytes."),
    (["new", "question", "객관식"], "There is no kind '객관식'; did you mean 'single_choice'?"),
    (["new", "question", "numeric", "broken.yaml"], "broken.yaml can't be read. Nothing was written."),
    (["new", "question", "numeric", "list.yaml"], "list.yaml holds no bank. Nothing was written."),
    (["new", "question", "numeric", "text.yaml"], "text.yaml:2:12: no list stands here; name a part that is a list"),
    (["prompt", "here/unit-1.yaml"], "This bank has no sections."),
    (["prompt", "broken.yaml"], "broken.yaml:"),
    (["new", "drafts", "here/unit-1.yaml", "--from", "latin.md"], "Nothing was written."),
    (["new", "drafts", "here/unit-1.yaml", "--from", "large.md"], "The answer is larger than 4000000 bytes."),
    (["coverage", "broken.yaml"], "These banks can't be read. Correct them first."),
]


@pytest.mark.parametrize(("command", "words"), REFUSED)
def test_what_can_not_be_done_is_said_and_nothing_is_written(quiz: Terminal, command: list[str], words: str) -> None:
    lines(quiz("new", "series", "here"), 0)
    lines(quiz("new", "bank", "unit-1"), 0)
    Path("latin.md").write_bytes("é".encode("latin-1"))
    Path("large.md").write_bytes(b"a" * 4_000_001)
    for name, text in (("broken", "bank: ["), ("list", "- a\n"), ("text", "bank: u\nquestions: some\n")):
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")
    before = sorted(path.read_bytes() for path in Path().rglob("*.yaml"))
    assert words in "\n".join(lines(quiz(*command), 1))
    assert sorted(path.read_bytes() for path in Path().rglob("*.yaml")) == before


def test_the_folder_of_a_series_is_named_where_it_is_not_clear(quiz: Terminal) -> None:
    assert "There is no series.yaml here." in lines(quiz("new", "bank", "x"), 1)[0]
    for name in ("one", "two"):
        lines(quiz("new", "series", name), 0)
    assert "Several folders here hold a series: one, two." in lines(quiz("new", "bank", "x"), 1)[0]
    assert lines(quiz("new", "bank", "x", "--series-dir", "two"), 0)[0] == "written: two/x.yaml"


@pytest.fixture
def bank(quiz: Terminal) -> Path:
    """A bank whose frame was made from a text, with a question."""
    Path("section.md").write_text(SECTION, encoding="utf-8")
    lines(quiz("new", "series", "course"), 0)
    said = lines(quiz("new", "bank", "2026-07", "--from", "section.md"), 0)
    assert said[:2] == ["written: course/2026-07.yaml", "sections: 2, claims to look at: 2"]
    lines(quiz("new", "question", "true_false", "course/2026-07.yaml"), 0)
    return Path("course/2026-07.yaml")


def test_a_frame_is_asked_about_answered_and_covered(quiz: Terminal, bank: Path) -> None:
    assert "Name a section with --section: 7.1, 7.2" in lines(quiz("prompt", bank), 1)[0]
    asked = quiz("prompt", bank, "--section", "7.2", "--kinds", "numeric, true_false", "--count", "2").output
    assert "2 of them on the section below, of these kinds: numeric, true_false." in asked
    assert "- 7.2-1: A kibi means 1024 times, with every unit. (no question tests it yet)" in asked
    assert "학습자의 이해를" in quiz("prompt", bank, "--section", "7.2", "--language", "ko").output
    said = lines(quiz("new", "drafts", bank, "--section", "7.2", stdin=ANSWER), 1)
    assert "question 2 (line 8 of the answer): error: 'tolerance' is missing" in "\n".join(said)
    assert said[-1] == "not added: 1. Correct them in the answer and add them again."
    assert '    drafted: machine\n    section: 7.2\n    claims: ["7.2-1"]\n' in bank.read_text(encoding="utf-8")
    assert [line for line in lines(quiz("check", bank), 0) if "[drafted]" in line]
    found = lines(quiz("coverage", bank, "--strict"), 1)
    assert found[0] == (
        "2026-07: claims: 2, tested: 0, by recall alone: 0, untested: 2; questions that test no claim: 1"
    )
    assert "(drafted by machine: " in found[4]
    assert found[-1].split() == ["tests", "no", "claim", "q-" + found[-1][-8:]]


def test_drafts_that_are_all_sound_end_with_0(quiz: Terminal, bank: Path) -> None:
    Path("answer.txt").write_text(ANSWER.split("- kind: numeric")[0] + "```", encoding="utf-8")
    assert lines(quiz("new", "drafts", bank, "--from", "answer.txt"), 0)[0].startswith("added to course/2026-07.yaml")


def test_coverage_for_programs(quiz: Terminal, bank: Path) -> None:
    text, named = bank.read_text(encoding="utf-8"), "kind: true_false\n    section: 7.1\n    claims: [7.1-1]\n"
    bank.write_text(text.replace("kind: true_false\n", named), encoding="utf-8")
    (found,) = json.loads(quiz("coverage", bank, "--format", "json").output)
    counts = ("untested", "recall", "tested", "questions_without_claim")
    assert (found["bank"], found["claims"], [found[key] for key in counts]) == ("2026-07", 2, [1, 0, 1, 0])
    (claim,) = found["sections"][0]["claims"]
    assert (claim["claim"], claim["state"], len(claim["questions"])) == ("7.1-1", "tested", 1)


def test_a_section_and_kinds_that_are_not_there_are_said(quiz: Terminal, bank: Path) -> None:
    assert "There is no section 7.3; use one of these: 7.2" in lines(quiz("prompt", bank, "--section", "7.3"), 1)[0]
    assert (
        "There is no kind 'numerc' to ask for; use one of these: numeric"
        in (lines(quiz("prompt", bank, "--section", "7.1", "--kinds", "numerc"), 1)[0])
    )
    assert (
        "of these kinds: single_choice, numeric, short_text"
        in quiz("prompt", bank, "--section", "7.1", "--kinds", "").output
    )


def test_the_series_of_a_prompt_has_to_be_read(quiz: Terminal, bank: Path) -> None:
    (bank.parent / "series.yaml").write_text("series: [", encoding="utf-8")
    assert "series.yaml" in lines(quiz("prompt", bank, "--section", "7.1"), 1)[0]
