"""The docs on editors, tried with the language server that they speak with: settings, examples, words."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quiz.cli import main
from quiz.platform.paths import CHECKOUT, QUESTIONS
from tests.editors.language_server import SERVER, LanguageServer

pytestmark = pytest.mark.any_database

PAGE = (CHECKOUT / "docs" / "editors.md").read_text(encoding="utf-8")
TEACHERS = CHECKOUT / "tests" / "fixtures" / "busy_teacher"
BANK = (
    "bank: mean\nquestions:\n  - kind: true_false\n    prompt: Half of a half is a quarter.\n    answer: true\n    \n"
)
WRONG = BANK.replace("    \n", "    anwser: true\n    \n")


def section(title: str) -> str:
    """The part of the page under a heading."""
    return re.split(r"^## ", PAGE.split(f"\n## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def block(title: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", section(title), re.DOTALL | re.MULTILINE)
    assert found is not None, f"no block of {language} under {title}"
    return found[1]


def from_keys(flat: dict[str, Any]) -> dict[str, Any]:
    """Settings whose keys hold points, as VS Code and coc.nvim hand them to the server: as keys inside each other."""
    found: dict[str, Any] = {}
    for key, value in flat.items():
        *around, name = key.split(".")
        part = found
        for step in around:
            part = part.setdefault(step, {})
        part[name] = value
    return found


def from_lua(text: str) -> dict[str, Any]:
    """The ``settings`` of a table of Lua that holds strings, truth values, lists and tables."""
    written = text[text.index("settings = ") + len("settings = ") :]
    written = re.sub(r"\{((?:\s*\"[^\"]*\",?)+)\s*\}", r"[\1]", written)
    written = re.sub(r"\[(\"[^\"]*\")\]\s*=|(\w+)\s*=", lambda key: (key[1] or f'"{key[2]}"') + ":", written)
    written = re.sub(r",(\s*[}\]])", r"\1", written)
    settings, _ = json.JSONDecoder().raw_decode(written)
    assert isinstance(settings, dict)
    return settings


SETTINGS: dict[str, dict[str, Any]] = {
    "VS Code": from_keys(json.loads(block("VS Code", "json"))),
    "Neovim": from_lua(block("Neovim", "lua")),
    "Vim": from_keys(json.loads(block("Vim", "json"))),
    "JetBrains": json.loads(block("JetBrains", "json")),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a series and the schema, made by the command that the page gives."""
    assert SERVER.is_file(), "run: sh tests/editors/install.sh"
    made = tmp_path_factory.mktemp("course")
    command, _, target = block("The schema", "sh").strip().partition(" > ")
    result = CliRunner().invoke(main, command.removeprefix(".venv/bin/quiz ").split())
    assert result.exit_code == 0, result.output
    (made / Path(target).name).write_text(result.output, encoding="utf-8")
    shutil.copy(TEACHERS / "series.yaml", made)
    return made


@pytest.fixture(params=SETTINGS, scope="module")
def server(request: pytest.FixtureRequest, folder: Path) -> Iterator[LanguageServer]:
    """The server with the settings of an editor."""
    with LanguageServer(folder, SETTINGS[request.param]) as ready:
        yield ready


def test_an_editor_completes_explains_and_marks(server: LanguageServer) -> None:
    (problem,) = server.open("wrong.yaml", WRONG)
    assert problem["range"]["start"] == {"line": 5, "character": 4}
    assert "anwser" in problem["message"]
    offered = server.completions("wrong.yaml", 6, 4)
    assert {"why", "points", "section"} <= set(offered)
    assert not {"kind", "prompt", "options"} & set(offered)
    assert "What is asked" in server.hover("wrong.yaml", 3, 6)


def test_a_bank_without_a_mistake_has_no_problem(server: LanguageServer) -> None:
    assert server.open("right.yaml", BANK) == []
    series = (TEACHERS / "series.yaml").read_text(encoding="utf-8")
    assert server.open("series.yaml", series) == []


def test_the_first_line_of_a_bank_is_enough_and_every_bank_is_taken(folder: Path) -> None:
    with LanguageServer(folder, {"yaml": {}}) as server:
        example = block("The schema", "yaml")
        first, _, _ = example.partition("\n")
        assert server.open("example.yaml", example) == []
        assert len(server.open("wrong.yaml", f"{first}\n{WRONG}")) == 1
        for path in [*sorted(QUESTIONS.glob("2024-*.yaml")), TEACHERS / "2026-03.yaml"]:
            text = path.read_text(encoding="utf-8")
            text = text if text.startswith("# yaml-language-server") else f"{first}\n{text}"
            assert server.open(path.name, text) == [], path.name
