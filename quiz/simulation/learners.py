"""Simulated learners and the questions that they meet: what an answer is, how long it takes, how sure it is.

Everything is drawn from seeds. The n-th meeting of a learner with a question has the same luck whatever came before, so
that ways to study are compared by the same learner on the same questions with the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from quiz.domain.grading.certainty import HIGH, LEVELS, RANGES
from quiz.simulation.memories import MODELS, Memory, Model

DAY = 86_400
"""Seconds of a day."""

MONTHS = ((28, 6), (26, 6), (28, 6), (29, 7), (27, 5), (29, 6))
"""Questions and objectives of the months of the series."""
GUESSES = (0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5)
"""What a blind guess earns in a month's single choices and true or false; ``OPEN_GUESS`` in the rest of it."""
OPEN_GUESS = 0.05

EXPLANATION = 15.0
"""Seconds that the explanation of a wrong answer takes to read."""
SEARCHING = 1.3
"""How many times as long an answer takes that does not come to mind."""
UNEVEN = 0.25
"""The spread of the seconds of a question's answers: the standard deviation of their logarithm."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question: its place in the series from 0, its month from 0, its objective.

    ``difficulty`` lowers the chance to remember it, in logits, 0 in the middle. ``guess`` is what a blind guess earns,
    0 to 1; ``seconds`` is what an answer takes a learner of middling speed.
    """

    number: int
    month: int
    objective: int
    difficulty: float
    guess: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Learner:
    """A learner. ``ability`` is the logit of the chance to remember a middling question a day after it was first met.

    ``prior`` is the chance to know a question before it was ever asked, ``slip`` that of a wrong answer though it came
    to mind, both 0 to 1. ``pace`` multiplies the seconds of answers; ``assurance`` is added, in logits, to how sure
    they feel. ``name`` seeds their luck.
    """

    name: str
    model_name: str
    model: Model
    ability: float
    prior: float
    slip: float
    pace: float
    assurance: float


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer as an app sees it: whether it is right, the seconds until the next question, the certainty 1 to 3."""

    right: bool
    seconds: float
    certainty: int


def draw_series(seed: int) -> tuple[Question, ...]:
    """The questions of six months, in order."""
    random = Random(f"{seed} series")
    questions: list[Question] = []
    objectives = 0
    for month, (count, parts) in enumerate(MONTHS):
        guesses = [*GUESSES, *[OPEN_GUESS] * (count - len(GUESSES))]
        random.shuffle(guesses)
        for place, guess in enumerate(guesses):
            questions.append(
                Question(
                    number=len(questions),
                    month=month,
                    objective=objectives + place * parts // count,
                    difficulty=random.gauss(0, 0.6),
                    guess=guess,
                    seconds=40 * math.exp(random.gauss(0, 0.3)),
                )
            )
        objectives += parts
    return tuple(questions)


def draw_learner(seed: int, number: int) -> Learner:
    """The ``number``-th learner of a seed; the models take turns."""
    random = Random(f"{seed} learner {number}")
    model_name = list(MODELS)[number % len(MODELS)]
    return Learner(
        name=f"{seed} {number}",
        model_name=model_name,
        model=MODELS[model_name].draw(random),
        ability=random.gauss(0.9, 0.6),
        prior=random.uniform(0.2, 0.6),
        slip=random.uniform(0.02, 0.1),
        pace=math.exp(random.gauss(0, 0.2)),
        assurance=random.gauss(0, 0.5),
    )


Luck = tuple[float, float, float, float, float]
"""What chance brings to one meeting: three numbers from 0 to 1 (coming to mind, guessing, slipping) and two that are
normal (the seconds, the certainty)."""


class Mind:
    """A learner at work: what they remember of each question. Times are days since the start and never go back."""

    def __init__(self, learner: Learner) -> None:
        self.learner = learner
        self._memories: dict[int, Memory] = {}
        self._randoms: dict[int, Random] = {}
        self._luck: dict[int, Luck] = {}

    def recall(self, question: Question, at: float) -> float:
        """The chance that a question comes to mind; 0 where it was never met."""
        memory = self._memories.get(question.number)
        return memory.recall(at) if memory else 0.0

    def remembered(self, questions: Sequence[Question], at: float) -> float:
        """How many of the questions are expected to come to mind."""
        return sum(self.recall(question, at) for question in questions)

    def answer(self, question: Question, at: float, left: float = math.inf) -> Answer | None:
        """Answers a question and learns from it; None, and nothing learnt, where ``left`` seconds are too few."""
        learner, known = self.learner, self._known(question, at)
        coming, guessing, slipping, taking, feeling = self._draws(question)
        recalled = coming < known
        right = slipping >= learner.slip if recalled else guessing < question.guess
        seconds = question.seconds * learner.pace * math.exp(UNEVEN * taking)
        seconds = seconds * (1 if recalled else SEARCHING) + (0 if right else EXPLANATION)
        if seconds > left:
            return None
        self._meet(question, at + seconds / DAY, recalled=recalled)
        felt = _logit(known) + (1 if recalled else -1) + learner.assurance + 0.5 * feeling
        return Answer(right=right, seconds=seconds, certainty=_level(1 / (1 + math.exp(-felt))))

    def read(self, question: Question, at: float, left: float = math.inf) -> float | None:
        """Reads a question with its answer, and gives the seconds; None where it takes more than ``left``."""
        *_, taking, _ = self._draws(question)
        seconds = question.seconds * self.learner.pace * math.exp(UNEVEN * taking)
        if seconds > left:
            return None
        self._meet(question, at + seconds / DAY, recalled=None)
        return seconds

    def _known(self, question: Question, at: float) -> float:
        met = question.number in self._memories
        return self.recall(question, at) if met else self.learner.prior

    def _draws(self, question: Question) -> Luck:
        """The luck of the next meeting with a question: the same until they have met."""
        if question.number not in self._luck:
            random = self._randoms.get(question.number)
            if random is None:
                random = self._randoms[question.number] = Random(f"{self.learner.name} {question.number}")
            luck = random.random(), random.random(), random.random(), random.gauss(0, 1), random.gauss(0, 1)
            self._luck[question.number] = luck
        return self._luck[question.number]

    def _meet(self, question: Question, at: float, *, recalled: bool | None) -> None:
        del self._luck[question.number]
        memory = self._memories.get(question.number)
        if memory is None:
            chance = 1 / (1 + math.exp(question.difficulty - self.learner.ability))
            self._memories[question.number] = self.learner.model.begin(at, chance)
        else:
            memory.meet(at, "read" if recalled is None else "retrieved" if recalled else "failed")


def _logit(chance: float) -> float:
    kept = min(max(chance, 0.001), 0.999)
    return math.log(kept / (1 - kept))


def _level(felt: float) -> int:
    """The certainty that a learner who feels so sure chooses."""
    return next((level for level in LEVELS if felt < RANGES[level][1]), HIGH)
