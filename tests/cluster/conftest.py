"""Two machines behind nginx, with PostgreSQL and Redis, once for each module: all real, all on this machine."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine

from quiz.platform.keys import secret_key
from quiz.storage.database import engine_options, prepare
from tests import postgres
from tests.browser.conftest import browser, visit
from tests.browser.store import Store
from tests.cluster.machines import Front, Machine, Redis, begin_front
from tests.faults.conftest import School, rng
from tests.runtime.test_server import free_port

__all__ = ["browser", "rng", "visit"]


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """The machines, and what they share."""

    front: Front
    machines: tuple[Machine, ...]
    redis: Redis
    url: str
    keys: Path
    """The folder of the keys of the machine that makes them."""

    def share_keys(self) -> None:
        """Copy the keys to every machine."""
        for machine in self.machines:
            machine.folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.keys / "secret-key", machine.folder / "secret-key")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Every machine starts at the same moment, on an empty store."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dalmada-cluster-")))
        url = stack.enter_context(_empty_database())
        redis_port = free_port()
        redis = Redis(folder, redis_port)
        redis.start()
        stack.callback(redis.kill)
        limits = f"redis://127.0.0.1:{redis_port}/0"
        ports = (free_port(), free_port())
        machines = tuple(Machine(folder / f"machine-{port}", url, port, QUIZ_LIMITS_URL=limits) for port in ports)
        secret_key(folder / "secret-key")
        front = begin_front(folder, free_port(), machines)
        stack.callback(_end_front, front)
        made = Cluster(front=front, machines=machines, redis=redis, url=url, keys=folder)
        made.share_keys()
        for machine in machines:
            stack.callback(machine.end)
        with ThreadPoolExecutor(len(machines)) as pool:
            list(pool.map(Machine.start, machines))
        yield made
        assert front.surprises() == []


@contextmanager
def _empty_database() -> Iterator[str]:
    with postgres.running({**postgres.DURABLE, "max_connections": "60"}) as server:
        with psycopg.connect(f"{server.address.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE dalmada")
        yield f"{server.address}/dalmada"


def _end_front(front: Front) -> None:
    front.process.terminate()
    front.process.wait(timeout=30)


@pytest.fixture(scope="module")
def school(cluster: Cluster) -> Iterator[School]:
    """The machines as one server: where learners reach them, and the workers of all."""
    engine = create_engine(**engine_options(cluster.url))
    prepare(engine)
    yield School(engine=engine, instance=cluster.keys, server=cluster.front)
    engine.dispose()


@pytest.fixture(scope="module")
def server(cluster: Cluster) -> str:
    """Where browsers reach the machines."""
    return f"http://127.0.0.1:{cluster.front.port}"


@pytest.fixture(scope="module")
def store(cluster: Cluster) -> Iterator[Store]:
    """The store that all machines share, from outside."""
    store = Store(cluster.url)
    yield store
    store.engine.dispose()
