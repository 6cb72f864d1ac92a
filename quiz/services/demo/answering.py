"""What a made-up learner answers: a simulated mind decides whether it is right, how long it takes, how sure it is."""

from __future__ import annotations

import math
import random
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz.domain.mastery import is_right
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.simulation.learners import DAY, EXPLANATION, Learner, Mind
from quiz.simulation.learners import Question as Met

DIFFICULTY = 0.6
"""Logits between a question's difficulty and the next."""
SECONDS = 40.0
"""What an answer takes a learner of middling speed, by the median of the questions."""
QUICKEST = 4


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer with the seconds that it took, those until the next question, and the certainty 1 to 3."""

    answer: Answer
    seconds: int
    until_next: timedelta
    certainty: int


class Answering:
    """A learner's mind at the questions of the banks."""

    def __init__(self, learner: Learner, begun: datetime, rng: random.Random) -> None:
        self._mind, self._begun, self._rng = Mind(learner), begun, rng
        self._met: dict[str, Met] = {}
        self._until = 0.0

    def give(self, question: Question, variant: Variant, at: datetime) -> Given:
        """What is answered to a question that is shown at ``at``; it is learnt from."""
        # A second try follows at once, while the mind is still at the explanation of the first.
        moment = max((at - self._begun).total_seconds() / DAY, self._until)
        found = self._mind.answer(self._as_met(question), moment)
        assert found is not None
        self._until = moment + found.seconds / DAY
        seconds = max(QUICKEST, round(found.seconds - (0 if found.right else EXPLANATION)))
        return Given(
            answer=question.solution(variant) if found.right else mistaken(question, variant, self._rng),
            seconds=seconds,
            until_next=timedelta(seconds=seconds if found.right else seconds + EXPLANATION),
            certainty=found.certainty,
        )

    def _as_met(self, question: Question) -> Met:
        name = f"{question.section}/{question.id}"
        if name not in self._met:
            chance = random.Random(name)
            self._met[name] = Met(
                number=zlib.crc32(name.encode()),
                month=0,
                objective=0,
                difficulty=DIFFICULTY * ((question.difficulty or 2) - 2) + chance.gauss(0, 0.3),
                guess=float(question.guess()),
                seconds=SECONDS * math.exp(chance.gauss(0, 0.3)),
            )
        return self._met[name]


def mistaken(question: Question, variant: Variant, rng: random.Random) -> Answer:
    """A likely wrong answer: not everybody falls for the same."""
    usual = question.wrong_answer(variant)
    wrong = dict(usual)
    for wanted in question.inputs():
        if wanted.options and wanted.kind == "one" and rng.random() < 0.6:
            wrong[wanted.name] = (rng.choice(wanted.options),)
        elif wanted.kind == "many":
            picked = tuple(option for option in wanted.options if rng.random() < 0.5)
            wrong[wanted.name] = picked or wanted.options[:1]
    return usual if is_right(float(question.judge(variant, wrong).fraction)) else wrong
