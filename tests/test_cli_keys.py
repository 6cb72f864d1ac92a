"""Secret keys in the terminal: listed by their ids, rotated, and what the old ones signed verified."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.domain.bank_format.bank import content_hash
from quiz.platform.keys import file_keys, key_id
from quiz.services.integrity import receipts
from quiz.services.integrity.receipts import signing_key
from tests.test_cli import Terminal, lines, terminal
from tests.test_cli_proofs import School, filled

__all__ = ["filled"]

OLD, OLDER = "o" * 40, "e" * 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "instance" / "secret-key"


@pytest.fixture
def quiz(tmp_path: Path, path: Path) -> Iterator[Terminal]:
    path.parent.mkdir()
    path.write_text(f"{OLD}\n{OLDER}\n")
    with terminal(tmp_path / "instance", LANG="en_US.UTF-8") as ready:
        yield ready


def test_keys_are_listed_by_their_ids_alone(quiz: Terminal) -> None:
    said = lines(quiz("key", "list"), 0)
    assert said == [f"{key_id(OLD)} signs", f"{key_id(OLDER)} only verifies"]
    plain = json.loads(quiz("key", "list", "--format", "json").output)
    assert plain == [{"id": key_id(OLD), "signs": True}, {"id": key_id(OLDER), "signs": False}]


def test_a_key_that_stands_twice_is_listed_once(quiz: Terminal, path: Path) -> None:
    path.write_text(f"{OLD}\n{OLDER}\n{OLD}\n")
    expected = [f"{key_id(OLD)} signs", f"{key_id(OLDER)} only verifies"]
    assert lines(quiz("key", "list"), 0) == expected
    assert lines(quiz("key", "list", QUIZ_SECRET_KEY=f"{OLD} {OLDER} {OLD}"), 0) == expected


@pytest.mark.any_database
@pytest.mark.parametrize(("mode", "is_said"), [(0o644, True), (0o602, True), (0o640, False), (0o600, False)])
def test_the_doctor_says_that_others_can_read_the_keys(mode: int, is_said: bool, filled: School) -> None:
    key = filled.quiz.instance / "secret-key"
    lines(filled.quiz("doctor"), 0)
    key.chmod(mode)
    notices = [line for line in lines(filled.quiz("doctor"), 0) if line.startswith("notice: ")]
    assert [f"{key}. Run: chmod 600 FILE." in line for line in notices] == [True] * is_said
    from_elsewhere = lines(filled.quiz("doctor", QUIZ_SECRET_KEY="n" * 40), 0)
    assert not any(line.startswith("notice: ") for line in from_elsewhere)


def test_a_new_key_is_put_in_front_and_never_shown(quiz: Terminal, path: Path) -> None:
    said = quiz("key", "new")
    new, *others = file_keys(path)
    assert others == [OLD, OLDER]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first, machines = lines(said, 0)
    assert first == f"New key {key_id(new)} in {path}. It signs once the server is restarted."
    assert "copy the file to each before you restart any" in machines
    assert not any(key in said.output for key in (new, OLD, OLDER))


def test_a_key_on_standby_signs_when_it_is_told_to(quiz: Terminal, path: Path) -> None:
    said = lines(quiz("key", "new", "--standby"), 0)
    assert file_keys(path)[0] == OLD
    new = file_keys(path)[1]
    assert said[1].endswith(f"Then run: quiz key use {key_id(new)}")
    lines(quiz("key", "use", key_id(new)), 0)
    assert file_keys(path) == (new, OLD, OLDER)


def test_a_key_that_is_not_there_is_not_used(quiz: Terminal, path: Path) -> None:
    (said,) = lines(quiz("key", "use", "deadbeef"), 1)
    assert said == f"{path} has no key deadbeef; it has {key_id(OLD)}, {key_id(OLDER)}."
    assert file_keys(path) == (OLD, OLDER)


def test_keys_of_the_environment_are_listed_and_changed_there(quiz: Terminal, path: Path) -> None:
    given = {"QUIZ_SECRET_KEY": f"{'n' * 40} {OLD}"}
    assert lines(quiz("key", "list", **given), 0)[0] == f"{key_id('n' * 40)} signs"
    for words in (["new"], ["use", key_id(OLD)]):
        (said,) = lines(quiz("key", *words, **given), 1)
        assert "QUIZ_SECRET_KEY" in said
    assert file_keys(path) == (OLD, OLDER)


@pytest.mark.parametrize("words", [["list"], ["new"], ["use", "deadbeef"]])
def test_a_file_without_a_key_is_refused_as_at_a_start(words: list[str], quiz: Terminal, path: Path) -> None:
    path.write_text(f"{OLD}\nshort\n")
    (said,) = lines(quiz("key", *words), 1)
    assert said.startswith(f"QUIZ_SECRET_KEY_FILE={str(path)!r}: of its 2 lines number 2")
    assert path.read_text() == f"{OLD}\nshort\n"


def test_a_receipt_of_before_is_genuine_after_a_rotation(filled: School, tmp_path: Path) -> None:
    receipt = filled.receipt("practice", tmp_path)
    lines(filled.quiz("key", "new"), 0)
    assert "The receipt is genuine" in lines(filled.quiz("receipt", "verify", receipt), 0)[0]


@pytest.mark.any_database
def test_a_receipt_that_names_no_key_is_tried_with_all(filled: School, tmp_path: Path) -> None:
    """As they were issued before keys had ids."""
    receipt = filled.receipt("practice", tmp_path)
    path = filled.quiz.instance / "secret-key"
    content = json.loads(receipt.read_text(encoding="utf-8"))
    for name in ("key", "hash", "signature"):
        del content[name]
    mark = content_hash(content)
    signature = receipts._signature(mark, signing_key(file_keys(path)[0]))
    receipt.write_text(json.dumps({**content, "hash": mark, "signature": signature}), encoding="utf-8")
    lines(filled.quiz("key", "new"), 0)
    assert "The receipt is genuine" in lines(filled.quiz("receipt", "verify", receipt), 0)[0]
    only_new, *_ = file_keys(path)
    path.write_text(f"{only_new}\n")
    assert "QUIZ_SECRET_KEY_FILE" in lines(filled.quiz("receipt", "verify", receipt), 1)[0]


@pytest.mark.any_database
def test_a_receipt_of_a_key_that_is_gone_names_it(filled: School, tmp_path: Path) -> None:
    receipt = filled.receipt("practice", tmp_path)
    path = filled.quiz.instance / "secret-key"
    gone = key_id(file_keys(path)[0])
    path.write_text(f"{OLD}\n")
    assert gone in lines(filled.quiz("receipt", "verify", receipt), 1)[0]
