"""The sums after scores were changed in place: what a regrade touched is counted anew from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quiz.services.aggregates import sums
from quiz.storage.models.reporting import FirstScore
from quiz.storage.queries import grading as grading_queries
from quiz.storage.writes import reporting as aggregate_writes


def rebuild_regraded(
    session: Session, regrade_id: int, bank_id: int, account_ids: Sequence[int], shift: sums.AggregateShift
) -> None:
    """Count anew for some learners what a regrade touched; what that moves in the sums of questions goes to ``shift``.

    Their accounts are locked. A learner's first score of a version is the earliest that stands under it now, so it
    comes and goes with the version that graded; their latest of a question stays the latest and may be another share.
    """
    rows = session.execute(grading_queries.scores_touched(regrade_id, account_ids)).all()
    _recount_first(session, regrade_id, account_ids, rows, shift)
    latest = [
        {"account": row.account_id, "question": row.question_id, "share": row.share, "moment": row.scored_at}
        for row in rows
        if row.last == 1 and row.answered
    ]
    if latest:
        session.execute(aggregate_writes.set_latest(), latest)
    _recount_months(session, bank_id, sorted({row.account_id for row in rows}))


def _recount_first(
    session: Session, regrade_id: int, account_ids: Sequence[int], rows: Iterable[Any], shift: sums.AggregateShift
) -> None:
    wanted = {
        (row.account_id, row.version_id): (row.share, tuple(row.score["chosen"]), row.scored_at)
        for row in rows
        if row.first == 1 and row.role in sums.COUNTED_ROLES
    }
    counted = {
        (first.account_id, first.question_version_id): (first.share, tuple(first.chosen), first.scored_at)
        for first in session.execute(grading_queries.firsts_touched(regrade_id, account_ids))
    }
    gone = {key: first for key, first in counted.items() if wanted.get(key) != first}
    come = {key: first for key, first in wanted.items() if counted.get(key) != first}
    _take_out(session, gone, shift)
    _put_in(session, come, shift)


def _take_out(session: Session, firsts: dict[tuple[int, int], Any], shift: sums.AggregateShift) -> None:
    keys = []
    for (account_id, version_id), (share, chosen, _) in sorted(firsts.items()):
        shift.move(version_id, share, chosen, -1)
        keys.append({"account": account_id, "version": version_id})
    if keys:
        session.execute(aggregate_writes.drop_first(), keys)


def _put_in(session: Session, firsts: dict[tuple[int, int], Any], shift: sums.AggregateShift) -> None:
    rows = []
    for (account_id, version_id), (share, chosen, scored_at) in sorted(firsts.items()):
        shift.move(version_id, share, chosen, 1)
        row = {"account_id": account_id, "question_version_id": version_id, "share": share}
        rows.append({**row, "chosen": list(chosen), "scored_at": scored_at})
    if rows:
        session.execute(insert(FirstScore.__table__), rows)  # type: ignore[arg-type]  # a mapped class has a table


def _recount_months(session: Session, bank_id: int, account_ids: Sequence[int]) -> None:
    months: dict[int, dict[str, Any]] = {}
    for row in session.execute(grading_queries.month_attempts(bank_id, account_ids)):
        share = float(row.points / row.points_possible)
        best = max(share, months.get(row.account_id, {}).get("most", share))
        months[row.account_id] = {
            "account": row.account_id,
            "bank": bank_id,
            "most": best,
            "last": share,
            "moment": row.finished_at,
        }
    if months:
        session.execute(aggregate_writes.set_month(), list(months.values()))
