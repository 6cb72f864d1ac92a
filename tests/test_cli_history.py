"""The commands for what was published: they list a bank's revisions and give each back as it was."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from quiz.domain.challenges import key_edits
from quiz.platform.paths import QUESTIONS
from quiz.services.content.definitions import question_of
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish
from quiz.services.content.revisions.keeping import Provenance, hash_of
from quiz.storage.models.content import BankRevision, BankRow, QuestionRow, QuestionText
from quiz.storage.queries.grading import challenges as challenge_queries
from tests.builders import bank_text, both, definition
from tests.conftest import Stores
from tests.stores import SHIPPED
from tests.test_cli import KOREAN, PICTURE, SVG, Terminal, lines, terminal
from tests.test_cli_store import store_of, told, write


@pytest.fixture
def quiz(tmp_path: Path, stores: Stores) -> Iterator[Terminal]:
    """A terminal whose store holds the six months."""
    with stores.lent("sqlite", SHIPPED) as url, terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready:
        yield ready


@pytest.fixture
def july(quiz: Terminal, tmp_path: Path) -> Path:
    """A bank of one's own that was published twice, the second time with another title."""
    folder = tmp_path / "banks"
    folder.mkdir()
    for title in ("하나", "둘"):
        write(folder, "2024-07.yaml", bank_text(bank="2024-07", title=both(title, "Lighter models")))
        lines(quiz("publish", folder / "2024-07.yaml"), 0)
    return folder / "2024-07.yaml"


def titled(title: str, **changes: object) -> str:
    return bank_text(bank="2024-07", title=both(title, "Lighter models"), **changes)


def forget(quiz: Terminal, number: int) -> None:
    """As if a revision had been published before sources were kept."""
    with store_of(quiz) as session:
        session.execute(
            update(BankRevision)
            .where(BankRevision.bank_id == 7, BankRevision.number == number)
            .values(source=None, content_hash=None, origin="upgrade")
        )
        session.commit()


def test_the_history_of_a_bank_is_listed_the_latest_first(quiz: Terminal, july: Path) -> None:
    latest, first = lines(quiz("history", "2024-07", LOGNAME="kim"), 0)
    mark = hash_of(july.read_bytes())[:8]
    assert latest.startswith("2024-07@2 ")
    assert f"  {mark}  quiz publish  " in latest
    assert latest.endswith(f"  {july}  current")
    assert first.startswith("2024-07@1 ")
    assert first.endswith(str(july))
    assert "지금 것" in lines(quiz("history", "2024-07", **KOREAN), 0)[0]


def test_the_history_is_given_to_programs_too(quiz: Terminal, july: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(july.parent, "2024-07.yaml", bank_text(bank="2024-07"))
    lines(quiz("publish", july, LOGNAME="kim"), 0)
    latest, second, _ = json.loads(quiz("history", "2024-07", "--format", "json").stdout)
    assert (latest["bank"], latest["revision"], latest["current"]) == ("2024-07", 3, True)
    assert (latest["by"], latest["origin"], latest["path"]) == ("kim", "command", str(july))
    assert latest["sha256"] == hash_of(july.read_bytes())
    assert second["current"] is False


def test_a_revision_is_given_back_byte_for_byte(quiz: Terminal, july: Path) -> None:
    assert quiz("show", "2024-07@2").stdout_bytes == july.read_bytes()
    assert quiz("show", "2024-07").stdout_bytes == july.read_bytes()
    assert (
        quiz("show", "2024-07@1").stdout_bytes
        == bank_text(bank="2024-07", title=both("하나", "Lighter models")).encode()
    )


def test_a_source_that_was_not_kept_is_said(quiz: Terminal, july: Path) -> None:
    forget(quiz, 1)
    said = quiz("show", "2024-07@1")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("2024-07@1: source not kept.")
    assert "source not kept  before revisions were kept" in lines(quiz("history", "2024-07"), 0)[1]


@pytest.mark.parametrize("words", [["history", "2024-09"], ["show", "2024-09@1"], ["show", "2024-07@9"], ["show", "@"]])
def test_what_there_is_not_ends_with_a_message(quiz: Terminal, july: Path, words: list[str]) -> None:
    said = quiz(*words)
    assert (said.exit_code, said.stdout) == (1, "")
    assert words[1].split("@")[0] in said.stderr
    assert len(said.stderr.splitlines()) == 1


# Going back


def test_a_bank_goes_back_to_what_it_was(quiz: Terminal, july: Path) -> None:
    assert lines(quiz("publish", "--revert", "2024-07@1", "--dry-run"), 0)[1:] == ["2024-07: changed besides: title"]
    assert lines(quiz("publish", "--revert", "2024-07@1"), 0)[-1] == "published 2024-07"
    latest = json.loads(quiz("history", "2024-07", "--format", "json").stdout)[0]
    assert (latest["revision"], latest["current"], latest["path"]) == (3, True, "2024-07@1")
    assert quiz("show", "2024-07").stdout_bytes == quiz("show", "2024-07@1").stdout_bytes
    # The folder has not seen that: what it holds now is an older revision, and what it changes would undo the revert.
    assert "[revert]" in lines(quiz("publish", july), 1)[0]
    write(july.parent, "2024-07.yaml", titled("셋"))
    said = lines(quiz("publish", july), 1)
    assert "2024-07@3 went back to 2024-07@1 since" in said[0]
    assert [line for line in said if line.startswith(("-  ", "+  "))] == ["-  ko: 하나", "+  ko: 셋"]
    assert said[-1] == "Nothing was published."
    assert lines(quiz("publish", "--force", july), 0)[-1] == "published 2024-07"


def test_a_revert_brings_back_questions_and_asks_like_any_publishing(quiz: Terminal, july: Path) -> None:
    one = {"questions": [definition("numeric")], "quizzes": []}
    write(july.parent, "2024-07.yaml", titled("셋", **one))
    lines(quiz("publish", "--yes", july), 0)
    assert "+5 back" in lines(quiz("publish", "--revert", "2024-07@2"), 0)[0]
    assert "would lose 5 of its 6" in quiz("publish", "--revert", "2024-07@3").stderr
    lines(quiz("publish", "--revert", "2024-07@3", "--yes"), 0)
    offered = select(func.count()).select_from(QuestionRow)
    assert told(quiz, offered.where(QuestionRow.bank_id == 7, QuestionRow.withdrawn.is_(False))) == 1


def test_a_revert_shows_the_pictures_of_then(quiz: Terminal, july: Path) -> None:
    """The picture has changed since in the folder, under the same name, and is gone from there now."""
    (july.parent / "media").mkdir()
    notes = both("![달](moon.svg) 달이에요.", "![A moon](moon.svg) A moon.")
    sections = {"2.1": {"title": both("가벼운 모델", "Light models"), "notes": notes}}
    texts = {"questions": [definition("numeric", image=PICTURE)], "quizzes": [], "sections": sections}
    shown = []
    for title, svg in (("셋", SVG), ("넷", SVG.replace("4", "5"))):
        (july.parent / "media" / "moon.svg").write_text(svg)
        write(july.parent, "2024-07.yaml", titled(title, **texts))
        lines(quiz("publish", "--yes", july), 0)
        shown.append(pictures(quiz))
    (july.parent / "media" / "moon.svg").unlink()
    assert shown[0] != shown[1]
    lines(quiz("publish", "--revert", "2024-07@3"), 0)
    assert pictures(quiz) == shown[0]


def pictures(quiz: Terminal) -> list[object]:
    """The current version of the one question with its picture, and the pictures of the revision."""
    with store_of(quiz) as session:
        version = select(QuestionRow.current_version_id).where(QuestionRow.slug == "one-numeric")
        kept = select(BankRevision.pictures).where(BankRevision.bank_id == 7).order_by(BankRevision.number.desc())
        found = session.scalars(kept).first()
        assert found is not None
        assert list(found) == ["moon.svg"]
        return [session.scalars(version).one(), found]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2024-07@7"], "2024-07 has no revision 7."),
        (["2024-07@1", "FILE"], "--revert publishes what the database keeps: leave the files out."),
    ],
)
def test_a_revert_of_nothing_is_refused(quiz: Terminal, july: Path, words: list[str], said: str) -> None:
    done = quiz("publish", "--revert", *(str(july) if word == "FILE" else word for word in words))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(said)


def test_what_was_not_kept_can_not_come_back(quiz: Terminal, july: Path) -> None:
    forget(quiz, 1)
    done = quiz("publish", "--revert", "2024-07@1")
    assert done.exit_code == 1
    assert done.stderr.startswith("2024-07@1: source not kept.")


# A newer renderer


def test_what_an_older_renderer_made_is_rendered_again_by_the_upgrade_alone(quiz: Terminal, july: Path) -> None:
    query = select(QuestionText.shown).order_by(QuestionText.question_version_id, QuestionText.language)
    with store_of(quiz) as session:
        before = session.scalars(query).all()
        session.execute(update(QuestionText).values(renderer="0", shown={"passages": {}, "context": {}}))
        session.execute(update(BankRow).values(renderer="0"))
        session.commit()
    assert lines(quiz("publish"), 0)[-1].startswith("unchanged: ")
    assert lines(quiz("db", "upgrade"), 0) == [
        f"Texts that were rendered again: {len(before) + 7}",
        "The database is up to date.",
    ]
    with store_of(quiz) as session:
        assert [one["passages"] for one in session.scalars(query)] == [one["passages"] for one in before]
    assert lines(quiz("db", "upgrade"), 0) == ["The database is up to date."]


# Files again


def test_what_is_published_is_written_to_a_folder(quiz: Terminal, july: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    said = lines(quiz("pull", "2024-07", "--to", folder), 0)
    assert said[:1] == [f"2024-07@2 is written to {folder / '2024-07.yaml'}"]
    assert (folder / "2024-07.yaml").read_bytes() == july.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == [
        ".published.json",
        "2024-07.yaml",
        "glossary.yaml",
        "series.yaml",
    ]
    assert lines(quiz("pull", "2024-07", "--to", folder), 0) == ["unchanged: 2024-07.yaml"]
    everything = lines(quiz("pull", "--to", folder), 0)
    assert len(everything) == 8
    assert (folder / "2024-01.yaml").read_bytes() == (QUESTIONS / "2024-01.yaml").read_bytes()


def test_what_is_pulled_can_be_checked_and_published_where_there_are_several_series(
    quiz: Terminal, july: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    series = (QUESTIONS / "series.yaml").read_text().replace("series: ai-2024", "series: other", 1)
    write(other, "series.yaml", series)
    write(other, "glossary.yaml", (QUESTIONS / "glossary.yaml").read_text())
    write(other, "2024-07.yaml", titled("둘"))
    lines(quiz("publish", other), 0)
    folder = tmp_path / "new"
    lines(quiz("pull", "ai-2024/2024-07", "--to", folder), 0)
    lines(quiz("check", folder), 0)
    write(folder, "2024-07.yaml", titled("셋"))
    lines(quiz("publish", folder / "2024-07.yaml"), 0)
    assert "ai-2024/2024-07@3" in "".join(lines(quiz("history", "ai-2024/2024-07"), 0))


def test_a_series_file_that_was_changed_is_not_lost_and_one_that_says_the_same_stays(
    quiz: Terminal, july: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    own = "# mine\n" + (QUESTIONS / "series.yaml").read_text()
    write(folder, "series.yaml", own)
    lines(quiz("pull", "2024-07", "--to", folder), 0)
    assert (folder / "series.yaml").read_text() == own
    write(
        folder,
        "series.yaml",
        own.replace("title:", "line: {ko: 새, en: New}\ntitle:", 1).replace("\nline:", "\n# line:", 2),
    )
    changed = (folder / "series.yaml").read_bytes()
    refused = quiz("pull", "2024-07", "--to", folder)
    assert (refused.exit_code, "series.yaml" in refused.stderr) == (1, True)
    assert (folder / "series.yaml").read_bytes() == changed
    lines(quiz("pull", "2024-07", "--to", folder, "--force"), 0)
    assert (folder / "series.yaml").read_bytes() != changed


def test_the_file_that_holds_the_bank_is_written_whatever_its_name(quiz: Terminal, july: Path) -> None:
    july.rename(july.with_name("summer.yaml"))
    write(july.parent, "summer.yaml", titled("하나"))
    assert lines(quiz("pull", "2024-07", "--to", july.parent), 0)[0].endswith("summer.yaml")
    assert sorted(path.name for path in july.parent.iterdir()) == [
        ".published.json",
        "glossary.yaml",
        "series.yaml",
        "summer.yaml",
    ]


def test_changes_that_were_never_published_are_not_lost(quiz: Terminal, july: Path) -> None:
    edited = titled("아직")
    write(july.parent, "2024-07.yaml", edited)
    said = quiz("pull", "--to", july.parent)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("Changes that were never published: 2024-07.yaml.")
    assert july.read_text() == edited
    assert [path.name for path in july.parent.iterdir()] == ["2024-07.yaml"]
    lines(quiz("pull", "2024-07", "--to", july.parent, "--force"), 0)
    assert july.read_text() == titled("둘")


def test_pictures_are_pulled_too_and_one_that_was_never_published_is_not_lost(
    quiz: Terminal, july: Path, tmp_path: Path
) -> None:
    media = july.parent / "media"
    media.mkdir()
    (media / "moon.svg").write_text(SVG)
    write(july.parent, "2024-07.yaml", titled("셋", questions=[definition("numeric", image=PICTURE)], quizzes=[]))
    lines(quiz("publish", "--yes", july), 0)
    folder = tmp_path / "new"
    picture = folder / "media" / "moon.svg"
    said = lines(quiz("pull", "2024-07", "--to", folder), 0)
    assert f"Pictures written to {picture.parent}: 1" in said
    assert picture.read_text() == SVG
    assert lines(quiz("pull", "2024-07", "--to", folder), 0) == ["unchanged: 2024-07.yaml"]
    picture.write_text("drawn")
    refused = quiz("pull", "2024-07", "--to", folder)
    assert (refused.exit_code, picture.read_text()) == (1, "drawn")
    assert refused.stderr.startswith("Changes that were never published: media/moon.svg.")
    assert quiz("pull", "2024-07", "--to", folder, "--merge").exit_code == 1
    beside = sorted(path.read_text() for path in picture.parent.iterdir())
    assert beside == sorted([SVG, "drawn"])
    lines(quiz("pull", "2024-07", "--to", folder, "--force"), 0)
    assert picture.read_text() == SVG


@pytest.mark.parametrize(
    "edited",
    [
        "\ufeff" + titled("아직"),
        "{bank: 2024-07, questions: []}\n",
        titled("아직").replace("bank:", "bank :", 1),
        titled("아직").replace("bank:", '"bank":', 1),
        titled("아직").replace("bank: 2024-07", "bank: 2024-08"),
        "bank: [\n",
        "",
    ],
    ids=["byte order mark", "flow", "space", "quotes", "another bank", "broken", "empty"],
)
def test_a_file_in_the_way_is_not_lost_whatever_it_holds(quiz: Terminal, july: Path, edited: str) -> None:
    write(july.parent, "2024-07.yaml", edited)
    for names in (["2024-07"], []):
        said = quiz("pull", *names, "--to", july.parent)
        assert (said.exit_code, said.stdout) == (1, "")
        assert said.stderr.startswith("Changes that were never published: 2024-07.yaml.")
    assert july.read_text() == edited
    lines(quiz("pull", "2024-07", "--to", july.parent, "--force"), 0)
    assert july.read_text() == titled("둘")


@pytest.mark.parametrize("key", ["\ufeffbank:", "bank :", '"bank":'])
def test_the_file_that_holds_the_bank_is_found_however_it_is_written(quiz: Terminal, july: Path, key: str) -> None:
    write(july.parent, "summer.yaml", titled("아직").replace("bank:", key, 1))
    july.unlink()
    assert "published: summer.yaml." in lines(quiz("pull", "2024-07", "--to", july.parent), 1)[0]
    lines(quiz("pull", "2024-07", "--to", july.parent, "--force"), 0)
    assert sorted(path.name for path in july.parent.iterdir()) == [
        ".published.json",
        "glossary.yaml",
        "series.yaml",
        "summer.yaml",
    ]


def test_two_banks_never_go_to_one_file(quiz: Terminal, july: Path) -> None:
    write(july.parent, "2024-07.yaml", (QUESTIONS / "2024-06.yaml").read_text(encoding="utf-8"))
    for words in ([], ["--force"], ["2024-06", "2024-07", "--force"]):
        (said,) = lines(quiz("pull", "--to", july.parent, *words), 1)
        assert said.startswith("Named like one bank, but holding another: 2024-07.yaml.")
    assert [path.name for path in july.parent.iterdir()] == ["2024-07.yaml"]


def test_nothing_is_written_where_one_file_can_not_be(quiz: Terminal, july: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    os.mkfifo(folder / "2024-07.yaml")
    (said,) = lines(quiz("pull", "--to", folder), 1)
    assert said.startswith(f"{folder / '2024-07.yaml'} is no regular file.")
    (folder / "2024-07.yaml").unlink()
    write(folder, "2024-07.yaml", titled("하나"))
    (folder / "2024-07.yaml").chmod(0o440)
    assert lines(quiz("pull", "--to", folder), 1) == ["Read-only: 2024-07.yaml. Nothing was written."]
    assert [path.name for path in folder.iterdir()] == ["2024-07.yaml"]


def test_a_pull_keeps_links_rights_and_owners(quiz: Terminal, july: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    write(july.parent, "2024-07.yaml", titled("하나"))
    july.chmod(0o640)
    os.chown(july, 12, 34)
    (folder / "2024-07.yaml").symlink_to(july)
    lines(quiz("pull", "2024-07", "--to", folder), 0)
    assert (folder / "2024-07.yaml").is_symlink()
    assert july.read_text() == titled("둘")
    kept = july.stat()
    assert (stat.S_IMODE(kept.st_mode), kept.st_uid, kept.st_gid) == (0o640, 12, 34)
    assert [path.name for path in july.parent.iterdir()] == ["2024-07.yaml"]


def test_a_bank_without_a_source_is_named_and_the_others_are_written(
    quiz: Terminal, july: Path, tmp_path: Path
) -> None:
    forget(quiz, 2)
    said = quiz("pull", "--to", tmp_path / "new")
    assert said.exit_code == 1
    assert said.stderr.startswith("source not kept: 2024-07@2.")
    assert len(list((tmp_path / "new").glob("*.yaml"))) == 8
    assert lines(quiz("pull", "2024-09"), 1)[0].startswith("There is no bank 2024-09")


def test_what_files_are_based_on_goes_along_in_git(quiz: Terminal, july: Path, tmp_path: Path) -> None:
    """Two checkouts of one repository: the one that has not pulled can't undo the other."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        lines(quiz("pull", "2024-07", "--to", folder), 0)
    noted = (here / ".published.json").read_text()
    assert json.loads(noted) == {"2024-07": hash_of(july.read_bytes())}
    write(here, "2024-07.yaml", titled("여기"))
    lines(quiz("publish", here / "2024-07.yaml"), 0)
    assert json.loads((here / ".published.json").read_text()) == {
        "2024-07": hash_of((here / "2024-07.yaml").read_bytes())
    }
    write(there, "2024-07.yaml", titled("저기"))
    assert "[elsewhere]" in lines(quiz("publish", there / "2024-07.yaml"), 1)[0]
    assert (there / ".published.json").read_text() == noted
    lines(quiz("pull", "2024-07", "--to", there, "--force"), 0)
    write(there, "2024-07.yaml", titled("저기"))
    lines(quiz("publish", there / "2024-07.yaml"), 0)
    assert "[elsewhere]" in "".join(lines(quiz("publish", "--dry-run", write_other(here)), 1))


def write_other(folder: Path) -> Path:
    write(folder, "2024-07.yaml", titled("또 여기"))
    return folder / "2024-07.yaml"


@pytest.mark.parametrize(
    "noted",
    ["{", "[" * 100_000, '{"2024-07": ' * 100_000, '{"\\ud800": "0"}', '{"2024-07": 1}', "[]" + " " * 4_000_000],
    ids=["cut", "lists", "maps", "half a character", "a number", "too large"],
)
def test_notes_that_can_not_be_read_end_with_a_message(quiz: Terminal, july: Path, noted: str) -> None:
    write(july.parent, ".published.json", noted)
    changed = titled("셋")
    write(july.parent, "2024-07.yaml", changed)
    (said,) = lines(quiz("publish", july), 1)
    assert said.startswith(f"{july.parent / '.published.json'} can't be read.")
    assert july.read_text() == changed
    lines(quiz("pull", "2024-07", "--force", "--to", july.parent), 0)
    assert json.loads((july.parent / ".published.json").read_text()) == {"2024-07": hash_of(july.read_bytes())}


def test_a_note_that_can_not_be_written_is_said_after_what_was_published(quiz: Terminal, july: Path) -> None:
    note = july.parent / ".published.json"
    lines(quiz("pull", "2024-07", "--to", july.parent), 0)
    note.chmod(0o444)
    for number, title in enumerate(("셋", "넷"), 3):
        write(july.parent, "2024-07.yaml", titled(title))
        said = quiz("publish", july)
        assert said.exit_code == 0, "what was published stays so"
        assert said.stdout.splitlines()[-1] == "published 2024-07"
        command = f"quiz pull 2024-07 --to {july.parent}"
        (line,) = said.stderr.splitlines()
        assert line.startswith(f"{note} can't be written: Permission denied. ")
        assert line.endswith(f": {command}")
        assert lines(quiz("history", "2024-07"), 0)[0].startswith(f"2024-07@{number} ")
    assert lines(quiz(*command.split()[1:]), 1) == ["Read-only: .published.json. Nothing was written."]
    note.chmod(0o644)
    assert lines(quiz(*command.split()[1:]), 0) == ["unchanged: 2024-07.yaml"]
    write(july.parent, "2024-07.yaml", titled("다섯"))
    assert quiz("publish", july).stderr == ""
    assert json.loads(note.read_text()) == {"2024-07": hash_of(july.read_bytes())}


def test_a_note_that_knows_an_older_state_of_the_same_file_is_asked_about(quiz: Terminal, july: Path) -> None:
    """Another branch of the repository, checked out in the same folder."""
    lines(quiz("pull", "2024-07", "--to", july.parent), 0)
    noted = (july.parent / ".published.json").read_text()
    write(july.parent, "2024-07.yaml", titled("셋"))
    lines(quiz("publish", july), 0)
    write(july.parent, ".published.json", noted)
    write(july.parent, "2024-07.yaml", titled("넷"))
    said = lines(quiz("publish", july), 1)
    assert "2024-07@3 was published from this file since; .published.json does not know it" in said[0]
    assert lines(quiz("publish", "--force", july), 0)[-1] == "published 2024-07"
    assert json.loads((july.parent / ".published.json").read_text()) == {"2024-07": hash_of(july.read_bytes())}


def test_a_refusal_is_given_to_programs_without_the_difference(quiz: Terminal, july: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other, "2024-07.yaml", titled("셋"))
    refused = quiz("publish", "--format", "json", other / "2024-07.yaml")
    assert refused.exit_code == 1
    assert [problem["code"] for problem in json.loads(refused.stdout)] == ["elsewhere"]


def test_a_pull_brings_an_accepted_challenge_back_and_a_stale_file_is_refused(quiz: Terminal, july: Path) -> None:
    question, answer = "one-short-text", {"text": ("적응 층",)}
    with store_of(quiz) as session:
        bank = session.scalars(select(BankRow).where(BankRow.slug == "2024-07")).one()
        row: Any = session.execute(
            challenge_queries.published_now(
                session.scalars(
                    select(QuestionRow.id).where(QuestionRow.bank_id == bank.id, QuestionRow.slug == question)
                ).one()
            )
        ).one()
        asked = question_of(row.content_hash, row.question)
        raw = key_edits.edited(row.source, asked, answer, key_edits.Way(kind="spelling", input="text"))
        file = BankFile(name="2024-07.yaml", raw=raw, series=row.series)
        media = MediaFolder(source=july.parent)
        publish(session, [file], media, now=datetime.now(UTC), provenance=Provenance(origin="challenge"))
        session.commit()
    latest = lines(quiz("history", "2024-07"), 0)[0]
    assert "an accepted challenge" in latest
    write(july.parent, "2024-07.yaml", titled("셋"))
    refused = quiz("publish", july)
    assert (refused.exit_code, "an accepted challenge" in refused.output) == (1, True)
    lines(quiz("pull", "2024-07", "--to", july.parent, "--force"), 0)
    assert july.read_bytes() == raw
    assert "적응 층" in july.read_text("utf-8")
