"""Regrades: stored answers scored again under newer versions of their questions, shown, applied, and undone."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.domain.questions import Question
from quiz.services import audit
from quiz.services.aggregates import rebuild
from quiz.services.aggregates.sums import AggregateShift
from quiz.services.content.named import Unknown, bank_named
from quiz.services.grading.regrade_plan import PlannedAttempt, RegradePlanner, Scope
from quiz.services.grading.regrade_saving import put_back, store_changes
from quiz.services.grading.regrade_totals import Seal, Totals
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.grading import Regrade
from quiz.storage.queries.grading import regrading as grading_queries
from quiz.storage.writes import grading as grading_writes

BATCH = 100
"""Attempts, or learners, that are in memory at a time."""

Progress = Callable[[int, int], None]
"""Called with how much is done of how much: attempts first, then the learners whose sums are recounted."""


class Refused(ValueError):
    """A regrade that can't be made, or undone; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


class DifferenceChanged(Exception):
    """What a regrade does is not what was shown before: somebody handed in meanwhile, graded, or published."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a regrade did; it has no ``id`` where nothing was to be done."""

    id: int | None
    totals: Totals


@dataclass(frozen=True, kw_only=True)
class Made:
    """A regrade as it stands in the list."""

    id: int
    bank: str
    made_at: datetime
    undone_at: datetime | None
    lowered: bool
    questions: int
    attempts: int


def preview(
    session: Session,
    bank: str,
    question: str | None = None,
    *,
    lower: bool = False,
    proposed: Question | None = None,
) -> Iterator[PlannedAttempt]:
    """What a regrade of a bank, or of one question of it, would do, attempt by attempt; nothing is stored.

    It looks at every scored question of finished attempts that another version graded than the current one. What is
    running or waits for a teacher is left alone: a practice shows the key that it was scored by until it is done,
    and can be regraded then. So is what a person judged. Memory does not grow with the number of attempts but for
    their ids, eight bytes each. With ``proposed``, what that version of ``question`` would do
    once it is published. Raises ``Refused`` for an unknown bank or question.
    """
    scope = replace(_find_scope(session, bank, question, lower=lower), proposed=proposed)
    ids = _ids(session, grading_queries.attempts_to_regrade(scope.bank_id, scope.question_id, every=scope.every))
    rejudging = RegradePlanner(session)
    return (attempt for batch in _batches(ids) for attempt in rejudging.of(batch, scope))


def waiting(session: Session, bank: str, question: str | None = None, *, every: bool = False) -> int:
    """How many attempts hold something to regrade, and are left alone since a teacher has to grade them first.

    Their other questions keep the scores of the version that was asked until then; a regrade after that takes them
    along. ``every``: those count as well whose score is of the current version. Raises ``Refused`` for an unknown bank
    or question.
    """
    scope = _find_scope(session, bank, question, lower=False)
    return session.scalars(grading_queries.attempts_waiting(scope.bank_id, scope.question_id, every=every)).one()


def apply(
    session: Session,
    bank: str,
    question: str | None = None,
    *,
    lower: bool = False,
    now: datetime,
    by: audit.Actor = audit.APP,
    progress: Progress | None = None,
    shown: str | None = None,
) -> Applied:
    """Do what ``preview`` shows: scores, points and all sums move, and what stood before is kept for ``undo``.

    Where the marks or the share of a question would go down it keeps its score and its version, unless ``lower``.
    ``shown`` is the mark of the difference that somebody has agreed to: raises ``DifferenceChanged`` where it would be
    another one, and the caller gives up the transaction. Raises ``Refused`` for an unknown bank or question.
    """
    scope = _find_scope(session, bank, question, lower=lower, lock=True)
    query = grading_queries.attempts_to_regrade(scope.bank_id, scope.question_id)
    work = _lock(session, query, progress)
    regrade = Regrade(bank_id=scope.bank_id, made_at=now, lowered=lower)
    session.add(regrade)
    session.flush()
    rejudging, totals, seal = RegradePlanner(session), Totals(), Seal()
    for batch in work.attempts():
        found = list(rejudging.of(batch, scope))
        store_changes(session, regrade.id, found, now)
        for attempt in found:
            totals = totals.plus(attempt)
            seal.add(attempt)
    if shown not in (None, seal.mark):
        raise DifferenceChanged
    if not totals.moves:
        session.delete(regrade)
        session.flush()
        return Applied(id=None, totals=totals)
    work.count(session, regrade.id)
    after = {"regrade": regrade.id, "question": question, "lower": lower, **asdict(totals)}
    audit.record(session, "regraded", audit.stored_bank(session, scope.bank_id), by=by, now=now, after=after)
    return Applied(id=regrade.id, totals=totals)


def undo(
    session: Session,
    regrade_id: int,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
    progress: Progress | None = None,
) -> Made:
    """Put back what a regrade changed, sums included; accepted challenges that it applied wait for a decision again.

    Raises ``Refused``: undone already, overtaken, or unknown.
    """
    regrade = _find_regrade(session, regrade_id)
    session.get_one(BankRow, regrade.bank_id, with_for_update={"key_share": True})
    session.refresh(regrade)
    if regrade.undone_at is not None:
        raise Refused(say("Regrade %(number)d is undone already.", number=regrade_id))
    later = session.scalars(grading_queries.overtaken_by(regrade_id)).one()
    if later is not None:
        message = say(
            "Regrade %(later)d scored the same answers after regrade %(number)d. Undo %(later)d first.",
            later=later,
            number=regrade_id,
        )
        raise Refused(message)
    work = _lock(session, grading_queries.attempts_regraded(regrade_id), progress)
    rejudging = RegradePlanner(session)
    for batch in work.attempts():
        put_back(session, rejudging, regrade_id, batch, now)
    work.count(session, regrade_id)
    regrade.undone_at = now
    session.execute(grading_writes.open_challenges(regrade_id))
    session.flush()
    made = next(made for made in regrades(session) if made.id == regrade_id)
    after = {"regrade": regrade_id, "questions": made.questions, "attempts": made.attempts}
    audit.record(session, "regrade_undone", audit.stored_bank(session, regrade.bank_id), by=by, now=now, after=after)
    return made


def regrades(session: Session) -> list[Made]:
    """Every regrade, the latest first."""
    return [
        Made(
            id=row.id,
            bank=bank,
            made_at=row.made_at,
            undone_at=row.undone_at,
            lowered=row.lowered,
            questions=questions,
            attempts=attempts,
        )
        for row, bank, questions, attempts in session.execute(grading_queries.regrades())
    ]


def _find_bank(session: Session, slug: str, *, lock: bool) -> BankRow:
    try:
        found = bank_named(session, slug)
    except Unknown as unknown:
        raise Refused(unknown.message) from None
    if lock:
        # One regrade of a bank at a time; learners who answer its questions meanwhile do not wait for it.
        session.refresh(found, with_for_update={"key_share": True})
    return found


def _find_scope(session: Session, slug: str, question: str | None, *, lower: bool, lock: bool = False) -> Scope:
    bank = _find_bank(session, slug, lock=lock)
    if question is None:
        return Scope(bank_id=bank.id, question_id=None, lower=lower)
    query = select(QuestionRow.id).where(QuestionRow.bank_id == bank.id, QuestionRow.slug == question)
    found = session.scalars(query).first()
    if found is None:
        raise Refused(say("The bank %(bank)s has no question %(id)s.", bank=slug, id=question))
    return Scope(bank_id=bank.id, question_id=found, lower=lower)


def _find_regrade(session: Session, regrade_id: int) -> Regrade:
    found = session.get(Regrade, regrade_id)
    if found is None:
        raise Refused(say("There is no regrade %(number)d.", number=regrade_id))
    return found


def _ids(session: Session, query: Select[int]) -> array[int]:
    return array("q", session.scalars(query.execution_options(yield_per=100 * BATCH)))


def _batches(ids: array[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH].tolist()


class _Work:
    """The attempts and learners that a regrade goes through, locked, and how far it has come."""

    def __init__(self, attempts: array[int], accounts: array[int], progress: Progress | None) -> None:
        self._attempts, self._accounts = attempts, accounts
        self._progress = progress
        self._done = 0

    def attempts(self) -> Iterator[list[int]]:
        """The ids of the attempts, batch by batch."""
        return self._with_progress(self._attempts)

    def count(self, session: Session, regrade_id: int) -> None:
        """Recount what was touched of every learner, and move the sums of questions last, in one order."""
        shift = AggregateShift()
        for batch in self._with_progress(self._accounts):
            touched = session.execute(grading_queries.questions_touched(regrade_id, batch))
            pairs = {(account, question) for account, question in touched}
            rebuild.rebuild(session, batch, pairs, shift=shift)
        shift.apply(session)
        session.expire_all()

    def _with_progress(self, ids: array[int]) -> Iterator[list[int]]:
        for batch in _batches(ids):
            yield batch
            self._done += len(batch)
            if self._progress is not None:
                self._progress(self._done, len(self._attempts) + len(self._accounts))


def _lock(session: Session, attempts: Select[int], progress: Progress | None) -> _Work:
    """Lock all attempts, then all accounts, each by id: the sums come last, so that nobody waits in a circle."""
    locked = _ids(session, attempts.with_for_update(of=Attempt))
    owners = _ids(session, grading_queries.accounts_of(attempts).with_for_update(key_share=True))
    return _Work(locked, owners, progress)
