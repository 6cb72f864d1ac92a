"""Practice, question by question: tries that are judged at once, and hints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.domain.questions.base import Score
from quiz.domain.tries import after_try
from quiz.services.attempts import (
    Closed,
    Target,
    count_fixed,
    fix,
    judgement_from,
    marks_of_tries,
    plain_score,
    score_from,
    variant_from,
)
from quiz.services.people import Learner
from quiz.services.saving import Save, save


class Unreadable(ValueError):
    """An answer that was entered but can't be read as what was asked for; ``notice`` says why."""

    def __init__(self, notice: Message) -> None:
        self.notice = notice
        super().__init__(str(notice))


def check(
    session: Session, account: Learner, target: Target, raw: Mapping[str, list[str]], sent: Save, *, now: datetime
) -> Score:
    """Save and judge one question of a practice attempt; the last one finishes the attempt.

    Where the quiz allows more tries, a wrong answer leaves the question open until they are used; where a person has
    to confirm the judgement, it waits for them. Once the score is fixed a further call changes nothing and returns it.
    Raises ``Closed``, ``AnswerError``, ``Unreadable`` and ``ValueError`` for an attempt that is not practice.
    """
    row, quiz = target.row, target.quiz
    if target.attempt.mode != "practice":
        raise ValueError("only practice is checked question by question")
    if row.scored_at is not None:
        return score_from(row)
    answer = target.question.parse(raw)
    variant = variant_from(row.variant)
    notice = target.question.notice(variant, answer)
    saved = save(session, target, raw, sent, now=now)
    if notice is not None:
        raise Unreadable(notice)
    if saved.repeated and row.tried_revision == saved.revision:
        return judgement_from(row)
    score = target.question.judge(variant, answer)
    row.tried_revision = saved.revision
    if score.needs_confirmation:
        row.waiting, row.score = True, plain_score(score)
        session.flush()
        return score
    best = Fraction(row.score["best"]) if row.score is not None else Fraction(0)
    counted = after_try(quiz.method, best, score.fraction, row.tries, quiz.penalty)
    row.tries += 1
    if score.fraction < 1 and row.tries < quiz.tries:
        row.score = {**plain_score(score), "best": str(counted), "fraction": str(score.fraction)}
        session.flush()
        return score
    sure = sent.certainty if quiz.certainty != "off" else None
    fix(row, score, marks_of_tries(quiz, counted, score.fraction, sure), now)
    count_fixed(session, account, target, now)
    return score


def take_hint(session: Session, target: Target) -> int:
    """Note that one more hint was asked for, and return how many now may be seen. Raises ``Closed``."""
    row = target.row
    if target.attempt.mode != "practice" or row.scored_at is not None or not target.quiz.hints:
        raise Closed(target.attempt.token)
    row.hints = min(row.hints + 1, len(target.question.hints))
    session.flush()
    return row.hints
