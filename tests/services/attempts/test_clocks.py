"""The clock that decides when a test ends is the store's, and it goes on while a transaction lasts."""

from __future__ import annotations

import time

from sqlalchemy.orm import Session

from quiz.services.integrity import clocks


def test_the_clock_of_the_store_goes_on_within_a_transaction(session: Session) -> None:
    begun = clocks.of_store(session)
    time.sleep(0.002)
    assert clocks.of_store(session) > begun
