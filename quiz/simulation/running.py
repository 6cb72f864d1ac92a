"""Runs the trials of many learners on every processor."""

from __future__ import annotations

import os
from functools import partial
from multiprocessing import get_context

from quiz.simulation.trial import Result, compare


def simulate(seed: int, learners: int, days: int, minutes: float) -> list[Result]:
    """The results of the first ``learners`` of a seed, in order."""
    one = partial(compare, seed, days=days, minutes=minutes)
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        return pool.map(one, range(learners), chunksize=4)
