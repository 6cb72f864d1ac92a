"""The questions that a quiz draws from: those on offer now, or those that were published at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.delivery import Available, Seen
from quiz.domain.mastery import is_right
from quiz.services.content.definitions import question_of
from quiz.services.current_user import Learner
from quiz.storage.models.identity import TEACHERS
from quiz.storage.prepared import fetch
from quiz.storage.queries import scores as score_queries
from quiz.storage.queries.content import published as content_queries


@dataclass(frozen=True, kw_only=True)
class Offered(Available):
    """A question that may be drawn, and the current revision of its bank, which the attempt pins.

    ``held``: a test of the learner who draws asks it that takes answers still: nothing else may give its key away.
    """

    bank_revision: int | None
    held: bool = False


def standings_for(account: Learner) -> list[str]:
    """The standings of what an account finds: for teachers also what is hidden from learners."""
    return ["open", "hidden"] if account.role in TEACHERS else ["open"]


def pool_now(
    session: Session, account: Learner, quiz: Quiz, series_id: int, quiz_key: str, now: datetime
) -> list[Offered]:
    """What the quiz under a key of a series draws from as it is on offer now to an account."""
    banks, standings = quiz.banks(quiz_key), standings_for(account)
    rows = fetch(session, content_queries.available_questions(series_id, banks, standings, account.id, now)).all()
    return [replace(one, held=bool(row.held)) for one, row in zip(_pool(rows), rows, strict=True)]


def pool_of(session: Session, series_id: int, banks: Sequence[str]) -> list[Offered]:
    """What assignments draw from some banks of a series now: hidden banks are for them alone."""
    wanted = ["open", "hidden"]
    return _pool(fetch(session, content_queries.available_questions(series_id, list(banks), wanted, None, None)))


def held_by_tests(session: Session, account_id: int, now: datetime) -> dict[int, int]:
    """The questions that a learner's tests ask which take answers still, by number, each with its version on offer.

    Nothing else may give their keys away.
    """
    rows = fetch(session, content_queries.held_by_tests(account_id, now))
    return {row.id: row.current_version_id for row in rows}


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """What a learner was asked elsewhere that a running test of theirs asks, too: no key of it leaves the app.

    ``asked`` are the ids of questions in attempts, ``versions`` the versions that they were scored by.
    """

    asked: frozenset[int] = frozenset()
    versions: frozenset[int] = frozenset()


def held_back(session: Session, account_id: int) -> HeldBack:
    """What of all that a learner was asked is held back."""
    rows = fetch(session, score_queries.held_back(account_id)).all()
    return HeldBack(asked=frozenset(row.id for row in rows), versions=frozenset(row.version_id for row in rows))


def held_back_in(session: Session, account_id: int, attempt_id: int) -> frozenset[int]:
    """The positions at which an attempt of a learner asks what a running test of theirs asks, too."""
    return frozenset(fetch(session, score_queries.held_back_in(account_id, attempt_id)).scalars())


def seen_in(
    session: Session, account: Learner, quiz: Quiz, series_id: int, quiz_key: str
) -> dict[tuple[str, str], Seen]:
    """What a learner has answered of a quiz's banks, as far as they may see their scores."""
    rows = fetch(session, content_queries.seen_questions(account.id, series_id, quiz.banks(quiz_key)))
    return {
        (row.bank, row.question): Seen(wrong=row.share is not None and not is_right(row.share), at=row.latest_at)
        for row in rows
    }


def pool_at(session: Session, quiz: Quiz, series_id: int, quiz_key: str, at: datetime) -> list[Offered]:
    """What it drew from at a moment, but for questions withdrawn since: the store does not keep when that was."""
    return _pool(session.execute(content_queries.questions_published(series_id, quiz.banks(quiz_key), at)))


def _pool(rows: Iterable[Any]) -> list[Offered]:
    return [
        Offered(
            key=row.id,
            bank=row.slug,
            question=question_of(row.content_hash, row.question),
            bank_revision=row.current_revision_id,
        )
        for row in rows
    ]
