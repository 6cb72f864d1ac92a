"""The other classes of a made-up school: their learners do the assignment of each week, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quiz.services.attempts import submitting
from quiz.services.classes.assignments import sitting
from quiz.services.demo import exams
from quiz.services.demo.answering import Answering
from quiz.services.demo.weekly import WEEK, WEEKS, Weekly
from quiz.simulation.learners import draw_learner
from quiz.storage.models.identity import Account

EVENING = timedelta(hours=12)
"""From when an assignment opens in the morning to the evening."""
FIRST_NUMBER = 100
"""The simulation's learners before that are those of the class that studies by itself."""
DILIGENCE = (0.95, 0.9, 0.85, 0.7)
"""How often somebody does an assignment at all."""


def keep_up(
    session: Session,
    accounts: Sequence[Account],
    assigned: Sequence[Sequence[Weekly]],
    last: datetime,
    seed: int,
    *,
    after_each: Callable[[], None],
) -> None:
    """Let each do what their classes were assigned, week by week."""
    for number, (account, own) in enumerate(zip(accounts, assigned, strict=True)):
        rng = random.Random(f"{seed} {account.name}")
        mind = Answering(draw_learner(seed, FIRST_NUMBER + number), last - WEEKS * WEEK, rng)
        for one in sorted(own, key=lambda one: (one.opens_at, one.id)):
            if rng.random() < DILIGENCE[number % len(DILIGENCE)]:
                at = one.opens_at + EVENING + timedelta(days=rng.randrange(6), seconds=rng.randrange(9000))
                _hand_in(session, account, one, mind, at, f"{rng.getrandbits(64):016x}")
        session.flush()
        after_each()


def _hand_in(session: Session, account: Account, one: Weekly, mind: Answering, at: datetime, seed: str) -> None:
    attempt = sitting.start(session, account, one.id, now=at, seed=seed)
    at = exams.answer(session, account, attempt, mind.give, at, leaves=1000)
    submitting.hand_in(session, account, attempt.token, now=at)
    account.seen_at = at
