"""How a question is remembered by three models of memory that are not FSRS. Times are days, chances 0 to 1.

- Wickelgren's power law: W. A. Wickelgren, Memory & Cognition 2 (1974), in the form of J. T. Wixted and
  S. K. Carpenter, Psychological Science 18 (2007): m = λ(1 + βt)^−ψ.
- ACT-R's base-level activation: J. R. Anderson and L. J. Schooler, Psychological Science 2 (1991); P. I. Pavlik and
  J. R. Anderson, Cognitive Science 29 (2005): B = ln Σ t_j^−d, recalled with 1 / (1 + e^((τ − B)/s)).
- Exponential forgetting with the half-lives of HLR: B. Settles and B. Meeder, ACL (2016): p = 2^(−Δ/h), h = 2^(θ·x).

Every model is set by the chance to remember a question a day after it was first met, so that they differ in how they
forget and not in how hard the questions are. docs/review.md lists the ranges and what of them is assumed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random
from typing import Literal, Protocol

How = Literal["retrieved", "failed", "read"]
"""What happened to a question: it came to mind; it did not, and its answer was shown; it was read, answer and all."""

MINUTE = 1 / 1440
"""A minute, in days."""

DECAY = 0.5
"""ACT-R's d."""
SHORTEST = MINUTE / 6
"""Days that a trace of ACT-R counts as old at least: ten seconds. Its activation has no bound at age 0."""

MIN_HALF_LIFE, MAX_HALF_LIFE = 15 * MINUTE, 274.0
"""The bounds of HLR's half-lives, in days, of the authors' own code: https://github.com/duolingo/halflife-regression"""

LEITNER, PIMSLEUR = 1.0, 2.35
"""The logarithm, to base 2, of what a further answer multiplies a half-life by in two special cases of HLR."""


class Memory(Protocol):
    """What a learner remembers of one question. It begins when the question is first met."""

    def recall(self, at: float) -> float:
        """The chance that it comes to mind at ``at``, which is not before it was last met."""

    def meet(self, at: float, how: How) -> None:
        """Meets it again."""


class Model(Protocol):
    """A learner's parameters of a model of memory."""

    def begin(self, at: float, day_after: float) -> Memory:
        """A question met for the first time, which comes to mind with the chance ``day_after`` a day later."""


@dataclass(frozen=True, kw_only=True)
class PowerLaw:
    """Wickelgren's λ and β (a day), and what the papers leave open: what meeting a question again does.

    It starts forgetting again and slows it: ψ falls by the share ``slowing`` · √(1 − m/λ). So what had nearly been
    forgotten gains most, and what was just seen gains next to nothing (spacing). Reading has ``reading`` of the effect.
    In the range drawn, what comes to mind a day after it was first met is kept 2 to 5 times as long, as by HLR.
    """

    level: float
    scale: float
    slowing: float
    reading: float

    @classmethod
    def draw(cls, random: Random) -> PowerLaw:
        return cls(
            level=random.uniform(0.9, 1),
            scale=math.exp(random.uniform(math.log(1), math.log(30))),
            slowing=random.uniform(0.5, 0.9),
            reading=random.uniform(*READING),
        )

    def begin(self, at: float, day_after: float) -> Memory:
        rate = math.log(self.level / min(day_after, 0.98 * self.level)) / math.log(1 + self.scale)
        return _PowerLawMemory(model=self, rate=rate, last=at)


@dataclass(kw_only=True)
class _PowerLawMemory:
    model: PowerLaw
    rate: float
    last: float

    def recall(self, at: float) -> float:
        return self.model.level * self._kept(at)

    def meet(self, at: float, how: How) -> None:
        share = self.model.slowing * math.sqrt(1 - self._kept(at))
        self.rate *= 1 - share * (1 if how == "retrieved" else self.model.reading)
        self.last = at

    def _kept(self, at: float) -> float:
        return float((1 + self.model.scale * (at - self.last)) ** -self.rate)


@dataclass(frozen=True, kw_only=True)
class ActR:
    """ACT-R's s, and how much a trace of reading weighs beside one of retrieval, which weighs 1. d is .5.

    τ follows from the chance after a day: at an age of one day a first trace has B = 0.
    """

    noise: float
    reading: float

    @classmethod
    def draw(cls, random: Random) -> ActR:
        return cls(noise=random.uniform(0.25, 0.5), reading=random.uniform(*READING))

    def begin(self, at: float, day_after: float) -> Memory:
        threshold = -self.noise * math.log(day_after / (1 - day_after))
        return _ActRMemory(model=self, threshold=threshold, traces=[(at, 1.0)])


@dataclass(kw_only=True)
class _ActRMemory:
    model: ActR
    threshold: float
    traces: list[tuple[float, float]] = field(default_factory=list)

    def recall(self, at: float) -> float:
        activation = math.log(sum(weight * max(at - then, SHORTEST) ** -DECAY for then, weight in self.traces))
        return 1 / (1 + math.exp((self.threshold - activation) / self.model.noise))

    def meet(self, at: float, how: How) -> None:
        self.traces.append((at, 1.0 if how == "retrieved" else self.model.reading))


@dataclass(frozen=True, kw_only=True)
class HalfLife:
    """HLR's weights of √(1 + right) and √(1 + wrong); its other weights together are the question's first half-life.

    A reading counts as ``reading`` of a right answer. The first right answer multiplies the half-life by a factor
    between those of the two schedules that the paper counts as its special cases.
    """

    right: float
    wrong: float
    reading: float

    @classmethod
    def draw(cls, random: Random) -> HalfLife:
        first = math.sqrt(2) - 1
        return cls(
            right=random.uniform(LEITNER, PIMSLEUR) / first,
            wrong=random.uniform(-LEITNER, 0) / first,
            reading=random.uniform(*READING),
        )

    def begin(self, at: float, day_after: float) -> Memory:
        return _HalfLifeMemory(model=self, first=-1 / math.log2(day_after), last=at)


@dataclass(kw_only=True)
class _HalfLifeMemory:
    model: HalfLife
    first: float
    last: float
    right: float = 0.0
    wrong: int = 0

    @property
    def half_life(self) -> float:
        """Days."""
        model = self.model
        power = model.right * (math.sqrt(1 + self.right) - 1) + model.wrong * (math.sqrt(1 + self.wrong) - 1)
        return min(max(self.first * 2**power, MIN_HALF_LIFE), MAX_HALF_LIFE)

    def recall(self, at: float) -> float:
        return float(2 ** (-(at - self.last) / self.half_life))

    def meet(self, at: float, how: How) -> None:
        if how == "failed":
            self.wrong += 1
        else:
            self.right += 1 if how == "retrieved" else self.model.reading
        self.last = at


READING = (0.3, 0.7)
"""How much reading strengthens a memory beside retrieval, which counts 1: less, as H. L. Roediger and J. D. Karpicke,
Psychological Science 17 (2006), found after two days and a week."""

MODELS: dict[str, type[PowerLaw] | type[ActR] | type[HalfLife]] = {
    "Wickelgren": PowerLaw,
    "ACT-R": ActR,
    "HLR": HalfLife,
}
"""The models by the names that the report gives them."""
