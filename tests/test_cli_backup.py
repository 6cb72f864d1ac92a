"""Keeping a store: a backup made while others write, put back elsewhere, and files that are none refused."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from click.testing import Result
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from quiz.app import create_app
from quiz.platform.paths import CHECKOUT
from quiz.platform.settings import Settings, sqlite_url
from quiz.storage import dumps, schema, search_index
from quiz.storage.database import is_sqlite
from quiz.storage.dumps import temporary_database
from quiz.storage.models.attempts import AnswerRow
from quiz.storage.models.base import Base
from quiz.storage.models.integrity import BackupRecord
from quiz.storage.schema import unguarded
from tests.conftest import PASSWORD, Stores
from tests.services import school
from tests.stores import opened
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.test_cli_proofs import School
from tests.test_cli_store import at_revision


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """An empty place of the same kind of database, and a terminal that works there."""

    quiz: Terminal
    url: str


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path, stores: Stores) -> Iterator[School]:
    instance = tmp_path / "instance"
    with school.lent(stores, request.param) as (url, numbers):
        with opened(url) as session:
            tokens = {name: attempt.token for name, attempt in school.attempts(session, numbers).items()}
        with terminal(instance, QUIZ_DATABASE_URL=url) as ready:
            yield School(quiz=ready, url=url, tokens=tokens, numbers=numbers)


@pytest.fixture
def elsewhere(filled: School, tmp_path: Path) -> Iterator[Elsewhere]:
    with ExitStack() as stack:
        url = None if is_sqlite(filled.url) else stack.enter_context(empty_database(filled.url))
        yield stack.enter_context(empty_place(tmp_path / "elsewhere", url))


@contextmanager
def empty_place(instance: Path, url: str | None = None) -> Iterator[Elsewhere]:
    url = url or sqlite_url(instance / "dalmada.sqlite3")
    with terminal(instance, QUIZ_DATABASE_URL=url) as ready:
        yield Elsewhere(quiz=ready, url=url)


@contextmanager
def empty_database(beside: str) -> Iterator[str]:
    """The address of a PostgreSQL database without tables, on the server of another."""
    with temporary_database(make_url(beside)) as url:
        yield url.render_as_string(hide_password=False)


def refused(result: Result) -> str:
    """Why a command did nothing, on one line."""
    (said,) = lines(result, 1)
    return said


def rows_of(url: str) -> dict[str, list[Any]]:
    """Every row of every table, but for the note of the backup itself."""
    with opened(url) as session:
        found = {
            table.name: [tuple(map(repr, row)) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }
    return {name: rows for name, rows in found.items() if name != BackupRecord.__tablename__}


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]  # all are files


def rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Write a backup once more, with its members changed."""
    held = members(path)
    change(held)
    with tarfile.open(path, "w:gz") as tar:
        for name, content in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def with_manifest(held: dict[str, bytes], **changes: Any) -> None:
    held["manifest.json"] = json.dumps({**json.loads(held["manifest.json"]), **changes}).encode()


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# The way there and back


def test_a_backup_put_back_elsewhere_is_the_same_store_row_by_row(
    filled: School, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    path = tmp_path / "store.backup"
    first, second = lines(filled.quiz("backup", path), 0)
    assert first.startswith(f"{path}: ")
    assert second == "It was put back into a temporary place, brought to today's schema and examined."
    assert path.stat().st_mode & 0o777 == 0o600
    before = rows_of(filled.url)
    said = lines(elsewhere.quiz("restore", path), 0)
    assert said[0].startswith("Restored the store of ")
    assert rows_of(elsewhere.url) == before
    assert lines(elsewhere.quiz("doctor"), 0)[-1].endswith("faults: 0, notices: 0")


def test_after_it_people_sign_in_and_old_receipts_verify(filled: School, elsewhere: Elsewhere, tmp_path: Path) -> None:
    lines(filled.quiz("user", "add", "Min-ji", "--password-stdin", stdin=PASSWORD), 0)
    receipt, path = filled.receipt("exam", tmp_path), tmp_path / "store.backup"
    lines(filled.quiz("backup", path), 0)
    lines(elsewhere.quiz("restore", path), 0)
    key = elsewhere.quiz.instance / "secret-key"
    assert key.read_text("ascii") == (filled.quiz.instance / "secret-key").read_text("ascii")
    assert key.stat().st_mode & 0o777 == 0o600
    assert lines(elsewhere.quiz("receipt", "verify", receipt), 0)[0].startswith("The receipt is genuine")
    settings = Settings.from_environment(
        {"QUIZ_INSTANCE": str(elsewhere.quiz.instance), "QUIZ_DATABASE_URL": elsewhere.url}
    )
    client = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, settings).test_client()
    assert client.post("/signin", data={"name": "Min-ji", "password": PASSWORD}).status_code == 303
    assert client.get("/me").status_code == 200


def test_a_backup_during_writes_holds_one_moment(filled: School, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """A writer moves a number from one row to another, thousands of times: in every moment the sum is the same."""
    filled.spoil("CREATE TABLE moved (name INTEGER PRIMARY KEY, held INTEGER NOT NULL)")
    filled.spoil("INSERT INTO moved VALUES (1, 1000000), (2, 0)")
    stop, count = threading.Event(), 0

    def write() -> None:
        nonlocal count
        while not stop.is_set():
            filled.spoil("UPDATE moved SET held = held + CASE name WHEN 1 THEN -1 ELSE 1 END")
            count += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        lines(filled.quiz("backup", tmp_path / "store.backup"), 0)
    finally:
        stop.set()
        writer.join()
    assert count > 0
    lines(elsewhere.quiz("restore", tmp_path / "store.backup"), 0)
    with opened(elsewhere.url) as session:
        held = dict(session.execute(text("SELECT name, held FROM moved")).all())
    assert sum(held.values()) == 1_000_000


def test_a_backup_is_noted_in_the_store(filled: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    told = json.loads("\n".join(lines(filled.quiz("backup", path, "--format", "json"), 0)))
    assert told["size"] == path.stat().st_size
    with filled.session() as session:
        (noted,) = session.scalars(select(BackupRecord))
        assert (noted.size, noted.checked, noted.faults) == (told["size"], told["checked"], 0)


def test_faults_of_the_store_are_named_and_the_file_is_kept(filled: School, tmp_path: Path) -> None:
    filled.spoil("UPDATE learner_month SET done = done + 1")
    said = lines(filled.quiz("backup", tmp_path / "store.backup"), 1)
    assert any(line.endswith("[learner_month]") for line in said)
    assert (tmp_path / "store.backup").exists()


# What is in it


def test_pictures_and_settings_are_in_it_and_no_password(
    filled: School, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.backup"
    media = filled.quiz.instance / "media"
    media.mkdir(parents=True, exist_ok=True)
    (media / f"{'a' * 64}.png").write_bytes(b"a picture of before")
    (media / "draft of a picture.~1").write_bytes(b"half")
    lines(filled.quiz("backup", path, QUIZ_LIMITS_URL="redis://:geheim@127.0.0.1:6379/0", QUIZ_HOSTS="quiz.test"), 0)
    held = members(path)
    pictures = {f"media/{file.name}" for file in media.iterdir() if " " not in file.name}
    assert pictures
    assert {name for name in held if name.startswith("media/")} == pictures
    assert json.loads(held["settings.json"])["QUIZ_HOSTS"] == "quiz.test"
    assert b"geheim" not in held["settings.json"]
    said = lines(elsewhere.quiz("restore", path), 0)
    assert "  QUIZ_HOSTS=quiz.test" in said
    assert files_below(elsewhere.quiz.instance / "media") == {name.removeprefix("media/") for name in pictures}


def test_the_manifest_names_version_schema_and_every_hash(filled: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(filled.quiz("backup", path), 0)
    held = members(path)
    manifest = json.loads(held.pop("manifest.json"))
    assert (manifest["format"], manifest["version"], manifest["schema"]) == ("dalmada-backup", 1, schema.head())
    assert {name: part["sha256"] for name, part in manifest["files"].items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in held.items()
    }


def test_an_older_store_is_backed_up_as_it_is_and_upgraded_when_it_is_put_back(
    filled: School, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    take_back(filled.url)
    at_revision(filled.quiz, OLDER_REVISION)
    path = tmp_path / "store.backup"
    lines(filled.quiz("backup", path), 0)
    assert json.loads(members(path)["manifest.json"])["schema"] == OLDER_REVISION
    lines(elsewhere.quiz("restore", path), 0)
    assert lines(elsewhere.quiz("db", "status"), 0) == ["The database is up to date."]


OLDER_REVISION = "0010"
GONE = {
    "attempt": ("purpose", "scope", "ended_early", "held_back"),
    "attempt_question": ("guess", "slip", "day", "quick", "recall", "stands_for_id"),
    "question": ("measures", "section"),
    "quiz": ("built_in",),
}


def take_back(url: str) -> None:
    """Undo the migrations since."""
    engine = create_engine(url)
    with unguarded(engine) as connection, connection.begin():
        undo = Operations(MigrationContext.configure(connection))
        since = (
            *("review_card", "learner_mastery", "learner_day", "review_settings", "review_fit", "certificate"),
            *("outgoing_mail", "mail_link", "notice", "email_address", "mail_consent", "reset_request", "lease"),
            *("reminder", "push_subscription", "calendar_feed", "reminder_settings", "challenge"),
            *("attempt_presence", "class_mark", "assignment_override", "assignment", "series_editor", "mark_column"),
            *(
                "group_member",
                "class_series",
                "mark_category",
                "retention_notice",
                "class_member",
                "class_group",
                "class",
            ),
            *(
                "first_finish",
                "item_sums",
                "place_sums",
                "total_sums",
                "background_work",
                "retention_rules",
                "invitation",
            ),
            *("draft_picture", "bank_draft_step", "bank_draft"),
            *("saved_comment", "grading_draft", "grade", "answer_grading", "grading_rules"),
        )
        search_index.drop(connection)
        undo.drop_table("recovery_code")
        undo.drop_column("account", "age_confirmed_at")
        for table in (*since, "data_file", "brought_review", "search_entry", "bookmark", "question_report"):
            undo.drop_table(table)
        undo.drop_index("uq_attempt_running", "attempt")
        undo.drop_index("ix_attempt_question_stands_for_id", "attempt_question")
        for table, columns in GONE.items():
            with undo.batch_alter_table(table) as batch:
                if table == "attempt":
                    batch.drop_constraint("ck_attempt_purpose", type_="check")
                    batch.drop_index("ix_attempt_held_back")
                if table == "attempt_question":
                    batch.drop_constraint("fk_attempt_question_stands_for_id", type_="foreignkey")
                for column in columns:
                    batch.drop_column(column)
        with undo.batch_alter_table("audit_event") as batch:
            batch.create_check_constraint("ck_audit_event_action", "action <> ''")
            batch.create_check_constraint("ck_audit_event_object_kind", "object_kind <> ''")
        running = text("state = 'running'")
        where: dict[str, Any] = {"sqlite_where": running, "postgresql_where": running}
        undo.create_index("uq_attempt_running", "attempt", ["account_id", "quiz_id"], unique=True, **where)
    engine.dispose()


# PostgreSQL's own


@pytest.fixture
def on_postgresql(tmp_path: Path, stores: Stores) -> Iterator[School]:
    instance = tmp_path / "instance"
    with (
        school.lent(stores, "postgresql") as (url, numbers),
        terminal(instance, QUIZ_DATABASE_URL=url) as ready,
    ):
        yield School(quiz=ready, url=url, tokens={}, numbers=numbers)


def databases(session: Session) -> set[str]:
    return set(session.scalars(text("SELECT datname::text FROM pg_database")))


def test_the_database_that_a_backup_is_tried_in_is_gone_afterwards(on_postgresql: School, tmp_path: Path) -> None:
    with on_postgresql.session() as session:
        before = databases(session)
    lines(on_postgresql.quiz("backup", tmp_path / "store.backup"), 0)
    with on_postgresql.session() as session:
        assert databases(session) == before


@pytest.fixture
def low_role(on_postgresql: School) -> Iterator[str]:
    """The address of the same database for a role with a password that may read all and make no database."""
    name = make_url(on_postgresql.url).database
    on_postgresql.spoil(f"""
        CREATE ROLE low LOGIN PASSWORD 'geheim' NOCREATEDB;
        GRANT ALL ON ALL TABLES IN SCHEMA public TO low;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO low;
        GRANT ALL ON DATABASE {name} TO low""")
    yield make_url(on_postgresql.url).set(username="low", password="geheim").render_as_string(hide_password=False)
    on_postgresql.spoil("DROP OWNED BY low; DROP ROLE low")


def test_where_no_database_may_be_made_the_backup_is_read_and_says_so(
    on_postgresql: School, low_role: str, tmp_path: Path
) -> None:
    path = tmp_path / "store.backup"
    said = lines(on_postgresql.quiz("backup", path, QUIZ_DATABASE_URL=low_role), 0)
    assert said[1].startswith("It was only read to its end and held against its hashes")
    assert "permission denied to create database" in said[1]
    assert b"geheim" not in members(path)["settings.json"]
    with empty_database(on_postgresql.url) as url, empty_place(tmp_path / "elsewhere", url) as place:
        lines(place.quiz("restore", path), 0)


@pytest.mark.parametrize("name", ["pg_dump", "pg_restore"])
def test_a_program_that_is_missing_is_named_with_the_remedy(
    name: str, on_postgresql: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for other in {"pg_dump", "pg_restore"} - {name}:
        (folder / other).symlink_to(dumps.program(other))
    monkeypatch.setattr(dumps, "_ON_DEBIAN", tmp_path / "nowhere")
    said = refused(on_postgresql.quiz("backup", tmp_path / "store.backup", PATH=str(folder)))
    assert said.startswith(f"{name} is missing. On Debian: apt-get install postgresql-client.")
    assert not (tmp_path / "store.backup").exists()


def test_a_backup_of_the_other_database_says_which_is_wanted(
    on_postgresql: School, small: School, tmp_path: Path
) -> None:
    lines(small.quiz("backup", tmp_path / "of-sqlite"), 0)
    lines(on_postgresql.quiz("backup", tmp_path / "of-postgresql"), 0)
    with empty_place(tmp_path / "elsewhere") as place:
        assert refused(place.quiz("restore", tmp_path / "of-postgresql")).startswith("The backup is of a PostgreSQL")
    with empty_database(on_postgresql.url) as url, empty_place(tmp_path / "elsewhere", url) as place:
        assert refused(place.quiz("restore", tmp_path / "of-sqlite")).startswith("The backup is of an SQLite store.")


# What is refused


def test_an_existing_file_is_replaced_with_force_only(filled: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    path.write_bytes(b"of yesterday")
    assert refused(filled.quiz("backup", path)) == (
        f"{path} exists already. Name another file, or replace it with --force."
    )
    assert path.read_bytes() == b"of yesterday"
    lines(filled.quiz("backup", path, "--force"), 0)
    assert "manifest.json" in members(path)
    assert [file.name for file in tmp_path.iterdir() if "store.backup" in file.name] == ["store.backup"]


STORE, KEY = "dalmada.sqlite3", "secret-key"


@pytest.mark.parametrize("name", [STORE, f"{STORE}-wal", f"{STORE}-shm", f"{STORE}-journal", KEY, "media/store.backup"])
def test_a_backup_replaces_nothing_of_its_own_store(name: str, small: School) -> None:
    refuses_its_own(small, small.quiz.instance / name)


@pytest.mark.parametrize("name", [STORE, KEY])
@pytest.mark.parametrize("way", ["link", "hard link", "through a folder"])
def test_nor_by_another_name(way: str, name: str, small: School, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    if way == "through a folder":
        folder.symlink_to(small.quiz.instance)
    else:
        folder.mkdir()
        link = Path.symlink_to if way == "link" else Path.hardlink_to
        link(folder / name, small.quiz.instance / name)
    refuses_its_own(small, folder / name)


def refuses_its_own(small: School, target: Path) -> None:
    (small.quiz.instance / "media").mkdir(exist_ok=True)
    kept = [small.quiz.instance / name for name in (STORE, KEY)]
    before = [path.read_bytes() for path in kept]
    said = refused(small.quiz("backup", target, "--force"))
    assert said == f"{target} belongs to the store that is backed up. Name a file elsewhere."
    assert [path.read_bytes() for path in kept] == before


@pytest.mark.parametrize("words", [("backup", "store.backup"), ("doctor",), ("audit",), ("demo",), ("db", "upgrade")])
@pytest.mark.parametrize("content", [b"a letter" * 1000, b"SQLite format 3\0" + b"?" * 8000], ids=["text", "header"])
def test_a_store_that_is_no_database_is_said_by_every_command(
    content: bytes, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with empty_place(tmp_path / "instance") as place:
        place.quiz.instance.mkdir()
        store = place.quiz.instance / "dalmada.sqlite3"
        store.write_bytes(content)
        assert refused(place.quiz(*words)).startswith("The database can't be used: file is not a database. Check ")
        assert store.read_bytes() == content
    assert not (tmp_path / "store.backup").exists()


def test_a_store_in_which_nothing_is_makes_no_backup(filled: School, elsewhere: Elsewhere, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    said = refused(elsewhere.quiz("backup", path))
    assert said.endswith(" is empty, so there is nothing to back up. Check QUIZ_INSTANCE and QUIZ_DATABASE_URL.")
    assert not path.exists()


def test_where_no_more_can_be_written_nothing_is_left(filled: School, tmp_path: Path) -> None:
    """The system refuses files that grow beyond 200 blocks of 512 bytes, as it refuses all on a full disk."""
    folder = tmp_path / "backups"
    folder.mkdir()
    environment = {**os.environ, "QUIZ_INSTANCE": str(filled.quiz.instance), "QUIZ_DATABASE_URL": filled.url}
    limited = f"ulimit -f 200; exec {sys.executable} -m quiz.cli backup {folder / 'store.backup'}"
    done = subprocess.run(
        ["sh", "-c", limited], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done
    assert len(done.stderr.splitlines()) == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("path", ["nowhere/store.backup", "instance"])
def test_a_place_that_takes_no_file_is_named(path: str, filled: School, tmp_path: Path) -> None:
    assert str(tmp_path / path.partition("/")[0]) in refused(filled.quiz("backup", tmp_path / path))


def test_a_store_is_never_written_over(filled: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(filled.quiz("backup", path), 0)
    before = rows_of(filled.url)
    said = refused(filled.quiz("restore", path))
    if is_sqlite(filled.url):
        assert said.startswith("There is a store already: ")
        assert said.endswith("or restore elsewhere with --into FOLDER.")
    else:
        assert said.endswith(
            "has tables already. Make another database, an empty one, and name it in QUIZ_DATABASE_URL."
        )
    assert rows_of(filled.url) == before


def test_another_key_is_never_written_over(filled: School, elsewhere: Elsewhere, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(filled.quiz("backup", path), 0)
    elsewhere.quiz.instance.mkdir()
    key = elsewhere.quiz.instance / "secret-key"
    key.write_text("x" * 64, encoding="ascii")
    assert refused(elsewhere.quiz("restore", path)).startswith(f"{key} holds another key than the backup.")
    assert key.read_text(encoding="ascii") == "x" * 64
    assert files_below(elsewhere.quiz.instance) == {"secret-key"}
    if not is_sqlite(elsewhere.url):
        assert dumps.is_empty_postgresql(elsewhere.url)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def cut_early(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" * 1000)


def other_tar(path: Path) -> None:
    rewritten(path, lambda held: held.pop("manifest.json"))


def other_zip(path: Path) -> None:
    path.write_bytes(gzip.compress(b"a letter"))


def without_key(path: Path) -> None:
    rewritten(path, lambda held: held.pop("secret-key"))


def other_key(path: Path) -> None:
    rewritten(path, lambda held: held.update({"secret-key": b"y" * len(held["secret-key"])}))


def longer_key(path: Path) -> None:
    rewritten(path, lambda held: held.update({"secret-key": held["secret-key"] + b"y" * 2000}))


def unlisted(path: Path) -> None:
    rewritten(path, lambda held: held.update({"media/more.svg": b"<svg/>"}))


def no_json(path: Path) -> None:
    rewritten(path, lambda held: held.update({"manifest.json": b"[" * 5000}))


def other_json(path: Path) -> None:
    rewritten(path, lambda held: with_manifest(held, files=[]))


def other_format(path: Path) -> None:
    rewritten(path, lambda held: with_manifest(held, format="moodle"))


def entry(name: str = "media/more.svg", **changes: Any) -> Callable[[Path], None]:
    """A further file is listed."""

    def spoil(path: Path) -> None:
        def add(held: dict[str, bytes]) -> None:
            part = {"size": 0, "sha256": hashlib.sha256(b"").hexdigest(), **changes}
            with_manifest(held, files={**json.loads(held["manifest.json"])["files"], name: part})

        rewritten(path, add)

    return spoil


infinite = entry(size=1e999)
long_named = entry(f"media/{'a' * 300}.png")


def swollen(path: Path) -> None:
    """A header of a gigabyte, in a few bytes."""
    held = members(path)
    with gzip.open(path, "wb", compresslevel=1) as zipped, tarfile.open(fileobj=zipped, mode="w|") as tar:
        member = tarfile.TarInfo("manifest.json")
        member.size = len(held["manifest.json"])
        tar.addfile(member, io.BytesIO(held["manifest.json"]))
        tar.fileobj.write(_header_of(2**30))  # type: ignore[union-attr]  # it is open
        for _ in range(80):
            tar.fileobj.write(bytes(2**20))  # type: ignore[union-attr]  # it is open


def _header_of(size: int) -> bytes:
    header = tarfile.TarInfo("media/more.svg")
    header.type, header.size = tarfile.XHDTYPE, size
    return header.tobuf(tarfile.USTAR_FORMAT)


UNREADABLE = "its list of what it holds can't be read"

SPOILT = (
    (cut, "it is cut off, or no backup at all"),
    (cut_early, "it is cut off, or no backup at all"),
    (emptied, "it is cut off, or no backup at all"),
    (foreign, "it is cut off, or no backup at all"),
    (other_zip, "it is cut off, or no backup at all"),
    (other_tar, "it does not begin with a list of what it holds"),
    (without_key, "secret-key is missing in it"),
    (other_key, "secret-key in it is not what was put in"),
    (longer_key, "secret-key in it is not what was put in"),
    (unlisted, "it holds 'media/more.svg', which no backup does"),
    (no_json, "its list of what it holds can't be read"),
    (other_json, "its list of what it holds can't be read"),
    (other_format, "its list of what it holds can't be read"),
    (infinite, UNREADABLE),
    (long_named, UNREADABLE),
    (swollen, "more is in it than it lists"),
)


@pytest.mark.any_database
@pytest.mark.parametrize(("spoil", "why"), SPOILT, ids=lambda value: getattr(value, "__name__", ""))
def test_a_file_that_is_no_backup_is_refused_and_nothing_is_written(
    spoil: Callable[[Path], None], why: str, small: School, tmp_path: Path
) -> None:
    path = tmp_path / "store.backup"
    lines(small.quiz("backup", path), 0)
    spoil(path)
    with empty_place(tmp_path / "elsewhere") as place:
        assert refused(place.quiz("restore", path)) == (f"{path} can't be used as a backup: {why}. Take another one.")
        assert files_below(place.quiz.instance) == set()


def test_more_than_the_disk_takes_is_refused_before_anything_is_written(small: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(small.quiz("backup", path), 0)
    entry(size=10**18)(path)
    with empty_place(tmp_path / "elsewhere") as place:
        said = refused(place.quiz("restore", path))
        assert re.match(rf"{re.escape(str(path))} holds 100000000000\d MB, and only ", said)
        assert files_below(place.quiz.instance) == set()


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a store in which nothing is published."""
    folder = tmp_path_factory.mktemp("unpublished") / "instance"
    with terminal(folder) as ready:
        lines(ready("db", "upgrade"), 0)
    return folder


@pytest.fixture
def small(unpublished: Path, tmp_path: Path) -> Iterator[School]:
    """A store in which nothing is published."""
    shutil.copytree(unpublished, tmp_path / "small")
    with terminal(tmp_path / "small") as ready:
        yield School(quiz=ready, url=sqlite_url(tmp_path / "small" / "dalmada.sqlite3"), tokens={}, numbers={})


HOSTILE = ("/tmp/dalmada-hostile", "../outside", "media/../../outside", "media/.hidden", "secret-key/../../outside")


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("listed", [False, True])
def test_a_hostile_name_is_never_a_path(name: str, listed: bool, small: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(small.quiz("backup", path), 0)
    content = b"hostile"

    def add(held: dict[str, bytes]) -> None:
        held[name] = content
        files: Mapping[str, Any] = json.loads(held["manifest.json"])["files"]
        entry = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        if listed:
            with_manifest(held, files={**files, name: entry})

    rewritten(path, add)
    before = files_below(tmp_path)
    with empty_place(tmp_path / "elsewhere") as place:
        assert "can't be used as a backup" in refused(place.quiz("restore", path))
    assert files_below(tmp_path) == before
    assert not Path("/tmp/dalmada-hostile").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_link_is_never_followed(kind: bytes, small: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(small.quiz("backup", path), 0)
    held = members(path)
    with tarfile.open(path, "w:gz") as tar:
        for name, content in held.items():
            member = tarfile.TarInfo(name)
            if name == "secret-key":
                member.type, member.linkname = kind, "/etc/passwd"
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    with empty_place(tmp_path / "elsewhere") as place:
        assert "it holds 'secret-key', which no backup does" in refused(place.quiz("restore", path))
        assert files_below(place.quiz.instance) == set()


@pytest.mark.parametrize("changes", [{"version": 2}, {"schema": "9999"}], ids=["format", "schema"])
def test_a_newer_backup_asks_for_the_newer_app(changes: dict[str, Any], small: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(small.quiz("backup", path), 0)
    rewritten(path, lambda held: with_manifest(held, app="9.9", **changes))
    with empty_place(tmp_path / "elsewhere") as place:
        assert refused(place.quiz("restore", path)).endswith("(9.9). Install that version, then restore.")


def test_into_a_folder_nothing_else_is_touched(small: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(small.quiz("backup", path), 0)
    before = files_below(small.quiz.instance)
    lines(small.quiz("restore", path, "--into", tmp_path / "drill"), 0)
    assert files_below(small.quiz.instance) == before
    assert files_below(tmp_path / "drill") == {"dalmada.sqlite3", "secret-key"}


def test_a_journal_that_was_left_is_another_stores(small: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    lines(small.quiz("backup", path), 0)
    with empty_place(tmp_path / "elsewhere") as place:
        place.quiz.instance.mkdir()
        left = place.quiz.instance / "dalmada.sqlite3-wal"
        left.write_bytes(b"answers")
        assert refused(place.quiz("restore", path)) == f"{left} belongs to another store. Move it away first."


def test_it_speaks_korean(small: School, tmp_path: Path) -> None:
    path = tmp_path / "store.backup"
    assert lines(small.quiz("backup", path, **KOREAN), 0)[1] == "임시 장소에 복원하고 지금 스키마로 올려서 살펴봤어요."


def test_answers_are_in_it(filled: School) -> None:
    """What the round trip compares is not empty."""
    with filled.session() as session:
        assert session.scalars(select(AnswerRow)).first() is not None
