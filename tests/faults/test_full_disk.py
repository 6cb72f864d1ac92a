"""A disk that is full: saves are refused with the reason, what was acknowledged stays, and space is all it takes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy.engine import make_url

from quiz.platform.settings import sqlite_url
from quiz.services.integrity.doctor import examine
from quiz.services.integrity.examined import Examined
from tests import postgres
from tests.conftest import Stores
from tests.faults.clients import Client, Reply, ask, handing_in, reading
from tests.faults.conftest import School, opened
from tests.faults.crowd import Learner
from tests.faults.oracle import assert_kept, assert_scored_once

SIZES = {"sqlite": "12m", "postgresql": "192m"}
MOST_SAVES = 4_000
ROUNDS = 6
PAGES = 60
"""So many requests fill the last block of the log."""
LITTLE = 100 * 1024
"""So much space in bytes is made after each round: the disk is full again at another place of the store's files."""
SMALL = {**postgres.DURABLE, "min_wal_size": "32MB", "max_wal_size": "48MB"}
"""Of its log PostgreSQL keeps no more than it needs, so that a small disk holds it."""
REMEDY = (
    "mounting a small tmpfs needs root, and was refused: {reason}. "
    "Run it as root of the machine or of a container that may mount: "
    "sudo .venv/bin/python -m pytest -m faults tests/faults/test_full_disk.py"
)


@dataclass(frozen=True, kw_only=True)
class Brim:
    """A school with all that is written on a small disk: the store, its journal, the log."""

    school: School
    disk: Path
    media: Path

    def assert_whole(self) -> None:
        """Neither the database nor the doctor finds a fault in the store."""
        if self.school.engine.dialect.name == "sqlite":
            assert_whole(Path(str(self.school.engine.url.database)))
        with self.school.store() as store:
            examined = Examined(session=store, media=self.media, now=datetime.now(UTC))
            assert [finding for finding in examine(examined) if finding.count] == []


@pytest.fixture
def disk(database: str) -> Iterator[Path]:
    """A small disk of its own. Where none can be had the test fails, and says what it needs."""
    folder = Path(tempfile.mkdtemp(prefix="dalmada-disk-"))
    if shutil.which("mount") is None:
        pytest.fail(REMEDY.format(reason="there is no command mount"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZES[database]}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(REMEDY.format(reason=done.stderr.strip()))
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def brim(database: str, disk: Path, stores: Stores, tmp_path: Path) -> Iterator[Brim]:
    with ExitStack() as stack:
        if database == "postgresql":
            server = stack.enter_context(postgres.running(SMALL, disk))
            stores = stack.enter_context(closing(Stores(tmp_path, lambda: server.address)))
            url = stores.url(database)
        else:
            made = shutil.copy(str(make_url(stores.url(database)).database), disk / "dalmada.sqlite3")
            url = sqlite_url(Path(made))
        school = stack.enter_context(opened(disk / "instance", url))
        yield Brim(school=school, disk=disk, media=disk / "media")


def fill(filler: Path) -> None:
    """Let nothing more fit on the disk."""
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (1024 * 1024, 4096, 1):
            with pytest.raises(OSError, match="No space left"):
                write_for_ever(descriptor, b"0" * size)
    finally:
        os.close(descriptor)


def write_for_ever(descriptor: int, piece: bytes) -> NoReturn:
    while True:
        os.write(descriptor, piece)


def save_until_refused(client: Client) -> Reply:
    """What the first save that is refused is told; those before it still found room in the journal."""
    asked = client.learner.asked[0]
    for number in count():
        assert number < MOST_SAVES
        reply = client.try_to_save(asked, asked.choices[number % 2])
        if reply.status != 200:
            return reply
    raise AssertionError


def assert_whole(file: Path) -> None:
    """SQLite finds no fault in the store."""
    connection = sqlite3.connect(file)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()


def assert_told(port: int, learner: Learner) -> None:
    """A form is told in words; what is there can be read, also when no more fits into the log."""
    told = ask(port, handing_in(learner))
    assert (told.status, "disk of the server is full" in told.text) == (503, True), told
    page = reading(learner, learner.path(learner.asked[0]))
    assert {ask(port, page).status for _ in range(PAGES)} == {200}


@pytest.mark.faults
def test_a_full_disk_refuses_saves_and_loses_nothing(brim: Brim) -> None:
    school = brim.school
    alice, bora = (Client(school.server.port, learner) for learner in school.gather(2))
    crowd = [alice.learner, bora.learner]
    alice.save(alice.learner.asked[0], alice.learner.asked[0].choices[0])
    filler = brim.disk / "filler"
    fill(filler)
    for _ in range(ROUNDS):
        told = save_until_refused(alice)
        assert (told.status, told.kind, told.data["reason"]) == (503, "application/json", "full"), told
        assert_told(school.server.port, alice.learner)
        with school.store() as store:
            assert_kept(store, alice.learner, alice.acknowledged)
        brim.assert_whole()
        os.truncate(filler, filler.stat().st_size - LITTLE)
    filled = len(alice.acknowledged)

    filler.unlink()
    for client in (alice, bora):
        for asked in client.learner.asked:
            assert client.try_to_save(asked, asked.choices[0]).status == 200
        client.hand_in()
        client.close()
    with school.store() as store:
        for client in (alice, bora):
            assert_kept(store, client.learner, client.acknowledged)
        assert_scored_once(store, crowd)
    brim.assert_whole()
    print(f"\nrefused after {filled} saves; {len(alice.acknowledged) + len(bora.acknowledged)} saves kept")
