"""What a grader has ticked and typed and not given yet, and the comments that they keep to use again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of
from quiz.services.grading.by_hand.judgements import (
    LONGEST,
    LONGEST_REASON,
    LONGEST_SHARE,
    Given,
    GradingError,
    Typed,
    given_for,
    latest,
    standing,
)
from quiz.services.grading.manual_grading import ToJudge, parts_of, proposed
from quiz.storage.models.grading import GradingDraft, SavedComment
from quiz.storage.queries.grading import by_hand as hand_queries

MOST_COMMENTS = 100
"""Comments that a teacher keeps for a question; one more takes the place of the oldest."""


def typed_for(
    session: Session, found: ToJudge, grader_id: int, given: Sequence[Given]
) -> tuple[Typed, datetime | None]:
    """What a grader's form begins with: their draft and when it was saved, else the grade, else the proposal."""
    draft = session.get(GradingDraft, (found.row.id, grader_id))
    if draft is not None:
        typed = Typed(chosen=tuple(draft.chosen), share=draft.share, reason=draft.reason, comment=draft.comment)
        return typed, draft.saved_at
    return _without_draft(found, grader_id, given), None


def _without_draft(found: ToJudge, grader_id: int, given: Sequence[Given]) -> Typed:
    # A second grader sees nothing of the first, and who settles begins with what both have found.
    if found.state == "disputed":
        first, second = latest(given, ("first",)), latest(given, ("second",))
        assert first is not None
        assert second is not None
        return Typed(chosen=tuple(part for part in first.chosen if part in second.chosen))
    if found.state in ("ready", "fixed") or found.is_first_grader(grader_id):
        stands = standing(given)
        if stands is not None:
            share = "" if stands.adjusted is None else _per_cent(stands.adjusted * 100)
            return Typed(chosen=stands.chosen, share=share, reason=stands.reason, comment=stands.comment)
    if found.state == "fixed":
        chosen = (found.row.score or {}).get("chosen", ())
        return Typed(chosen=tuple(part for part in parts_of(found.view.question) if part in chosen))
    return Typed(chosen=proposed(found.view))


def _per_cent(share: Fraction) -> str:
    """A share in per cent as it is typed: ``62.5``; one whose decimals have no end is a fraction: ``200/3``."""
    written = f"{float(share):.12g}"
    return written if Fraction(written) == share else str(share)


def save(session: Session, found: ToJudge, typed: Typed, grader_id: int, *, now: datetime) -> bool:
    """Keep what a grader has ticked and typed, also where it could not be given so; False where it is what the form
    began with, and nothing is kept. Raises ``GradingError`` for a text that is too long to be kept."""
    for text, most in ((typed.share, LONGEST_SHARE), (typed.reason, LONGEST_REASON), (typed.comment, LONGEST)):
        fault = fault_of(text.replace("\r\n", "\n"), most)
        if fault is not None:
            raise GradingError(fault)
    chosen = tuple(part for part in parts_of(found.view.question) if part in typed.chosen)
    kept = Typed(chosen=chosen, share=typed.share.strip(), reason=typed.reason, comment=typed.comment)
    session.execute(delete(GradingDraft).filter_by(attempt_question_id=found.row.id, account_id=grader_id))
    given = given_for(session, [found.row.id])[found.row.id]
    if _says(kept) == _says(_without_draft(found, grader_id, given)):
        return False
    draft = GradingDraft(
        attempt_question_id=found.row.id,
        account_id=grader_id,
        chosen=list(chosen),
        share=kept.share,
        reason=kept.reason,
        comment=kept.comment,
        saved_at=now,
    )
    session.add(draft)
    session.flush()
    return True


def _says(typed: Typed) -> tuple[object, ...]:
    return (
        frozenset(typed.chosen),
        typed.share,
        *(text.replace("\r\n", "\n").strip() for text in (typed.reason, typed.comment)),
    )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A comment that a teacher keeps to use again."""

    id: int
    text: str


def comments(session: Session, account_id: int, question_id: int) -> list[Kept]:
    """A teacher's own comments for a question, the latest first."""
    query = hand_queries.saved_comments(account_id, question_id)
    return [Kept(id=one.id, text=one.text) for one in session.scalars(query)]


def keep_comment(session: Session, account_id: int, question_id: int, text: str, *, now: datetime) -> bool:
    """Keep a comment to use again, once; False where there is nothing to keep. Raises ``GradingError``."""
    text = text.replace("\r\n", "\n").strip()
    fault = fault_of(text, LONGEST)
    if fault is not None:
        raise GradingError(fault)
    own = list(session.scalars(hand_queries.saved_comments(account_id, question_id)))
    if not text or any(one.text == text for one in own):
        return bool(text)
    for one in own[MOST_COMMENTS - 1 :]:
        session.delete(one)
    session.add(SavedComment(account_id=account_id, question_id=question_id, text=text, made_at=now))
    session.flush()
    return True


def delete_comment(session: Session, account_id: int, number: int) -> None:
    """Delete one of a teacher's own comments; that of somebody else, or none, changes nothing."""
    session.execute(delete(SavedComment).filter_by(id=number, account_id=account_id))
