"""A class that takes a test with planted flaws, by way of the services, as learners do."""

from __future__ import annotations

import random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import QuizRow
from tests.builders import definition, option
from tests.domain.item_analysis.planted import Planted
from tests.services.builders import MONTH, person, publish_month, recipe, sit_exam

FLAWS = ("miskey", "easy", "dead", "", "", "", "", "", "", "")
"""What is wrong with each question, in their order."""
QUIZ = f"{MONTH}/planted"
LEARNERS = 30
SEED = 3


def planted_class(session: Session, media: MediaFolder, learners: int = LEARNERS) -> int:
    """Publish the test and let a class take it; returns the number of the quiz."""
    rng = random.Random(SEED)
    planted = {f"flaw-{n}": _planted(flaw, n) for n, flaw in enumerate(FLAWS)}
    questions = [_written(name, one.key) for name, one in planted.items()]
    publish_month(session, media, questions=questions, quizzes=[recipe("planted", "exam", *planted)])
    for number in range(learners):
        ability = rng.gauss(0, 1)
        picked = {name: one.choice(ability, rng) for name, one in planted.items()}

        def choose(question: Question, variant: Variant, picked: dict[str, str] = picked) -> Answer:
            return {"choice": (picked[question.id],)}

        sit_exam(session, person(session, f"Pupil {number:02}"), QUIZ, choose)
    return session.scalars(select(QuizRow.id).where(QuizRow.key == QUIZ)).one()


def _planted(flaw: str, number: int) -> Planted:
    hard = {"miskey": -0.4, "dead": 1.0}.get(flaw, -1.0 + 0.25 * number)
    return Planted(hard=hard, sharp=1.6, flaw=flaw)


def _written(name: str, key: str) -> dict[str, object]:
    number = int(name.split("-")[1])
    options = [
        option(one, f"{number}번의 {one}", f"choice {one} of {number}", correct=str(one == key).lower())
        for one in "abcd"
    ]
    return definition("single_choice", id=name, options=options)
