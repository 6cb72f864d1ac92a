"""The answers that wait for a person's score, question by question, without their learners' names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant, typed
from quiz.domain.rendering import fill, plain
from quiz.domain.text_limits import composed
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content import editors
from quiz.services.content.definitions import question_of, texts_of
from quiz.services.current_user import Learner
from quiz.services.grading.manual_grading import KINDS, ToJudge
from quiz.storage.queries.grading import by_hand as hand_queries
from quiz.storage.queries.grading.by_hand import Whose

EXCERPT = 90
"""Characters of an answer in a list."""


@dataclass(frozen=True, kw_only=True)
class GradedQuestion:
    """A question version that people grade. ``prompt`` is as its first learner saw it.

    ``twice``: by two people; ``held``: its grades are held back until they are released.
    """

    version_id: int
    question_id: int
    question: Question
    prompt: str
    slug: str
    bank: str
    bank_id: int
    series_id: int
    twice: bool
    held: bool


@dataclass(frozen=True, kw_only=True)
class WaitingQuestion(GradedQuestion):
    """The same with its waiting answers: ``to_grade``, of which ``yours`` by who looks; to settle, to be released."""

    to_grade: int
    yours: int
    disputed: int
    ready: int
    graded: int
    oldest: datetime


def questions(
    session: Session, language: str, grader_id: int, named: str = "", *, whose: Whose = None
) -> list[WaitingQuestion]:
    """The questions with waiting answers, the one with the oldest first; those with ``named`` in prompt, id or bank."""
    rows = session.execute(hand_queries.waiting_questions(language, grader_id, whose))
    counts = ("to_grade", "yours", "disputed", "ready", "graded", "oldest")
    found = [WaitingQuestion(**_facts(row, language), **{name: row._mapping[name] for name in counts}) for row in rows]
    wanted = composed(named).casefold()
    return [one for one in found if wanted in composed(f"{one.prompt} {one.bank} {one.slug}").casefold()]


def question(session: Session, version_id: int, language: str) -> GradedQuestion:
    """One question version that people grade. Raises ``NotFound``."""
    row = session.execute(hand_queries.question_version(version_id, language, KINDS)).first()
    if row is None:
        raise NotFound(str(version_id))
    return GradedQuestion(**_facts(row, language))


def _facts(row: Any, language: str) -> dict[str, Any]:
    same = ("version_id", "question_id", "slug", "bank", "bank_id", "series_id", "twice", "held")
    return {
        **{name: row._mapping[name] for name in same},
        "question": question_of(row.content_hash, row.question),
        "prompt": prompt_of(row, language),
    }


def prompt_of(row: Any, language: str) -> str:
    """The words of a prompt with the values that were drawn; with their expressions where nobody has an answer."""
    variant = variant_from(row.variant) if row.variant is not None else Variant()
    written: str = texts_of(row.shown)["passages"]["prompt"]
    return plain(fill(written, variant.values, language) if variant.values else written)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many answers to a question there are, by how far their grading is; ``yours`` to be graded by who looks."""

    open: int = 0
    second: int = 0
    disputed: int = 0
    ready: int = 0
    fixed: int = 0
    yours: int = 0

    @property
    def to_grade(self) -> int:
        """How many wait to be graded, by whom it may be."""
        return self.open + self.second

    @property
    def waiting(self) -> int:
        """How many have no fixed score."""
        return self.to_grade + self.disputed + self.ready


def counts(session: Session, version_id: int, grader_id: int, *, whose: Whose = None) -> Counts:
    """How far the grading of a question has come."""
    rows = session.execute(hand_queries.counts_of(version_id, grader_id, whose)).all()
    return Counts(**{row.state: row.answers for row in rows}, yours=sum(row.yours for row in rows))


def is_open_to(session: Session, of: GradedQuestion, person: Learner, *, whose: Whose) -> bool:
    """Whether ``person``, who grades the answers ``whose``, finds a question and says how it is graded.

    Its rules hold in every class: so that is who has an answer to grade, or may edit its series, as admins may.
    """
    has_answers = counts(session, of.version_id, person.id, whose=whose) != Counts()
    return has_answers or editors.may_edit(session, person, of.series_id)


@dataclass(frozen=True, kw_only=True)
class WaitingAnswer:
    """An answer in a question's list. ``mine``: who looks gave the first of two grades; ``draft``: or has begun."""

    id: int
    handed_in_at: datetime
    state: str
    excerpt: str
    mine: bool
    draft: bool


def answers(
    session: Session, version_id: int, grader_id: int, *, limit: int, offset: int, whose: Whose = None
) -> list[WaitingAnswer]:
    """A page of the waiting answers to a question, the earliest first."""
    query = hand_queries.waiting_of(version_id, grader_id, whose).limit(limit).offset(offset)
    return [
        WaitingAnswer(
            id=row.id,
            handed_in_at=row.handed_in_at,
            state=row.state,
            excerpt=shorten(typed(answer_from(row.answer), "text"), EXCERPT, placeholder="…"),
            mine=bool(row.mine),
            draft=row.draft,
        )
        for row in session.execute(query)
    ]


def first_for(session: Session, version_id: int, grader_id: int, *, whose: Whose = None) -> int | None:
    """The earliest answer to a question that an account can grade; None where there is none."""
    query = hand_queries.waiting_of(version_id, grader_id, whose).where(hand_queries.can_grade(grader_id)).limit(1)
    row = session.execute(query).first()
    return None if row is None else row.id


def beside(session: Session, found: ToJudge, grader_id: int, *, back: bool = False, whose: Whose = None) -> int | None:
    """The answer to grade after ``found``, or before it, of the same question, going round; None where none is left."""
    handed_in_at = found.attempt.handed_in_at
    assert handed_in_at is not None
    version_id = found.row.question_version_id
    query = hand_queries.beside(version_id, handed_in_at, found.row.id, grader_id, back=back, whose=whose)
    row = session.execute(query).first()
    return None if row is None else row.id
