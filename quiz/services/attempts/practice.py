"""Practice, question by question: tries that are judged at once, and hints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.domain.grading import marking
from quiz.domain.questions.base import Answer, Score, is_answered
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.refusals import AttemptClosed
from quiz.services.attempts.saving import AnswerSubmission, SaveResult, save
from quiz.services.attempts.serialization import answer_from, judgement_from, plain_score, score_from, variant_from
from quiz.services.attempts.submitting import FollowUp, count_fixed, record_score
from quiz.services.attempts.time_in_view import note as note_time
from quiz.services.content.question_pool import held_by_tests
from quiz.services.current_user import Learner
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries.content import published as content_queries


class Overtaken(ValueError):
    """The answer to be checked was sent before, and was replaced or taken back since: nothing was judged."""


class Unreadable(ValueError):
    """An answer that is kept and can't be judged: it can't be read as what was asked for, or may not be judged yet.

    ``notice`` says why.
    """

    def __init__(self, notice: Message) -> None:
        self.notice = notice
        super().__init__(str(notice))


def check(
    session: Session,
    account: Learner,
    target: LockedQuestion,
    raw: Mapping[str, list[str]],
    sent: AnswerSubmission,
    *,
    now: datetime,
    follow_up: FollowUp | None = None,
) -> Score:
    """Save and judge one question of a practice attempt; the last one finishes the attempt.

    ``follow_up`` may put more questions at its end before that is seen.

    Where the quiz allows more tries, a wrong answer leaves the question open until they are used; where a person has
    to confirm the judgement, it waits for them. Once the score is fixed a further call changes nothing and returns it.
    What is judged is what stands in the store: where a later answer of the same device was quicker, that one. An answer
    that was sent before and is not the latest any more is not judged again.
    Raises ``AttemptClosed``, ``AnswerError``, ``Overtaken``, ``Unreadable``, and ``ValueError`` for an attempt that is
    not practice.
    """
    row = target.row
    if target.attempt.mode == "exam":
        raise ValueError("only practice is checked question by question")
    if row.scored_at is not None:
        return score_from(row)
    saved = save(session, target, raw, sent, now=now)
    _refuse_held(session, target, now)
    if saved.repeated and row.tried_revision == saved.revision:
        return judgement_from(row)
    answer, sure = _standing(session, target, saved)
    variant = variant_from(row.variant)
    notice = target.question.notice(variant, answer)
    if notice is not None:
        raise Unreadable(notice)
    score = target.question.judge(variant, answer)
    row.tried_revision = saved.revision
    note_time(target.attempt, row, sent.looked, now)
    return _take(session, account, target, score, is_answered(answer), sure, now, follow_up)


def say_unknown(
    session: Session, account: Learner, target: LockedQuestion, *, now: datetime, follow_up: FollowUp | None = None
) -> Score:
    """Fix the score of a question that its learner says not to know: wrong, and no answer. Raises as ``check`` does.

    What was entered before is taken back. Said twice it is said once. Where a running test asks the question, nothing
    is changed.
    """
    if target.row.scored_at is None:
        _refuse_held(session, target, now)
    sent = AnswerSubmission(device="unknown", sequence=target.row.position, base_revision=target.row.revision)
    return check(session, account, target, {}, sent, now=now, follow_up=follow_up)


def _refuse_held(session: Session, target: LockedQuestion, now: datetime) -> None:
    """Raise ``Unreadable`` where a test that the learner has running asks the question: its key is not shown here."""
    held = held_by_tests(session, target.attempt.account_id, now)
    if not held:
        return
    asked = fetch(session, content_queries.question_of_version(target.row.question_version_id)).one()
    if asked.question_id in held:
        raise Unreadable(say("Your running test asks this question too. Submit the test first; your answer is saved."))


def check_saved(
    session: Session, account: Learner, target: LockedQuestion, *, now: datetime, by_rule: bool = False
) -> None:
    """Judge what stands in the store, where an attempt is ended before its question was checked: there is no more try.

    Raises ``Unreadable`` where a running test asks the question or it can't be read, and ``ValueError`` where a person
    has to judge it; not ``by_rule``, where its time is over: then it earns what it earns as it is.
    """
    if not by_rule:
        _refuse_held(session, target, now)
    stored = fetch(session, attempt_queries.answer_at(target.row.id, target.row.revision)).one()
    answer = answer_from(stored.value)
    notice = target.question.notice(variant_from(target.row.variant), answer)
    if notice is not None and not by_rule:
        raise Unreadable(notice)
    score = target.question.judge(variant_from(target.row.variant), answer)
    if score.needs_confirmation and is_answered(answer) and not by_rule:
        raise ValueError("a person has to judge this answer")
    target.row.tried_revision = target.row.revision
    best = Fraction((target.row.score or {}).get("best", 0))
    counted = marking.after_try(target.quiz, best, score.fraction, target.row.tries)
    target.row.tries += 1
    _fix(session, account, target, score, counted, is_answered(answer), stored.certainty, now, None)


def _take(
    session: Session,
    account: Learner,
    target: LockedQuestion,
    score: Score,
    answered: bool,
    sure: int | None,
    now: datetime,
    follow_up: FollowUp | None,
) -> Score:
    """Keep what was judged: for a person to confirm, as one try of several, or as the score."""
    row, quiz = target.row, target.quiz
    if score.needs_confirmation:
        row.waiting, row.score = True, plain_score(score)
        session.flush()
        return score
    best = Fraction(row.score["best"]) if row.score is not None else Fraction(0)
    counted = marking.after_try(quiz, best, score.fraction, row.tries)
    row.tries += 1
    if marking.has_try_left(quiz, score.fraction, row.tries, once=target.question.has_one_try()):
        row.score = {**plain_score(score), "best": str(counted), "fraction": str(score.fraction)}
        session.flush()
        return score
    _fix(session, account, target, score, counted, answered, sure, now, follow_up)
    return score


def _fix(
    session: Session,
    account: Learner,
    target: LockedQuestion,
    score: Score,
    counted: Fraction,
    answered: bool,
    sure: int | None,
    now: datetime,
    follow_up: FollowUp | None,
) -> None:
    mark = marking.mark_of_tries(target.quiz, counted, score.fraction, sure)
    record_score(target.row, score, mark, now)
    count_fixed(session, account, target, now, answered=answered, sure=sure, follow_up=follow_up)


def _standing(session: Session, target: LockedQuestion, saved: SaveResult) -> tuple[Answer, int | None]:
    """What the store holds of the answer to be checked, and how sure it is. Raises ``Overtaken``."""
    stored = fetch(session, attempt_queries.answer_at(target.row.id, saved.revision)).one()
    answer = answer_from(stored.value)
    # A repeat stored nothing: the row is as it was found, and its latest may be another answer.
    if saved.repeated and (saved.revision != target.row.revision or not is_answered(answer)):
        raise Overtaken(target.attempt.token)
    return answer, stored.certainty


def take_hint(session: Session, target: LockedQuestion, *, now: datetime) -> int:
    """Note that one more hint was asked for, and return how many now may be seen.

    Raises ``AttemptClosed``, and ``Unreadable`` where a running test asks the question.
    """
    row = target.row
    if target.attempt.mode == "exam" or row.scored_at is not None or not target.quiz.hints:
        raise AttemptClosed(target.attempt.token)
    _refuse_held(session, target, now)
    row.hints = min(row.hints + 1, len(target.question.hints))
    session.flush()
    return row.hints
