"""The test whose questions have flaws: what a made-up class answers, so that the item analysis finds them."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.services.demo.answering import Given, mistaken

Flaw = Literal["", "miskey", "dead", "easy", "ambiguous"]


@dataclass(frozen=True, kw_only=True)
class Planted:
    """How hard a question is (0 is the mean learner), and what is wrong with it. ``a`` is right in truth."""

    hard: float
    flaw: Flaw = ""


PLANTED: Mapping[str, Planted] = {
    "after-merging": Planted(hard=-0.4, flaw="miskey"),
    "four-bits": Planted(hard=0.8, flaw="dead"),
    "pruning": Planted(hard=-1.0, flaw="easy"),
    "smaller-model": Planted(hard=-1.2, flaw="ambiguous"),
    "router": Planted(hard=-0.8),
    "rank": Planted(hard=0.0),
    "forgetting": Planted(hard=-0.4),
    "temperature": Planted(hard=0.2),
    "open-weights": Planted(hard=-0.2),
    "drafts": Planted(hard=0.1),
}
SHARP = 3.0
SEES_BOTH = 0.0
"""From which ability on both of two right options are seen."""
GUESSED = 0.4
"""How readily who does not know picks what is right; a distractor is picked twice as readily."""
EQUAL = "검색 증강 생성"
"""What some answer to the question for a word, which its author did not think of."""
TITLE, QUIZ, WORD, MISKEYED = "살펴보기 시험", "planted/check", "found-first", "after-merging"


@dataclass(kw_only=True)
class Sitter:
    """A learner at the test: the same ``seed`` answers the same, in whichever order the questions come.

    ``number`` counts the class: the first two give the word as ``EQUAL``. Where two options hold, who knows most picks
    the other one often. ``picked`` is what they chose.
    """

    seed: str
    number: int
    picked: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ability = random.Random(self.seed).gauss(0, 1)

    def give(self, question: Question, variant: Variant, at: datetime) -> Given:
        """What is answered."""
        rng = random.Random(f"{self.seed} {question.id}")
        seconds = rng.randrange(12, 45)
        return Given(
            answer=self._answer(question, variant, rng),
            seconds=seconds,
            until_next=timedelta(seconds=seconds),
            certainty=2,
        )

    def _answer(self, question: Question, variant: Variant, rng: random.Random) -> Answer:
        planted = PLANTED.get(question.id)
        if planted is not None:
            self.picked[question.id] = self._choice(planted, rng)
            return {"choice": (self.picked[question.id],)}
        if self.number < 2:
            return {"text": (EQUAL,)}
        return question.solution(variant) if rng.random() < 0.6 else mistaken(question, variant, rng)

    def _choice(self, planted: Planted, rng: random.Random) -> str:
        if planted.flaw == "easy":
            return "a" if rng.random() < 0.99 else "b"
        if rng.random() < 1 / (1 + math.exp(-SHARP * (self._ability - planted.hard))):
            return "b" if planted.flaw == "ambiguous" and self._ability > SEES_BOTH and rng.random() < 0.7 else "a"
        return rng.choices("abcd", (GUESSED, 0.9, 0.8, 0.0 if planted.flaw == "dead" else 0.7))[0]
