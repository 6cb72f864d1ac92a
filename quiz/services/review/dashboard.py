"""A learner's dashboard: what they know, what they are about to forget, what to do now, and whether it works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from quiz.domain import activity
from quiz.domain.activity import monday_of
from quiz.domain.bank_format.fields import Text
from quiz.domain.item_stats import FEW
from quiz.domain.mastery import RIGHT_FROM
from quiz.domain.predicting import predictions
from quiz.domain.predicting.predictions import Bin, Confidence
from quiz.domain.rendering import fill, plain
from quiz.domain.review_plan import Load
from quiz.services.aggregates.days import MILLION, TENTHS
from quiz.services.aggregates.learning import day_in
from quiz.services.attempts.serialization import variant_from
from quiz.services.content.catalogue import Catalogue, PublishedMonth
from quiz.services.content.definitions import question_of, texts_of
from quiz.services.current_user import Learner
from quiz.services.reporting.known_questions import KnownQuestion
from quiz.services.reporting.learner_progress import Progress
from quiz.services.review import coming, review_settings
from quiz.services.review.review_settings import Wishes
from quiz.storage.prepared import fetch
from quiz.storage.queries import reporting as report_queries

WEEKS = 12
WEAK = 5
WRONG = 5
FEW_ANSWERS = 3
"""Answers below which nothing is said of an objective."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """A day with how many answers it saw."""

    day: date
    count: int


class Standing(NamedTuple):
    """How many questions were done and mastered by a day, of all that are on offer."""

    day: date
    done: int
    mastered: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """How reviews were predicted: how many, their Brier score and log loss, and by tenths what came."""

    count: int
    brier: float
    log_loss: float
    bins: Sequence[Bin]


@dataclass(frozen=True, kw_only=True)
class Weak:
    """An objective, or a section where there is none, that the learner knows least; ``section`` is where it is read."""

    series: Catalogue
    month: PublishedMonth
    id: str
    scope: str
    text: Text
    known: float
    answers: int
    section: str


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A question whose latest answer was wrong, and what may have been thought."""

    series: Catalogue
    month: PublishedMonth
    id: str
    prompt: str
    at: datetime
    misconceptions: Sequence[Text]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """All that a dashboard shows beside the layers of months and sections."""

    today: date
    wishes: Wishes
    answers: int
    due: Mapping[int, int]
    forecast: Sequence[Load]
    days: Sequence[Count]
    studied_this_week: int
    streak: int
    seconds: int
    seconds_this_week: int
    trend: Sequence[Standing]
    confidence: Confidence | None
    predicted: Predicted | None
    is_sealed: bool
    """Whether a running test asks a question that was answered elsewhere: sums of right answers come after the test."""
    weak: Sequence[Weak]
    wrong: Sequence[Wrong]

    @property
    def all_due(self) -> int:
        """How many questions are due for review, of all series."""
        return sum(self.due.values())

    def minutes(self, count: int) -> int:
        """About how many minutes a sitting of so many questions takes, at the pace of the year."""
        return coming.minutes(count, self.answers, self.seconds)


def find(
    session: Session, account: Learner, series: Sequence[Catalogue], known: Progress, language: str, now: datetime
) -> Dashboard:
    """The dashboard of a learner over all series, from what is known of their questions."""
    today = day_in(account.time_zone, now)
    offered = {month.id: (one, month) for one in series for month in one.months}
    questions = [one for one in known.questions if one.bank in offered]
    shown = [one for one in questions if not one.sealed]
    is_sealed = len(shown) < len(questions)
    wishes = review_settings.wishes_in(questions[0].settings) if questions else review_settings.AS_SUGGESTED
    days = coming.days(session, account.id, today) if known.questions else []
    studied = {row.day for row in days}
    monday = monday_of(today)
    answers = sum(row.answers for row in days)
    return Dashboard(
        today=today,
        wishes=wishes,
        answers=answers,
        due=_due(shown, offered, today),
        forecast=coming.loads(shown, today, wishes),
        days=[Count(day=row.day, count=row.answers) for row in days],
        studied_this_week=activity.in_week(studied, today),
        streak=activity.streak(studied, today, wishes.study),
        seconds=sum(row.seconds for row in days),
        seconds_this_week=sum(row.seconds for row in days if row.day >= monday),
        trend=_trend(questions, sum(month.questions for _, month in offered.values()), today, account.time_zone),
        confidence=predictions.confidence(_sure(days)) if not is_sealed else None,
        predicted=_predicted(days) if not is_sealed else None,
        is_sealed=is_sealed,
        weak=_weak(questions, offered) if answers >= FEW else [],
        wrong=_wrong(session, account.id, offered, language) if answers else [],
    )


def _due(
    questions: Sequence[KnownQuestion], offered: Mapping[int, tuple[Catalogue, PublishedMonth]], today: date
) -> Mapping[int, int]:
    """How many questions of each series are due, by the number of the series."""
    return Counter(offered[one.bank][0].id or 0 for one in questions if one.due_on <= today)


def _trend(questions: Sequence[KnownQuestion], total: int, today: date, time_zone: str | None) -> list[Standing]:
    """Of what is done and mastered now: since when, week by week."""
    ends = [today - timedelta(weeks=count) for count in range(WEEKS, -1, -1)]
    done = [day_in(time_zone, one.done_at) for one in questions if one.done_at is not None]
    mastered = [
        day_in(time_zone, max(one.mastered_at, one.done_at))
        for one in questions
        if one.mastered_at is not None and one.done_at is not None
    ]
    found = [Standing(end, sum(day <= end for day in done), sum(day <= end for day in mastered), total) for end in ends]
    begun = next((place for place, one in enumerate(found) if one.done), len(found))
    return found[max(0, begun - 1) :]


def _sure(days: Sequence[Any]) -> Counter[tuple[int, bool]]:
    found: Counter[tuple[int, bool]] = Counter()
    for row in days:
        for level, (count, right) in row.sure.items():
            found.update({(int(level), True): right, (int(level), False): count - right})
    return found


def _predicted(days: Sequence[Any]) -> Predicted | None:
    """The predictions of a year against what came; None for fewer than ten reviews."""
    sums: dict[int, list[int]] = {}
    for row in days:
        for tenth, more in row.predicted.items():
            before = sums.get(int(tenth), [0] * len(more))
            sums[int(tenth)] = [one + other for one, other in zip(before, more, strict=True)]
    count = sum(found[0] for found in sums.values())
    if count < FEW:
        return None
    return Predicted(
        count=count,
        brier=sum(found[3] for found in sums.values()) / MILLION / count,
        log_loss=sum(found[4] for found in sums.values()) / MILLION / count,
        bins=[
            predictions.bin_of(tenth, TENTHS, found[0], found[1] / MILLION, found[2])
            for tenth, found in sorted(sums.items())
        ],
    )


def _weak(questions: Sequence[KnownQuestion], offered: Mapping[int, tuple[Catalogue, PublishedMonth]]) -> list[Weak]:
    """What was answered several times and is known least, with where it is read again."""
    found: dict[tuple[int, str], KnownQuestion] = {}
    sealed = {(one.bank, one.measures) for one in questions if one.sealed}
    for one in questions:
        if (
            (one.bank, one.measures) not in sealed
            and one.answers >= FEW_ANSWERS
            and one.level in ("started", "familiar")
        ):
            found.setdefault((one.bank, one.measures), one)
    ranked = sorted(found.values(), key=lambda one: (one.known, one.bank, one.measures))
    named = (_named(one, *offered[one.bank]) for one in ranked)
    return [one for one in named if one is not None][:WEAK]


def _named(one: KnownQuestion, series: Catalogue, month: PublishedMonth) -> Weak | None:
    kind, _, name = one.measures.partition(":")
    header = month.header
    if kind == "objective" and name in header.objectives:
        text = header.objectives[name].text
    elif kind == "section" and name in header.sections:
        text = header.sections[name].title
    else:
        return None
    return Weak(
        series=series,
        month=month,
        id=name,
        scope=f"{kind}:{month.slug}/{name}",
        text=text,
        known=one.known,
        answers=one.answers,
        section=one.section,
    )


def _wrong(
    session: Session, account_id: int, offered: Mapping[int, tuple[Catalogue, PublishedMonth]], language: str
) -> list[Wrong]:
    rows = fetch(session, report_queries.latest_wrong(account_id, language, RIGHT_FROM, WRONG))
    return [_as_wrong(row, *offered[row.bank_id], language) for row in rows if row.bank_id in offered]


def _as_wrong(row: Any, series: Catalogue, month: PublishedMonth, language: str) -> Wrong:
    question = question_of(row.content_hash, row.question)
    prompt = fill(texts_of(row.shown)["passages"]["prompt"], variant_from(row.variant).values, language)
    named = question.misconceptions_in((row.score or {}).get("chosen", ()))
    known = month.header.misconceptions
    return Wrong(
        series=series,
        month=month,
        id=question.id,
        prompt=plain(prompt),
        at=row.latest_at,
        misconceptions=[known[name] for name in named if name in known],
    )
