"""The command that watches a folder: what is saved is published, what is wrong is said, and nothing ends it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quiz.cli.content.watching import Folder
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish
from quiz.services.content.revisions.keeping import Provenance
from tests.browser.server import QUIZ, environment
from tests.builders import bank_text, both, definition
from tests.test_cli import Terminal, lines
from tests.test_cli_history import july, quiz, titled
from tests.test_cli_store import store_of, write

__all__ = ["july", "quiz"]

ONE = {"questions": [definition("numeric")], "quizzes": []}


@contextmanager
def watching(quiz: Terminal, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command as somebody starts it, until they press Ctrl-C."""
    given = {**environment(quiz.instance), "QUIZ_DATABASE_URL": quiz.environment["QUIZ_DATABASE_URL"]}
    process = subprocess.Popen(
        [QUIZ, "publish", "--watch", folder],
        env={**given, "LC_ALL": "C.UTF-8", "QUIZ_TRUSTED_PROXIES": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    """What it prints until a line has these words."""
    assert process.stdout is not None
    said: list[str] = []
    while not said or wanted not in said[-1]:
        line = process.stdout.readline()
        assert line, said
        said.append(line.rstrip("\n"))
    return said


def test_what_is_saved_is_published_and_what_is_wrong_is_said_until_it_is_ended(quiz: Terminal, july: Path) -> None:
    write(july.parent, "2024-07.yaml", titled("셋"))
    with watching(quiz, july.parent) as process:
        said = until(process, "published 2024-07")
        assert said[0] == f"Watching {july.parent}. To end, press Ctrl-C."
        assert said[1].endswith(" changed: 2024-07.yaml")
        write(july.parent, "2024-07.yaml", titled("넷") + "quizes: []\n")
        assert any("quizes" in line for line in until(process, "Nothing was published."))
        write(july.parent, "2024-07.yaml", bank_text(bank="2024-07", **ONE))
        assert "would lose 5 of its 6 questions" in until(process, "publish with --yes")[-2]
        july.unlink()
        until(process, "holds no .yaml file")
        write(july.parent, "2024-07.yaml", titled("넷"))
        until(process, "published 2024-07")
        process.send_signal(signal.SIGINT)
        assert until(process, "Ended.") == ["Ended. What was published stays so."]
        assert process.wait() == 0
    assert lines(quiz("history", "2024-07"), 0)[0].startswith("2024-07@4 ")


def by_studio(quiz: Terminal, text: str) -> None:
    """Publish a bank as a teacher does in the browser."""
    with store_of(quiz) as session:
        file = BankFile(name="2024-07.yaml", raw=text.encode(), series="ai-2024")
        provenance = Provenance(origin="studio", by_name="Alice")
        publish(
            session, [file], MediaFolder(source=quiz.instance / "media"), now=datetime.now(UTC), provenance=provenance
        )
        session.commit()


def test_a_bank_that_was_published_elsewhere_is_left_and_others_go_on(quiz: Terminal, july: Path) -> None:
    other = july.parent / "2024-08.yaml"
    write(july.parent, "2024-08.yaml", bank_text(bank="2024-08"))
    lines(quiz("publish", other), 0)
    by_studio(quiz, titled("스튜디오"))
    write(july.parent, "2024-08.yaml", bank_text(bank="2024-08", title=both("여덟", "August")))
    with watching(quiz, july.parent) as process:
        assert "quiz pull 2024-07 --to FOLDER" in until(process, "[revert]")[-1]
        assert until(process, "published 2024")[-1] == "published 2024-08"
        write(july.parent, "2024-07.yaml", titled("여기"))
        assert any("[elsewhere]" in line for line in until(process, "Nothing was published."))
    assert titled("스튜디오").encode() == quiz("show", "2024-07").stdout_bytes


@pytest.mark.parametrize("words", [["--dry-run"], ["--force"], ["--revert", "2024-07@1"], ["--format", "json"]])
def test_watching_goes_with_no_other_way_of_publishing(quiz: Terminal, july: Path, words: list[str]) -> None:
    assert lines(quiz("publish", "--watch", *words), 1) == [
        "--watch publishes by itself: of the other options it takes --yes alone."
    ]
    assert lines(quiz("publish", "--watch", july), 1) == [
        "--watch follows one folder. Name it, as in: quiz publish --watch questions"
    ]


def test_a_folder_is_looked_at_once_it_is_still(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "banks")
    assert folder.changed() is None, "one look says nothing of what is being written"
    assert folder.changed() == (), "there is no folder yet, which is worth saying"
    folder.deal_with()
    (tmp_path / "banks" / "media").mkdir(parents=True)
    write(tmp_path / "banks", "a.yaml", "bank: a")
    write(tmp_path / "banks" / "media", "a.svg", "")
    write(tmp_path / "banks", ".a.yaml.swp", "")
    assert folder.changed() is None
    write(tmp_path / "banks", "a.yaml", "bank: a\nquestions: []")
    assert folder.changed() is None, "it has grown since"
    assert folder.changed() == ("a.yaml", "media/a.svg")
    assert folder.changed() == ("a.yaml", "media/a.svg"), "until it is dealt with"
    folder.deal_with()
    assert folder.changed() is None
    (tmp_path / "banks" / "a.yaml").unlink()
    folder.changed()
    assert folder.changed() == ("a.yaml",)
