"""From scores to aggregates, as a pure fold: what learners' rows have to be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from heapq import merge
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row

from quiz.domain.schedule import DEFAULT, Parameters
from quiz.services.aggregates.days import DayValues
from quiz.services.aggregates.finishes import FinishValues, finishes_in
from quiz.services.aggregates.learning import CardValues, MasteryValues, learnt

COUNTED_ROLES = ("learner",)
"""Whose answers stand in the statistics of questions: not a teacher's trials, nor a guest's."""

Key = tuple[int, int]
"""An account and a version, a question, or a bank."""


class First(NamedTuple):
    """A learner's first score of a version."""

    share: float
    chosen: list[str]
    scored_at: datetime


class Latest(NamedTuple):
    """A learner's latest score of a question, and since when it is done."""

    share: float
    at: datetime
    done_at: datetime | None


class Month(NamedTuple):
    """A learner's aggregates of a month."""

    done: int
    finished: int
    best: float | None
    latest: float | None
    latest_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What learners' aggregates have to be.

    Of first scores, and of first finished attempts of a quiz, it is every one that may be it, the earliest first.
    """

    first: Mapping[Key, Sequence[First]] = field(default_factory=dict)
    latest: Mapping[Key, Latest] = field(default_factory=dict)
    months: Mapping[Key, Month] = field(default_factory=dict)
    cards: Mapping[Key, CardValues] = field(default_factory=dict)
    masteries: Mapping[tuple[int, int, str], MasteryValues] = field(default_factory=dict)
    days: Mapping[tuple[int, date], DayValues] = field(default_factory=dict)
    finishes: Mapping[Key, Sequence[FinishValues]] = field(default_factory=dict)


def fold(
    rows: Iterable[Row[Any]],
    fitted: Mapping[int, Parameters],
    brought: Mapping[int, Sequence[Row[Any]]] | None = None,
    *,
    points: Mapping[int, Fraction] | None = None,
    sums: bool = True,
    learning: bool = True,
) -> Wanted:
    """The aggregates of some learners from their scores, learner by learner in the order in which they were scored.

    The rows of one learner are in memory at a time. ``fitted`` has the parameters of learners whose own count. Without
    ``sums`` what is mastered and remembered alone, and how it came; without ``learning`` the sums alone.

    ``points`` has the points of the question versions of finished quizzes.

    ``brought`` are reviews that these learners brought along, by account: they show what is known, and count in no sum.
    """
    first: dict[Key, list[First]] = defaultdict(list)
    latest: dict[Key, Latest] = {}
    months: dict[Key, Month] = {}
    cards: dict[Key, CardValues] = {}
    masteries: dict[tuple[int, int, str], MasteryValues] = {}
    days: dict[tuple[int, date], DayValues] = {}
    finishes: dict[Key, list[FinishValues]] = {}
    alone = dict(brought or {}) if learning else {}

    def learn(account_id: int, own: Iterable[Row[Any]]) -> None:
        found = learnt(own, fitted.get(account_id, DEFAULT))
        cards.update({(account_id, question): card for question, card in found.cards.items()})
        masteries.update({(account_id, *measured): known for measured, known in found.masteries.items()})
        days.update({(account_id, day): done for day, done in found.days.items()})

    for account_id, group in groupby(rows, key=lambda row: row.account_id):
        own = list(group)
        if sums:
            for row in own:
                if row.role in COUNTED_ROLES:
                    score = First(row.share, list(chosen_in(row.score)), row.scored_at)
                    first[account_id, row.version_id].append(score)
            if own[0].role in COUNTED_ROLES:
                finishes |= {(account_id, quiz): found for quiz, found in finishes_in(own, points or {}).items()}
            latest |= {(account_id, question): one for question, one in _latest(own).items()}
            months |= {(account_id, bank): month for bank, month in _months(own).items()}
        if learning:
            learn(account_id, merge(own, alone.pop(account_id, ()), key=lambda row: row.scored_at))
    for account_id, reviews in alone.items():
        learn(account_id, reviews)
    return Wanted(
        first=first, latest=latest, months=months, cards=cards, masteries=masteries, days=days, finishes=finishes
    )


def earliest(wanted: Wanted) -> Wanted:
    """The same, with the earliest of first scores alone."""
    return replace(wanted, first={key: found[:1] for key, found in wanted.first.items()})


def chosen_in(score: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The choices that a stored score counts."""
    return tuple((score or {}).get("chosen", ()))


def share_of(points: Fraction | None, possible: Fraction) -> float:
    """The share of its points that a finished attempt earned, 0 to 1."""
    return float((points or Fraction(0)) / possible)


def _latest(rows: Iterable[Row[Any]]) -> dict[int, Latest]:
    """A learner's latest score of each question answered, which is done since the first."""
    latest: dict[int, Latest] = {}
    for row in rows:
        if row.answered:
            before = latest.get(row.question_id)
            done_at = before.done_at if before is not None else row.scored_at
            latest[row.question_id] = Latest(row.share, row.scored_at, done_at)
    return latest


def _months(rows: Sequence[Row[Any]]) -> dict[int, Month]:
    """A learner's aggregates of each month in which they answered something, or finished a quiz about it alone."""
    done = {row.question_id: (row.bank_id, row.withdrawn) for row in rows if row.answered}
    in_bank = Counter(bank for bank, is_withdrawn in done.values() if not is_withdrawn)
    whole = (row for row in rows if row.state == "finished" and not row.ended_early)
    finished = {row.attempt_id: row for row in whole if row.purpose == "quiz"}
    banks: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        banks[row.attempt_id].add(row.bank_id)
    shares: dict[int, list[tuple[datetime, int, float]]] = {bank: [] for bank, _ in done.values()}
    for attempt_id, row in finished.items():
        if len(banks[attempt_id]) == 1:
            share = share_of(row.points, row.points_possible)
            shares.setdefault(row.bank_id, []).append((row.finished_at, attempt_id, share))
    return {bank: _month(in_bank[bank], sorted(found)) for bank, found in shares.items()}


def _month(done: int, shares: Sequence[tuple[datetime, int, float]]) -> Month:
    if not shares:
        return Month(done, 0, None, None, None)
    latest_at, _, latest = shares[-1]
    return Month(done, len(shares), max(share for _, _, share in shares), latest, latest_at)
