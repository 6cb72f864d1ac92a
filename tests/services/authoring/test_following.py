"""A file that is followed: what could be read last stays, whatever happens to the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quiz.domain.yaml.reader import MAX_BYTES
from quiz.services.authoring.previewing.following import FollowedFile, FollowedFiles
from tests.builders import bank_text, series_text

NAME = "2024-02.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A series with one bank, and pictures beside it."""
    (tmp_path / "series.yaml").write_text(series_text(profile="open"), encoding="utf-8")
    (tmp_path / NAME).write_text(bank_text(), encoding="utf-8")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "lora.svg").write_bytes(b"<svg/>")
    return tmp_path


@pytest.fixture
def followed(folder: Path) -> FollowedFile:
    """The bank's file, looked at once."""
    found = FollowedFile(folder / NAME, folder)
    assert found.look().is_current
    return found


def test_a_file_is_read_again_only_where_something_changed(folder: Path, followed: FollowedFile) -> None:
    first = followed.look()
    assert followed.look() is first
    (folder / NAME).write_text(bank_text().replace("모델 경량화", "가벼운 모델들"), encoding="utf-8")
    second = followed.look()
    assert second.number == first.number + 1
    assert second.shown is not None
    assert second.shown.bank.header.title is not None
    assert second.shown.bank.header.title["ko"] == "가벼운 모델들"


@pytest.mark.parametrize("name", ["series.yaml", "media/lora.svg", "media/other.svg"])
def test_what_stands_beside_it_counts_as_well(name: str, folder: Path, followed: FollowedFile) -> None:
    before = followed.look()
    path = folder / name
    old = path.read_bytes() if path.exists() else b"<svg/>"
    path.write_bytes(old + b"\n")
    assert followed.look().number > before.number


def deleted(path: Path) -> None:
    path.unlink()


def renamed(path: Path) -> None:
    path.rename(path.with_name("other.yaml"))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def half_written(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\n  'open")


def in_another_encoding(path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode("euc-kr", "replace"))


def huge(path: Path) -> None:
    path.write_bytes(b"# " + b"x" * (MAX_BYTES + 10))


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def deep(path: Path) -> None:
    path.write_bytes(b"[" * 50_000)


def of_no_questions(path: Path) -> None:
    path.write_text(bank_text(questions=[]), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [deleted, renamed, emptied, half_written, in_another_encoding, huge, a_folder, deep, of_no_questions],
)
def test_whatever_happens_the_bank_stays_and_the_problem_is_named(
    change: Callable[[Path], None], folder: Path, followed: FollowedFile
) -> None:
    before = followed.look()
    change(folder / NAME)
    after = followed.look()
    assert after.shown is before.shown is not None
    assert not after.is_current
    assert after.problems
    assert all(str(problem.message) and str(problem.remedy) and problem.file for problem in after.problems)
    if change is a_folder:
        (folder / NAME).rmdir()
    (folder / NAME).write_text(bank_text(), encoding="utf-8")
    again = followed.look()
    assert again.is_current
    assert again.number > after.number > before.number


def test_a_file_that_could_never_be_read_shows_its_problems_alone(folder: Path) -> None:
    (folder / "broken.yaml").write_text("bank: [", encoding="utf-8")
    reading = FollowedFile(folder / "broken.yaml", folder).look()
    assert reading.shown is None
    assert reading.problems


def test_a_series_that_is_broken_is_named_and_the_bank_stays(folder: Path, followed: FollowedFile) -> None:
    (folder / "series.yaml").write_text("series: [", encoding="utf-8")
    reading = followed.look()
    assert reading.shown is not None
    assert {problem.file for problem in reading.problems} == {"series.yaml"}


def test_a_bank_without_a_series_belongs_to_the_packaged_one(tmp_path: Path, folder: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / NAME).write_text(bank_text(), encoding="utf-8")
    assert FollowedFile(alone / NAME, folder).look().is_current


def test_the_banks_of_a_folder_are_those_that_are_there_now(folder: Path) -> None:
    files = FollowedFiles(folder, folder)
    assert files.names() == ["2024-02"]
    (folder / "2024-01.yaml").write_text(bank_text(bank="2024-01"), encoding="utf-8")
    assert files.names() == ["2024-01", "2024-02"]
    assert files.named("2024-01") is files.named("2024-01") is not None
    (folder / "2024-01.yaml").unlink()
    assert files.named("2024-01") is not None, "a page may be open that shows it"
    for name in ("none", "series", "../2024-02", ".", ""):
        assert files.named(name) is None


def test_of_a_file_there_is_that_file_alone(folder: Path) -> None:
    (folder / "2024-01.yaml").write_text(bank_text(bank="2024-01"), encoding="utf-8")
    files = FollowedFiles(folder / NAME, folder)
    assert files.names() == ["2024-02"]
    assert files.named("2024-01") is None
