"""What the store should be and may not be: every check reads it in batches, writes nothing, and says what to do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Row, Table, and_, case, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from quiz.domain.bank import content_hash
from quiz.domain.errors import Message, say
from quiz.domain.questions import Question as Asked
from quiz.domain.questions.base import is_answered
from quiz.domain.quizzes import Quiz as Recipe
from quiz.domain.rendering import RENDERER
from quiz.domain.tries import total
from quiz.services import recounting
from quiz.services.attempts import answer_from
from quiz.services.caches import question_of, quiz_of
from quiz.services.media import ADDRESS
from quiz.services.rescoring import Case, faults_of
from quiz.storage import queries
from quiz.storage.models import (
    Attempt,
    AttemptQuestion,
    Base,
    Question,
    QuestionText,
    QuestionVersion,
    QuizVersion,
)

SHOWN = 5
"""How many of the places where something is wrong are named."""

_PICTURE = re.compile(re.escape(ADDRESS) + r"([0-9a-f]{32}\.[a-z]+)")
_BACKUP = say("Restore a backup from before; keep a copy of this store to compare with.")
_MEND = say("Run: quiz doctor --mend")


@dataclass(kw_only=True)
class Tally:
    """How often something was found, and the first places of it."""

    count: int = 0
    places: list[str] = field(default_factory=list)

    def add(self, place: str) -> None:
        """Count one more, at ``place``."""
        self.count += 1
        if len(self.places) < SHOWN:
            self.places.append(place)


@dataclass(frozen=True, kw_only=True)
class Check:
    """What should hold, and the remedy where it doesn't. One that is not ``grave`` is only told."""

    code: str
    holds: Message
    remedy: Message
    grave: bool = True


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A check with what it found; nothing where all is well."""

    check: Check
    count: int
    places: tuple[str, ...]

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong."""
        return self.count > 0 and self.check.grave


@dataclass(frozen=True, kw_only=True)
class Examined:
    """The store that is examined, the folder of its published pictures, and the moment."""

    session: Session
    media: Path
    now: datetime


Found = Iterator[tuple[str, str]]
"""The code of a check that does not hold, and the place where."""


def examine(store: Examined) -> Iterator[Finding]:
    """Every check with what it found, one after the other; the session is to see one moment of the store."""
    for codes, look in PASSES:
        tallies = {code: Tally() for code in codes}
        for code, place in look(store):
            tallies[code].add(place)
        for code, tally in tallies.items():
            yield Finding(check=CHECKS[code], count=tally.count, places=tuple(tally.places))


def is_damaged(session: Session) -> bool:
    """Whether the database itself says that it is not whole, so that nothing should be written to it."""
    return next(_damage(session), None) is not None


# The database itself


def _integrity(store: Examined) -> Found:
    return (("integrity", place) for place in _damage(store.session))


def _damage(session: Session) -> Iterator[str]:
    if session.get_bind().dialect.name == "sqlite":
        said = session.scalars(text("PRAGMA integrity_check"))
        yield from (line for line in said if line != "ok")
        return
    yield from session.scalars(text("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname"))
    invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready) ORDER BY 1"
    yield from session.scalars(text(invalid))


def _orphans(store: Examined) -> Found:
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            for row in store.session.execute(_orphans_of(table, constraint)):
                yield "orphans", f"{table.name} {'/'.join(map(str, row))} ({', '.join(constraint.column_keys)})"


def _orphans_of(table: Table, constraint: ForeignKeyConstraint) -> queries.Row:
    """The keys of the rows whose foreign key leads nowhere."""
    parent = constraint.referred_table.alias()
    pairs = [(element.parent, parent.c[element.column.name]) for element in constraint.elements]
    lonely = and_(*(child.is_not(None) for child, _ in pairs), pairs[0][1].is_(None))
    joined = table.outerjoin(parent, and_(*(child == mother for child, mother in pairs)))
    key = list(table.primary_key)
    return select(*key).select_from(joined).where(lonely).order_by(*key).execution_options(yield_per=500)


# What is published


def _versions(store: Examined) -> Found:
    questions = select(QuestionVersion.id, QuestionVersion.content_hash, QuestionVersion.definition)
    quizzes = select(QuizVersion.id, QuizVersion.content_hash, QuizVersion.definition)
    for name, query, read in (("question", questions, question_of), ("quiz", quizzes, quiz_of)):
        for number, mark, definition in store.session.execute(query.execution_options(yield_per=200)):
            if content_hash(definition) != mark or not _is_readable(read, mark, definition):
                yield "versions", f"{name} version {number}"


def _is_readable(read: Callable[..., object], mark: str, definition: Mapping[str, Any]) -> bool:
    try:
        read(mark, definition)
    except (KeyError, ValueError):
        return False
    return True


def _texts(store: Examined) -> Found:
    """The texts of every version in the languages that it was published in; those on offer as they are made today."""
    rendered = select(
        QuestionVersion.id,
        QuestionVersion.definition,
        QuestionText.language,
        QuestionText.renderer,
        and_(Question.withdrawn.is_(False), Question.current_version_id == QuestionVersion.id).label("offered"),
    )
    query = (
        rendered.join(Question, QuestionVersion.question_id == Question.id)
        .outerjoin(QuestionText, QuestionText.question_version_id == QuestionVersion.id)
        .order_by(QuestionVersion.id, QuestionText.language)
        .execution_options(yield_per=200)
    )
    for version, group in groupby(store.session.execute(query), key=lambda row: row.id):
        rows = list(group)
        renderers = {row.language: row.renderer for row in rows if row.language is not None}
        for language in rows[0].definition.get("languages", ()):
            if language not in renderers:
                yield "texts", f"{version} ({language})"
            elif rows[0].offered and renderers[language] != RENDERER:
                yield "renderer", f"{version} ({language})"


def _pictures(store: Examined) -> Found:
    checked: set[str] = set()
    for row in store.session.execute(queries.rendered_texts()):
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
    for attempt_id, position in store.session.execute(queries.gaps_in_revisions()):
        yield "revisions", f"{attempt_id}/{position}"


def _attempts(store: Examined) -> Found:
    """Each attempt with its questions: what stands at them, their scores, and what these add up to."""
    known = _Known(store.session)
    rows = store.session.execute(queries.every_question())
    for attempt_id, group in groupby(rows, key=lambda row: row.attempt_id):
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
    possible = quiz.most() * sum((question.points for _, question in rows), Fraction(0))
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
    for number in store.session.scalars(query.execution_options(yield_per=500)):
        yield "states", str(number)


def _overdue(store: Examined) -> Found:
    late = select(Attempt.id).where(Attempt.state == "running", Attempt.closes_at < store.now).order_by(Attempt.id)
    for number in store.session.scalars(late.execution_options(yield_per=500)):
        yield "overdue", str(number)


# What is counted


def _sums(store: Examined) -> Found:
    for difference in recounting.differences(store.session):
        yield difference.table.__tablename__, "/".join(map(str, difference.key))


CHECKS: Mapping[str, Check] = {
    check.code: check
    for check in (
        Check(
            code="integrity",
            holds=say("The database finds itself whole"),
            remedy=say("Stop the server, keep a copy of the store, and restore the latest backup."),
        ),
        Check(code="orphans", holds=say("Nothing refers to a row that is not there"), remedy=_BACKUP),
        Check(
            code="versions", holds=say("Published versions are what their hashes say, and can be read"), remedy=_BACKUP
        ),
        Check(
            code="texts",
            holds=say("Every version has its texts in each of its languages"),
            remedy=say(
                "Restore a backup from before. A version on offer is rendered anew when its bank's file changes, if "
                "only by a comment, and is published."
            ),
        ),
        Check(
            code="renderer",
            holds=say("The texts on offer are rendered as this version of the app does it"),
            remedy=say("Run: quiz publish"),
        ),
        Check(
            code="pictures",
            holds=say("Every picture that a text shows lies in the instance's media folder, unchanged"),
            remedy=say("Restore the folder media of the instance from a backup."),
        ),
        Check(
            code="revisions",
            holds=say("The answers to each question are numbered from 1 on without a gap"),
            remedy=_BACKUP,
        ),
        Check(
            code="latest",
            holds=say("What is noted at each question is what its latest answer says"),
            remedy=_BACKUP,
        ),
        Check(
            code="scores",
            holds=say("Every stored score is what the answer earns"),
            remedy=say("Look at it with: quiz attempt show NUMBER. Restore a backup from before if it was changed."),
        ),
        Check(
            code="marks",
            holds=say("Every question's marks follow from its score by the quiz's rules"),
            remedy=say("Look at it with: quiz attempt show NUMBER. Restore a backup from before if it was changed."),
        ),
        Check(
            code="tries",
            holds=say("As many tries are counted as each question's state wants"),
            remedy=say("Look at it with: quiz attempt show NUMBER. Restore a backup from before if it was changed."),
        ),
        Check(
            code="points",
            holds=say("The points of every attempt are the sum of its questions'"),
            remedy=say("Look at it with: quiz attempt show NUMBER. Restore a backup from before if it was changed."),
        ),
        Check(
            code="states",
            holds=say("The state of every attempt fits those of its questions"),
            remedy=say("Look at it with: quiz attempt show NUMBER. Restore a backup from before if it was changed."),
        ),
        Check(
            code="overdue",
            holds=say("No attempt runs whose time is over"),
            remedy=say("Nothing is lost: each is handed in as of its deadline when its learner comes back."),
            grave=False,
        ),
        Check(code="first_score", holds=say("First scores are among the scores of their learners"), remedy=_MEND),
        Check(code="learner_question", holds=say("Latest scores and what is done are as counted anew"), remedy=_MEND),
        Check(code="learner_month", holds=say("The sums of learners by month are as counted anew"), remedy=_MEND),
        Check(code="question_sums", holds=say("The sums of questions are as counted anew"), remedy=_MEND),
        Check(code="choice_sums", holds=say("The sums of choices are as counted anew"), remedy=_MEND),
    )
}

PASSES: tuple[tuple[tuple[str, ...], Callable[[Examined], Found]], ...] = (
    (("integrity",), _integrity),
    (("orphans",), _orphans),
    (("versions",), _versions),
    (("texts", "renderer"), _texts),
    (("pictures",), _pictures),
    (("revisions",), _revisions),
    (("latest", "scores", "marks", "tries", "points"), _attempts),
    (("states",), _states),
    (("overdue",), _overdue),
    (tuple(table.__tablename__ for table in recounting.TABLES), _sums),
)
"""Each way through the store with the checks that it makes on the way."""
