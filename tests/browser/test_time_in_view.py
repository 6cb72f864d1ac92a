"""The browser counts how long a question is in view: while the tab is visible and somebody is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import Visit
from tests.browser.steps import Visitor, block_saving
from tests.browser.store import CHECKS, Asked, Store

pytestmark = pytest.mark.browser

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def looking(visit: Visit, store: Store) -> tuple[Visitor, Asked]:
    """A question of a test, in a browser whose clock stands still."""
    name = store.add()
    asked = store.find(name, "single_choice", CHECKS)
    visitor = visit("ko", name=name)
    visitor.page.clock.install(time=datetime.now(UTC))
    visitor.goto(asked.path)
    # A moment that the page's clock has not reached: it never goes back.
    visitor.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    return visitor, asked


def passed(visitor: Visitor, seconds: int) -> None:
    visitor.page.clock.fast_forward(seconds * 1000)


def saved(visitor: Visitor, store: Store, asked: Asked) -> int:
    """The time in view that came with a change of the answer."""
    visitor.give(asked.wrong)
    visitor.give(asked.right)
    visitor.expect_saved()
    seconds, first_shown_at, started_at = store.looked(asked)
    assert seconds is not None
    assert first_shown_at is not None
    assert first_shown_at >= started_at
    return seconds


def test_what_is_in_view_is_counted_and_goes_on_after_a_reload(looking: tuple[Visitor, Asked], store: Store) -> None:
    visitor, asked = looking
    passed(visitor, 40)
    first = saved(visitor, store, asked)
    assert 40 <= first < 45
    passed(visitor, 20)
    visitor.page.reload()
    passed(visitor, 30)
    assert first + 50 <= saved(visitor, store, asked) < first + 55


def test_a_tab_that_is_hidden_is_not_in_view(looking: tuple[Visitor, Asked], store: Store) -> None:
    visitor, asked = looking
    passed(visitor, 20)
    visitor.page.evaluate(HIDE, True)
    passed(visitor, 600)
    visitor.page.evaluate(HIDE, False)
    passed(visitor, 10)
    assert 30 <= saved(visitor, store, asked) < 35


def test_the_count_stops_a_minute_after_the_last_sign_of_somebody(looking: tuple[Visitor, Asked], store: Store) -> None:
    visitor, asked = looking
    passed(visitor, 3600)
    assert 60 <= saved(visitor, store, asked) < 65


def test_what_was_entered_without_a_network_brings_its_time_along(looking: tuple[Visitor, Asked], store: Store) -> None:
    visitor, asked = looking
    visitor.expects("net::ERR_FAILED")
    unblock = block_saving(visitor.context)
    passed(visitor, 30)
    visitor.give(asked.right)
    visitor.expect_state("local")
    unblock()
    visitor.page.clock.run_for(60_000)
    visitor.expect_saved()
    seconds, first_shown_at, started_at = store.looked(asked)
    assert seconds is not None
    assert 30 <= seconds < 35
    # Its own clock says a minute and a half; the attempt is younger than that.
    assert first_shown_at == started_at
