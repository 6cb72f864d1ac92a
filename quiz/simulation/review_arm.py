"""The review as a way to study: ``schedule`` of the domain infers ratings, its ``review_plan`` makes the sittings."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Sequence
from datetime import date
from statistics import fmean

from quiz.domain import mastery, schedule
from quiz.domain.mastery import Evidence, Mastery
from quiz.domain.review_plan import DAILY_CAP, SECONDS, SITTING, Due, due_day, plan
from quiz.simulation.learners import Answer, Question
from quiz.simulation.schedulers import START, first_new, moment

BETWEEN = 5
"""Questions that come before one that was answered wrong comes again."""


class Review:
    """What is due in sittings of ten minutes, at most ``DAILY_CAP`` questions a day, then what is new.

    What was answered wrong comes again after ``BETWEEN`` other questions, or when nothing else is left.
    """

    reads = False

    def __init__(self) -> None:
        self._questions: Sequence[Question] = ()
        self._cards: dict[int, schedule.Card] = {}
        self._due: dict[int, date] = {}
        self._objectives: dict[int, Mastery] = {}
        self._taken: dict[int, list[float]] = {}
        self._seconds: list[float] = []
        self._today = START.date()
        self._planned: deque[int] = deque()
        self._again: deque[tuple[int, int]] = deque()
        self._asked = self._reviewed = 0

    def open_day(self, day: int, questions: Sequence[Question]) -> None:
        self._today, self._questions = moment(day).date(), questions
        self._planned.clear()
        self._again.clear()
        self._asked = self._reviewed = 0

    def next(self, at: float, left: float) -> Question | None:
        if self._again and self._again[0][0] <= self._asked:
            return self._questions[self._again[0][1]]
        if not self._planned:
            self._planned.extend(self._sitting(at, left))
        if self._planned:
            return self._questions[self._planned[0]]
        new = first_new(self._questions, len(self._cards))
        return new or (self._questions[self._again[0][1]] if self._again else None)

    def seen(self, question: Question, at: float, answer: Answer | None) -> None:
        assert answer is not None
        number = question.number
        self._asked += 1
        if self._planned and self._planned[0] == number:
            self._planned.popleft()
            self._reviewed += 1
        if self._again and self._again[0][1] == number:
            self._again.popleft()
        if not answer.right:
            self._again.append((self._asked + BETWEEN, number))
        self._rate(question, at, answer)

    def _rate(self, question: Question, at: float, answer: Answer) -> None:
        number = question.number
        # Every other answer took less time than the one in the middle.
        quick = bool(self._seconds) and answer.seconds < self._seconds[len(self._seconds) // 2]
        judged = schedule.judge(right=answer.right, certainty=answer.certainty, quick=quick)
        insort(self._seconds, answer.seconds)
        self._taken.setdefault(number, []).append(answer.seconds)
        card = schedule.review(self._cards.get(number), judged.rating, self._today)
        self._cards[number], self._due[number] = card, due_day(card)
        guess, slip = mastery.chances(question.guess)
        evidence = Evidence(right=answer.right, guess=guess, slip=slip, day=self._today)
        before = self._objectives.get(question.objective, mastery.NOTHING)
        self._objectives[question.objective] = mastery.after(before, evidence)

    def _sitting(self, at: float, left: float) -> list[int]:
        waiting = {number for _, number in self._again}
        due = [number for number, day in self._due.items() if day <= self._today and number not in waiting]
        room = DAILY_CAP - self._reviewed
        planned = plan(map(self._as_due, due), self._today, room=room, seconds=min(left, SITTING))
        return [one.question for one in planned]

    def _as_due(self, number: int) -> Due:
        question = self._questions[number]
        taken = self._taken.get(number)
        return Due(
            question=number,
            card=self._cards[number],
            bank=question.month,
            known=self._objectives[question.objective].known,
            seconds=fmean(taken) if taken else SECONDS,
        )
