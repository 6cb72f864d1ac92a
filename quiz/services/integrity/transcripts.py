"""An attempt from the store alone: all that was shown, entered and scored, and whether it can be derived again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import quizzes
from quiz.domain.delivery import Seen, TooFewQuestions, deliver, variant_of
from quiz.domain.mastery import is_right
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import Variant
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, plain_answer, variant_from
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.content.question_pool import pool_at
from quiz.services.integrity.answer_masking import answers_by_question, fraction, moment
from quiz.services.integrity.score_audit import Case, faults_of
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptEvent, AttemptQuestion, LateAnswer
from quiz.storage.models.content import QuestionText, QuestionVersion, QuizRow, QuizVersion
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import deadlines as deadline_queries
from quiz.storage.queries import integrity as integrity_queries

Texts = Mapping[str, Mapping[str, str]]
"""The HTML of what was shown: by language, then by the passage's name."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One question of an attempt.

    ``same_variant``: the seed draws it again as it is stored. ``faults`` names what of the stored score the answer
    does not earn (``scores``, ``marks``, ``tries``); empty where all holds or nothing was judged.
    """

    row: AttemptQuestion
    bank: str
    version: str
    graded_version: str | None
    question: Question
    scored_as: Question
    variant: Variant
    texts: Texts
    answers: Sequence[AnswerRow]
    late: Sequence[LateAnswer]
    same_variant: bool
    faults: tuple[str, ...]

    @property
    def key(self) -> Given:
        """An answer that scores 1 by the version that graded."""
        return self.scored_as.solution(self.variant)


@dataclass(frozen=True, kw_only=True)
class Event:
    """What was done to an attempt, and by whom; nobody where the app did it by rule or the account is deleted."""

    kind: str
    at: datetime
    by: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """An attempt with everything that the store holds of it.

    ``same_draw``: quiz and seed draw the same questions from what was published when it began; that can't always be
    reported, since the store does not keep when a question was withdrawn.
    """

    attempt: Attempt
    learner: Account
    quiz: quizzes.Quiz
    quiz_key: str
    quiz_version: str
    entries: tuple[Entry, ...]
    events: tuple[Event, ...]
    same_draw: bool

    @property
    def holds(self) -> bool:
        """Whether variants and scores are those that are derived again."""
        return all(entry.same_variant and not entry.faults for entry in self.entries)


def find(session: Session, name: str) -> Transcript:
    """The attempt of that token or number. Raises ``NotFound``."""
    named = deadline_queries.attempt_named(name).with_only_columns(Attempt.id).scalar_subquery()
    row = session.execute(
        select(Attempt, Account, QuizRow.key, QuizRow.series_id, QuizVersion.content_hash, QuizVersion.definition)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.id == named)
    ).first()
    if row is None:
        raise NotFound(name)
    attempt, quiz = row[0], quiz_of(row.content_hash, row.definition)
    entries = _entries(session, attempt, quiz)
    return Transcript(
        attempt=attempt,
        learner=row[1],
        quiz=quiz,
        quiz_key=row.key,
        quiz_version=row.content_hash,
        entries=entries,
        events=_events(session, attempt),
        same_draw=_redrawn(session, attempt, quiz, row) == [entry.row.question_version_id for entry in entries],
    )


def _events(session: Session, attempt: Attempt) -> tuple[Event, ...]:
    query = (
        select(AttemptEvent, Account.name)
        .outerjoin(Account, AttemptEvent.by_id == Account.id)
        .where(AttemptEvent.attempt_id == attempt.id)
        .order_by(AttemptEvent.at, AttemptEvent.id)
    )
    return tuple(
        Event(kind=event.kind, at=event.at, by=name, detail=event.detail) for event, name in session.execute(query)
    )


def _entries(session: Session, attempt: Attempt, quiz: quizzes.Quiz) -> tuple[Entry, ...]:
    answers = answers_by_question(session, attempt)
    late: dict[int, list[LateAnswer]] = defaultdict(list)
    kept = select(LateAnswer).where(LateAnswer.attempt_id == attempt.id).order_by(LateAnswer.id)
    for one in session.scalars(kept):
        late[one.attempt_question_id].append(one)
    return tuple(
        _entry(session, attempt, quiz, row, answers[row[0].id], late[row[0].id])
        for row in fetch(session, attempt_queries.asked_in(attempt.id)).all()
    )


def _entry(
    session: Session,
    attempt: Attempt,
    quiz: quizzes.Quiz,
    found: Any,
    answers: Sequence[AnswerRow],
    late: Sequence[LateAnswer],
) -> Entry:
    row: AttemptQuestion = found[0]
    question, variant = question_of(found.content_hash, found.question), variant_from(row.variant)
    graded = session.get(QuestionVersion, row.graded_version_id) if row.graded_version_id is not None else None
    scored_as = question_of(graded.content_hash, graded.definition) if graded is not None else question
    judged = row.revision if row.tried_revision is None else row.tried_revision
    answer = next((answer.value for answer in answers if answer.revision == judged), None)
    case = Case(stored=row, question=scored_as, quiz=quiz, mode=attempt.mode, answer=answer)
    texts = select(QuestionText).where(QuestionText.question_version_id == row.question_version_id)
    return Entry(
        row=row,
        bank=found.slug,
        version=found.content_hash,
        graded_version=graded.content_hash if graded is not None else None,
        question=question,
        scored_as=scored_as,
        variant=variant,
        texts={text.language: text.shown["passages"] for text in session.scalars(texts)},
        answers=answers,
        late=late,
        same_variant=variant_of(question, found.slug, attempt.seed) == variant,
        faults=tuple(faults_of(case)),
    )


def _redrawn(session: Session, attempt: Attempt, quiz: quizzes.Quiz, row: Any) -> list[int]:
    """The versions that quiz and seed draw from what was published when the attempt began; none where they can't."""
    try:
        pool = pool_at(session, quiz, row.series_id, row.key, attempt.started_at)
        seen = _seen_before(session, attempt) if attempt.mode == "practice" else {}
        return [drawn.key for drawn in deliver(quiz, pool, attempt.seed, seen)]
    except TooFewQuestions:
        return []


def _seen_before(session: Session, attempt: Attempt) -> dict[tuple[str, str], Seen]:
    """What its learner had answered when an attempt began, as far as they saw their scores."""
    rows = fetch(session, integrity_queries.scored_before(attempt.account_id, attempt.started_at))
    return {
        (row.bank, row.question): Seen(wrong=bool(row.shown) and not is_right(row.share), at=row.scored_at)
        for row in rows
    }


def plain(transcript: Transcript) -> dict[str, Any]:
    """All of it as plain data."""
    attempt = transcript.attempt
    return {
        "number": attempt.id,
        "token": attempt.token,
        "learner": {"number": attempt.account_id, "name": transcript.learner.name, "role": transcript.learner.role},
        "quiz": {
            "key": transcript.quiz_key,
            "title": dict(transcript.quiz.title),
            "version": transcript.quiz_version,
        },
        "mode": attempt.mode,
        "state": attempt.state,
        "seed": attempt.seed,
        **{name: moment(getattr(attempt, name)) for name in TIMES},
        "points": fraction(attempt.points),
        "points_possible": fraction(attempt.points_possible),
        "same_draw": transcript.same_draw,
        "holds": transcript.holds,
        "questions": [_plain_entry(entry) for entry in transcript.entries],
        "events": [
            {"kind": event.kind, "at": moment(event.at), "by": event.by, "detail": dict(event.detail)}
            for event in transcript.events
        ],
    }


TIMES = ("started_at", "deadline_at", "closes_at", "handed_in_at", "finished_at")
"""The moments of an attempt."""


def _plain_entry(entry: Entry) -> dict[str, Any]:
    row = entry.row
    return {
        "position": row.position,
        "bank": entry.bank,
        "question": entry.question.id,
        "kind": entry.question.kind_name,
        "version": entry.version,
        "graded_version": entry.graded_version,
        "variant": row.variant,
        "texts": {language: dict(passages) for language, passages in entry.texts.items()},
        "revision": row.revision,
        "answered": row.answered,
        "contested": row.contested,
        "certainty": row.certainty,
        "tries": row.tries,
        "hints": row.hints,
        "waiting": row.waiting,
        "fraction": fraction(row.fraction),
        "marks": fraction(row.marks),
        "points": fraction(entry.question.points),
        "score": row.score,
        "scored_at": moment(row.scored_at),
        "first_shown_at": moment(row.first_shown_at),
        "seconds_in_view": row.seconds_in_view,
        "key": plain_answer(entry.key),
        "same_variant": entry.same_variant,
        "faults": list(entry.faults),
        "answers": [_kept(answer) for answer in entry.answers],
        "late_answers": [_kept_late(late) for late in entry.late],
    }


def _sent(answer: AnswerRow | LateAnswer) -> dict[str, Any]:
    return {
        "base_revision": answer.base_revision,
        "device": answer.device,
        "device_sequence": answer.device_sequence,
        "received_at": moment(answer.received_at),
        "client_at": moment(answer.client_at),
        "certainty": answer.certainty,
        "value": plain_answer(answer_from(answer.value)),
    }


def _kept(answer: AnswerRow) -> dict[str, Any]:
    return {"revision": answer.revision, **_sent(answer), "late": answer.late, "conflict": answer.conflict}


def _kept_late(late: LateAnswer) -> dict[str, Any]:
    return {**_sent(late), "counted": late.counted, "decided_at": moment(late.decided_at)}
