"""People and their sittings in a few words, banks to publish, and work that several do at once."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import Variant
from quiz.platform.paths import QUESTIONS
from quiz.services.attempts import locking, practice, saving, starting, submitting
from quiz.services.attempts.saving import AnswerSubmission, SaveResult
from quiz.services.attempts.serialization import variant_from
from quiz.services.content.definitions import question_of
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, Publication, publish
from quiz.services.grading import manual_grading
from quiz.services.identity import accounts
from quiz.services.identity.names import name_key
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionVersion
from quiz.storage.models.identity import Account
from tests.builders import bank_text
from tests.conftest import NOW

PRACTICE = "2024-01/practice-1-1"
EXAM = "2024-01/check"
MONTH = "2024-07"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def _time_of(exam: str) -> timedelta:
    """How long a month's only exam takes, by its file as it is laid out."""
    bank, _ = exam.split("/")
    (minutes,) = re.findall(
        r"^    minutes: (\d+)$", (QUESTIONS / f"{bank}.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
    return int(minutes) * MINUTE


EXAM_TIME = _time_of(EXAM)
"""From the start of ``EXAM`` to its end."""

Choose = Callable[[Question, Variant], Given]
Job = Callable[[Session], Any]


def bank_id(session: Session, slug: str) -> int:
    """The number of the bank of that slug."""
    return session.scalars(select(BankRow.id).where(BankRow.slug == slug)).one()


def right(question: Question, variant: Variant) -> Given:
    """The answer that scores 1."""
    return question.solution(variant)


def wrong(question: Question, variant: Variant) -> Given:
    """An answer that scores less than 1."""
    return question.wrong_answer(variant)


def nothing(question: Question, variant: Variant) -> Given:
    """Every input left alone."""
    return {}


def typing(text: str) -> Choose:
    """``text`` typed into the one input of a short text or a number."""
    return lambda question, variant: {question.inputs()[0].name: (text,)}


def picking(*options: str) -> Choose:
    """``options`` picked in the one input of a choice."""
    return lambda question, variant: {"choice": options}


def person(session: Session, name: str, role: str = "learner") -> Account:
    """An account that nobody signs in to: it is spared the hashing of a password."""
    account = Account(role=role, name=name, name_key=name_key(name), password_hash="-", created_at=NOW, seen_at=NOW)
    session.add(account)
    session.flush()
    return account


def named(session: Session, name: str) -> Account:
    """The account of that name."""
    found = accounts.find_named(session, name)
    assert found is not None
    return found


def authenticate(session: Session, name: str, password: str) -> Account | None:
    """The account of that name, if the password is its own."""
    return accounts.authenticate(session, accounts.find_named(session, name), password)


def raw(answer: Given) -> dict[str, list[str]]:
    """An answer as a form's fields."""
    return {name: list(values) for name, values in answer.items()}


def sent(sequence: int, device: str = "phone", base: int = 0, certainty: int | None = None) -> AnswerSubmission:
    """What a browser sends along with an answer."""
    return AnswerSubmission(device=device, sequence=sequence, base_revision=base, certainty=certainty)


def chosen(target: locking.LockedQuestion, choose: Choose) -> dict[str, list[str]]:
    """What ``choose`` enters at a question."""
    return raw(choose(target.question, variant_from(target.row.variant)))


def save(
    session: Session, account: Account, attempt: Attempt, position: int, choose: Choose = right, **how: Any
) -> SaveResult:
    """Save an answer; ``how`` may name device, sequence, base and now."""
    now = how.pop("now", NOW)
    target = locking.lock_question(session, account, attempt.token, position)
    with_it = sent(**{"sequence": position, **how})
    return saving.save(session, target, chosen(target, choose), with_it, now=now)


def check(
    session: Session, account: Account, attempt: Attempt, position: int, choose: Choose = right, **how: Any
) -> Any:
    """Check an answer; ``how`` may name device, sequence, base, certainty, now and follow_up.

    Where the learner has to judge it, they take what the app proposes: a practice of the months may draw an essay. With
    ``judged`` False it is left waiting.
    """
    now, follow_up, judged = how.pop("now", NOW), how.pop("follow_up", None), how.pop("judged", True)
    target = locking.lock_question(session, account, attempt.token, position)
    with_it, variant = sent(**{"sequence": position, **how}), variant_from(target.row.variant)
    answer = choose(target.question, variant)
    score = practice.check(session, account, target, raw(answer), with_it, now=now, follow_up=follow_up)
    if not target.row.waiting or not judged:
        return score
    found = manual_grading.proposal_of(target.question, variant, answer)
    return manual_grading.confirm(session, account, target, found, now=now, follow_up=follow_up)


def size(session: Session, attempt: Attempt) -> int:
    """How many questions an attempt has."""
    return len(pinned(session, attempt))


def pinned(session: Session, attempt: Attempt) -> list[AttemptQuestion]:
    """The questions of an attempt in their order, as the store has them now."""
    query = select(AttemptQuestion).where(AttemptQuestion.attempt_id == attempt.id).order_by(AttemptQuestion.position)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def answers(session: Session, attempt: Attempt, position: int) -> list[AnswerRow]:
    """The answers to one question, the earliest first."""
    query = (
        select(AnswerRow)
        .join(AttemptQuestion, AnswerRow.attempt_question_id == AttemptQuestion.id)
        .where(AnswerRow.attempt_id == attempt.id, AttemptQuestion.position == position)
        .order_by(AnswerRow.revision)
    )
    return list(session.scalars(query))


def practise(
    session: Session, account: Account, key: str = PRACTICE, choose: Choose = right, now: datetime = NOW
) -> Attempt:
    """A practice attempt, begun and checked to its end."""
    attempt = starting.start(session, account, key, now=now)
    for position in range(1, size(session, attempt) + 1):
        check(session, account, attempt, position, choose, now=now)
    return attempt


def sit_exam(
    session: Session, account: Account, key: str = EXAM, choose: Choose = right, now: datetime = NOW
) -> Attempt:
    """An exam attempt, begun, answered and handed in."""
    attempt = starting.start(session, account, key, now=now)
    for position in range(1, size(session, attempt) + 1):
        save(session, account, attempt, position, choose, now=now)
    return submitting.hand_in(session, account, attempt.token, now=now)


def month_file(month: str = MONTH, **changes: Any) -> BankFile:
    """A file with one question of each kind; ``changes`` replace its parts."""
    return BankFile(name=f"{month}.yaml", raw=bank_text(bank=month, **changes).encode())


def publish_month(session: Session, media: MediaFolder, *, now: datetime = NOW, **changes: Any) -> Publication:
    """Publish the small month, with ``changes``."""
    return publish(session, [month_file(**changes)], media, now=now)


def waiting_answers(session: Session) -> list[AttemptQuestion]:
    """The answers of tests that wait for a teacher, in the order in which they were asked."""
    query = select(AttemptQuestion).join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
    waits = query.where(AttemptQuestion.waiting, Attempt.state == "waiting").order_by(AttemptQuestion.id)
    return list(session.scalars(waits))


def at_once(engine: Engine, *jobs: Job) -> list[Any]:
    """What each job returned or raised: all begin at one moment, each with a session and a commit of its own."""
    begin = threading.Barrier(len(jobs))

    def run(job: Job) -> Any:
        begin.wait()
        return outcome(engine, job)

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def outcome(engine: Engine, job: Job) -> Any:
    """What ``job`` returned or raised, in a session and a commit of its own."""
    with Session(engine, expire_on_commit=False) as session:
        try:
            result = job(session)
            session.commit()
        except Exception as error:
            return error
        return result


def overlapping(engine: Engine, first: Job, second: Job) -> tuple[Any, Any]:
    """What two jobs returned or raised, the second begun after the work of the first and before its commit."""
    with ThreadPoolExecutor(1) as pool, Session(engine, expire_on_commit=False) as session:
        done = first(session)
        session.flush()
        later = pool.submit(outcome, engine, second)
        _until_it_waits(engine, later)
        session.commit()
        return done, later.result()


def _until_it_waits(engine: Engine, later: Future[Any]) -> None:
    if engine.dialect.name == "sqlite":
        # There it waits from its first statement on, and nothing tells so.
        wait([later], timeout=0.1)
        return
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as watch:
        while not later.done() and not watch.execute(query).scalar():
            watch.rollback()
            time.sleep(0.01)


def plain(rows: Mapping[Any, Any]) -> dict[Any, Any]:
    """``rows`` with floats rounded, so that the order of additions does not matter."""
    return {key: _rounded(value) for key, value in rows.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    return tuple(_rounded(part) for part in value) if isinstance(value, tuple) else value


def recipe(name: str, mode: str, *questions: str, **changes: str) -> dict[str, Any]:
    """A quiz of a bank that draws the questions named."""
    return {"id": name, "title": name, "mode": mode, "draw": [{"questions": list(questions)}], **changes}


def start_one(session: Session, account: Account, media: MediaFolder, mode: str, kind: str, **changes: str) -> Attempt:
    """An attempt at a quiz of the small month that draws its one question of ``kind``."""
    publish_month(session, media, quizzes=[recipe("one", mode, f"one-{kind}", **changes)])
    return starting.start(session, account, f"{MONTH}/one", now=NOW)


def points_of(session: Session, attempt: Attempt) -> list[Fraction]:
    """What each question of an attempt is worth."""
    query = (
        select(QuestionVersion.content_hash, QuestionVersion.definition)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .where(AttemptQuestion.attempt_id == attempt.id)
        .order_by(AttemptQuestion.position)
    )
    return [question_of(mark, definition).points for mark, definition in session.execute(query)]
