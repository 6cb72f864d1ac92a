"""All aggregates as they are stored, and the same counted from attempts and scores: an independent check.

It shares nothing with ``aggregate_folding``, which everything else counts by: a slip there would show here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.aggregates.comparing import OF_QUIZZES, columns_of, table_of
from quiz.services.content.definitions import question_of
from quiz.services.integrity.examined import Examined
from quiz.services.integrity.integrity_checks import PASSES
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import ChoiceAggregate, LearnerMonth, LearnerQuestion, QuestionAggregate
from tests.conftest import NOW
from tests.services.builders import plain

Sums = dict[str, dict[Any, Any]]


def stored(session: Session) -> Sums:
    """The sums that pages read; rows that came down to nothing are left out."""
    session.expire_all()
    questions = session.scalars(select(QuestionAggregate).where(QuestionAggregate.answers != 0))
    choices = session.scalars(select(ChoiceAggregate).where(ChoiceAggregate.chosen != 0))
    return {
        "questions": plain({s.question_version_id: (s.answers, s.total, s.squares) for s in questions}),
        "choices": {(c.question_version_id, c.choice): c.chosen for c in choices},
        "learners": plain(
            {
                (q.account_id, q.question_id): (q.latest_share, q.latest_at, q.done_at)
                for q in session.scalars(select(LearnerQuestion))
            }
        ),
        "months": plain(
            {
                (m.account_id, m.bank_id): (m.done, m.finished, m.best, m.latest, m.latest_at)
                for m in session.scalars(select(LearnerMonth))
            }
        ),
        **{model.__tablename__: _sums_in(session, model) for model in OF_QUIZZES},
    }


def _sums_in(session: Session, model: Any) -> dict[Any, Any]:
    key, sums = columns_of(table_of(model))
    rows = session.execute(select(*(table_of(model).c[name] for name in (*key, *sums))))
    return {tuple(row[: len(key)]): tuple(row[len(key) :]) for row in rows if any(row[len(key) :])}


def counted_anew(session: Session) -> Sums:
    """What the sums have to be."""
    session.expire_all()
    query = (
        select(AttemptQuestion, Attempt, Account.role, QuestionRow)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
    )
    every = [tuple(row) for row in session.execute(query)]
    scored = [row for row in every if row[0].scored_at is not None]
    scored.sort(key=lambda row: (row[0].scored_at, row[0].id))
    return {
        **_questions(scored),
        "learners": plain(_learners(scored)),
        "months": plain(_months(every)),
        **_quizzes(session, every),
    }


def _quizzes(session: Session, every: list[Any]) -> dict[str, dict[Any, Any]]:
    """The sums of quizzes by the definitions of measurement, from each learner's first finished attempt of a quiz."""
    first: dict[tuple[int, int], Attempt] = {}
    counted = [
        attempt
        for _, attempt, role, _ in every
        if role == "learner"
        and attempt.state == "finished"
        and attempt.purpose in ("quiz", "assignment")
        and not attempt.ended_early
    ]
    for attempt in sorted(counted, key=lambda one: (one.finished_at, one.id)):
        first.setdefault((attempt.account_id, attempt.quiz_id), attempt)
    totals: Counter[tuple[int, int]] = Counter()
    items: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 9)
    places: Counter[tuple[int, int, str, int, int]] = Counter()
    for attempt in first.values():
        asked = [row for row, of, _, _ in every if of.id == attempt.id]
        points = {row.id: _points_of(session, row.scored_version_id) for row in asked}
        whole = sum(points.values())
        earned = {row.id: points[row.id] * round(row.share * 1_000_000) for row in asked}
        total = round(Fraction(sum(earned.values())) / whole / 1_000)
        totals[attempt.quiz_version_id, total] += 1
        for row in asked:
            x, others = round(row.share * 1_000_000), whole - points[row.id]
            rest = round(Fraction(sum(earned.values()) - earned[row.id]) / others) if others else 0
            weight, timed = round(points[row.id] * 1_000_000 / whole), row.seconds_in_view is not None
            added = [1, weight, x, x * x, rest, rest * rest, x * rest, int(timed), min(row.seconds_in_view or 0, 1_800)]
            key = (attempt.quiz_version_id, row.scored_version_id)
            items[key] = [held + more for held, more in zip(items[key], added, strict=True)]
            for choice in ("", *sorted(set(row.score["chosen"]))):
                places[(*key, choice, round(Fraction(x, 10_000)), round(Fraction(total, 10)))] += 1
    return {
        "total_sums": {key: (count,) for key, count in totals.items()},
        "item_sums": {key: tuple(sums) for key, sums in items.items()},
        "place_sums": {key: (count,) for key, count in places.items()},
    }


def _points_of(session: Session, version_id: int) -> Fraction:
    version = session.get_one(QuestionVersion, version_id)
    return question_of(version.content_hash, version.definition).points


def unsound(session: Session) -> list[tuple[str, str]]:
    """What the doctor finds at attempts and their answers: the codes of its checks, and where."""
    session.flush()
    session.expire_all()
    store = Examined(session=session, media=Path(), now=NOW)
    looks = [look for codes, look in PASSES if set(codes) & {"revisions", "latest", "states"}]
    return [found for look in looks for found in look(store)]


def _questions(scored: list[Any]) -> dict[str, dict[Any, Any]]:
    first: dict[tuple[int, int], AttemptQuestion] = {}
    for row, attempt, role, _ in scored:
        if role == "learner":
            version = row.question_version_id if row.graded_version_id is None else row.graded_version_id
            first.setdefault((attempt.account_id, version), row)
    shares = defaultdict(list)
    choices: Counter[tuple[int, str]] = Counter()
    for (_, version), row in first.items():
        shares[version].append(float(row.fraction))
        choices.update((version, choice) for choice in row.score["chosen"])
    sums = {version: (len(all_), sum(all_), sum(share * share for share in all_)) for version, all_ in shares.items()}
    return {"questions": plain(sums), "choices": dict(choices)}


def _learners(scored: list[Any]) -> dict[Any, Any]:
    latest: dict[tuple[int, int], AttemptQuestion] = {}
    done: dict[tuple[int, int], Any] = {}
    for row, attempt, _, question in scored:
        if row.answered:
            key = attempt.account_id, question.id
            latest[key] = row
            done[key] = min(done.get(key, row.scored_at), row.scored_at)
    return {key: (float(row.fraction), row.scored_at, done[key]) for key, row in latest.items()}


def _months(every: list[Any]) -> dict[Any, Any]:
    banks = defaultdict(set)
    done: dict[tuple[int, int], set[int]] = defaultdict(set)
    finished = {}
    for row, attempt, _, question in every:
        banks[attempt.id].add(question.bank_id)
        if attempt.state == "finished" and attempt.purpose == "quiz":
            finished[attempt.id] = attempt
        if row.answered and row.scored_at is not None:
            done[attempt.account_id, question.bank_id] |= set() if question.withdrawn else {question.id}
    for attempt in finished.values():
        if len(banks[attempt.id]) == 1:
            done[attempt.account_id, next(iter(banks[attempt.id]))] |= set()
    shares = defaultdict(list)
    for attempt in sorted(finished.values(), key=lambda attempt: (attempt.finished_at, attempt.id)):
        if len(banks[attempt.id]) == 1:
            share = float(attempt.points / attempt.points_possible)
            shares[attempt.account_id, next(iter(banks[attempt.id]))].append((share, attempt.finished_at))
    return {
        key: (
            len(ids),
            len(shares[key]),
            max((share for share, _ in shares[key]), default=None),
            *(shares[key][-1] if shares[key] else (None, None)),
        )
        for key, ids in done.items()
    }
