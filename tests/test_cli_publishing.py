"""The command that publishes: what it will do is told first, and what is likely a slip is asked about or refused."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quiz.platform.paths import QUESTIONS
from quiz.services.content.revisions.keeping import hash_of
from quiz.storage.models.content import BankRow, QuestionRow, QuizRow, SeriesRow
from tests.browser.server import QUIZ, environment
from tests.builders import KINDS, bank_text, both, definition, series_text
from tests.conftest import Stores
from tests.runtime.test_server import environment_of, first_answer, free_port, served
from tests.stores import SHIPPED
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.test_cli_store import store_of, told, write

LOST = "2024-07 would lose 5 of its 6 questions."
ONE = {"questions": [definition("numeric")], "quizzes": []}


@pytest.fixture
def quiz(tmp_path: Path, stores: Stores) -> Iterator[Terminal]:
    """A terminal whose store holds the six months."""
    with stores.lent("sqlite", SHIPPED) as url, terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready:
        yield ready


@pytest.fixture
def july(quiz: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank of one's own in a folder without a series, published and then cut down to one question."""
    folder = tmp_path / "banks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write(folder, "2024-07.yaml", bank_text(bank="2024-07"))
    lines(quiz("publish", "2024-07.yaml"), 0)
    write(folder, "2024-07.yaml", bank_text(bank="2024-07", **ONE))
    return folder / "2024-07.yaml"


def on_offer(quiz: Terminal) -> int:
    query = select(func.count()).select_from(QuestionRow).join(BankRow).where(BankRow.slug == "2024-07")
    return int(told(quiz, query.where(QuestionRow.withdrawn.is_(False))))


def test_what_would_be_done_is_told_and_not_done(quiz: Terminal, july: Path) -> None:
    said = lines(quiz("publish", "--dry-run", july), 0)
    assert said == [
        "2024-07: questions +0 new, -5 withdrawn, ~0 changed",
        *(f"  - one-{kind.replace('_', '-')}" for kind in KINDS if kind != "numeric"),
        "2024-07: quizzes +0 new, -2 withdrawn, ~0 changed",
        "  - practice-2-1",
        "  - check",
        LOST,
        "To withdraw them, publish with --yes.",
    ]
    assert lines(quiz("publish", "--dry-run", "--yes", july), 0) == said[:-2]
    assert on_offer(quiz) == len(KINDS)
    assert lines(quiz("publish", "--dry-run", july, **KOREAN), 0)[0].startswith("2024-07: 문항 ")


BARE = "bank: 2024-07\nquestions:\n  - kind: true_false\n    prompt: Half of a half is a quarter.\n    answer: true\n"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A bank whose one question has no id, beside its series; only its owner and a group may read it."""
    series = (QUESTIONS / "series.yaml").read_text(encoding="utf-8").replace("profile: strict", "profile: open")
    write(tmp_path, "series.yaml", series)
    write(tmp_path, "glossary.yaml", (QUESTIONS / "glossary.yaml").read_text(encoding="utf-8"))
    write(tmp_path, "2024-07.yaml", BARE)
    (tmp_path / "2024-07.yaml").chmod(0o640)
    return tmp_path / "2024-07.yaml"


def test_a_file_that_is_given_ids_keeps_its_rights_and_its_owner(quiz: Terminal, bare: Path) -> None:
    os.chown(bare, 12, 34)
    lines(quiz("publish", bare), 0)
    kept = bare.stat()
    assert "id: q-" in bare.read_text(encoding="utf-8")
    assert (stat.S_IMODE(kept.st_mode), kept.st_uid, kept.st_gid) == (0o640, 12, 34)
    assert list(bare.parent.glob(".*")) == [], "no draft is left"


def test_a_file_that_is_read_only_is_left_and_said(quiz: Terminal, bare: Path) -> None:
    write(bare.parent, ".published.json", "{}")
    bare.chmod(0o440)
    said = quiz("publish", "--format", "json", bare)
    assert json.loads(said.stdout)["published"] is True
    assert said.stderr.splitlines() == [f"{os.path.relpath(bare)} can't be written: quiz pull brings the ids."]
    assert bare.read_text(encoding="utf-8") == BARE
    # The file goes on from what was published of it, though it does not hold that.
    source = quiz("show", "2024-07").stdout_bytes
    assert json.loads((bare.parent / ".published.json").read_text()) == {"2024-07": hash_of(source)}
    bare.chmod(0o640)
    write(bare.parent, "2024-07.yaml", BARE + "# a remark\n")
    lines(quiz("publish", bare), 0)


@pytest.mark.parametrize(("name", "code"), [("2024-08", "file-name"), ("june-new", "duplicate")])
def test_a_copy_of_a_published_bank_is_refused(quiz: Terminal, tmp_path: Path, name: str, code: str) -> None:
    shutil.copytree(QUESTIONS, tmp_path / "banks")
    copy = tmp_path / "banks" / f"{name}.yaml"
    copy.write_bytes((QUESTIONS / "2024-06.yaml").read_bytes())
    for words in ([copy], ["--dry-run", copy], [copy, QUESTIONS / "2024-05.yaml"]):
        said = lines(quiz("publish", *words), 1)
        assert any(f"[{code}]" in line for line in said)
        assert said[-1] == "Nothing was published."
    copy.rename(tmp_path / f"{name}.yaml")
    shutil.copytree(QUESTIONS / "media", tmp_path / "media")
    (elsewhere,) = lines(quiz("publish", tmp_path / f"{name}.yaml"), int(code == "file-name"))[:1]
    assert ("[file-name]" if code == "file-name" else "unchanged") in elsewhere


def test_what_comes_back_is_not_told_as_new(quiz: Terminal, july: Path) -> None:
    lines(quiz("publish", "--yes", july), 0)
    write(july.parent, "2024-07.yaml", bank_text(bank="2024-07") + "# as it was at first, on purpose\n")
    assert lines(quiz("publish", "--dry-run", july), 0) == [
        "2024-07: questions +0 new, +5 back, -0 withdrawn, ~0 changed",
        "2024-07: quizzes +0 new, +2 back, -0 withdrawn, ~0 changed",
    ]
    assert "+5 다시 게시" in lines(quiz("publish", july, **KOREAN), 0)[0]
    assert on_offer(quiz) == len(KINDS)


def test_a_plan_is_told_to_programs_too(quiz: Terminal, july: Path) -> None:
    for words, published in ((["--dry-run"], False), (["--yes"], True)):
        plan = json.loads(quiz("publish", "--format", "json", *words, july).stdout)
        (bank,) = plan["banks"]
        assert plan["published"] is published
        assert (bank["bank"], bank["on_offer"], bank["mass_withdrawal"]) == ("2024-07", 6, True)
        assert len(bank["questions"]["withdrawn"]) == 5
        assert bank["questions"]["new"] == bank["questions"]["changed"] == []
    write(july.parent, "2024-07.yaml", "bank: [")
    refused = quiz("publish", "--format", "json", july)
    assert [problem["code"] for problem in json.loads(refused.stdout)] == ["yaml"]
    assert refused.exit_code == 1


def test_many_questions_are_withdrawn_only_where_somebody_says_so(quiz: Terminal, july: Path) -> None:
    said = quiz("publish", july)
    assert said.exit_code == 1
    assert said.stderr.splitlines() == [
        LOST,
        "Nothing was published. If they are to be withdrawn, publish with --yes.",
    ]
    assert on_offer(quiz) == len(KINDS)
    assert lines(quiz("publish", "--yes", july), 0)[-1] == "published 2024-07"
    assert on_offer(quiz) == 1


@pytest.mark.parametrize(("typed", "left", "status"), [("y\n", 1, 0), ("n\n", 6, 1), ("\n", 6, 1)])
def test_at_a_terminal_it_is_asked(quiz: Terminal, july: Path, typed: str, left: int, status: int) -> None:
    own, theirs = pty.openpty()
    given = {**environment(quiz.instance), "QUIZ_DATABASE_URL": quiz.environment["QUIZ_DATABASE_URL"]}
    os.write(own, typed.encode())
    done = subprocess.run(
        [QUIZ, "publish", july],
        env={**given, "LC_ALL": "C.UTF-8", "QUIZ_TRUSTED_PROXIES": ""},
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(own)
    os.close(theirs)
    assert "2024-07 loses 5 of its 6 questions. Withdraw them? [y/N]" in done.stdout
    assert done.returncode == status, done.stderr
    assert on_offer(quiz) == left


def test_a_series_of_ones_own_is_published_beside_the_other(quiz: Terminal, tmp_path: Path) -> None:
    title = both("통계", "Statistics")
    write(
        tmp_path,
        "series.yaml",
        series_text(series="stats-2026", title=title, quizzes=[], parts=[{"id": "1", "title": "1"}]),
    )
    write(tmp_path, "means.yaml", bank_text(bank="means"))
    said = lines(quiz("publish", tmp_path), 0)
    assert said[:2] == ["series stats-2026: new", "means: new (questions: 6, quizzes: 2)"]
    with store_of(quiz) as session:
        assert session.scalars(select(SeriesRow.slug).order_by(SeriesRow.id)).all() == ["ai-2024", "stats-2026"]
        assert session.scalars(select(QuizRow.withdrawn).where(QuizRow.key == "final")).all() == [False]
    said = lines(quiz("publish", tmp_path), 0)
    assert said[0].startswith("unchanged: ")


def test_a_bank_is_withdrawn_brought_back_hidden_and_opened(quiz: Terminal) -> None:
    def standing() -> str:
        with store_of(quiz) as session:
            return session.scalars(select(BankRow.standing).where(BankRow.slug == "2024-02")).one()

    steps = (("withdraw",), "withdrawn"), (("withdraw", "--undo"), "hidden"), (("open",), "open"), (("hide",), "hidden")
    for words, after in steps:
        (said,) = lines(quiz(*words, "2024-02"), 0)
        assert said.startswith("2024-02 is ")
        assert standing() == after
    (said,) = lines(quiz("hide", "2024-13"), 1)
    assert said == "There is no series and no bank 2024-13 in the database."
    lines(quiz("withdraw", "ai-2024"), 0)
    assert told(quiz, select(SeriesRow.standing)) == "withdrawn"


def test_what_was_hidden_and_withdrawn_comes_back_hidden(quiz: Terminal) -> None:
    for words in (("hide",), ("withdraw",)):
        lines(quiz(*words, "2024-02"), 0)
    assert lines(quiz("withdraw", "2024-02", "--undo"), 0) == [
        "2024-02 is back, hidden: teachers find it, learners don't. To let learners find it: quiz open 2024-02"
    ]
    assert told(quiz, select(BankRow.standing).where(BankRow.slug == "2024-02")) == "hidden"


@pytest.mark.parametrize(("command", "standing"), [("hide", "hidden"), ("open", "open")])
def test_what_is_not_withdrawn_is_not_brought_back(command: str, standing: str, quiz: Terminal) -> None:
    lines(quiz(command, "2024-02"), 0)
    (said,) = lines(quiz("withdraw", "2024-02", "--undo"), 1)
    assert said == "2024-02 is not withdrawn, so nothing was changed."
    assert told(quiz, select(BankRow.standing).where(BankRow.slug == "2024-02")) == standing


def test_a_plan_that_does_nothing_names_the_files_that_are_unchanged(quiz: Terminal) -> None:
    (said,) = lines(quiz("publish", "--dry-run"), 0)
    assert said.startswith("unchanged: ")
    assert said.count(".yaml") == 6


def test_published_banks_without_a_file_are_named_when_the_folder_is_published(quiz: Terminal, july: Path) -> None:
    said = lines(quiz("publish"), 0)
    assert said[0] == (
        "published, but without a file here: 2024-07. They stay published. To take one off: quiz withdraw."
    )
    assert said[-1].startswith("unchanged: ")


def test_a_start_undoes_no_publishing_and_says_what_it_left(
    tmp_path: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = environment_of(tmp_path / "instance", stores)
    # No quiz draws by the scope of a question.
    shipped = (QUESTIONS / "2024-01.yaml").read_text(encoding="utf-8")
    corrected = shipped.replace("\n    scope: background\n", "\n    scope: paper\n", 1)
    (tmp_path / "media").symlink_to(QUESTIONS / "media")
    write(tmp_path, "2024-01.yaml", corrected)
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=settings["QUIZ_DATABASE_URL"]) as quiz:
        lines(quiz("publish", tmp_path / "2024-01.yaml"), 0)
        before = current(quiz)
        port = free_port()
        with served(settings, "--port", str(port), "--workers", "1") as process:
            assert first_answer(process, port)[0] == 200
            process.terminate()
            said, _ = process.communicate(timeout=60)
        assert current(quiz) == before
    assert "2024-01: questions +0 new, -0 withdrawn, ~1 changed\n" in said
    assert "To publish them, run: quiz publish." in said
    assert "published 2024-01" not in said


def test_a_start_leaves_a_series_of_ones_own_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {**environment(tmp_path / "instance"), "QUIZ_TRUSTED_PROXIES": "", "LC_ALL": "C.UTF-8"}
    write(tmp_path, "series.yaml", series_text(series="stats-2026", quizzes=[]))
    write(tmp_path, "2026-03.yaml", bank_text(bank="2026-03"))
    with terminal(tmp_path / "instance") as quiz:
        lines(quiz("db", "upgrade"), 0)
        lines(quiz("publish", tmp_path / "2026-03.yaml"), 0)
        port = free_port()
        with served(settings, "--port", str(port), "--workers", "1") as process:
            status, page = first_answer(process, port)
            process.terminate()
            said, _ = process.communicate(timeout=60)
        assert (status, "/m/2026-03" in page, "/m/2024-01" in page) == (200, True, False)
        assert told(quiz, select(SeriesRow.slug)) == "stats-2026"
    assert "ai-2024" not in said


def current(quiz: Terminal) -> list[int | None]:
    with store_of(quiz) as session:
        return list(session.scalars(select(QuestionRow.current_version_id).order_by(QuestionRow.id)))


def test_the_smallest_bank_is_published_and_its_new_ids_are_said(quiz: Terminal, bare: Path) -> None:
    *_, published, given = lines(quiz("publish", bare), 0)
    assert published == "published 2024-07"
    kept = quiz("show", "2024-07@1").stdout
    found = re.fullmatch(r"(.*2024-07\.yaml) gets these ids: (q-[0-9a-f]{8})", given)
    assert found
    assert bare.read_text(encoding="utf-8") == kept == BARE.replace("- kind", f"- id: {found[2]}\n    kind")
    (said,) = lines(quiz("publish", bare), 0)
    assert said.startswith("unchanged: ")
    bare.write_text(BARE, encoding="utf-8")
    assert lines(quiz("publish", bare), 0)[-1] == given
    assert len(lines(quiz("history", "2024-07"), 0)) == 1
    assert on_offer(quiz) == 1
    text = bare.read_text(encoding="utf-8").replace("answer: true", "answer: maybe")
    bare.write_text(text, encoding="utf-8")
    refused = lines(quiz("publish", bare), 1)
    assert len(refused) == 2, "the error, and that nothing was published; no hints"
    assert "[truth]" in refused[0]
