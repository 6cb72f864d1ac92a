"""Many clients at work while something happens to the server at drawn moments, counted in what was acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Condition
from typing import TypeVar

from tests.faults.servers import PATIENCE

THREADS = 8

Given = TypeVar("Given")
Made = TypeVar("Made")


class Progress:
    """How much was acknowledged so far."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._count = 0
        self._over = False

    def step(self) -> None:
        """One more was acknowledged."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Nothing more will come."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        """Wait until ``count`` were acknowledged; fails when that will not be, or takes too long."""
        with self._changed:
            reached = self._changed.wait_for(lambda: self._over or self._count >= count, timeout=4 * PATIENCE)
            assert reached, f"{self._count} of {count} acknowledged"
            assert self._count >= count, f"the clients gave up after {self._count} of {count}"


def drawn_moments(rng: Random, times: int, total: int) -> list[int]:
    """``times`` numbers of acknowledged requests, out of ``total``, at which something is to happen."""
    return sorted(rng.sample(range(total), times))


def meanwhile(
    work: Callable[[Given], Made], among: Sequence[Given], disturb: Callable[[], None], progress: Progress
) -> list[Made]:
    """What ``work`` made of each of ``among``, several at a time, while ``disturb`` ran."""
    with ThreadPoolExecutor(THREADS + 1) as pool:
        disturbing = pool.submit(disturb)
        working = [pool.submit(work, one) for one in among]
        try:
            return [one.result() for one in working]
        finally:
            progress.end()
            for one in working:
                one.cancel()
            disturbing.result()


def a_moment(rng: Random) -> None:
    """Let a drawn moment pass, so that what follows strikes a request anywhere between its beginning and its end."""
    time.sleep(rng.uniform(0, 0.05))
