"""What a learner answers on each of their days: how much, how rightly, how surely, and as predicted or not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Row

from quiz.domain.predicting.predictions import CLIP

MOST_SECONDS = 600
"""Seconds in view of one answer that count as time spent: a page may stand open over lunch."""
MILLION = 1_000_000
TENTHS = 10


class DayValues(NamedTuple):
    """A learner's day as it is stored."""

    answers: int
    right_answers: int
    seconds: int
    sure: Mapping[str, list[int]]
    predicted: Mapping[str, list[int]]


NOTHING = DayValues(0, 0, 0, {}, {})


def add(before: DayValues, row: Row[Any] | Any, *, right: bool, recall: float | None) -> DayValues:
    """The day with one more answer; ``recall`` is what was predicted for it, None where nothing was."""
    sure, predicted = dict(before.sure), dict(before.predicted)
    if row.certainty is not None:
        sure[str(row.certainty)] = _added(sure.get(str(row.certainty)), [1, int(right)])
    # Within a day 1 is predicted, which would measure nothing but slips.
    if recall is not None and recall < 1:
        tenth = str(min(int(recall * TENTHS), TENTHS - 1))
        predicted[tenth] = _added(predicted.get(tenth), _sums(recall, right))
    return DayValues(
        before.answers + 1,
        before.right_answers + int(right),
        before.seconds + min(row.seconds_in_view or 0, MOST_SECONDS),
        sure,
        predicted,
    )


def _sums(recall: float, right: bool) -> list[int]:
    clipped = min(max(recall, CLIP), 1 - CLIP)
    loss = -math.log(clipped if right else 1 - clipped)
    return [1, round(recall * MILLION), int(right), round((recall - right) ** 2 * MILLION), round(loss * MILLION)]


def _added(before: list[int] | None, more: list[int]) -> list[int]:
    return more if before is None else [one + other for one, other in zip(before, more, strict=True)]
