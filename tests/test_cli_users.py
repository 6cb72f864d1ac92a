"""``quiz user list``: who has an account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PASSWORD
from tests.test_cli import KOREAN, Terminal, lines, terminal

pytestmark = pytest.mark.any_database


@pytest.fixture
def quiz(tmp_path: Path, database_url: str) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as ready:
        yield ready


def test_accounts_are_listed_by_name_and_role(quiz: Terminal) -> None:
    assert lines(quiz("user", "list"), 0) == ["There is no such account."]
    for name, role in (("Minsu", "teacher"), ("Alice", "learner")):
        lines(quiz("user", "add", name, "--role", role, "--password-stdin", stdin=PASSWORD), 0)
    lines(quiz("user", "disable", "Alice"), 0)
    alice, minsu = lines(quiz("user", "list"), 0)
    assert alice.startswith("Alice · learner · never signed in")
    assert alice.endswith("classes: 0 · closed")
    assert minsu.startswith("Minsu · teacher")
    (teacher,) = json.loads("".join(lines(quiz("user", "list", "--role", "teacher", "--format", "json"), 0)))
    assert (teacher["name"], teacher["classes"], teacher["disabled"]) == ("Minsu", 0, False)
    assert lines(quiz("user", "list", **KOREAN), 0)[0].endswith("닫힘")
