"""PostgreSQL that falls silent, or whose table somebody has locked: it is told in time, and all goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, select, update

from quiz.storage.models.attempts import Attempt
from tests.conftest import Stores
from tests.faults import relay
from tests.faults.clients import Reply, ask, handing_in, reading, saving
from tests.faults.conftest import School, opened
from tests.faults.crowd import Learner
from tests.faults.oracle import answers_of
from tests.faults.relay import Relay
from tests.faults.servers import until

pytestmark = pytest.mark.faults

READERS = 8
"""As many as all workers have threads."""
TOLD = 45.0
"""Seconds in which everybody has an answer: a reader gives up by then, and without limits there is none at all."""


@pytest.fixture
def url(stores: Stores) -> Iterator[str]:
    with stores.lent("postgresql") as url:
        yield url


@pytest.fixture
def line(url: str) -> Iterator[Relay]:
    port = make_url(url).port
    assert port is not None
    with relay.running(port) as line:
        yield line


@pytest.fixture
def school(url: str, line: Relay, tmp_path: Path) -> Iterator[School]:
    """A school whose server reaches its database through the relay."""
    through = make_url(url).set(port=line.port).render_as_string(hide_password=False)
    with opened(tmp_path / "instance", url, through) as school:
        yield school


def read(school: School, crowd: list[Learner]) -> list[Reply]:
    """What everybody is told who asks for the first question's page at the same time."""
    port = school.server.port
    with ThreadPoolExecutor(len(crowd)) as pool:
        return list(pool.map(lambda who: ask(port, reading(who, who.path(who.asked[0])), timeout=TOLD), crowd))


@contextmanager
def locked(school: School, table: str) -> Iterator[None]:
    """Somebody from outside holds ``table`` while the block lasts."""
    address = school.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as other:
        other.execute(f"LOCK TABLE {table}")
        yield


def let_time_pass(school: School, learner: Learner) -> None:
    """The test of ``learner`` should have been handed in a minute ago."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    with school.store() as store:
        store.execute(update(Attempt).where(Attempt.token == learner.attempt).values(deadline_at=past, closes_at=past))
        store.commit()


def is_closed(school: School, learner: Learner) -> bool:
    with school.store() as store:
        return store.scalars(select(Attempt.state).where(Attempt.token == learner.attempt)).one() != "running"


def test_connections_that_fall_silent_are_given_up_and_made_again(school: School, line: Relay) -> None:
    crowd = school.gather(READERS)
    for _ in range(3):
        read(school, crowd)
    assert line.fall_silent() > 1
    assert {reply.status for reply in read(school, crowd)} == {200}


def test_a_database_that_is_silent_altogether_is_told_in_words_until_it_speaks_again(
    school: School, line: Relay
) -> None:
    crowd = school.gather(READERS)
    read(school, crowd)
    line.fall_silent(new=True)
    for reply in read(school, crowd):
        assert reply.status == 503
        assert "does not answer" in reply.text
    line.speak()
    assert {reply.status for reply in read(school, crowd)} == {200}


def test_a_save_whose_database_falls_silent_half_way_is_told_and_can_be_sent_again(school: School, line: Relay) -> None:
    (alice,) = school.gather(1)
    asked = alice.asked[0]
    save = saving(alice, asked, asked.choices[0], sequence=1)
    with locked(school, "answer"), ThreadPoolExecutor() as pool:
        sent = pool.submit(ask, school.server.port, save, timeout=TOLD)
        until(lambda: is_waiting(school), "a save that waits")
        line.fall_silent()
        told = sent.result()
    assert (told.status, told.data["reason"]) == (503, "gone")
    assert ask(school.server.port, save).status == 200
    with school.store() as store:
        assert [row.value for row in answers_of(store, alice)] == [asked.choices[0].stored]


def is_waiting(school: School) -> bool:
    """Whether somebody waits for a lock."""
    with school.store() as store:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return store.connection().exec_driver_sql(query).scalar_one() > 0


def test_a_table_that_another_holds_is_told_and_what_was_refused_can_be_sent_again(school: School) -> None:
    (alice,) = school.gather(1)
    port, asked = school.server.port, alice.asked[0]
    save = saving(alice, asked, asked.choices[0], sequence=1)
    with locked(school, "answer"):
        told = ask(port, save, timeout=TOLD)
        page = ask(port, handing_in(alice), timeout=TOLD)
    assert (told.status, told.data["reason"]) == (503, "locked")
    assert page.status == 503
    assert "Others are writing just now" in page.text
    assert ask(port, save).status == 200
    assert ask(port, handing_in(alice)).status == 303


@pytest.mark.parametrize("fault", ["silent", "locked"])
def test_tests_are_closed_on_time_again_after_the_database_has_kept_their_closing_waiting(
    fault: str, school: School, line: Relay
) -> None:
    alice, bora = school.gather(2)
    let_time_pass(school, alice)
    until(lambda: is_closed(school, alice), "a test that is closed")
    if fault == "silent":
        line.fall_silent(new=True)
        let_time_pass(school, bora)
        until(lambda: "closing" in school.server.log.read_text(encoding="utf-8"), "a look that failed")
        line.speak()
    else:
        let_time_pass(school, bora)
        with locked(school, "attempt"):
            until(lambda: "closing" in school.server.log.read_text(encoding="utf-8"), "a look that failed")
    until(lambda: is_closed(school, bora), "a test that is closed")
