"""The command that lists who did what, and what other commands leave there."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.services.identity.accounts import delete_account, find_named
from tests.builders import bank_text, definition
from tests.conftest import NOW, PASSWORD
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.test_cli_store import store_of

ME = f"shell: {pwd.getpwuid(os.geteuid()).pw_name}"


@pytest.fixture
def quiz(tmp_path: Path, database_url: str) -> Iterator[Terminal]:
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as ready:
        yield ready


def said(quiz: Terminal, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads("\n".join(lines(quiz("audit", "--format", "json", *words), 0)))
    return found


def test_what_commands_do_is_listed_the_latest_first(quiz: Terminal) -> None:
    assert quiz("user", "add", "Minsu", "--role", "teacher", "--password-stdin", stdin=PASSWORD).exit_code == 0
    assert lines(quiz("user", "role", "Minsu", "admin"), 0) == ["The role of Minsu is now admin."]
    for undo in ((), ("--undo",)):
        assert quiz("user", "disable", "Minsu", *undo).exit_code == 0
    assert quiz("user", "password", "Minsu", "--password-stdin", stdin="달 밝은 밤의 산책 9").exit_code == 0
    found = said(quiz, "--actor", "SHELL")
    assert [one["action"] for one in found] == [
        *("password_reset", "enabled", "disabled", "role_changed", "account_added"),
    ]
    assert {one["actor"] for one in found} == {ME}
    assert found[3]["before"], found[3]["after"] == ({"role": "teacher"}, {"role": "admin"})
    (line,) = lines(quiz("audit", "--action", "role_changed"), 0)
    assert line.endswith(f"  {ME} changed the role of Minsu. (role: Teacher → Administrator)")
    (line,) = lines(quiz("audit", "--action", "role_changed", **KOREAN), 0)
    assert line.endswith(" Minsu의 역할을 바꿨어요. (역할: 선생님 → 관리자)")


def test_a_publishing_is_one_act_a_bank_and_a_start_is_the_apps(quiz: Terminal) -> None:
    begun = said(quiz, "--action", "published")
    assert {str(one["actor"]) for one in begun} == {""}
    keys = sorted(str(dict(one["object"])["key"]) for one in begun)  # type: ignore[call-overload]  # plain data
    assert keys == ["ai-2024", *(f"ai-2024/2024-0{month}" for month in range(1, 7))]
    assert all(dict(one["after"])["hash"] for one in begun)  # type: ignore[call-overload]  # plain data
    assert "The app published the bank ai-2024/2024-02." in quiz("audit").output


def test_a_command_that_publishes_says_who_ran_it_and_what_moved(quiz: Terminal, tmp_path: Path) -> None:
    bank = tmp_path / "2024-07.yaml"
    for changes in ({}, {"questions": [definition("numeric")], "quizzes": []}, {"questions": [], "quizzes": []}):
        bank.write_text(bank_text(bank="2024-07", **changes), encoding="utf-8")
        status = 1 if changes.get("questions") == [] else 0
        assert quiz("publish", bank, "--yes").exit_code == status
    second, first = said(quiz, "--actor", ME)
    assert (first["object"], second["object"]) == ({"kind": "bank", "key": "ai-2024/2024-07"},) * 2
    new = dict(first["after"])  # type: ignore[call-overload]  # plain data
    assert (first["before"], second["before"]) == (None, {"hash": new["hash"]})
    assert new == {"hash": new["hash"], "new": 6, "back": 0, "withdrawn": 0, "changed": 0}
    assert second["after"].items() >= {"withdrawn": 5, "new": 0}.items()  # type: ignore[attr-defined]  # plain data


def test_the_owners_of_a_series_are_named_until_they_delete_their_accounts(quiz: Terminal) -> None:
    for name in ("Tina", "Minsu"):
        lines(quiz("user", "add", name, "--role", "teacher", "--password-stdin", stdin=PASSWORD), 0)
    for owner in (("Tina",), ("Tina",), ("Minsu",), ()):
        lines(quiz("owner", "ai-2024", *owner), 0)
    listed = [line.partition("  ")[2] for line in lines(quiz("audit", "--action", "owned"), 0)]
    assert listed == [
        f"{ME} took the series ai-2024 from Minsu.",
        f"{ME} gave the series ai-2024 to Minsu.",
        f"{ME} took the series ai-2024 from Tina.",
        f"{ME} gave the series ai-2024 to Tina.",
    ]
    assert [one["account"] for one in said(quiz, "--action", "owned")] == ["Minsu", "Minsu", "Tina", "Tina"]
    with store_of(quiz) as session:
        tina = find_named(session, "Tina")
        assert tina is not None
        delete_account(session, tina, PASSWORD, now=NOW)
    assert "Tina" not in quiz("audit", "--format", "json").output
    marks = {str(one["account"]) for one in said(quiz, "--action", "owned")} - {"Minsu"}
    (mark,) = marks
    assert mark.startswith("deleted account ")
    listed = [line.partition("  ")[2] for line in lines(quiz("audit", "--action", "owned"), 0)]
    assert listed[2:] == [
        f"{ME} took the series ai-2024 from {mark}.",
        f"{ME} gave the series ai-2024 to {mark}.",
    ]


@pytest.mark.any_database
def test_what_does_not_fit_is_said(quiz: Terminal) -> None:
    assert lines(quiz("audit", "--since", "2999-01-01"), 0) == ["No matching entries."]
    assert said(quiz, "--since", "2999-01-01T10:30") == []
    assert lines(quiz("audit", "--action", "moon"), 1)[0].startswith("There is no action 'moon'. Use one of account_")
    assert quiz("audit", "--since", "yesterday").exit_code == 2
    assert lines(quiz("user", "role", "Nobody", "admin"), 1) == ["There is no account named Nobody."]
