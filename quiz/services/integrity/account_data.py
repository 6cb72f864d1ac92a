"""One's data: everything that is stored about an account, as plain data to be handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Result, or_, select
from sqlalchemy.orm import Session

from quiz.services.classes import handed_out as of_classes
from quiz.services.content.question_pool import held_back
from quiz.services.integrity import answer_masking
from quiz.services.integrity.answer_masking import plain
from quiz.services.integrity.own_data import bank_drafts, grades, sittings
from quiz.services.notices import handed_out
from quiz.services.reminders.columns import REMINDER_COLUMNS, REMINDER_SECRETS
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptEvent, AttemptQuestion, LateAnswer
from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionRow, QuizRow, SeriesRow
from quiz.storage.models.grading import RegradedQuestion
from quiz.storage.models.identity import Account, RecoveryCode, SignIn
from quiz.storage.models.integrity import AuditEvent, DataFile, RetentionNotice
from quiz.storage.models.reporting import (
    FirstFinish,
    FirstScore,
    LearnerDay,
    LearnerMastery,
    LearnerMonth,
    LearnerQuestion,
    ReviewCard,
    ReviewFit,
    ReviewSettings,
)
from quiz.storage.models.review import BroughtReview, Certificate
from quiz.storage.prepared import fetch
from quiz.storage.queries import own_data as own_queries
from quiz.storage.queries.parts import asked_by_running_tests

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    Account: ("name", "role", "language", "time_zone", "disabled", "created_at", "seen_at", "age_confirmed_at"),
    RecoveryCode: ("made_at", "noted_at"),
    SignIn: ("agent", "created_at", "expires_at"),
    Attempt: (
        *("mode", "state", "started_at", "deadline_at", "closes_at", "handed_in_at", "finished_at", "shown_at"),
        *("points", "points_possible", "purpose", "scope", "ended_early", "held_back"),
    ),
    AttemptQuestion: (
        *("position", "revision", "contested", "answered", "tried_revision", "tries", "hints", "certainty", "waiting"),
        *("fraction", "share", "marks", "score", "scored_at", "first_shown_at", "seconds_in_view"),
        *("guess", "slip", "day", "quick", "recall"),
    ),
    AnswerRow: (
        *("revision", "base_revision", "device", "device_sequence", "conflict", "certainty", "late"),
        *("client_at", "received_at"),
    ),
    LateAnswer: (
        *("base_revision", "device", "device_sequence", "certainty", "client_at", "received_at"),
        *("counted", "decided_at"),
    ),
    AttemptEvent: ("kind", "at", "detail"),
    RegradedQuestion: ("fraction", "marks", "score", "attempt_points"),
    FirstScore: ("share", "chosen", "scored_at"),
    FirstFinish: ("finished_at",),
    LearnerQuestion: ("latest_share", "latest_at", "done_at"),
    LearnerMonth: ("done", "finished", "best", "latest", "latest_at"),
    ReviewCard: ("state", "step", "stability", "difficulty", "reviewed_on", "reviewed_at"),
    LearnerMastery: (
        *("measures", "known", "answers", "right_answers", "first_right", "two_days", "answered_at", "mastered_at"),
    ),
    LearnerDay: ("day", "answers", "right_answers", "seconds", "sure", "predicted"),
    ReviewSettings: ("retention", "daily_cap", "days_off", "holiday_from", "holiday_to", "goal"),
    ReviewFit: ("parameters", "reviews", "held_out", "loss_default", "loss_fitted", "used", "fitted_at"),
    **answer_masking.SHOWN_REMARKS,
    **grades.SHOWN,
    **bank_drafts.SHOWN,
    **REMINDER_COLUMNS,
    Certificate: ("part", "earned_at", "earned_on", "texts", "name", "public"),
    BroughtReview: (
        *("scored_at", "place", "day", "share", "tries", "hints", "certainty", "quick", "guess", "slip"),
        *("seconds_in_view", "brought_at"),
    ),
    DataFile: (
        *("kind", "language", "options", "state", "progress", "tries", "asked_at", "ready_at", "expires_at", "size"),
    ),
    **handed_out.SHOWN,
    **of_classes.SHOWN,
    RetentionNotice: ("informed_at",),
    AuditEvent: ("at", "action", "object_kind", "before", "after", "request_id"),
}
"""The columns that are handed out as they are, of every table that holds something of an account."""

AGGREGATES = (FirstScore, FirstFinish, LearnerQuestion, LearnerMonth, ReviewCard, LearnerMastery, LearnerDay)
REVIEW = (ReviewSettings, ReviewFit)
SITTINGS: tuple[type[Base], ...] = (SignIn, RecoveryCode, Attempt)
OTHERS: tuple[type[Base], ...] = (
    *REMINDER_COLUMNS,
    *handed_out.SHOWN,
    Certificate,
    BroughtReview,
    DataFile,
    RetentionNotice,
)
PLAIN: tuple[type[Base], ...] = (*AGGREGATES, *REVIEW, *OTHERS)

ELSEWISE: Mapping[str, str] = {
    "attempt.quiz_id": "as the quiz's key",
    "attempt.quiz_version_id": "as the quiz's title",
    "attempt_question.attempt_id": "the question stands with its attempt",
    "attempt_question.question_version_id": "as question_version",
    "attempt_question.graded_version_id": "as graded_version, once there is a score",
    "attempt_question.variant": "as values: what was drawn",
    "attempt_question.stands_for_id": "as stands_for: the id of the question that was due",
    "answer.attempt_id": "the answer stands with its attempt",
    "answer.attempt_question_id": "the answer stands with its question",
    "late_answer.attempt_id": "the answer stands with its attempt",
    "late_answer.attempt_question_id": "the answer stands with its question",
    "attempt_event.attempt_id": "the event stands with its attempt",
    "regraded_question.regrade_id": "as regrade",
    "regraded_question.attempt_question_id": "what was before stands with its question",
    "regraded_question.graded_version_id": "as graded_version",
    "first_score.question_version_id": "as question_version",
    "first_finish.quiz_id": "as quiz: its key",
    **{f"{one}.bank_id": "as the bank's id" for one in ("learner_month", "learner_mastery")},
    **{
        f"{one}.question_id": "as the question's bank and id"
        for one in ("learner_question", "review_card", "brought_review")
    },
    **{f"{one}.value": "as answer; options by place while the key is open" for one in ("answer", "late_answer")},
    **answer_masking.REMARKS_ELSEWISE,
    **of_classes.ELSEWISE,
    **grades.ELSEWISE,
    **bank_drafts.ELSEWISE,
    "certificate.series_id": "the series' titles stand in texts",
    "brought_review.stands_for_id": "as stands_for in the list of reviews: the id of the question that was due",
    "audit_event.actor_id": "as by: oneself, or somebody else",
    "audit_event.about_id": "as about: oneself, or somebody or something else",
    **{f"{one.__tablename__}.account_id": "the file is the account's" for one in (*SITTINGS, *PLAIN)},
}
"""Columns that are handed out in another form, and in which."""

_NUMBERED = (
    *(Account, SignIn, Attempt, AttemptQuestion, AnswerRow),
    *(LateAnswer, AttemptEvent, Certificate, AuditEvent, DataFile),
)

WITHHELD: Mapping[str, str] = {
    **{f"{one.__tablename__}.id": "a number of the store" for one in _NUMBERED},
    "account.name_key": "the name once more, in the form in which names are compared",
    "account.password_hash": "a secret",
    "recovery_code.salt": "a part of a secret",
    "recovery_code.code_hash": "a secret",
    "sign_in.token_hash": "a secret",
    "attempt.token": "the attempt's address, which a file that is passed on should not name",
    "attempt.seed": "what the order of options follows from, which may give away a key that is still open",
    "attempt_question.bank_revision_id": "a number of the store",
    "attempt_event.by_id": "somebody else's account",
    **answer_masking.REMARKS_WITHHELD,
    **grades.WITHHELD,
    **bank_drafts.WITHHELD,
    **REMINDER_SECRETS,
    "certificate.token": "the certificate's address, which a file that is passed on should not name",
    **handed_out.WITHHELD,
    **of_classes.WITHHELD,
    "retention_notice.id": "a number of the store",
    "retention_notice.class_id": "what is to become of a class is no account's",
    "data_file.leased_until": "until when a machine works on it",
    "data_file.content": "the file itself, which is made from what stands here",
    "first_finish.attempt_id": "a number of the store",
    "first_finish.quiz_version_id": "a number of the store",
    "first_finish.total": "a part of the attempt's points, which are listed with it once they may be seen",
    "first_finish.asked": "parts of its scores, which are listed with it once they may be seen",
    "audit_event.actor": "one's own name, or somebody else's",
    "audit_event.object_key": "a number of the store, or what anybody can see published",
}
"""Columns that are not handed out, and why."""

FIRST = ("share", "chosen", "scored_at")
SUMS = (
    *("best", "latest", "known", "right_answers", "first_right", "two_days", "mastered_at", "sure", "predicted"),
    *("state", "step", "stability", "difficulty", "data"),
)
"""Columns of sums of scores: they tell how a question was answered that a running test asks, too."""
Plain = dict[str, Any]


def export_account(session: Session, account: Account, progress: Callable[[float], None] | None = None) -> Plain:
    """All that is stored about an account, as plain data. What the pages do not show yet is left out here, too.

    ``progress`` hears which share of the attempts is read, 0 to 1.
    """
    held = held_back(session, account.id)
    summed = SUMS if held.asked else ()
    sealed = held.versions.union(fetch(session, own_queries.hidden_versions(account.id)).scalars())
    return {
        **_row(account),
        "recovery_codes": _all(session, RecoveryCode, account.id),
        "sign_ins": _all(session, SignIn, account.id),
        "attempts": sittings.attempts_of(session, account.id, _row, held, progress),
        "first_scores": [
            {"question_version": (number := one.question_version_id), **_row(one, FIRST if number in sealed else ())}
            for one in _of(session, FirstScore, account.id)
        ],
        "first_finishes": _first_finishes(session, account.id),
        "latest_scores": _latest_scores(session, account.id),
        "months": _by_bank(session, LearnerMonth, account.id, summed),
        "memory": [
            {"bank": bank, "question": question, **_row(card, summed)}
            for card, bank, question in _by_question(session, ReviewCard, account.id)
        ],
        "mastery": _by_bank(session, LearnerMastery, account.id, summed),
        "days": _all(session, LearnerDay, account.id, summed),
        "review": [one for table in REVIEW for one in _all(session, table, account.id)],
        "bookmarks": answer_masking.own_bookmarks(session, account.id),
        "reminders": {one.__tablename__: _all(session, one, account.id) for one in REMINDER_COLUMNS},
        "certificates": _all(session, Certificate, account.id),
        "notices_and_mail": {one.__tablename__: _all(session, one, account.id, summed) for one in handed_out.SHOWN},
        "brought": [
            {"bank": bank, "question": question, **_row(review)}
            for review, bank, question in _by_question(session, BroughtReview, account.id)
        ],
        "files": _all(session, DataFile, account.id),
        "classes": of_classes.classes_of(session, account.id, _row),
        "edits": of_classes.edited_by(session, account.id),
        **grades.of_grader(session, account.id, _row),
        **bank_drafts.of_author(session, account.id, _row),
        "to_be_deleted": _all(session, RetentionNotice, account.id),
        "acts": _acts(session, account.id),
    }


def _first_finishes(session: Session, account_id: int) -> list[Plain]:
    query = select(FirstFinish, QuizRow.key).join(QuizRow, FirstFinish.quiz_id == QuizRow.id)
    rows = session.execute(query.where(FirstFinish.account_id == account_id).order_by(FirstFinish.quiz_id))
    return [{"quiz": row.key, **_row(row.FirstFinish)} for row in rows]


def _of(session: Session, table: Any, account_id: int) -> Sequence[Any]:
    own = select(table).where(table.account_id == account_id)
    return session.scalars(own.order_by(*table.__table__.primary_key)).all()


def _all(session: Session, table: Any, account_id: int, hidden: Iterable[str] = ()) -> list[Plain]:
    return [_row(one, hidden) for one in _of(session, table, account_id)]


def _row(row: Base, hidden: Iterable[str] = ()) -> Plain:
    return {name: None if name in hidden else plain(getattr(row, name)) for name in SHOWN[type(row)]}


def _latest_scores(session: Session, account_id: int) -> list[Plain]:
    hidden = {
        *fetch(session, own_queries.hidden_questions(account_id)).scalars(),
        *session.scalars(asked_by_running_tests(account_id)),
    }
    columns = ("latest_share", "latest_at")
    return [
        {"bank": bank, "question": question, **_row(one, columns if one.question_id in hidden else ())}
        for one, bank, question in _by_question(session, LearnerQuestion, account_id)
    ]


def _by_question(session: Session, table: Any, account_id: int) -> Result[Any, str, str]:
    """The rows that a table holds of an account, each with the ids of its question and its bank."""
    return session.execute(
        select(table, BankRow.slug, QuestionRow.slug)
        .join(QuestionRow, table.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(table.account_id == account_id)
        .order_by(*table.__table__.primary_key)
    )


def _by_bank(session: Session, table: Any, account_id: int, hidden: Iterable[str]) -> list[Plain]:
    """The rows that a table holds of an account, each with its series and its bank, without what is ``hidden``."""
    rows = session.execute(
        select(table, BankRow.slug, SeriesRow.slug)
        .join(BankRow, table.bank_id == BankRow.id)
        .join(SeriesRow, BankRow.series_id == SeriesRow.id)
        .where(table.account_id == account_id)
        .order_by(*table.__table__.primary_key)
    )
    return [{"series": series, "bank": bank, **_row(one, hidden)} for one, bank, series in rows]


def _acts(session: Session, account_id: int) -> list[Plain]:
    """What the account did, and what was done to it. A grade or a mark is listed where it is shown, once it is."""
    own = or_(AuditEvent.actor_id == account_id, AuditEvent.about_id == account_id)
    return [
        {
            **_row(act, ("before", "after") if act.action in grades.ACTS else ()),
            "by": "oneself" if act.actor_id == account_id else "somebody else",
            "about": "oneself" if act.about_id == account_id else "something else",
        }
        for act in session.scalars(select(AuditEvent).where(own).order_by(AuditEvent.id))
    ]
