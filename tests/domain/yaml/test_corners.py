"""Hostile corners of YAML: read exactly as the standard says, or refused with place and remedy in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from quiz.domain.errors import BankError
from quiz.domain.yaml.reader import read_yaml
from quiz.language import localizer

TABLE = Path(__file__).with_name("corners.yaml")
ROWS: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
KOREAN, ENGLISH = localizer("ko"), localizer("en")


def outcome(text: str) -> dict[str, Any]:
    """The data that is read, or what is said instead, as the table has it."""
    try:
        # A text that a comment cuts off is a text here.
        return {"data": json.loads(json.dumps(read_yaml(text.encode(), "bank.yaml").data))}
    except BankError as error:
        told = [
            {
                "at": f"{problem.line}:{problem.column} {problem.code}",
                "ko": f"{problem.message.said(KOREAN)}; {problem.remedy.said(KOREAN)}",
                "en": f"{problem.message.said(ENGLISH)}; {problem.remedy.said(ENGLISH)}",
            }
            for problem in error.problems
        ]
        return {"told": told}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['of']}: {row['text'][:30]!r}")
def test_a_corner_is_read_as_the_standard_says_or_refused(row: dict[str, Any]) -> None:
    assert outcome(row["text"]) == {key: value for key, value in row.items() if key in ("data", "told")}


def test_every_category_is_there() -> None:
    assert len({row["of"] for row in ROWS}) == 14


def write_again() -> None:
    """Write what is read and said now into the table, to be read over as a difference."""
    text = TABLE.read_text(encoding="utf-8")
    head = text[: text.index("- of:")]
    rows = [{"of": row["of"], "text": row["text"], **outcome(row["text"])} for row in ROWS]
    written = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=10_000)
    TABLE.write_text(head + written, encoding="utf-8")


if __name__ == "__main__":
    write_again()
