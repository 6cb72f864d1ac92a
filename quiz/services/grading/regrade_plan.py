"""What newer versions of questions make of finished attempts: judged again, batch by batch, and nothing stored yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.errors import Message
from quiz.domain.grading import marking
from quiz.domain.grading.regrade_compatibility import Incompatible, incompatibility, rejudge, variant_incompatibility
from quiz.domain.questions import Question
from quiz.domain.questions.base import Score, Variant
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content.definitions import question_of, quiz_of
from quiz.storage.queries.grading import regrading as grading_queries

Outcome = Literal["raised", "same", "lowered", "kept", "unfit"]
"""``kept`` would lose and stays as it is; ``unfit`` can't be scored under the newer version."""

OUTCOMES: tuple[Outcome, ...] = ("raised", "same", "lowered", "kept", "unfit")

MAX_DRAWN = 4_096
"""How many draws to remember, with whether a version works with them."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is to be scored again: the questions of a bank, or one of them; ``lower``: also where marks go down.

    ``proposed`` is a version of that one question which is not published: what it would make of every score is asked.
    """

    bank_id: int
    question_id: int | None
    lower: bool
    proposed: Question | None = None

    @property
    def every(self) -> bool:
        """Whether scores of the current version are judged again, too."""
        return self.proposed is not None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a newer version makes of a scored question. Shares run from 0 to 1, marks are shares of the points.

    ``share_after`` and ``marks_after`` say what the newer version gives, also where the old score is kept; where it
    can't give any they are what stands, and ``reason`` says why. ``version_id`` is the newer version.
    """

    id: int
    position: int
    question: str
    outcome: Outcome
    share_before: Fraction
    share_after: Fraction
    marks_before: Fraction
    marks_after: Fraction
    reason: Message | None
    asked_version_id: int
    version_id: int
    score: Score | None

    @property
    def moves(self) -> bool:
        """Whether applying changes it: it is of the newer version then, even where its marks are the same."""
        return self.outcome in ("raised", "same", "lowered")


@dataclass(frozen=True, kw_only=True)
class PlannedAttempt:
    """A finished attempt with its points and what becomes of them; a guest has no name. ``title`` is its quiz's."""

    id: int
    token: str
    account_id: int
    learner: str | None
    quiz_key: str
    title: Text
    points_before: Fraction
    points_after: Fraction
    changes: tuple[Change, ...]

    @property
    def moving(self) -> tuple[Change, ...]:
        """The questions that applying changes."""
        return tuple(change for change in self.changes if change.moves)


class Versions(Generic[T]):
    """Versions by id, read from the store once each: their number does not grow with that of attempts."""

    def __init__(self, read: Callable[[Session, Sequence[int]], Iterable[tuple[int, T]]]) -> None:
        self._read = read
        self._known: dict[int, T] = {}

    def load(self, session: Session, ids: Iterable[int]) -> Mapping[int, T]:
        """All versions that were asked for so far, ``ids`` among them."""
        missing = sorted(set(ids) - self._known.keys())
        if missing:
            self._known.update(self._read(session, missing))
        return self._known


def _questions(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Question]]:
    for version_id, mark, definition in session.execute(grading_queries.question_versions(ids)):
        yield version_id, question_of(mark, definition)


def _quizzes(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Quiz]]:
    for version_id, mark, definition in session.execute(grading_queries.quiz_versions(ids)):
        yield version_id, quiz_of(mark, definition)


class RegradePlanner:
    """Judges finished attempts again. It keeps what it has read of questions and quizzes, and nothing of attempts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._questions = Versions(_questions)
        self._quizzes = Versions(_quizzes)
        self._misfits: dict[tuple[int, int], Message | None] = {}
        self._misdrawn: dict[tuple[object, ...], Message | None] = {}

    def of(self, attempt_ids: Sequence[int], scope: Scope) -> Iterator[PlannedAttempt]:
        """The attempts with what newer versions make of their questions; none where there are no newer ones."""
        query = grading_queries.to_rejudge(attempt_ids, scope.bank_id, scope.question_id, every=scope.every)
        asked: dict[int, list[Any]] = defaultdict(list)
        for row in self._session.execute(query):
            asked[row.attempt_id].append(row)
        marks = self._marks(list(asked))
        rows = self._attempts(list(asked))
        questions = self._load(row for own in asked.values() for row in own)
        for attempt in rows:
            quiz = self._quizzes.load(self._session, [attempt.quiz_version_id])[attempt.quiz_version_id]
            changes = tuple(self._change(row, attempt.mode, quiz, questions, scope) for row in asked[attempt.id])
            yield _rejudged(attempt, quiz, changes, marks[attempt.id])

    def points(self, attempt_ids: Sequence[int]) -> Iterator[tuple[Any, Fraction]]:
        """The rows of attempts, each with the points that its questions' marks add up to."""
        marks = self._marks(attempt_ids)
        for attempt in self._attempts(attempt_ids):
            quiz = self._quizzes.load(self._session, [attempt.quiz_version_id])[attempt.quiz_version_id]
            yield attempt, _total(attempt, quiz, marks[attempt.id], {})

    def _attempts(self, attempt_ids: Sequence[int]) -> Sequence[Any]:
        rows = self._session.execute(grading_queries.attempts_in(attempt_ids)).all()
        self._quizzes.load(self._session, [row.quiz_version_id for row in rows])
        return rows

    def _marks(self, attempt_ids: Sequence[int]) -> Mapping[int, list[tuple[int, Fraction, Fraction]]]:
        """By attempt the id, the marks and the points of every question."""
        rows = self._session.execute(grading_queries.marks_in(attempt_ids)).all()
        questions = self._questions.load(self._session, [row.scored_version_id for row in rows])
        found = defaultdict(list)
        for row in rows:
            found[row.attempt_id].append((row.id, row.marks, questions[row.scored_version_id].points))
        return found

    def _load(self, rows: Iterable[Any]) -> Mapping[int, Question]:
        versions = {version for row in rows for version in (row.scored_version_id, row.current_version_id)}
        return self._questions.load(self._session, versions)

    def _change(self, row: Any, mode: str, quiz: Quiz, questions: Mapping[int, Question], scope: Scope) -> Change:
        newer, variant = scope.proposed or questions[row.current_version_id], variant_from(row.variant)
        try:
            self._check_fit(row, variant, questions[row.scored_version_id], newer)
            score = rejudge(newer, variant, answer_from(row.answer))
        except Incompatible as unfit:
            return _changed(row, "unfit", row.fraction, row.marks, reason=unfit.reason)
        marks = _new_mark(quiz, mode, row, score.fraction)
        outcome = _outcome(row, score.fraction, marks, lower=scope.lower)
        return _changed(row, outcome, score.fraction, marks, score=score)

    def _check_fit(self, row: Any, variant: Variant, asked: Question, newer: Question) -> None:
        """Raises ``Incompatible``; what was found of two versions, or of one with its values, is found once."""
        versions = (row.scored_version_id, row.current_version_id)
        if versions not in self._misfits:
            self._misfits[versions] = incompatibility(asked, newer)
        reason = self._misfits[versions] or self._misdrawn_by(row.current_version_id, newer, variant)
        if reason is not None:
            raise Incompatible(reason)

    def _misdrawn_by(self, version_id: int, newer: Question, variant: Variant) -> Message | None:
        drawn = (version_id, *variant.values.items())
        if drawn not in self._misdrawn:
            if len(self._misdrawn) >= MAX_DRAWN:
                self._misdrawn.clear()
            self._misdrawn[drawn] = variant_incompatibility(newer, variant.values)
        return self._misdrawn[drawn]


def _new_mark(quiz: Quiz, mode: str, row: Any, fraction: Fraction) -> Fraction:
    tries = row.tries if mode != "exam" else None
    return marking.mark_of_latest(quiz, fraction, tries=tries, answered=row.answered, level=row.certainty)


def _outcome(row: Any, fraction: Fraction, marks: Fraction, *, lower: bool) -> Outcome:
    if marks < row.marks or fraction < row.fraction:
        return "lowered" if lower else "kept"
    return "same" if (marks, fraction) == (row.marks, row.fraction) else "raised"


def _changed(
    row: Any,
    outcome: Outcome,
    fraction: Fraction,
    marks: Fraction,
    *,
    reason: Message | None = None,
    score: Score | None = None,
) -> Change:
    return Change(
        id=row.id,
        position=row.position,
        question=row.slug,
        outcome=outcome,
        share_before=row.fraction,
        share_after=fraction,
        marks_before=row.marks,
        marks_after=marks,
        reason=reason,
        asked_version_id=row.question_version_id,
        version_id=row.current_version_id,
        score=score,
    )


def _rejudged(
    attempt: Any, quiz: Quiz, changes: tuple[Change, ...], marks: Sequence[tuple[int, Fraction, Fraction]]
) -> PlannedAttempt:
    changed_marks = {change.id: change.marks_after for change in changes if change.moves}
    return PlannedAttempt(
        id=attempt.id,
        token=attempt.token,
        account_id=attempt.account_id,
        learner=attempt.name,
        quiz_key=attempt.key,
        title=quiz.title,
        points_before=attempt.points,
        points_after=_total(attempt, quiz, marks, changed_marks) if changed_marks else attempt.points,
        changes=changes,
    )


def _total(
    attempt: Any, quiz: Quiz, marks: Sequence[tuple[int, Fraction, Fraction]], changed_marks: Mapping[int, Fraction]
) -> Fraction:
    marked = ((points, changed_marks.get(question, before)) for question, before, points in marks)
    return marking.total(quiz, marked, attempt.points_possible)
