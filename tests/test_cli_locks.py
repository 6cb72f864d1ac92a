"""Nobody waits for a command that hashes, asks or renders: each is run while another writer tries to write."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from quiz.cli import main
from quiz.cli.content import publish_steps
from quiz.platform.paths import QUESTIONS
from quiz.runtime import preview_server, server
from quiz.services.attempts import starting
from quiz.services.content.media import MediaFolder
from quiz.services.identity import accounts
from quiz.services.review.predicting import optimizer
from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionRow, QuizRow
from tests.builders import bank_text
from tests.conftest import NOW, PASSWORD
from tests.probe import watching
from tests.services.builders import EXAM, MONTH, person, picking, sit_exam
from tests.services.regrades import keyed, republish
from tests.stores import opened
from tests.test_cli import Terminal, lines, terminal
from tests.test_cli_publishing import ONE
from tests.test_docs import commands

NEW = "달 밝은 밤의 산책 9"
TWICE = f"{NEW}\n{NEW}\n"


class Shell:
    """A terminal, a folder with a bank, and the store that its commands work on.

    ``seen`` names what took long in the commands so far, ``held`` what began while others had to wait.
    """

    def __init__(self, quiz: Terminal, folder: Path, url: str) -> None:
        self.quiz, self.folder, self.url = quiz, folder, url
        self.seen: list[str] = []
        self.held: list[str] = []

    def __call__(self, *words: str, status: int = 0, stdin: str | None = None) -> list[str]:
        """Run a command that ends with ``status``, beside another writer."""
        with watching(self.url) as probe:
            probe.doing = " ".join(words)
            result = self.quiz(*words, stdin=stdin)
        self.seen += probe.seen
        self.held += probe.held
        return lines(result, status)

    def bank(self, **changes: object) -> str:
        """The path of a bank as it is written now."""
        path = self.folder / "2024-07.yaml"
        path.write_text(bank_text(bank="2024-07", **changes), encoding="utf-8")  # type: ignore[arg-type]  # parts of a bank
        return str(path)


@pytest.fixture
def shell(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    folder = tmp_path / "banks"
    shutil.copytree(QUESTIONS / "media", folder / "media")
    monkeypatch.setattr(server, "go_on", lambda host, port, workers: None)
    monkeypatch.setattr(preview_server, "serve", lambda server, begun: server.server_close())
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as quiz:
        yield Shell(quiz, folder, database_url)


def _publish(shell: Shell) -> None:
    shell("publish", shell.bank())
    shell("publish", shell.bank(), "--dry-run")
    shell("publish", str(QUESTIONS / "2024-02.yaml"))


def _regrade(shell: Shell) -> None:
    media = MediaFolder(source=QUESTIONS / "media")
    with opened(shell.url) as session:
        republish(session, media, keyed("b"))
        sit_exam(session, person(session, "Alice"), f"{MONTH}/exam", picking("a"))
        republish(session, media, keyed("a"))
    for words in ([MONTH], [MONTH, "--apply"], ["--list"], ["--undo", "1"]):
        shell("regrade", *words)


def _serve(shell: Shell) -> None:
    shell("serve", "--port", "8999")


def _demo(shell: Shell) -> None:
    shell("demo", "--learners", "3")


def _add(shell: Shell) -> None:
    shell("user", "add", "Minsu", stdin=TWICE)
    shell("user", "add", "Yuna", "--role", "admin", "--password-stdin", stdin=PASSWORD)
    shell("user", "add", "Minsu", "--password-stdin", stdin=PASSWORD, status=1)


def _password(shell: Shell) -> None:
    _with_alice(shell)
    shell("user", "list")
    shell("user", "password", "Alice", stdin=TWICE)
    shell("user", "password", "Alice", "--password-stdin", stdin="short", status=1)


def _with_alice(shell: Shell) -> int:
    """Alice with an exam that runs; its number."""
    with opened(shell.url) as session:
        return starting.start(session, person(session, "Alice"), EXAM, now=NOW).id


def _attempt(shell: Shell) -> None:
    number = str(_with_alice(shell))
    shell("attempt", "extend", number, "--minutes", "5")
    shell("attempt", "show", number)
    shell("attempt", "close")
    shell("attempt", "show", number, "--format", "json")


def _accounts(shell: Shell) -> None:
    _with_alice(shell)
    for words in (["role", "Alice", "teacher"], ["disable", "Alice"], ["disable", "Alice", "--undo"]):
        shell("user", *words)


def _mail(shell: Shell) -> None:
    shell("mail", "list")


def _guests(shell: Shell) -> None:
    with opened(shell.url) as session:
        accounts.start_guest(session, now=NOW - timedelta(days=4_000))
    shell("guests", "expire", "--dry-run")
    shell("guests", "expire")


def _reading(shell: Shell) -> None:
    shell("check", shell.bank())
    shell("schema")
    shell("try", "2024-01:weights-without-data-or-code")
    shell("db", "status")
    shell("db", "upgrade")
    shell("audit")
    shell("doctor", "--mend")
    shell("rebuild")
    receipt = shell.folder / "receipt.json"
    receipt.write_text("{}", encoding="utf-8")
    shell("receipt", "verify", str(receipt), status=1)


def _writing(shell: Shell) -> None:
    shell("new", "series", "weights", "--folder", str(shell.folder / "weights"))
    shell("new", "bank", "mean", "--series-dir", str(shell.folder / "weights"))
    written = str(shell.folder / "weights" / "mean.yaml")
    shell("new", "question", "numeric", written)
    shell("new", "drafts", written, status=1, stdin="")
    bank = shell.bank()
    shell("publish", bank)
    shell("fmt", bank)
    for command in ("stats", "coverage", "prompt", "preview", "diff"):
        shell(command, bank)


def _standings(shell: Shell) -> None:
    for command in ("hide", "open", "withdraw"):
        shell(command, "2024-02")
    shell("owner", "ai-2024")


def _revisions(shell: Shell) -> None:
    shell("publish", shell.bank())
    shell("list")
    shell("history", "2024-07")
    shell("show", "2024-07@1")
    shell("pull", "2024-07", "--to", str(shell.folder / "pulled"))


def _keys(shell: Shell) -> None:
    shell("key", "new", "--standby")
    *_, last = shell("key", "list")
    shell("key", "use", last.split()[0])


def _keeping(shell: Shell) -> None:
    file = str(shell.folder / "store.backup")
    shell("backup", file)
    shell("restore", file, status=1)
    shell("move", f"sqlite:///{shell.folder / 'moved.sqlite3'}")


def _review(shell: Shell) -> None:
    shell("review", "evaluate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimizer, "is_installed", lambda: True)
        shell("review", "fit")


RUNS: dict[Callable[[Shell], None], tuple[str, ...]] = {
    _publish: ("publish",),
    _regrade: ("regrade",),
    _serve: ("serve",),
    _demo: ("demo",),
    _add: ("user add",),
    _password: ("user list", "user password"),
    _attempt: ("attempt extend", "attempt show", "attempt close"),
    _accounts: ("user role", "user disable"),
    _guests: ("guests expire",),
    _mail: ("mail list",),
    _writing: (
        *("new series", "new bank", "new question", "new drafts"),
        *("fmt", "stats", "coverage", "prompt", "preview", "diff"),
    ),
    _standings: ("hide", "open", "withdraw", "owner"),
    _revisions: ("list", "history", "show", "pull"),
    _keys: ("key new", "key list", "key use"),
    _keeping: ("backup", "restore", "move"),
    _review: ("review evaluate", "review fit"),
    _reading: ("check", "schema", "try", "db status", "db upgrade", "audit", "doctor", "rebuild", "receipt verify"),
}
"""Each command, by what runs it."""
LONG = {_publish: "text", _demo: "hash", _add: "prompt", _password: "prompt", _reading: "text"}
"""What takes long in each."""


def test_every_command_is_run_here() -> None:
    run = sorted(f"quiz {name}" for names in RUNS.values() for name in names)
    assert run == sorted(name for name, _ in commands(main, "quiz")), "run it here beside another writer"


# A class of made-up learners takes the longest of all, and is made by the same writes on both databases.
@pytest.mark.parametrize(
    "run",
    [pytest.param(run, marks=pytest.mark.any_database) if run is _demo else run for run in RUNS],
    ids=lambda run: str(run.__name__.strip("_")),
)
def test_nobody_waits_for_a_command(run: Callable[[Shell], None], shell: Shell) -> None:
    run(shell)
    assert shell.held == []
    assert LONG.get(run, "") in (*shell.seen, "")


def test_nobody_waits_for_somebody_who_is_asked_whether_questions_go(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("publish", shell.bank())
    monkeypatch.setattr(publish_steps, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    shell("publish", shell.bank(**ONE), stdin="y\n")
    assert shell.held == []
    assert "prompt" in shell.seen


def empty(session: Session) -> None:
    """A store with its tables and no row in them."""
    for identity in (QuestionRow, QuizRow):
        session.query(identity).update({"current_version_id": None})
    session.query(BankRow).update({"current_revision_id": None})
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())


def test_nobody_waits_for_a_first_start(shell: Shell) -> None:
    with opened(shell.url) as session:
        empty(session)
    assert any("published 2024-01" in line for line in shell("serve", "--port", "8999"))
    assert shell.held == []
    assert shell.seen.count("text") > 1_000


def test_whoever_writes_meanwhile_is_seen(database_url: str) -> None:
    with watching(database_url) as probe, opened(database_url) as session:
        probe.look("before")
        session.query(BankRow).update({"standing": "hidden"})
        probe.look("meanwhile")
        session.commit()
        probe.look("after")
    assert probe.held == ["meanwhile in "]
