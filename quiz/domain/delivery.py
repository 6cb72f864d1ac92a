"""From a quiz and a seed to the questions of one attempt: the same draw, variants and order for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant, idea_of

_NEVER = datetime.min.replace(tzinfo=UTC)


class TooFewQuestions(ValueError):
    """The published questions can't fill a quiz's draw; ``wanted`` and ``found`` count one of its lines."""

    def __init__(self, wanted: int, found: int) -> None:
        self.wanted = wanted
        self.found = found
        super().__init__(f"{wanted} wanted, {found} found")


@dataclass(frozen=True, kw_only=True)
class Available:
    """A published question that may be drawn: ``key`` distinguishes it from all others of the series."""

    key: int
    bank: str
    question: Question

    @property
    def idea(self) -> tuple[str, str]:
        """What it asks for: questions of one bank with the same ``idea`` never come together."""
        return self.bank, idea_of(self.question)


class Seen(NamedTuple):
    """A learner's latest answer to a question: whether it was wrong, and when it was scored."""

    wrong: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A drawn question with its variant."""

    key: int
    variant: Variant


def deliver(
    quiz: Quiz,
    available: Sequence[Available],
    seed: str,
    seen: Mapping[tuple[str, str], Seen] | None = None,
    *,
    short: bool = False,
) -> tuple[Delivered, ...]:
    """The questions of an attempt at ``quiz`` for ``seed``, in the order shown.

    ``available`` is put in order by bank and id first, so that the order of a query changes nothing. Of several
    questions of one idea at most one is drawn; an idea is as likely as a question that names none. Where some were
    ``seen`` before, by bank and id, those that were not come first, then those that went wrong, then the others, those
    longest ago first: chance decides between equals and mixes what was chosen. Raises ``TooFewQuestions``, but where it
    may be ``short``: a line that can't be filled then draws what there is, and all of them together one at least.
    """
    pool = sorted(available, key=lambda candidate: (candidate.bank, candidate.question.id))
    rng = random.Random(f"{seed}/draw")
    drawn: list[Available] = []
    taken: set[tuple[str, str]] = set()
    for line in quiz.draw:
        admitted: dict[tuple[str, str], list[Available]] = {}
        for candidate in pool:
            if line.bank in (None, candidate.bank) and quiz.admits(line, candidate.question):
                admitted.setdefault(candidate.idea, []).append(candidate)
        left = [alike for idea, alike in admitted.items() if idea not in taken]
        if len(left) < line.wanted() and not short:
            raise TooFewQuestions(line.wanted(), len(left))
        chosen = _chosen(left, min(line.wanted(), len(left)), rng, seen or {})
        taken.update(candidate.idea for candidate in chosen)
        drawn.extend(chosen)
    if not drawn:
        raise TooFewQuestions(quiz.size(), 0)
    return tuple(
        Delivered(key=candidate.key, variant=variant_of(candidate.question, candidate.bank, seed))
        for candidate in drawn
    )


def _chosen(
    left: Sequence[Sequence[Available]], wanted: int, rng: random.Random, seen: Mapping[tuple[str, str], Seen]
) -> list[Available]:
    if not any((one.bank, one.question.id) in seen for alike in left for one in alike):
        # Chance decides only where there is a choice: a bank without ideas is drawn from as it ever was.
        return [alike[0] if len(alike) == 1 else rng.choice(alike) for alike in rng.sample(left, wanted)]

    def turn(one: Available) -> tuple[int, datetime]:
        known = seen.get((one.bank, one.question.id))
        return (0, _NEVER) if known is None else (1 if known.wrong else 2, known.at)

    def first(alike: Sequence[Available]) -> Available:
        return min(rng.sample(alike, len(alike)), key=turn)

    mixed = [first(alike) for alike in rng.sample(left, len(left))]
    chosen = sorted(mixed, key=turn)[:wanted]
    rng.shuffle(chosen)
    return chosen


def led_by(
    first: Available, delivered: Sequence[Delivered], available: Mapping[int, Available], seed: str
) -> tuple[Delivered, ...]:
    """What was ``delivered`` with ``first`` at its head, for which another one stays out unless it was drawn anyway.

    ``available`` holds what was drawn by its key. As ever, no two are of one idea.
    """
    others = [one for one in delivered if available[one.key].idea != first.idea]
    head = Delivered(key=first.key, variant=variant_of(first.question, first.bank, seed))
    return (head, *others[: len(delivered) - 1])


def variant_of(question: Question, bank: str, seed: str) -> Variant:
    """The variant of a question of ``bank`` in the attempt that ``seed`` draws, whatever else is drawn with it."""
    return question.draw(random.Random(f"{seed}/{bank}/{question.id}"))
