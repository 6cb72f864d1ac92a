"""Connections to PostgreSQL that are cut at any moment while pages are read: each reader gets a page, or is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.conftest import Stores
from tests.faults.clients import Reply, ask, reading
from tests.faults.conftest import School, opened
from tests.faults.crowd import Learner

pytestmark = pytest.mark.faults

READERS = 8
CUTS = 200
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
def school(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with stores.lent("postgresql") as url, opened(tmp_path_factory.mktemp("cut") / "instance", url) as school:
        yield school


def cut_often(school: School) -> None:
    """Cut every connection to the school's database, time and again."""
    url = school.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.set(database="postgres").render_as_string(hide_password=False), autocommit=True) as other:
        for _ in range(CUTS):
            other.execute(CUT, [url.database])


def test_connections_that_are_cut_while_pages_are_read_give_no_bare_fault(school: School) -> None:
    crowd = school.gather(READERS)
    port = school.server.port
    with ThreadPoolExecutor(READERS + 1) as pool:
        cutting = pool.submit(cut_often, school)

        def read(learner: Learner) -> list[Reply]:
            found = []
            while not cutting.done():
                found += [ask(port, reading(learner, path)) for path in ("/", "/me", learner.path(learner.asked[0]))]
            return found

        replies = [reply for found in pool.map(read, crowd) for reply in found]
        cutting.result()
    told = [reply for reply in replies if reply.status != 200]
    print(f"\n{len(replies)} pages, of which {len(told)} were told that the database was gone")
    assert told
    for reply in told:
        assert reply.status == 503, reply
        assert "does not answer" in reply.text
    assert {ask(port, reading(who, "/me")).status for who in crowd} == {200}
