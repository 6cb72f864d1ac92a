"""Equal answers that were challenged, put together for teachers: how many, why, what the key says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.attempts.pages.answer_texts import AnswerPart
from quiz.services.attempts.refusals import NotFound
from quiz.services.grading.challenges.shown import key_in, prompt_of, said_in, share_of
from quiz.storage.models.grading import UNDECIDED, Challenge
from quiz.storage.queries.grading import challenges as queries

REASONS = 20
"""So many reasons of a group are shown where several groups are."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a learner says that the answer should count, in their own words, without their name."""

    text: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Group:
    """Equal answers to a question. ``number`` is the first challenge, ``count`` how many there are.

    ``share`` is what the answer earns now, 0 to 1. ``seen`` counts what teachers did to it: who decides sends
    it along. ``state`` is passed_on where somebody passed on one of them.
    """

    number: int
    count: int
    question_id: int
    question: str
    bank: str
    bank_id: int
    series_id: int
    prompt: str
    said: tuple[AnswerPart, ...]
    key: tuple[AnswerPart, ...]
    share: Fraction
    reasons: tuple[Reason, ...]
    state: str
    reply: str | None
    answered_at: datetime | None
    regrade_id: int | None
    seen: int

    @property
    def is_decided(self) -> bool:
        """Whether it was accepted or refused."""
        return self.state not in UNDECIDED

    @property
    def more(self) -> int:
        """How many reasons are not shown."""
        return self.count - len(self.reasons)


def count(session: Session, *, decided: bool, teacher: int | None = None) -> int:
    """How many groups that ``teacher`` finds, or of all, wait for a decision, or have one."""
    return session.scalar(queries.count_groups(decided, teacher)) or 0


def listed(
    session: Session, language: str, *, decided: bool, limit: int, offset: int, teacher: int | None = None
) -> list[Group]:
    """A page of the groups: those that wait with most challenges first, those that are decided with the latest.

    ``teacher`` finds those in which a learner of theirs is, and all of a series that they edit; None finds all.
    """
    found = session.execute(queries.groups(decided, teacher).limit(limit).offset(offset)).all()
    return _groups(session, [row.first for row in found], language, decided=decided, reasons=REASONS)


def waiting_at(session: Session, question_id: int, *, teacher: int | None = None) -> tuple[tuple[int, int], ...]:
    """The answers to a question that wait for a decision: the number of the first of each, and how many are alike."""
    found = session.execute(queries.waiting_at(question_id, teacher))
    return tuple((first, count) for first, count in found)


def check_found(session: Session, number: int, teacher: int | None) -> None:
    """Raise ``NotFound`` unless ``teacher``, or anybody where it is None, finds the group that a challenge is in."""
    together = queries.equal_to(number).where(*queries.decided_by(teacher)).limit(1)
    if session.scalar(together) is None:
        raise NotFound(str(number))


def find(session: Session, number: int, language: str, *, teacher: int | None = None) -> Group:
    """The group that a challenge is in, with every reason. Raises ``NotFound``."""
    check_found(session, number, teacher)
    one = session.get_one(Challenge, number)
    decided = one.state not in UNDECIDED
    (found,) = _groups(session, [number], language, decided=decided, reasons=None)
    return found


def _groups(
    session: Session, numbers: Sequence[int], language: str, *, decided: bool, reasons: int | None
) -> list[Group]:
    if not numbers:
        return []
    rows = {row[0].id: row for row in session.execute(queries.challenges(language).where(Challenge.id.in_(numbers)))}
    firsts = [rows[number][0] for number in numbers if number in rows]
    together = session.scalars(queries.together_with([first.id for first in firsts], decided)).all()
    return [
        _group(rows[first.id], [one for one in together if _is_equal(one, first, decided)], language, reasons)
        for first in firsts
    ]


def _is_equal(one: Challenge, other: Challenge, decided: bool) -> bool:
    same = (one.question_id, one.answer_key) == (other.question_id, other.answer_key)
    return same and (not decided or (one.state, one.answered_at) == (other.state, other.answered_at))


def _group(row: Any, members: Sequence[Challenge], language: str, reasons: int | None) -> Group:
    first = members[0]
    latest = max(members, key=lambda one: (one.answers, one.id))
    return Group(
        number=first.id,
        count=len(members),
        question_id=first.question_id,
        question=row.slug,
        bank=row.bank,
        bank_id=row.bank_id,
        series_id=row.series_id,
        prompt=prompt_of(row, language),
        said=said_in(row, language),
        key=key_in(row, language),
        share=share_of(row),
        reasons=tuple(Reason(text=one.reason, made_at=one.made_at) for one in members[:reasons]),
        state=latest.state,
        reply=latest.reply,
        answered_at=latest.answered_at,
        regrade_id=latest.regrade_id,
        seen=seen_of(members),
    )


def seen_of(members: Sequence[Challenge]) -> int:
    """How often teachers did something to these challenges: who decides says what they had seen."""
    return sum(one.answers for one in members)
