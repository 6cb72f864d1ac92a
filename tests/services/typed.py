"""Learners who all type the same that is wrong, so that it is listed without being clear whose it is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.services.content.definitions import question_of
from quiz.services.grading.challenges import wrong_answers
from quiz.storage.models.content import QuestionVersion
from quiz.storage.models.identity import Account
from tests.services.builders import check, person, pinned, typing

PRACTICES = tuple(f"2024-{month:02}/practice-{month}-{part}" for month in range(1, 7) for part in (1, 2))


def typed_alike(session: Session, text: str = "Something <b>else</b>", *, now: datetime) -> str:
    """Where a text that learners typed into a short text is listed, with the key that names it."""
    asked: Counter[int] = Counter()
    # A practice draws its questions: not everybody is asked the same.
    while not asked or asked.most_common(1)[0][1] < wrong_answers.FEWEST:
        others = session.scalars(select(func.count()).select_from(Account)).one()
        learner = person(session, f"Typist {others}")
        # Where none of the practices asks this learner for a short text, the next one may be asked.
        if found := next((one for key in PRACTICES if (one := _type(session, learner, key, text, now))), 0):
            asked[found] += 1
    ((question, _),) = asked.most_common(1)
    every = wrong_answers.find(session, question, teacher=None)
    assert every is not None
    return f"/teach/typed/{question}/{every.found[0].wrong.key}"


def _type(session: Session, learner: Account, key: str, text: str, now: datetime) -> int:
    """Type it where that practice asks for a short text; the number of the question, 0 where it asks for none."""
    attempt = starting.start(session, learner, key, now=now)
    for place in pinned(session, attempt):
        version = session.get_one(QuestionVersion, place.question_version_id)
        if question_of(version.content_hash, version.definition).kind_name == "short_text":
            # A practice gives several tries.
            for sequence in range(1, 9):
                if place.scored_at is None:
                    check(
                        session,
                        learner,
                        attempt,
                        place.position,
                        typing(f"{text}{' ' * sequence}"),
                        now=now,
                        sequence=sequence,
                    )
            return version.question_id
    return 0
