"""Stored scores compared with what their answers earn: judged again, and marked again by the quiz's rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.grading import marking
from quiz.domain.questions import Question
from quiz.domain.questions.base import AnswerError, Score, is_answered
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.grading.manual_grading import confirmed


class Stored(Protocol):
    """A question of an attempt, as far as its score goes."""

    @property
    def variant(self) -> Mapping[str, Any]:
        """Its drawing."""

    @property
    def fraction(self) -> Fraction | None:
        """How right the answer is."""

    @property
    def share(self) -> float | None:
        """The same as a float."""

    @property
    def marks(self) -> Fraction | None:
        """What it earns."""

    @property
    def score(self) -> Mapping[str, Any] | None:
        """The judgement."""

    @property
    def certainty(self) -> int | None:
        """How sure the learner was."""

    @property
    def tries(self) -> int:
        """How many tries were judged."""

    @property
    def waiting(self) -> bool:
        """Whether a person has to judge it."""

    @property
    def graded_version_id(self) -> int | None:
        """The version that a regrade scored it under."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A stored score with what it came from: the version it was scored under, the quiz, the answer that was judged."""

    stored: Stored
    question: Question
    quiz: Quiz
    mode: str
    answer: Mapping[str, Any] | None

    @property
    def scored(self) -> bool:
        """Whether the score is fixed."""
        return self.stored.fraction is not None


def rejudge(case: Case) -> Score:
    """What the answer earns. Where a person judged it, their findings are taken as they are stored.

    Raises ``AnswerError``, ``KeyError`` or ``ValueError`` where answer or variant don't fit the question.
    """
    answer = case.question.parse({name: list(values) for name, values in answer_from(case.answer).items()})
    score = case.question.judge(variant_from(case.stored.variant), answer)
    if score.needs_confirmation and case.scored:
        said = case.stored.score or {}
        adjusted = Fraction(said["adjusted"]) if "adjusted" in said else None
        return confirmed(case.question, said.get("chosen", ()), adjusted=adjusted)
    return score


def faults_of(case: Case) -> Iterator[str]:
    """What of a judged answer is not as it is earned: ``scores``, ``marks``, ``tries``, each once at most."""
    if not case.scored and case.stored.score is None:
        return
    try:
        score = rejudge(case)
    except (AnswerError, KeyError, ValueError):
        yield "scores"
        return
    if not _score_holds(case, score):
        yield "scores"
    if case.scored and not _marks_hold(case):
        yield "marks"
    if not _tries_hold(case):
        yield "tries"


def _score_holds(case: Case, score: Score) -> bool:
    stored, said = case.stored, case.stored.score or {}
    if stored.fraction is None:
        # A try that left the question open keeps its fraction with the judgement; one that waits has none yet.
        return stored.waiting == score.needs_confirmation and (
            stored.waiting or said.get("fraction") == str(score.fraction)
        )
    alike = (said.get("verdicts"), said.get("chosen")) == (dict(score.verdicts), list(score.chosen))
    return alike and stored.fraction == score.fraction and stored.share == float(score.fraction)


def _judged_once(case: Case) -> bool:
    by_person = case.question.judged_by_person and is_answered(answer_from(case.answer))
    return case.mode == "exam" or by_person


def _marks_hold(case: Case) -> bool:
    stored = case.stored
    return marking.follows(
        case.quiz,
        stored.marks,
        stored.fraction or Fraction(0),
        tries=None if _judged_once(case) else stored.tries,
        answered=is_answered(answer_from(case.answer)),
        level=stored.certainty,
    )


def _tries_hold(case: Case) -> bool:
    """Whether as many tries are counted as the state of the question wants; a regrade changes scores and no tries."""
    tries, fraction = case.stored.tries, case.stored.fraction
    if _judged_once(case):
        return tries == 0
    if fraction is None:
        return 1 <= tries < case.quiz.tries
    left = marking.has_try_left(case.quiz, fraction, tries, once=case.question.has_one_try())
    ended = not left or case.stored.graded_version_id is not None
    return 1 <= tries <= case.quiz.tries and ended
