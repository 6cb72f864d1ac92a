"""A file and its bank that both changed are brought together by a pull, and nothing of either is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quiz.services.content.revisions.keeping import hash_of
from tests.test_cli import Terminal, lines
from tests.test_cli_history import july, quiz, titled
from tests.test_cli_store import write
from tests.test_cli_watching import by_studio

__all__ = ["july", "quiz"]


@pytest.mark.parametrize("noted", [True, False])
def test_what_only_one_side_changed_is_taken_from_it(quiz: Terminal, july: Path, noted: bool) -> None:
    if noted:
        lines(quiz("pull", "2024-07", "--to", july.parent), 0)
    write(july.parent, "2024-07.yaml", "# 우리 반\n" + titled("둘"))
    by_studio(quiz, titled("스튜디오"))
    refused = lines(quiz("publish", july), 1)
    assert "quiz pull 2024-07 --merge --to FOLDER" in refused[0]
    assert any(line.startswith("-") for line in refused), "the difference is shown"
    assert "--merge" in lines(quiz("pull", "2024-07", "--to", july.parent), 1)[0]
    said, *_ = lines(quiz("pull", "2024-07", "--merge", "--to", july.parent), 0)
    assert said == f"{july}: 2024-07@3 and your changes are both in it now"
    assert july.read_text() == "# 우리 반\n" + titled("스튜디오")
    assert lines(quiz("publish", july), 0)[-1] == "published 2024-07"


def test_what_both_changed_stands_beside_the_file_until_somebody_settles_it(quiz: Terminal, july: Path) -> None:
    lines(quiz("pull", "2024-07", "--to", july.parent), 0)
    mine, theirs = titled("여기"), titled("스튜디오")
    write(july.parent, "2024-07.yaml", mine)
    by_studio(quiz, theirs)
    said = lines(quiz("pull", "2024-07", "--merge", "--to", july.parent), 1)
    beside = july.parent / "2024-07.yaml.theirs"
    assert (july.read_text(), beside.read_text()) == (mine, theirs)
    assert "2024-07.yaml.theirs" in said[-1]
    assert any(line.startswith("+") and "여기" in line for line in said), "the difference is shown"
    for words in (["publish", july], ["publish", july.parent]):
        assert lines(quiz(*words), 1)[0].startswith("Published meanwhile and not in your file yet: 2024-07.yaml.theirs")
    beside.unlink()
    assert lines(quiz("publish", july), 0)[-1] == "published 2024-07"
    assert json.loads((july.parent / ".published.json").read_text()) == {"2024-07": hash_of(mine.encode())}


def test_where_nothing_was_published_since_the_file_stays(quiz: Terminal, july: Path) -> None:
    lines(quiz("pull", "2024-07", "--to", july.parent), 0)
    write(july.parent, "2024-07.yaml", titled("여기"))
    (said,) = lines(quiz("pull", "2024-07", "--merge", "--to", july.parent), 0)
    assert said == "2024-07.yaml: nothing was published since; your changes stay"
    assert july.read_text() == titled("여기")


def test_a_file_of_which_nobody_knows_what_it_was_made_from_is_left(quiz: Terminal, july: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other, "2024-07.yaml", titled("여기"))
    lines(quiz("pull", "2024-07", "--merge", "--to", other), 1)
    assert (other / "2024-07.yaml").read_text() == titled("여기")
    assert (other / "2024-07.yaml.theirs").read_bytes() == july.read_bytes()
    assert not (other / "series.yaml.theirs").exists(), "there was none to lose"


def test_a_series_file_is_never_merged(quiz: Terminal, july: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pulled"
    lines(quiz("pull", "2024-07", "--to", folder), 0)
    edited = (folder / "series.yaml").read_text().replace("profile: strict", "profile: standard")
    write(folder, "series.yaml", edited)
    lines(quiz("pull", "2024-07", "--merge", "--to", folder), 1)
    assert (folder / "series.yaml").read_text() == edited
    assert "profile: strict" in (folder / "series.yaml.theirs").read_text()


def test_merging_and_overwriting_exclude_each_other(quiz: Terminal, july: Path) -> None:
    (said,) = lines(quiz("pull", "--merge", "--force", "--to", july.parent), 1)
    assert said == "--force overwrites your changes and --merge keeps them: leave one out."
