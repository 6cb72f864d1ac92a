"""A school for each test of faults: a store, a server with two workers on it, learners in an exam."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from quiz.storage.database import engine_options, prepare
from tests.conftest import Stores
from tests.faults.crowd import Learner, gather
from tests.faults.servers import Served, served


@dataclass(frozen=True, kw_only=True)
class School:
    """A running server, and its store from outside."""

    engine: Engine
    instance: Path
    server: Served

    def gather(self, number: int, *, answered: int = 0) -> list[Learner]:
        """New learners in an exam."""
        return gather(self.engine, self.instance, number, answered=answered)

    @contextmanager
    def store(self) -> Iterator[Session]:
        """A look into the store."""
        with Session(self.engine) as session:
            yield session


@contextmanager
def opened(instance: Path, url: str, through: str | None = None) -> Iterator[School]:
    """A school on the store at ``url``, which the server reaches ``through`` another address if one is given.

    Nothing that nobody had thought of may be in its log at the end.
    """
    engine = create_engine(**engine_options(url))
    prepare(engine)
    try:
        with served(instance, through or url) as server:
            yield School(engine=engine, instance=instance, server=server)
        assert server.surprises() == []
    finally:
        engine.dispose()


Open = Callable[[Path, str], School]


@pytest.fixture
def school(tmp_path: Path, database_url: str) -> Iterator[School]:
    """A school of its own, once on each database."""
    with opened(tmp_path / "instance", database_url) as school:
        yield school


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_school(
    request: pytest.FixtureRequest, stores: Stores, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[School]:
    """One school on each database for all tests of a module, which leave the server as it was."""
    instance = tmp_path_factory.mktemp("shared") / "instance"
    with stores.lent(request.param) as url, opened(instance, url) as school:
        yield school


@pytest.fixture
def rng() -> Random:
    """Chance, by a seed that is printed: ``FAULTS_SEED=… make faults`` draws the same again."""
    seed = os.environ.get("FAULTS_SEED") or str(secrets.randbelow(10**6))
    print(f"\nFAULTS_SEED={seed}")
    return Random(seed)
