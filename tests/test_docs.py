"""The docs against the code: nothing undocumented, nothing stale, no link that leads nowhere, examples that work."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from quiz.cli import main
from quiz.domain.questions import KINDS
from quiz.platform.paths import CHECKOUT, QUESTIONS
from quiz.platform.settings import SETTINGS, Settings
from tests import docs_tables

REMEDY = "run: .venv/bin/python -m tests.docs_tables"
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")])
WANTED = (
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/banks.md", "docs/decisions.md",
    "docs/dependencies.md", "docs/deployment.md", "docs/operations.md", "docs/browser.md", "docs/extending.md",
    "docs/review.md", "docs/editors.md", "docs/teachers.md", "docs/teachers.ko.md",
)  # fmt: skip


def page(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def first_block(text: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"no block of {language}"
    return found[1]


def without_blocks(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """The table under a heading: its rows' cells, by the text of the first one's code."""
    section = re.split(r"^## ", text.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip().strip("`"): [cell.strip() for cell in row[1:]] for row in cells}


# --- Links.


def links(text: str) -> Iterator[str]:
    yield from re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", without_blocks(text)))


def anchors(text: str) -> set[str]:
    """The addresses inside a page: of its headings, as GitHub makes them, and of its marks."""
    found = set(re.findall(r'<a id="([^"]+)">', text))
    for heading in re.findall(r"^#+ (.+)$", without_blocks(text), re.MULTILINE):
        kept = (sign for sign in heading.lower() if sign in " -_" or unicodedata.category(sign)[0] in "LN")
        found.add("".join(kept).replace(" ", "-"))
    return found


@pytest.mark.parametrize("name", WANTED)
def test_every_page_is_there(name: str) -> None:
    assert (CHECKOUT / name).is_file()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    broken = []
    for link in links(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name) if name else path
        inside = not anchor or (target.is_file() and anchor in anchors(target.read_text(encoding="utf-8")))
        if not target.exists() or not inside:
            broken.append(link)
    assert broken == []


# --- Names in the code.

NAMED = ("docs/architecture.md", "docs/browser.md", "docs/deployment.md", "docs/operations.md", "docs/decisions.md")


@pytest.mark.parametrize("name", [*NAMED, "README.md", "CONTRIBUTING.md"])
def test_every_file_that_is_named_exists(name: str) -> None:
    written = re.findall(r"`(\w[\w./-]*\.(?:py|js|po|html))`", without_blocks(page(name)))
    assert [file for file in written if not is_there(file)] == []


def is_there(file: str) -> bool:
    """Whether a file is there: from the top, from ``quiz/``, or by its name alone anywhere below these."""
    if "/" in file:
        return (CHECKOUT / file).is_file() or (CHECKOUT / "quiz" / file).is_file()
    return (CHECKOUT / file).is_file() or file in file_names()


@cache
def file_names() -> frozenset[str]:
    folders = ("quiz", "static", "templates", "tests")
    return frozenset(path.name for folder in folders for path in (CHECKOUT / folder).rglob("*.*"))


def where_rows() -> Iterator[tuple[str, str, list[str]]]:
    """The question, the cell of the file and the names of each row of the table *Where is …?*."""
    for line in re.findall(r"^\| ([^*|]+\?) \| ([^|]+) \| ([^|]*) \|$", page("docs/architecture.md"), re.MULTILINE):
        yield line[0], line[1], re.findall(r"`(\w+)`", line[2])


def test_every_place_in_the_code_holds_what_the_table_says() -> None:
    lost = []
    for question, cell, names in where_rows():
        files = [CHECKOUT / "quiz" / name for name in re.findall(r"`([^`]+)`", cell) if "<" not in name]
        sources = [path.read_text(encoding="utf-8") for path in files if path.is_file()]
        lost += [question for name in names if not any(re.search(rf"(def|class) {name}\b", text) for text in sources)]
    assert lost == []
    assert len(list(where_rows())) > 30


# --- Generated parts.


def test_the_generated_parts_are_fresh() -> None:
    stale = [path.name for path, text in docs_tables.fresh().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], REMEDY


def test_every_code_is_documented() -> None:
    assert docs_tables.undocumented() == [], "describe it in tests/domain/checks/catalogue.yaml, then " + REMEDY


def test_every_model_and_every_group_of_checks_has_its_table() -> None:
    wanted = {f"fields {name}" for name in docs_tables.models()} | {f"checks {name}" for name in docs_tables.CHECKS}
    assert set(docs_tables.parts_in(page("docs/banks.md"))) == wanted


def test_no_words_are_left_over() -> None:
    known = {
        (name, info.alias or field)
        for name, model in docs_tables.models().items()
        for field, info in model.model_fields.items()
    }
    assert [key for key in docs_tables.field_words() if key not in known] == []


def test_a_code_that_is_handed_on_is_found() -> None:
    """One code of each way in which the code names it: a call, a keyword, a tuple, a table, a warning."""
    codes = docs_tables.codes()
    assert {"unknown-key", "O1", "N8", "tab", "languages", "text-empty", "series", "depth"} <= codes.keys()
    assert codes["C1"] == {"warning"}
    assert codes["D1"] == {"warning"}
    assert codes["S5"] == {"error", "warning"}


def test_every_field_that_kinds_share_has_words() -> None:
    assert docs_tables.wordless() == [], "say what it is for in quiz/domain/bank_format/schema_words/fields.py"


def test_the_changelog_names_every_kind() -> None:
    (line,) = re.findall(r"^- Kinds of questions: (.*?)(?=^- )", page("CHANGELOG.md"), re.DOTALL | re.MULTILINE)
    assert [kind for kind in KINDS if not re.search(rf"\b{kind}\b", line)] == [], "name it in CHANGELOG.md"


# --- Examples.


@pytest.fixture
def banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with ``questions/series.yaml``, from which commands are given in English."""
    folder = tmp_path / "questions"
    folder.mkdir()
    for name in ("series.yaml", "glossary.yaml"):
        shutil.copy(QUESTIONS / name, folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return folder


@pytest.mark.parametrize("name", ["README.md", "docs/banks.md"])
def test_the_smallest_bank_passes_the_check(name: str, tmp_path: Path) -> None:
    series, bank, *_ = re.findall(r"^```yaml\n(.*?)^```", page(name), re.DOTALL | re.MULTILINE)
    (tmp_path / "series.yaml").write_text(series, encoding="utf-8")
    (tmp_path / "mean.yaml").write_text(bank, encoding="utf-8")
    result = CliRunner(env={"LC_ALL": "en_US.UTF-8"}).invoke(main, ["check", str(tmp_path / "mean.yaml")])
    assert result.exit_code == 0, result.output
    assert "errors: 0, warnings: 0" in result.output


def test_the_check_of_a_bank_with_all_that_is_asked_for_says_what_the_page_says(banks: Path) -> None:
    section = page("docs/banks.md").split("\n## A bank with all that is asked for\n", 1)[1]
    (banks / "2024-07.yaml").write_text(first_block(section, "yaml"), encoding="utf-8")
    command, _, output = first_block(section, "console").partition("\n")
    result = CliRunner().invoke(main, command.removeprefix("$ .venv/bin/quiz ").split())
    assert result.exit_code == 0, result.output
    assert result.output == output


# --- Settings, commands, dependencies.


def test_every_setting_is_documented_with_its_default() -> None:
    table = rows(page("docs/architecture.md"), "Settings")
    assert sorted(table) == sorted(SETTINGS)
    plain = Settings.from_environment({})
    assert table["QUIZ_HTTPS"][0] == f"`{int(plain.https)}`"
    assert table["QUIZ_TRUSTED_PROXIES"][0] == f"`{plain.trusted_proxies}`"
    assert table["QUIZ_LIMITS_URL"][0] == f"`{plain.limits_url}`"
    assert table["QUIZ_SLOW_MS"][0] == f"`{plain.slow_ms}`"
    assert table["QUIZ_LOG"][0] == f"`{plain.log}`"
    assert plain.secret_key_file.name in table["QUIZ_SECRET_KEY_FILE"][0]
    assert plain.database_url.endswith(table["QUIZ_DATABASE_URL"][0].split("`")[1])


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield from commands(inner, f"{name} {part}")
    else:
        yield name, command


def test_every_command_is_documented_with_its_options() -> None:
    written = list(rows(page("docs/architecture.md"), "Commands"))
    known = dict(commands(main, "quiz"))
    assert sorted(re.split(r" [\[A-Z]", usage)[0] for usage in written) == sorted(known)
    for usage in written:
        command = known[re.split(r" [\[A-Z]", usage)[0]]
        options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        assert set(re.findall(r"--[a-z-]+", usage)) == options, usage


def test_every_dependency_is_documented() -> None:
    written = docs_tables.dependencies_in(page("docs/dependencies.md"))
    assert sorted(written) == sorted(docs_tables.direct_dependencies())


def test_every_target_of_make_is_documented() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", page("Makefile"), re.MULTILINE))
    assert targets == set(re.findall(r"^\| `make ([a-z-]+)` ", page("CONTRIBUTING.md"), re.MULTILINE))


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert "\n## Unreleased\n" in page("CHANGELOG.md")
