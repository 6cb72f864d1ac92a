"""Every example of the docs: YAML is read by what it is for, commands have the names and options that are written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from pydantic import BaseModel, TypeAdapter

from quiz.cli import main
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.glossary import read_glossary
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError
from quiz.domain.questions import Question
from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import CHECKOUT
from tests.builders import as_yaml

PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")])
OF_OTHERS = {"startupProbe", "scrape_configs", "repos"}
"""What the YAML of other programs begins with."""


class Example(NamedTuple):
    page: str
    line: int
    language: str
    text: str


def examples(*languages: str) -> list[Example]:
    """The fenced blocks of all pages in these languages."""
    return [
        Example(path.name, text[: found.start()].count("\n") + 1, found[1], found[2])
        for path in PAGES
        for text in [path.read_text(encoding="utf-8")]
        for found in re.finditer(r"^ *```(\w+)\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
        if found[1] in languages
    ]


def series_for(languages: tuple[str, ...]) -> Series:
    written = {"series": "a", "title": "A", "languages": list(languages), "profile": "open"}
    return read_series(as_yaml({**written, "parts": [{"id": "1", "title": "1"}]}).encode())


def read(text: str) -> None:
    """Read an example as what it is; raises ``BankError`` where it is none."""
    data = read_yaml(text.encode(), "example.yaml").data
    names = set(data) if isinstance(data, dict) else set()
    if names & OF_OTHERS:
        return
    if "series" in names:
        read_series(text.encode())
    elif "terms" in names:
        read_glossary(text.encode(), "glossary.yaml", LANGUAGES)
    elif "bank" in names:
        read_in_some_series(text)
    elif isinstance(data, list) or "kind" in names:
        questions = data if isinstance(data, list) else [data]
        read_in_some_series(as_yaml({"bank": "example", "questions": questions}))
    elif isinstance(data.get("questions"), list) and isinstance(data["questions"][0], dict):
        read_in_some_series(as_yaml({"bank": "example", **data}))
    elif names & {"draw", "questions"}:
        read_part({"quizzes": [{"id": "example", "title": "Example", "mode": "practice", **data}]})
    elif names <= Header.model_fields.keys():
        read_part(data)
    else:
        read_fields(data)


def read_part(data: dict[str, Any]) -> None:
    """Read a part of a bank, whatever it names that stands in other parts."""
    question = {"kind": "true_false", "prompt": "Half of a half is a quarter.", "answer": "true"}
    try:
        read_in_some_series(as_yaml({"bank": "example", **data, "questions": [question]}))
    except BankError as error:
        others = [problem for problem in error.problems if problem.code not in ("reference", "draw", "missing")]
        if [problem for problem in others if problem.severity == "error"]:
            raise


def read_in_some_series(text: str) -> None:
    """Read a bank in the languages that it is written in: both, or one of them."""
    refusals = []
    for languages in (LANGUAGES, ("ko",), ("en",)):
        try:
            read_bank(text.encode(), "example.yaml", series_for(languages), lambda name: 100)
            return
        except BankError as error:
            refusals.append(error)
    raise refusals[0]


def read_fields(data: dict[str, Any]) -> None:
    """Read fields of several parts, each as the model has it that knows the field."""
    for name, value in data.items():
        known: list[type[BaseModel]] = [Header, Series, Question, *Question.kinds.values()]
        models = [model for model in known if name in model.model_fields]
        assert models, f"no field {name}"
        annotation: Any = models[0].model_fields[name].annotation
        TypeAdapter(annotation).validate_python(value, context={"languages": LANGUAGES})


@pytest.mark.parametrize("example", examples("yaml"), ids=lambda example: f"{example.page}:{example.line}")
def test_yaml_of_the_docs_is_read(example: Example) -> None:
    read(example.text)


# --- Commands.


def commands_in(text: str) -> Iterator[list[str]]:
    """The words of each call of ``quiz`` in lines of a shell."""
    for line in text.replace("\\\n", " ").splitlines():
        line = re.sub(r"^\s*(?:\$ |sudo (?:-u \w+ )?|exec |\w+=\S+ )*", "", line)
        for part in re.split(r"&&|\|\||[;|>]", re.sub(r"\s#.*", "", line)):
            words = shlex.split(part.strip()) if "quiz" in part else []
            if words and Path(words[0]).name == "quiz":
                yield words[1:]


def fault_of(words: list[str]) -> str | None:
    """What is wrong with a call: no such command, no such option."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        return f"no command {words[0]}"
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return next((f"no option {word}" for word in words if word.startswith("--") and word not in known), None)


def test_every_command_of_a_shell_is_one_that_there_is() -> None:
    faults = {
        f"{example.page}:{example.line}: {' '.join(words)}": fault_of(words)
        for example in examples("sh", "console")
        for words in commands_in(example.text)
    }
    assert {call: fault for call, fault in faults.items() if fault} == {}
    assert len(faults) > 30


def test_every_command_inside_a_sentence_is_one_that_there_is() -> None:
    faults = {}
    for path in PAGES:
        prose = re.sub(r"^ *```.*?^ *```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for written in re.findall(r"`(?:\.venv/bin/)?quiz ([a-z][^`\n|]*)`", prose):
            words = [word for word in written.split() if not re.match(r"[\[A-Z…]", word)]
            faults[f"{path.name}: {written}"] = fault_of([word.rstrip("],") for word in words])
    assert {call: fault for call, fault in faults.items() if fault} == {}


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        (path.name, target)
        for path in PAGES
        for target in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert {(page, target) for page, target in named if target not in targets} == set()
