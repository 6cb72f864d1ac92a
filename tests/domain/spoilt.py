"""Spoilt files, series, banks and questions: the cases of the data files, and what is found in each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.glossary import read_glossary
from quiz.domain.bank_format.series import read_series
from quiz.domain.errors import BankError, Problem
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from tests.builders import FILE, bank_text, definition, problems_of, question, series
from tests.findings import Finding
from tests.profiles import kept

Case = Mapping[str, Any]

_HERE = Path(__file__).parent


def _cases(name: str) -> Any:
    # A new kind changes no case.
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8").replace("KNOWN_KINDS", ", ".join(KINDS)))


PROBLEMS = _cases("problems_told.yaml")
FAULTS = _cases("questions/faults_told.yaml")
SLIPS = _cases("checks/slips_told.yaml")
GLOSSARY = "glossary.yaml"
FIRST_BANK = "2026-05.yaml"
"""The file of the bank in which the slips are made."""


@kept
def in_file(text: str | bytes) -> tuple[Problem, ...]:
    """The problems of a file that is no YAML of ours."""
    return _refusal(lambda: read_yaml(text.encode() if isinstance(text, str) else text, FILE))


@kept
def in_series(text: str) -> tuple[Problem, ...]:
    """The problems of a series."""
    return _refusal(lambda: read_series(text.encode()))


def _refusal(read: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        read()
    except BankError as error:
        return error.problems
    return ()


@kept
def in_bank(new: str, old: str | None = None) -> tuple[Problem, ...]:
    """The problems of the valid bank in which ``new`` stands in the place of ``old``, or of all of it."""
    text = bank_text()
    old = text if old is None else old
    assert text.count(old) == 1
    return tuple(problems_of(text.replace(old, new)))


@kept
def in_first_bank(new: str, old: str) -> tuple[Problem, ...]:
    """The problems of a teacher's first bank with a slip in it."""
    assert old in SLIPS["bank"]
    return tuple(problems_of_first(SLIPS["bank"].replace(old, new, 1)))


def problems_of_first(text: str) -> list[Problem]:
    """The problems of a bank whose folder holds every picture that is asked for; none for being small."""
    try:
        found = read_bank(text.encode(), FIRST_BANK, series(), lambda name: 100).warnings
    except BankError as error:
        found = error.problems
    return [problem for problem in found if problem.code != "C1"]


def in_bank_with(glossary: str, text: str) -> tuple[Problem, ...]:
    """The problems of a bank whose series has this glossary."""
    words = read_glossary(glossary.encode(), GLOSSARY, LANGUAGES)
    try:
        return read_bank(text.encode(), FILE, series(), lambda name: 100, words).warnings
    except BankError as error:
        return error.problems


def in_question(kind: str, changes: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The faults of the valid question of a kind in which something is changed."""
    return tuple(question(kind, **changes).all_checks())


def outcomes() -> Iterator[tuple[list[str], tuple[Finding, ...]]]:
    """What each case expects, and what is found in it."""
    for case in PROBLEMS["files"]:
        yield case["problems"], in_file(case["text"])
    for case in PROBLEMS["series"]:
        yield case["problems"], in_series(case["text"])
    for case in PROBLEMS["banks"]:
        yield case["problems"], in_bank(case["new"], case.get("old"))
    for case in SLIPS["slips"]:
        yield case["problems"], in_first_bank(case["new"], case["old"])
    for case in FAULTS:
        yield case["faults"], in_question(case["kind"], case["changes"])


def in_questions(kind: str, changes: Mapping[str, Any], times: int = 1) -> tuple[Problem, ...]:
    """The problems of the valid bank whose questions are this one, so many times."""
    written = [definition(kind, **{"id": f"question-{number}", **changes}) for number in range(times)]
    return tuple(problems_of(bank_text(questions=written)))


def in_example(example: Case) -> tuple[Finding, ...]:
    """The findings of an example of the catalogue of checks."""
    match example:
        case {"bytes": written}:
            return in_file(bytes.fromhex(written))
        case {"file": text}:
            return in_file(text * example.get("times", 1))
        case {"series": text}:
            return in_series(text)
        case {"question": kind, "changes": changes}:
            return in_question(kind, changes)
        case {"questions": kind, "changes": changes}:
            return in_questions(kind, changes, example.get("times", 1))
        case {"in": "bank", "glossary": glossary}:
            return in_bank_with(glossary, bank_text().replace(example["old"], example["new"]))
        case {"glossary": text}:
            return _refusal(lambda: read_glossary(text.encode(), GLOSSARY, LANGUAGES))
        case {"in": "first bank"}:
            return in_first_bank(example["new"], example["old"])
    return in_bank(example["new"] + example.get("repeat", "") * example.get("times", 0), example["old"])
