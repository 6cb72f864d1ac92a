"""What a grader gives an answer: the criteria that they found, a share of their own, a comment to the learner."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sqlalchemy.orm import Session

from quiz.domain.grading.partial_credit import bounded
from quiz.domain.matching.numbers import NumberError, read_number
from quiz.domain.questions import Question
from quiz.domain.questions.base import Score
from quiz.domain.text_limits import fault_of
from quiz.services.grading.manual_grading import confirmed, parts_of
from quiz.storage.models.grading import Grade
from quiz.storage.queries.grading import by_hand as hand_queries

LONGEST = 5_000
"""Characters of a comment."""
LONGEST_REASON = 500
"""Characters of the reason for a share of one's own."""
LONGEST_SHARE = 40

Fault = Literal["share", "reason", "reason_too_long", "too_long", "marks"]


class GradingError(ValueError):
    """Why what a grader typed can't be taken: ``share`` is no number from 0 to 100, a share of one's own lacks its
    ``reason``, a text is ``too_long``, or a letter has too many accents (``marks``)."""

    def __init__(self, code: Fault) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a grader's form holds, as it was typed; ``share`` is in per cent."""

    chosen: tuple[str, ...] = ()
    share: str = ""
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A grader's judgement: the criteria found, in the question's order. ``adjusted`` is a fraction of their own, 0
    to 1, for a ``reason``; None where what was found decides. ``comment`` is Markdown."""

    chosen: tuple[str, ...]
    adjusted: Fraction | None = None
    reason: str = ""
    comment: str = ""

    def score(self, question: Question) -> Score:
        """What it scores an answer to ``question``."""
        return confirmed(question, self.chosen, adjusted=self.adjusted)

    def agrees_with(self, other: Judgement) -> bool:
        """Whether two graders found the same and set no other share; their comments may differ."""
        return (set(self.chosen), self.adjusted) == (set(other.chosen), other.adjusted)


def judgement_of(question: Question, typed: Typed) -> Judgement:
    """What was typed, as a judgement of an answer to ``question``. Raises ``GradingError``."""
    adjusted = _share_of(typed.share)
    reason, comment = _tidy(typed.reason), _tidy(typed.comment)
    if adjusted is not None and not reason:
        raise GradingError("reason")
    if len(reason) > LONGEST_REASON:
        raise GradingError("reason_too_long")
    for fault in (fault_of(reason), fault_of(comment, LONGEST)):
        if fault is not None:
            raise GradingError(fault)
    return Judgement(
        chosen=tuple(part for part in parts_of(question) if part in typed.chosen),
        adjusted=adjusted,
        reason=reason if adjusted is not None else "",
        comment=comment,
    )


def _tidy(text: str) -> str:
    # Browsers send a line break as two characters, and count it as one.
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _share_of(text: str) -> Fraction | None:
    """The fraction that a share in per cent says, with or without its sign; None where nothing was typed."""
    bare = text.strip().removesuffix("%").removesuffix("％").strip()
    if not bare:
        return None
    try:
        found = read_number(bare)
    except NumberError:
        raise GradingError("share") from None
    if found.unit or not 0 <= found.value <= 100:
        raise GradingError("share")
    return bounded(found.value / 100)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A grade as it was given: which of an answer's, by whom, and what it says."""

    grade: Grade
    grader: str | None
    judgement: Judgement


def given_for(session: Session, answer_ids: Sequence[int]) -> dict[int, list[Given]]:
    """The grades of each of these answers, in the order in which they were given."""
    found: dict[int, list[Given]] = {answer_id: [] for answer_id in answer_ids}
    for grade, name in session.execute(hand_queries.grades_of(answer_ids)):
        one = Given(grade=grade, grader=name, judgement=judgement_in(grade))
        found[grade.attempt_question_id].append(one)
    return found


def judgement_in(grade: Grade) -> Judgement:
    """The judgement that a stored grade says."""
    return Judgement(
        chosen=tuple(grade.chosen),
        adjusted=grade.fraction if grade.adjusted else None,
        reason=grade.reason,
        comment=grade.comment,
    )


def latest(given: Iterable[Given], kinds: Collection[str]) -> Judgement | None:
    """The latest judgement of these kinds."""
    found = [one.judgement for one in given if one.grade.kind in kinds]
    return found[-1] if found else None


def standing(given: Sequence[Given]) -> Judgement | None:
    """The judgement that counts: what settled or changed it last, else the first grader's; None without any.

    Where two agreed it has the comments of both.
    """
    decided = latest(given, ("settled", "changed"))
    first, second = latest(given, ("first",)), latest(given, ("second",))
    if decided is not None or first is None:
        return decided
    comments = [one.comment for one in (first, second) if one is not None and one.comment]
    both = "\n\n".join(dict.fromkeys(comments))
    return Judgement(chosen=first.chosen, adjusted=first.adjusted, reason=first.reason, comment=both)
