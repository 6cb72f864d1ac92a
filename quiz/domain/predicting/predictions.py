"""Predictions of recall held against the answers that came, and certainty against success.

Sources: G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly Weather Review 78 (1950);
https://github.com/open-spaced-repetition/srs-benchmark for log loss and RMSE (bins).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from quiz.domain.grading.certainty import LEVELS, RANGES
from quiz.domain.item_stats import FEW, Z95, wilson

CLIP = 1e-4
"""For the log loss a prediction is taken to be this far from 0 and 1 at least: one miss would cost without bound."""
BINS = 10
"""Bins of equal width that predictions are put into."""


class Interval(NamedTuple):
    """A 95 % interval, or a range, with its ends."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Bin:
    """The predictions from ``lower`` to below ``upper`` (the last bin holds 1): their mean and the share right.

    ``interval`` is the Wilson interval of ``right``.
    """

    lower: float
    upper: float
    count: int
    predicted: float
    right: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """How well predictions did. Lower is better for ``brier`` (0 to 1), ``log_loss`` (in nats) and ``rmse`` (0 to 1).

    ``predicted`` is the mean prediction, ``right`` the share right. The intervals are normal approximations that take
    answers as independent; of a single answer they say nothing. ``bins`` leaves out those that are empty.
    """

    count: int
    brier: float
    brier_interval: Interval
    log_loss: float
    log_loss_interval: Interval
    rmse: float
    predicted: float
    right: float
    bins: tuple[Bin, ...]


@dataclass
class _Losses:
    """Running sums of a loss that lies between 0 and ``highest``."""

    highest: float
    count: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, loss: float, times: int) -> None:
        self.count += times
        self.total += loss * times
        self.squares += loss * loss * times

    @property
    def mean(self) -> float:
        return self.total / self.count

    def interval(self) -> Interval:
        if self.count == 1:
            return Interval(0.0, self.highest)
        variance = max(0.0, self.squares - self.total * self.mean) / (self.count - 1)
        half = Z95 * math.sqrt(variance / self.count)
        return Interval(max(0.0, self.mean - half), min(self.highest, self.mean + half))


@dataclass
class _Sums:
    """Running sums of some predictions."""

    count: int = 0
    predicted: float = 0.0
    right: int = 0

    def add(self, predicted: float, right: bool, times: int) -> None:
        self.count += times
        self.predicted += predicted * times
        self.right += right * times


class Tally:
    """Running sums of predictions: as much memory for a million as for one."""

    def __init__(self, bins: int = BINS) -> None:
        self._width = bins
        self._all = _Sums()
        self._bins: dict[int, _Sums] = defaultdict(_Sums)
        self._groups: dict[Hashable, _Sums] = defaultdict(_Sums)
        self._brier = _Losses(highest=1.0)
        self._log = _Losses(highest=-math.log(CLIP))

    @property
    def count(self) -> int:
        """How many predictions were added."""
        return self._all.count

    def add(self, predicted: float, right: bool, group: Hashable = None, times: int = 1) -> None:
        """Add a prediction, 0 to 1, that was made so many times, and what came; ValueError for one outside.

        ``group`` is what ``rmse`` puts together: that of ``baselines.group_of`` for
        FSRS's RMSE (bins), else its bin.
        """
        if not 0 <= predicted <= 1:
            raise ValueError(f"a chance lies between 0 and 1, not {predicted}")
        number = min(int(predicted * self._width), self._width - 1)
        for sums in (self._all, self._bins[number], self._groups[number if group is None else group]):
            sums.add(predicted, right, times)
        self._brier.add((predicted - right) ** 2, times)
        clipped = min(max(predicted, CLIP), 1 - CLIP)
        self._log.add(-math.log(clipped if right else 1 - clipped), times)

    def reliability(self) -> Reliability | None:
        """How well the predictions did; None without any."""
        if not self.count:
            return None
        squares = sum((one.predicted - one.right) ** 2 / one.count for one in self._groups.values())
        return Reliability(
            count=self.count,
            brier=self._brier.mean,
            brier_interval=self._brier.interval(),
            log_loss=self._log.mean,
            log_loss_interval=self._log.interval(),
            rmse=math.sqrt(squares / self.count),
            predicted=self._all.predicted / self.count,
            right=self._all.right / self.count,
            bins=tuple(self._bin(number) for number in sorted(self._bins)),
        )

    def _bin(self, number: int) -> Bin:
        sums = self._bins[number]
        return bin_of(number, self._width, sums.count, sums.predicted, sums.right)


def bin_of(number: int, bins: int, count: int, predicted: float, right: int) -> Bin:
    """The bin at ``number`` of so many, from sums: ``count`` predictions, 1 or more, and how many were ``right``."""
    share = right / count
    return Bin(
        lower=number / bins,
        upper=(number + 1) / bins,
        count=count,
        predicted=predicted / count,
        right=share,
        interval=Interval(*wilson(share, count)),
    )


def reliability(predictions: Iterable[tuple[float, bool]], bins: int = BINS) -> Reliability | None:
    """How well (prediction, whether right) pairs did; None without any."""
    tally = Tally(bins)
    for predicted, right in predictions:
        tally.add(predicted, right)
    return tally.reliability()


Verdict = Literal["over", "under", "fits"]


@dataclass(frozen=True, kw_only=True)
class LevelShare:
    """The answers at one level of certainty: the share right with its Wilson interval, and the ``stated`` range.

    ``verdict`` is over where all of the interval lies below the range, under where it lies above; None for few answers.
    """

    level: int
    stated: Interval
    count: int
    right: float
    interval: Interval
    verdict: Verdict | None


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """Certainty against success.

    A level states a range, so the mean ``stated`` is one too. ``gap`` is the interval of (mean stated − share right):
    from the lowest that may have been stated less the upper end of the share's Wilson interval, to the highest less the
    lower end. ``verdict`` is over where all of it is above 0, under where it is below. ``brier`` takes the middle of
    each range as the prediction.
    """

    count: int
    right: float
    stated: Interval
    gap: Interval
    verdict: Verdict
    brier: float
    brier_interval: Interval
    levels: tuple[LevelShare, ...]


def confidence(answers: Mapping[tuple[int, bool], int]) -> Confidence | None:
    """The calibration of answers, counted by their level, 1 to 3, and whether they were right.

    None for fewer than ten, of which nothing can be said.
    """
    tally, of_level = Tally(), {level: _Sums() for level in LEVELS}
    for (level, right), count in answers.items():
        if count:
            middle = sum(RANGES[level]) / 2
            of_level[level].add(middle, right, count)
            tally.add(middle, right, times=count)
    found = tally.reliability()
    if found is None or found.count < FEW:
        return None
    low, high = (
        sum(sums.count * RANGES[level][end] for level, sums in of_level.items()) / found.count for end in (0, 1)
    )
    stated = Interval(low, high)
    share = wilson(found.right, found.count)
    gap = Interval(stated.low - share[1], stated.high - share[0])
    return Confidence(
        count=found.count,
        right=found.right,
        stated=stated,
        gap=gap,
        verdict=_verdict(gap),
        brier=found.brier,
        brier_interval=found.brier_interval,
        levels=tuple(_level_share(level, sums) for level, sums in of_level.items() if sums.count),
    )


def _level_share(level: int, sums: _Sums) -> LevelShare:
    share, stated = sums.right / sums.count, Interval(*RANGES[level])
    interval = Interval(*wilson(share, sums.count))
    gap = Interval(stated.low - interval.high, stated.high - interval.low)
    return LevelShare(
        level=level,
        stated=stated,
        count=sums.count,
        right=share,
        interval=interval,
        verdict=_verdict(gap) if sums.count >= FEW else None,
    )


def _verdict(gap: Interval) -> Verdict:
    if gap.low > 0:
        return "over"
    return "under" if gap.high < 0 else "fits"
