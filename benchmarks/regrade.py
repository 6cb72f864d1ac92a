"""A regrade of ten thousand attempts: how long it takes, and by how much the memory of its process grows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.banks import MONTH, QUIZ, corrected_month
from benchmarks.figures import Figure
from benchmarks.stores import Store, add_people
from quiz.domain.delivery import Available, deliver
from quiz.platform.paths import QUESTIONS
from quiz.services.aggregates.sums import AggregateShift
from quiz.services.attempts.serialization import plain_answer, plain_score, plain_variant
from quiz.services.content.definitions import quiz_of
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import publish
from quiz.services.content.question_pool import pool_now
from quiz.services.grading import regrades
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import FirstScore, LearnerMonth, LearnerQuestion
from quiz.storage.prepared import fetch
from quiz.storage.queries.content import published as content_queries

LEARNERS = 1_000
EACH = 10
"""Attempts of each learner."""
PAPERS = 40
"""Drawings of the test, each of which many attempts have: drawing ten thousand would take longer than regrading."""
AT_A_TIME = 100
TABLES: tuple[Any, ...] = (Attempt, AttemptQuestion, AnswerRow, FirstScore, LearnerQuestion, LearnerMonth)
BEGUN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def figures(store: Store, folder: Path) -> list[Figure]:
    """Ten thousand attempts of ten questions each, all of which have a newer version, some another key."""
    full = store.copied(folder / "regraded")
    fill(full)
    with full.engine() as engine, Session(engine) as session:
        media = MediaFolder(source=QUESTIONS / "media")
        publish(session, [corrected_month()], media, now=datetime.now(UTC))
        session.commit()
    run = [sys.executable, "-m", "benchmarks.regrade", str(full.instance)]
    told = json.loads(subprocess.run(run, capture_output=True, check=True, env=full.environment).stdout)
    assert told["attempts"] >= LEARNERS * EACH  # those of the journeys that were measured before are among them
    assert told["raised"] > 0
    return [
        Figure(name="regrade 10,000 attempts", value=told["seconds"], unit="s", limit=30),
        Figure(name="CPU of it", value=told["cpu"], unit="s CPU"),
        Figure(name="memory that it takes on top", value=told["mebibytes"], unit="MiB", limit=30),
    ]


@dataclass(frozen=True, kw_only=True)
class Task:
    """A question as it was drawn and answered, in the form in which the store holds it."""

    version_id: int
    question_id: int
    variant: dict[str, Any]
    answer: dict[str, Any]
    fraction: Fraction
    score: dict[str, Any]
    points: Fraction


Paper = Sequence[Task]
"""The questions of one attempt."""


def fill(store: Store) -> None:
    """A thousand learners have each sat the test of ten questions ten times; about half their answers are right."""
    names = [f"Regraded {number}" for number in range(LEARNERS)]
    add_people(store, names)
    with store.engine() as engine, Session(engine) as session:
        people = session.scalars(select(Account.id).where(Account.name.in_(names)).order_by(Account.id)).all()
        papers = _papers(session, session.get_one(Account, people[0]))
        writer = Writer(session)
        for number, account_id in enumerate(people):
            writer.add_learner(account_id, [papers[(number + turn) % PAPERS] for turn in range(EACH)])
            if number % AT_A_TIME == AT_A_TIME - 1:
                writer.insert()
        writer.shift.apply(session)
        session.commit()


def _papers(session: Session, learner: Account) -> list[Paper]:
    owners = dict(session.execute(select(QuestionRow.current_version_id, QuestionRow.id)).tuples().all())
    row = fetch(session, content_queries.quizzes_to_start(QUIZ)).one()
    quiz = quiz_of(row.content_hash, row.quiz)
    pool = pool_now(session, learner, quiz, row.series_id, QUIZ, datetime.now(UTC))
    available = {one.key: one for one in pool}
    return [
        [
            _task(one.key, owners[one.key], available[one.key], one.variant, right=(place + number) % 2 == 0)
            for place, one in enumerate(deliver(quiz, pool, str(number)))
        ]
        for number in range(PAPERS)
    ]


def _task(version_id: int, question_id: int, asked: Available, variant: Any, *, right: bool) -> Task:
    question = asked.question
    answer = question.solution(variant) if right else question.wrong_answer(variant)
    score = question.judge(variant, answer)
    return Task(
        version_id=version_id,
        question_id=question_id,
        variant=plain_variant(variant),
        answer=plain_answer(answer),
        fraction=score.fraction,
        score=plain_score(score),
        points=question.points,
    )


class Writer:
    """Writes finished attempts and the sums that they add up to, table by table and many rows at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        quiz = fetch(session, content_queries.quizzes_to_start(QUIZ)).one()
        self._quiz_id, self._quiz_version_id = quiz.id, quiz.version_id
        self._bank_id = session.scalars(select(BankRow.id).where(BankRow.slug == MONTH)).one()
        self._rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self._last_attempt = self._last_question = 1_000_000
        self.shift = AggregateShift()

    def add_learner(self, account_id: int, papers: Sequence[Paper]) -> None:
        """One attempt a paper, one a day."""
        firsts: dict[int, dict[str, Any]] = {}
        latest: dict[int, dict[str, Any]] = {}
        shares = []
        for day, paper in enumerate(papers):
            at = BEGUN + timedelta(days=day)
            shares.append(self._add_attempt(account_id, paper, at))
            for task in paper:
                share = float(task.fraction)
                key = {"account_id": account_id, "share": share, "chosen": task.score["chosen"], "scored_at": at}
                firsts.setdefault(task.version_id, {**key, "question_version_id": task.version_id})
                done = latest.get(task.question_id, {"done_at": at})["done_at"]
                row = {"account_id": account_id, "question_id": task.question_id, "done_at": done}
                latest[task.question_id] = {**row, "latest_share": share, "latest_at": at}
        for version_id, first in firsts.items():
            self.shift.move(version_id, first["share"], first["chosen"], 1)
        self._rows[FirstScore] += firsts.values()
        self._rows[LearnerQuestion] += latest.values()
        month = {"account_id": account_id, "bank_id": self._bank_id, "done": len(latest), "finished": len(shares)}
        self._rows[LearnerMonth].append({**month, "best": max(shares), "latest": shares[-1], "latest_at": at})

    def _add_attempt(self, account_id: int, paper: Paper, at: datetime) -> float:
        self._last_attempt += 1
        points = sum((task.points * task.fraction for task in paper), Fraction(0))
        possible = sum((task.points for task in paper), Fraction(0))
        row = {
            "id": self._last_attempt,
            "token": f"regraded-{self._last_attempt}",
            "account_id": account_id,
            "quiz_id": self._quiz_id,
            "quiz_version_id": self._quiz_version_id,
            "seed": "-",
            "mode": "exam",
            "state": "finished",
            "started_at": at,
            "handed_in_at": at,
            "finished_at": at,
            "points": points,
            "points_possible": possible,
        }
        self._rows[Attempt].append(row)
        for position, task in enumerate(paper, 1):
            self._add_question(position, task, at)
        return float(points / possible)

    def _add_question(self, position: int, task: Task, at: datetime) -> None:
        self._last_question += 1
        asked = {
            "id": self._last_question,
            "attempt_id": self._last_attempt,
            "position": position,
            "question_version_id": task.version_id,
            "variant": task.variant,
            "revision": 1,
            "answered": True,
            "fraction": task.fraction,
            "share": float(task.fraction),
            "marks": task.fraction,
            "score": task.score,
            "scored_at": at,
        }
        answer = {
            "attempt_id": self._last_attempt,
            "attempt_question_id": self._last_question,
            "revision": 1,
            "base_revision": 0,
            "device": "bench",
            "device_sequence": position,
            "value": task.answer,
            "received_at": at,
        }
        self._rows[AttemptQuestion].append(asked)
        self._rows[AnswerRow].append(answer)

    def insert(self) -> None:
        """Write what has gathered."""
        for table in TABLES:
            self._session.execute(insert(table.__table__), self._rows[table])
        self._rows.clear()


def _measured(instance: Path) -> dict[str, float]:
    """Seconds of a regrade from its first statement to its commit, and how far the process grew meanwhile."""
    with Store(instance=instance).engine() as engine, Session(engine) as session:
        before, begun, busy = _mebibytes("VmRSS"), perf_counter(), process_time()
        totals = regrades.apply(session, MONTH, now=datetime.now(UTC)).totals
        session.commit()
        seconds, cpu, most = perf_counter() - begun, process_time() - busy, _mebibytes("VmHWM")
    found = {"seconds": seconds, "cpu": cpu, "mebibytes": most - before}
    return {**found, "attempts": totals.attempts, "raised": totals.raised}


def _mebibytes(name: str) -> float:
    """What this process has in memory (``VmRSS``), or the most that it had so far (``VmHWM``)."""
    # Not of getrusage: there a new process begins with what its parent had.
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    print(json.dumps(_measured(Path(sys.argv[1]))))
