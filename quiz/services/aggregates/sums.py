"""The sums that pages read: of questions, of choices, of a learner's months. They move when a score is fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quiz.domain.item_analysis.finishes import Moves
from quiz.services.aggregates import finishes
from quiz.services.aggregates.folding import COUNTED_ROLES, chosen_in, share_of
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import FirstScore, LearnerMonth
from quiz.storage.prepared import fetch
from quiz.storage.queries import identity as identity_queries
from quiz.storage.writes import reporting as aggregate_writes
from quiz.storage.writes.base import dialect_of


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A score and when it was fixed; ``answered``: it is of an answer, and not of a blank."""

    bank_id: int
    question_id: int
    question_version_id: int
    share: float
    chosen: tuple[str, ...]
    answered: bool
    at: datetime


def lock_account(session: Session, account_id: int) -> str | None:
    """Wait until no other transaction counts for the account, and return its role as it is now.

    All that counts takes locks in one order, so that nobody waits in a circle: attempts, the account, what is done,
    sums by key. Publishing takes the third alone, before it counts.
    """
    return fetch(session, identity_queries.role_to_count(account_id)).scalars().first()


def lock_accounts(session: Session, ids: Sequence[int]) -> None:
    """Wait until no other transaction counts for any of these accounts."""
    locked = select(Account.id).where(Account.id.in_(ids)).order_by(Account.id).with_for_update(key_share=True)
    session.scalars(locked).all()


def count_scores(session: Session, account: Learner, scores: Sequence[Scored], *, months: bool = True) -> None:
    """Move every sum for scores that were fixed; a learner's first score of a version is counted once.

    What was answered is done from then on, whether its attempt is finished or not. A blank is a score, and nothing
    that the learner has done: it counts in the sums of its question alone. Without ``months`` the caller counts what
    is done of them, by ``count_finished_attempt``.
    """
    role = lock_account(session, account.id)
    if not scores:
        return
    in_time = sorted(scores, key=lambda scored: scored.at)
    _done(session, account.id, [scored for scored in in_time if scored.answered], months=months)
    if role in COUNTED_ROLES:
        first: dict[int, Scored] = {}
        for scored in in_time:
            first.setdefault(scored.question_version_id, scored)
        _first(session, account.id, [first[version] for version in sorted(first)])


def _done(session: Session, account_id: int, scores: Sequence[Scored], *, months: bool) -> None:
    if not scores:
        return
    banks = sorted({scored.bank_id for scored in scores})
    aggregate_writes.lock_done_counts(session, shared=True)
    first: dict[int, datetime] = {}
    for scored in scores:
        first.setdefault(scored.question_id, scored.at)
    rows = {
        scored.question_id: {
            "account_id": account_id,
            "question_id": scored.question_id,
            "latest_share": scored.share,
            "latest_at": scored.at,
            "done_at": first[scored.question_id],
        }
        for scored in scores
    }
    statement = aggregate_writes.count_latest(dialect_of(session))
    session.execute(statement, [rows[question_id] for question_id in sorted(rows)])
    for bank_id in banks if months else ():
        _count_month(session, account_id, bank_id, None, scores[-1].at)


def _first(session: Session, account_id: int, scores: Sequence[Scored]) -> None:
    rows = [
        {
            "account_id": account_id,
            "question_version_id": scored.question_version_id,
            "share": scored.share,
            "chosen": list(scored.chosen),
            "scored_at": scored.at,
        }
        for scored in scores
    ]
    first = set(session.execute(aggregate_writes.count_first(dialect_of(session)), rows).scalars())
    _add(session, [scored for scored in scores if scored.question_version_id in first])


def _add(session: Session, scores: Sequence[Scored]) -> None:
    """Add ``scores`` to the sums of their questions."""
    if not scores:
        return
    rows = [
        {
            "question_version_id": scored.question_version_id,
            "answers": 1,
            "total": scored.share,
            "squares": scored.share**2,
        }
        for scored in scores
    ]
    session.execute(aggregate_writes.add_to_questions(dialect_of(session)), rows)
    counts = Counter((scored.question_version_id, choice) for scored in scores for choice in scored.chosen)
    _add_choices(session, counts)


def _add_choices(session: Session, counts: Mapping[tuple[int, str], int]) -> None:
    rows = [{"question_version_id": v, "choice": c, "chosen": n} for (v, c), n in sorted(counts.items())]
    if rows:
        session.execute(aggregate_writes.add_to_choices(dialect_of(session)), rows)


class AggregateShift:
    """First scores and finished attempts that come and go, gathered so that the sums are locked once, in one order.

    That is at the end, by their keys. It grows with the number of versions and choices, not with that of scores.
    """

    def __init__(self) -> None:
        self._questions: dict[int, tuple[int, float, float]] = {}
        self._choices: Counter[tuple[int, str]] = Counter()
        self.finishes = Moves()

    def move(self, version_id: int, share: float, chosen: Iterable[str], by: Literal[1, -1]) -> None:
        """Count a first score of a version, or take it out with ``by`` = -1."""
        answers, total, squares = self._questions.get(version_id, (0, 0.0, 0.0))
        self._questions[version_id] = (answers + by, total + by * share, squares + by * share**2)
        for choice in chosen:
            self._choices[version_id, choice] += by

    def apply(self, session: Session) -> None:
        """Move the sums."""
        versions = sorted(self._questions)
        if versions:
            # A row that is not there can't be lowered, and PostgreSQL checks what is to be inserted before it finds
            # the row that it would be added to: so the rows come first, and are locked by it, and then what moves.
            empty = [{"question_version_id": v, "answers": 0, "total": 0.0, "squares": 0.0} for v in versions]
            session.execute(aggregate_writes.add_to_questions(dialect_of(session)), empty)
            session.execute(aggregate_writes.shift_questions(), [self._moved(version) for version in versions])
        moved = {key: by for key, by in sorted(self._choices.items()) if by}
        if moved:
            _add_choices(session, dict.fromkeys(moved, 0))
            shifts = [{"version": version, "of": choice, "by": by} for (version, choice), by in moved.items()]
            session.execute(aggregate_writes.shift_choices(), shifts)
        finishes.apply(session, self.finishes)

    def _moved(self, version: int) -> dict[str, float]:
        answers, total, squares = self._questions[version]
        return {"version": version, "by_answers": answers, "by_total": total, "by_squares": squares}


def _count_month(session: Session, account_id: int, bank_id: int, share: float | None, at: datetime) -> None:
    """Count what a learner has done of a bank, and an attempt that they finished with ``share`` of its points."""
    statement = aggregate_writes.count_month(dialect_of(session), with_share=share is not None)
    session.execute(statement, {"account": account_id, "bank": bank_id, "share": share, "moment": at})


def rebuild_month(session: Session, bank_id: int) -> None:
    """Recount what every learner has done of a bank, after its questions changed."""
    session.flush()
    aggregate_writes.lock_done_counts(session, shared=False)
    session.execute(
        update(LearnerMonth)
        .where(LearnerMonth.bank_id == bank_id)
        .values(done=aggregate_writes.done_count(LearnerMonth.account_id, LearnerMonth.bank_id)),
        execution_options={"synchronize_session": False},
    )


def remove_first_scores(session: Session, account_id: int) -> None:
    """Take a learner's first scores, and first finished attempts, out of the sums of questions."""
    shift = AggregateShift()
    for first in session.scalars(select(FirstScore).where(FirstScore.account_id == account_id)):
        shift.move(first.question_version_id, first.share, first.chosen, -1)
    finishes.take_out(session, account_id, shift.finishes)
    shift.apply(session)
    session.execute(delete(FirstScore).where(FirstScore.account_id == account_id))


def count_finished_attempt(session: Session, attempt: Attempt, bank_ids: Iterable[int]) -> None:
    """Count a quiz that was finished, and not ended early, with the one month that it is of; over several with none."""
    at = attempt.finished_at
    assert at is not None
    if attempt.purpose != "quiz" or attempt.ended_early:
        return
    months = sorted(set(bank_ids))
    if len(months) == 1:
        aggregate_writes.lock_done_counts(session, shared=True)
        _count_month(session, attempt.account_id, months[0], share_of(attempt.points, attempt.points_possible), at)


def scored_from(row: AttemptQuestion, question_id: int, bank_id: int, *, at: datetime) -> Scored:
    """The score that stands in an attempt's question, fixed at ``at``."""
    return Scored(
        bank_id=bank_id,
        answered=row.answered,
        question_id=question_id,
        question_version_id=row.scored_version_id,
        share=row.share or 0.0,
        chosen=chosen_in(row.score),
        at=at,
    )
