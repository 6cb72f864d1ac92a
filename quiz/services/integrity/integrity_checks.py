"""The ways through the store that its examination takes: each reads in batches and writes nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Row, Table, and_, case, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from quiz.domain.bank_format.bank import content_hash
from quiz.domain.bank_format.quizzes import Quiz as Recipe
from quiz.domain.grading.tries import total
from quiz.domain.questions import Question as Asked
from quiz.domain.questions.base import is_answered
from quiz.domain.rendering import RENDERER
from quiz.services.attempts import clocks
from quiz.services.attempts.stored_forms import answer_from, variant_from
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.content.media import ADDRESS
from quiz.services.integrity.score_audit import Case, faults_of
from quiz.services.reporting import aggregate_rebuild
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.base import Base
from quiz.storage.models.content import QuestionRow, QuestionText, QuestionVersion, QuizVersion
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import content as content_queries
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries.parts import Rows

_PICTURE = re.compile(re.escape(ADDRESS) + r"([0-9a-f]{32}\.[a-z]+)")


@dataclass(frozen=True, kw_only=True)
class Examined:
    """The store that is examined, the folder of its published pictures, and the moment.

    ``clock`` is this machine's, to be held against the database's; without one that is not done.
    """

    session: Session
    media: Path
    now: datetime
    clock: clocks.Clock | None = None


UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What reading a store raises in which somebody has written what is no fraction, no JSON, or JSON of another shape."""

Found = Iterator[tuple[str, str]]
"""The code of a check that does not hold, and the place where."""


def _rows(store: Examined, query: Rows) -> Iterator[Any]:
    """The rows of a query, a few at a time; what it holds open is closed even where the reading breaks off."""
    with store.session.execute(query.execution_options(yield_per=500)) as rows:
        yield from rows


# The database itself


def _integrity(store: Examined) -> Found:
    return (("integrity", place) for place in damage(store.session))


def damage(session: Session) -> Iterator[str]:
    """What the database itself says to be wrong with it."""
    if session.get_bind().dialect.name == "sqlite":
        said = session.scalars(text("PRAGMA integrity_check"))
        yield from (line for line in said if line != "ok")
        return
    yield from session.scalars(text("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname"))
    invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready) ORDER BY 1"
    yield from session.scalars(text(invalid))


def _clock(store: Examined) -> Found:
    difference = clocks.ahead(store.session, store.clock) if store.clock is not None else timedelta()
    if clocks.is_apart(difference):
        yield "clock", f"{difference.total_seconds():+.0f} s"


def _orphans(store: Examined) -> Found:
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            for row in _rows(store, _orphans_of(table, constraint)):
                yield "orphans", f"{table.name} {'/'.join(map(str, row))} ({', '.join(constraint.column_keys)})"


def _orphans_of(table: Table, constraint: ForeignKeyConstraint) -> Rows:
    """The keys of the rows whose foreign key leads nowhere."""
    parent = constraint.referred_table.alias()
    pairs = [(element.parent, parent.c[element.column.name]) for element in constraint.elements]
    lonely = and_(*(child.is_not(None) for child, _ in pairs), pairs[0][1].is_(None))
    joined = table.outerjoin(parent, and_(*(child == mother for child, mother in pairs)))
    key = list(table.primary_key)
    return select(*key).select_from(joined).where(lonely).order_by(*key)


# What is published


def _versions(store: Examined) -> Found:
    questions = select(QuestionVersion.id, QuestionVersion.content_hash, QuestionVersion.definition)
    quizzes = select(QuizVersion.id, QuizVersion.content_hash, QuizVersion.definition)
    for name, query, read in (("question", questions, question_of), ("quiz", quizzes, quiz_of)):
        for number, mark, definition in _rows(store, query):
            if content_hash(definition) != mark or not _is_readable(read, mark, definition):
                yield "versions", f"{name} version {number}"


def _is_readable(read: Callable[..., object], mark: str, definition: Mapping[str, Any]) -> bool:
    try:
        read(mark, definition)
    except UNREADABLE:
        return False
    return True


def _texts(store: Examined) -> Found:
    """The texts of every version in the languages that it was published in; those on offer as they are made today."""
    rendered = select(
        QuestionVersion.id,
        QuestionVersion.definition,
        QuestionText.language,
        QuestionText.renderer,
        and_(QuestionRow.withdrawn.is_(False), QuestionRow.current_version_id == QuestionVersion.id).label("offered"),
    )
    query = (
        rendered.join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .outerjoin(QuestionText, QuestionText.question_version_id == QuestionVersion.id)
        .order_by(QuestionVersion.id)
    )
    for version, group in groupby(_rows(store, query), key=lambda row: row.id):
        rows = list(group)
        renderers = {row.language: row.renderer for row in rows if row.language is not None}
        for language in rows[0].definition.get("languages", ()):
            if language not in renderers:
                yield "texts", f"{version} ({language})"
            elif rows[0].offered and renderers[language] != RENDERER:
                yield "renderer", f"{version} ({language})"


def _pictures(store: Examined) -> Found:
    checked: set[str] = set()
    for row in _rows(store, content_queries.rendered_texts()):
        for name in _PICTURE.findall("".join(map(str, row))):
            if name not in checked:
                checked.add(name)
                if not _is_kept(store.media / name):
                    yield "pictures", name


def _is_kept(path: Path) -> bool:
    """Whether a picture is there and holds what its name, a hash, says."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest()[:32] == path.stem


# What was answered


def _revisions(store: Examined) -> Found:
    for attempt_id, position in _rows(store, integrity_queries.gaps_in_revisions()):
        yield "revisions", f"{attempt_id}/{position}"


def _attempts(store: Examined) -> Found:
    """Each attempt with its questions: what stands at them, their scores, and what these add up to."""
    known = _Known(store.session)
    for attempt_id, group in groupby(_rows(store, content_queries.every_question()), key=lambda row: row.attempt_id):
        quiz = None
        questions = []
        for row in group:
            quiz = known.quiz(row.quiz_version_id)
            pinned = known.question(row.question_version_id)
            graded = known.question(row.graded_version_id or row.question_version_id)
            if quiz is None or pinned is None or graded is None:
                continue  # a version that is missing or can't be read is told by itself
            questions.append((row, pinned))
            for code in _faults_at(row, graded, quiz):
                yield code, f"{attempt_id}/{row.position}"
        if quiz is not None and questions and not _points_hold(questions, quiz):
            yield "points", str(attempt_id)


class _Known:
    """Versions by their number, each read once while it is in use; None for one that can't be."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.question = lru_cache(maxsize=2_048)(self._question)
        self.quiz = lru_cache(maxsize=2_048)(self._quiz)

    def _question(self, number: int) -> Asked | None:
        row = self.session.get(QuestionVersion, number)
        readable = row is not None and _is_readable(question_of, row.content_hash, row.definition)
        return question_of(row.content_hash, row.definition) if row is not None and readable else None

    def _quiz(self, number: int) -> Recipe | None:
        row = self.session.get(QuizVersion, number)
        readable = row is not None and _is_readable(quiz_of, row.content_hash, row.definition)
        return quiz_of(row.content_hash, row.definition) if row is not None and readable else None


def _faults_at(row: Row[Any], graded: Asked, quiz: Recipe) -> Iterator[str]:
    if not _latest_holds(row, quiz):
        yield "latest"
    yield from faults_of(Case(stored=row, question=graded, quiz=quiz, mode=row.mode, answer=row.judged_value))


def _latest_holds(row: Row[Any], quiz: Recipe) -> bool:
    certainty = row.latest_certainty if quiz.certainty != "off" else None
    return bool(row.answered == is_answered(answer_from(row.latest_value)) and row.certainty == certainty)


def _points_hold(questions: Iterable[tuple[Row[Any], Asked]], quiz: Recipe) -> bool:
    """Whether an attempt's points are the sum of its questions'; a regrade leaves what each is worth as it was."""
    rows = list(questions)
    attempt = rows[0][0]
    possible = quiz.possible(question.points for _, question in rows)
    if attempt.points_possible != possible:
        return False
    if attempt.state != "finished":
        return attempt.points is None
    marks = sum((question.points * (row.marks or 0) for row, question in rows), Fraction(0))
    return bool(attempt.points == total(marks, attempt.points_possible, quiz.floor))


def _states(store: Examined) -> Found:
    """Finished: all scored. Waiting: something waits, all else is scored. Running: an exam has no score yet, a practice
    has a question left."""
    asked = aliased(AttemptQuestion)

    def times(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    scored, waits = times(asked.scored_at.is_not(None)), times(asked.waiting.is_(True))
    every = func.count(asked.id)
    wrong = or_(
        every == 0,
        and_(Attempt.state == "finished", scored != every),
        and_(Attempt.state == "waiting", or_(waits == 0, scored + waits != every)),
        and_(Attempt.state == "running", scored == every),
        and_(Attempt.state == "running", Attempt.mode == "exam", scored + waits != 0),
        times(and_(asked.waiting, asked.scored_at.is_not(None))) != 0,
    )
    query = (
        select(Attempt.id)
        .outerjoin(asked, asked.attempt_id == Attempt.id)
        .group_by(Attempt.id, Attempt.state, Attempt.mode)
        .having(wrong)
        .order_by(Attempt.id)
    )
    for (number,) in _rows(store, query):
        yield "states", str(number)


def _overdue(store: Examined) -> Found:
    late = select(Attempt.id).where(Attempt.state == "running", Attempt.closes_at < store.now).order_by(Attempt.id)
    for number in store.session.scalars(late).all():
        yield "overdue", str(number)
        if not _can_be_scored(store.session, number):
            yield "stuck", str(number)


def _can_be_scored(session: Session, attempt_id: int) -> bool:
    """Whether every answer of an attempt can be judged as it is stored, with the rules of its quiz."""
    try:
        attempt = session.get_one(Attempt, attempt_id)
        quiz_of(*session.execute(content_queries.quiz_of_version(attempt.quiz_version_id)).one())
        for row in fetch(session, attempt_queries.to_score(attempt_id)).all():
            question, answer = question_of(row.content_hash, row.question), answer_from(row.answer)
            question.judge(variant_from(row[0].variant), answer)
    except (*UNREADABLE, ArithmeticError):
        return False
    return True


# What is counted


def _sums(store: Examined) -> Found:
    for difference in aggregate_rebuild.differences(store.session):
        yield difference.table.__tablename__, "/".join(map(str, difference.key))


PASSES: tuple[tuple[tuple[str, ...], Callable[[Examined], Found]], ...] = (
    (("integrity",), _integrity),
    (("clock",), _clock),
    (("orphans",), _orphans),
    (("versions",), _versions),
    (("texts", "renderer"), _texts),
    (("pictures",), _pictures),
    (("revisions",), _revisions),
    (("latest", "scores", "marks", "tries", "points"), _attempts),
    (("states",), _states),
    (("overdue", "stuck"), _overdue),
    (tuple(table.__tablename__ for table in aggregate_rebuild.TABLES), _sums),
)
"""Each way through the store with the checks that it makes on the way."""
