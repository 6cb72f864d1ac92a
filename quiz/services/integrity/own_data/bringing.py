"""Reviews of another instance are brought along: looked at first, then taken, and taken back whole.

They count for their learner's own cards, mastery and days, and for nothing else: no score, sum or certificate.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, Row
from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.services.aggregates import recounting, sums
from quiz.services.aggregates.recounting import Pause, in_one
from quiz.services.integrity.own_data import files, histories
from quiz.services.integrity.own_data.histories import NotAHistory, Review
from quiz.storage.prepared import fetch
from quiz.storage.queries import own_data as own_queries
from quiz.storage.writes import own_data as own_writes
from quiz.storage.writes.base import dialect_of

AT_A_TIME = 500
"""Hashes that are looked up at a time."""
WRITTEN = 2_000
"""Rows that are written, or deleted, in one transaction: a tenth of a second for which others wait."""
MOST = 100_000
"""Reviews that an account may have brought along in all."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a history would bring: how many reviews are new, here already, or of questions that are not known here."""

    rows: Sequence[Mapping[str, Any]]
    here: int
    unknown: int

    @property
    def new(self) -> int:
        """How many reviews would be brought along."""
        return len(self.rows)


class Brought(NamedTuple):
    """How many reviews an account brought along, and when it did so last."""

    reviews: int
    last_at: datetime | None


def brought(session: Session, account_id: int) -> Brought:
    """What an account has brought along."""
    count, last_at = fetch(session, own_queries.count_brought(account_id)).one()
    return Brought(count, last_at)


def look_at(session: Session, account_id: int, reviews: Sequence[Review]) -> Preview:
    """What of a history is new, here already, or of questions that are not known here. Changes nothing.

    Raises ``NotAHistory`` where there would be more than may be brought along.
    """
    known = _known(session, reviews)
    here = _moments(session, account_id)
    rows: list[dict[str, Any]] = []
    unknown = 0
    for review in reviews:
        question = _question_of(review, known.get(review.hash, ()))
        if question is None:
            unknown += 1
        elif (question.question_id, review.scored_at) not in here:
            here.add((question.question_id, review.scored_at))
            rows.append(_row(review, question, place=len(rows)))
    if rows and len(rows) + brought(session, account_id).reviews > MOST:
        raise NotAHistory(
            say(
                "%(n)s reviews are new, and with those you brought along before that is more than 100,000. "
                "Take back what you brought along first, or send fewer.",
                n=len(rows),
            )
        )
    _name_due(session, rows)
    return Preview(rows=rows, here=len(reviews) - len(rows) - unknown, unknown=unknown)


def keep(session: Session, account_id: int, preview: Preview, language: str, *, now: datetime) -> None:
    """Keep for a day what of a history is new, until its learner confirms it."""
    files.ask(
        session,
        account_id,
        "history",
        language=language,
        options={"new": preview.new, "here": preview.here, "unknown": preview.unknown},
        content=json.dumps(preview.rows, separators=(",", ":")).encode(),
        kept=histories.ONE_DAY,
        now=now,
    )


def confirm(session: Session, account_id: int, *, now: datetime, pause: Pause = in_one) -> int | None:
    """Take what was looked at; how many reviews that were. None where nothing waits to be confirmed.

    What is written in one transaction is bounded where ``pause`` ends it. The file goes last: where this process ends
    before, it is confirmed once more, and what is here already stays.
    """
    pause(True)
    content = files.content_of(session, account_id, "history", now)
    if content is None:
        return None
    here = _moments(session, account_id)
    rows = [row for row in map(_read, json.loads(content)) if (row["question_id"], row["scored_at"]) not in here]
    count = 0
    for some in _batched(rows, WRITTEN):
        own = [{**row, "account_id": account_id, "brought_at": now} for row in some]
        pause(False)
        count += _bring(session, account_id, own)
    recounting.recount_learner(session, account_id, pause)
    files.drop(session, account_id, "history")
    return count


def _bring(session: Session, account_id: int, rows: Sequence[Mapping[str, Any]]) -> int:
    """Take some reviews, as far as there is room for them; how many that were."""
    sums.lock_account(session, account_id)
    before = brought(session, account_id).reviews
    some = rows[: max(0, MOST - before)]
    if some:
        session.execute(own_writes.bring(dialect_of(session)), some)
    return brought(session, account_id).reviews - before


def take_back(session: Session, account_id: int, *, pause: Pause = in_one) -> int:
    """Forget everything that an account brought along; how many reviews that were. ``pause`` as in ``confirm``."""
    count = 0
    while True:
        pause(False)
        sums.lock_account(session, account_id)
        done = session.execute(
            own_writes.take_back(account_id, WRITTEN), execution_options={"synchronize_session": False}
        )
        assert isinstance(done, CursorResult)
        if not done.rowcount:
            break
        count += done.rowcount
    recounting.recount_learner(session, account_id, pause)
    return count


def _moments(session: Session, account_id: int) -> set[tuple[int, datetime]]:
    return {(row.question_id, row.scored_at) for row in fetch(session, own_queries.moments_of(account_id))}


def _known(session: Session, reviews: Iterable[Review]) -> Mapping[str, Sequence[Row[Any]]]:
    """The questions that are known here, by the hash of a version of theirs."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for some in _batched(sorted({review.hash for review in reviews})):
        for row in session.execute(own_queries.versions_named(some)):
            found[row.content_hash].append(row)
    return found


def _question_of(review: Review, known: Iterable[Row[Any]]) -> Row[Any] | None:
    """The question here that a review is of: it measures the same; of several the one of the same place."""
    alike = [row for row in known if row.measures == review.measures]
    place = (review.series, review.bank, review.question)
    return max(alike, key=lambda row: (row.series, row.bank, row.question) == place, default=None)


def _row(review: Review, question: Row[Any], *, place: int) -> dict[str, Any]:
    return {
        "question_id": question.question_id,
        "bank_id": question.bank_id,
        "scored_at": review.scored_at.isoformat(),
        "place": place,
        "day": histories.day_of(review).isoformat(),
        "share": review.share,
        "tries": review.tries,
        "hints": review.hints,
        "certainty": review.certainty,
        "quick": bool(review.quick),
        "guess": review.guess,
        "slip": review.slip,
        "seconds_in_view": review.seconds_in_view,
        "stands_for": review.stands_for,
    }


def _name_due(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Put the question that each review stood for in its place, by its id in the same bank."""
    banks = {row["bank_id"] for row in rows if row["stands_for"] is not None}
    found = session.execute(own_queries.questions_in(banks)) if banks else ()
    ids = {(row.bank_id, row.slug): row.id for row in found}
    for row in rows:
        row["stands_for_id"] = ids.get((row.pop("bank_id"), row.pop("stands_for")))


def _read(row: dict[str, Any]) -> dict[str, Any]:
    scored_at, day = datetime.fromisoformat(row["scored_at"]), date.fromisoformat(row["day"])
    return {**row, "scored_at": scored_at, "day": day}


def _batched(rows: Sequence[Any], size: int = AT_A_TIME) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
