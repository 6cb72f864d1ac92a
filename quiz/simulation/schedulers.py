"""The ways to study that are compared, each behind the same protocol: which question comes next.

What is due comes before what is new, and what is new comes in the order of the series. The review has its own module.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

import fsrs
from fsrs import Rating, State

from quiz.simulation.learners import Answer, Question

T = TypeVar("T", int, datetime)

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When the first day begins; any other would do."""

BOXES = (1, 2, 4, 8, 16)
"""Days until the questions of each of Leitner's boxes come again."""
LEARN_AHEAD = timedelta(minutes=20)
"""How long before its time a short step of FSRS may come where nothing else is left, as in Anki."""


class Scheduler(Protocol):
    """A way to study."""

    reads: bool
    """Whether questions are read with their answers instead of answered."""

    def open_day(self, day: int, questions: Sequence[Question]) -> None:
        """Begins a day, from 0, on which these questions of the series may be studied."""

    def next(self, at: float, left: float) -> Question | None:
        """What to study at ``at``, in days, with ``left`` seconds left of the day; None where nothing is needed."""

    def seen(self, question: Question, at: float, answer: Answer | None) -> None:
        """Takes note of what was answered, or read, at ``at``."""


def moment(at: float) -> datetime:
    """The moment that many days after the start."""
    return START + timedelta(days=at)


def first_new(questions: Sequence[Question], known: int) -> Question | None:
    """The first question that was not seen yet, where ``known`` of them were, in order."""
    return questions[known] if known < len(questions) else None


def _swapped(due: Mapping[int, T]) -> list[tuple[T, int]]:
    """Pairs of when and which, which can be sorted."""
    return [(when, number) for number, when in due.items()]


class ReadInOrder:
    """Reads all that there is in order, round and round."""

    reads = True

    def __init__(self) -> None:
        self._place = 0
        self._questions: Sequence[Question] = ()

    def open_day(self, day: int, questions: Sequence[Question]) -> None:
        self._questions = questions

    def next(self, at: float, left: float) -> Question | None:
        return self._questions[self._place % len(self._questions)]

    def seen(self, question: Question, at: float, answer: Answer | None) -> None:
        self._place = question.number + 1


class Leitner:
    """Five boxes: one further where an answer is right, back to the first where it is wrong.

    A new question is in the first box. What is wrong comes again on the next day.
    """

    reads = False

    def __init__(self) -> None:
        self._boxes: dict[int, int] = {}
        self._due: dict[int, int] = {}
        self._today: deque[int] = deque()
        self._day = 0
        self._questions: Sequence[Question] = ()

    def open_day(self, day: int, questions: Sequence[Question]) -> None:
        self._day, self._questions = day, questions
        self._today = deque(number for due, number in sorted(_swapped(self._due)) if due <= day)

    def next(self, at: float, left: float) -> Question | None:
        return self._questions[self._today[0]] if self._today else first_new(self._questions, len(self._boxes))

    def seen(self, question: Question, at: float, answer: Answer | None) -> None:
        assert answer is not None
        if self._today:
            self._today.popleft()
        box = min(self._boxes.get(question.number, 0) + 1, len(BOXES) - 1) if answer.right else 0
        self._boxes[question.number] = box
        self._due[question.number] = self._day + BOXES[box]


class PlainFsrs:
    """FSRS with its fixed parameters and steps, in the order in which questions became due; right is Good, wrong Again.

    What is learnt is due by its day, a short step by its minute.
    """

    reads = False

    def __init__(self) -> None:
        self._cards: dict[int, fsrs.Card] = {}
        self._scheduler = fsrs.Scheduler(enable_fuzzing=False)
        self._today: deque[tuple[datetime, int]] = deque()
        self._steps: dict[int, datetime] = {}
        self._questions: Sequence[Question] = ()

    def open_day(self, day: int, questions: Sequence[Question]) -> None:
        self._questions, last = questions, moment(day).date()
        learnt = ((card.due, number) for number, card in self._cards.items() if card.state is State.Review)
        self._today = deque(sorted(one for one in learnt if one[0].date() <= last))

    def next(self, at: float, left: float) -> Question | None:
        now = moment(at)
        step = min(_swapped(self._steps), default=None)
        if step and step[0] <= now and (not self._today or step < self._today[0]):
            return self._questions[step[1]]
        if self._today:
            return self._questions[self._today[0][1]]
        if new := first_new(self._questions, len(self._cards)):
            return new
        return self._questions[step[1]] if step and step[0] <= now + LEARN_AHEAD else None

    def seen(self, question: Question, at: float, answer: Answer | None) -> None:
        assert answer is not None
        number = question.number
        if self._today and self._today[0][1] == number:
            self._today.popleft()
        self._steps.pop(number, None)
        rating = Rating.Good if answer.right else Rating.Again
        before = self._cards.get(number) or fsrs.Card(card_id=number)
        card, _ = self._scheduler.review_card(before, rating, moment(at))
        self._cards[number] = card
        if card.state is not State.Review:
            self._steps[number] = card.due
