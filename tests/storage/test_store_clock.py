"""The store's clock: measured seldom, and whenever this machine's is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine, text

from quiz.storage import store_clock
from quiz.storage.database import engine_options, is_sqlite, prepare
from quiz.storage.store_clock import StoreClock, system
from tests.conftest import Stores
from tests.stores import statements

AHEAD = timedelta(minutes=25)
NEAR = timedelta(seconds=2)

Lend = Callable[[], None]


@pytest.fixture
def engine(stores: Stores) -> Iterator[Engine]:
    with stores.lent("postgresql") as url:
        engine = create_engine(**engine_options(url))
        yield engine
        engine.dispose()


@pytest.fixture
def clock(engine: Engine) -> StoreClock:
    """The clock of the store, on a machine that is 25 minutes ahead."""
    clock = prepare(engine)
    clock.local = lambda: system() + AHEAD
    return clock


def lend(engine: Engine) -> None:
    """Use a connection once."""
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def is_right(clock: StoreClock) -> bool:
    return abs(clock.now() - datetime.now(UTC)) < NEAR


def test_a_machine_that_is_ahead_knows_the_time_of_the_store(engine: Engine, clock: StoreClock) -> None:
    lend(engine)
    assert is_right(clock)
    assert clock.now().tzinfo is not None


def test_it_is_measured_once_and_takes_no_statement_of_the_app(engine: Engine, clock: StoreClock) -> None:
    with statements(engine) as seen:
        lend(engine)
        first = clock.measured_at
        for _ in range(3):
            lend(engine)
    assert first is not None
    assert clock.measured_at == first
    assert seen == ["SELECT 1"] * 4


def test_it_is_measured_again_after_a_while(engine: Engine, clock: StoreClock, monkeypatch: pytest.MonkeyPatch) -> None:
    lend(engine)
    first = clock.measured_at
    monkeypatch.setattr(store_clock, "EVERY", 0.0)
    lend(engine)
    assert clock.measured_at != first


@pytest.mark.parametrize("minutes", [25, -25])
def test_a_clock_that_is_set_meanwhile_is_measured_again(minutes: int, engine: Engine, clock: StoreClock) -> None:
    clock.local = system
    lend(engine)
    clock.local = lambda: system() + timedelta(minutes=minutes)
    assert not is_right(clock)
    lend(engine)
    assert is_right(clock)


def test_a_measurement_leaves_no_transaction_behind(engine: Engine, clock: StoreClock) -> None:
    with engine.connect() as connection:
        assert clock.measured_at is not None
        assert connection.connection.dbapi_connection.info.transaction_status.name == "IDLE"  # type: ignore[union-attr]  # psycopg's own


def test_a_connection_that_breaks_meanwhile_leaves_the_difference_as_it_was(engine: Engine, clock: StoreClock) -> None:
    lend(engine)
    first = clock.measured_at
    with engine.connect() as connection:
        broken = connection.connection.dbapi_connection
        assert broken is not None
        broken.close()
        clock.measure(broken)  # type: ignore[arg-type]  # it is one of those that answer
    assert clock.measured_at == first
    assert is_right(clock)


def test_the_clock_of_sqlite_is_this_machines(stores: Stores) -> None:
    with stores.lent("sqlite") as url:
        assert is_sqlite(url)
        engine = create_engine(**engine_options(url))
        clock = prepare(engine)
        clock.local = lambda: datetime(2026, 3, 14, tzinfo=UTC)
        lend(engine)
        assert (clock.now(), clock.measured_at) == (clock.local(), None)
        engine.dispose()
