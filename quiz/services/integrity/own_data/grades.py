"""What people gave for one's answers, and what one has begun to give for those of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.grading import AnswerGrading, Grade, GradingDraft, SavedComment

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    AnswerGrading: (),
    Grade: ("kind", "at", "chosen", "fraction", "adjusted", "reason", "comment"),
    GradingDraft: ("chosen", "share", "reason", "comment", "saved_at"),
    SavedComment: ("text", "made_at"),
}
"""The columns that are handed out: grades with their question once its score is shown, the rest to who grades."""

ELSEWISE: Mapping[str, str] = {
    "answer_grading.attempt_question_id": "how far graders have come is in the grades, once there is a score",
    "grade.attempt_question_id": "the grade is listed with its question",
    "grading_draft.account_id": "the file is the account's",
    "saved_comment.account_id": "the file is the account's",
    "saved_comment.question_id": "as the question's bank and id",
}

WITHHELD: Mapping[str, str] = {
    **{f"answer_grading.{one}": "what graders have not finished" for one in ("revision", "grades", "state")},
    "answer_grading.first_by_id": "somebody else's account",
    "grade.id": "a number of the store",
    "grade.number": "grades are listed in their order",
    "grade.revision": "which of one's answers was graded: the latest",
    "grade.by_id": "somebody else's account",
    "grading_draft.attempt_question_id": "somebody else's answer",
    "saved_comment.id": "a number of the store",
}

ACTS = ("graded", "grade_changed", "mark_changed")
"""The acts that say a score or a mark: it is handed out with its question or its class, once its learner may see it."""

Plain = dict[str, Any]


def of_grader(session: Session, account_id: int, as_plain: Callable[[Base], Plain]) -> Plain:
    """What an account has begun to grade, and the comments that it keeps to use again."""
    own = select(GradingDraft).where(GradingDraft.account_id == account_id)
    drafts = session.scalars(own.order_by(GradingDraft.attempt_question_id))
    return {
        "grading_drafts": [as_plain(one) for one in drafts],
        "saved_comments": [
            {"bank": bank, "question": question, **as_plain(one)}
            for one, bank, question in _comments(session, account_id)
        ],
    }


def _comments(session: Session, account_id: int) -> Sequence[Any]:
    return session.execute(
        select(SavedComment, BankRow.slug, QuestionRow.slug)
        .join(QuestionRow, SavedComment.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(SavedComment.account_id == account_id)
        .order_by(SavedComment.id)
    ).all()
