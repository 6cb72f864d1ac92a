"""What comes after a question was checked, in attempts that the app puts together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services.attempts.locking import LockedQuestion
from quiz.services.current_user import Learner
from quiz.services.review.sittings import adaptive, placing, reviewing


def after_check(session: Session, account: Learner, target: LockedQuestion, now: datetime) -> None:
    """Put what is asked next at the end of the attempt, before it is seen whether that was all."""
    if target.attempt.purpose == "review":
        reviewing.ask_again(session, target)
    elif target.attempt.purpose == "adaptive":
        adaptive.go_on(session, account, target)
    elif target.attempt.purpose == "placement":
        placing.go_on(session, account, target)
