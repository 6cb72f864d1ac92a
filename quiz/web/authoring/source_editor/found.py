"""What was found in a text, as the editor's script shows it: places, words, and what can be mended by a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quiz.domain.authoring.fixes import MENDABLE, Fix, fixes_of
from quiz.domain.errors import Problem
from quiz.web.templating.filters import localize, sentence

MOST_READ = 3_000_000
"""Bytes that are read once more to see which fixes are safe: each reads the whole text."""


def as_data(source: bytes, problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """``problems`` of ``source`` with the fixes of those that can be mended safely."""
    most = max(1, MOST_READ // max(1, len(source)))
    mendable = [problem for problem in problems if problem.code in MENDABLE][:most]
    text = source.decode()
    fixes: dict[tuple[str, int, int], list[dict[str, Any]]] = {}
    for fix in fixes_of(source, mendable) if mendable else ():
        fixes.setdefault((fix.code, *fix.place), []).append(_fix(text, fix))
    return [_problem(one, fixes.get((one.code, one.line, one.column), [])) for one in problems]


def _problem(problem: Problem, fixes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "words": sentence(localize(problem.message)),
        "remedy": sentence(localize(problem.remedy)),
        "fixes": fixes,
    }


def _fix(text: str, fix: Fix) -> dict[str, Any]:
    edits = [{"from": _units(text, one.start), "to": _units(text, one.end), "insert": one.text} for one in fix.splices]
    return {"words": localize(fix.words), "edits": edits}


def _units(text: str, place: int) -> int:
    """A place as browsers count it, by units of UTF-16."""
    return len(text[:place].encode("utf-16-le")) // 2
