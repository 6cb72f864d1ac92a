"""Findings as SARIF 2.1.0, the form in which tools for code exchange them (OASIS, 2020)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from quiz.cli.terminal import translate
from quiz.domain.errors import Message, Problem
from quiz.language import localizer, terminal_language

LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_of(problems: Sequence[Problem]) -> dict[str, Any]:
    """A log of one run: a rule for each code that occurs, a result for each problem, in the terminal's language."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    driver = {"name": "quiz check", "version": version("dalmada"), "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code)) for problem in problems],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    from quiz.domain.authoring.explaining import explanation_of

    rule: dict[str, Any] = {"id": code}
    if (found := explanation_of(code)) is not None:
        rule["shortDescription"] = {"text": _said(found.means)}
        rule["fullDescription"] = {"text": f"{_said(found.means)} {_said(found.why)}"}
        examples = f"{translate('Wrong:')}\n{found.wrong}\n{translate('Right:')}\n{found.right}"
        rule["help"] = {"text": f"{_said(found.remedy)}\n{examples}"}
    return rule


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    location = {
        "artifactLocation": {"uri": quote(PurePath(problem.file).as_posix())},
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": LEVELS[problem.severity],
        "message": {"text": f"{_said(problem.message)}; {_said(problem.remedy)}"},
        "locations": [{"physicalLocation": location}],
    }


def _said(message: Message) -> str:
    return message.said(localizer(terminal_language()))
