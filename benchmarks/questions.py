"""CPU of delivering one question (values and orders drawn from a seed) and of grading one answer, for every kind."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

from benchmarks.figures import Figure
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.series import read_series
from quiz.domain.questions import KINDS, Question
from quiz.domain.questions.base import Answer, Variant
from quiz.platform.paths import QUESTIONS

ROUNDS = 5
LEAST = 200
"""Calls a round, at least: a clock of processes ticks seldom."""
MOST_MILLISECONDS = 0.3
_numbers = itertools.count(1_000)


def figures() -> list[Figure]:
    """For each kind the mean over its questions in the packaged banks, the best of five rounds."""
    by_kind: dict[str, list[Question]] = {kind: [] for kind in KINDS}
    for question in _questions():
        by_kind[question.kind_name].append(question)
    found = []
    for kind, questions in by_kind.items():
        variants = [(question, question.draw(random.Random(question.id))) for question in questions]
        answers = [
            (question, variant, answer)
            for question, variant in variants
            for answer in (question.solution(variant), question.wrong_answer(variant), {})
        ]
        draws = _milliseconds([partial(_draw, question) for question in questions])
        grades = _milliseconds([partial(_judge, *given) for given in answers])
        for name, value in (("deliver", draws), ("grade", grades)):
            found.append(Figure(name=f"{name} {kind}", value=value, unit="ms CPU", limit=MOST_MILLISECONDS))
    return found


def _draw(question: Question) -> object:
    return question.draw(random.Random(question.id))


def _judge(question: Question, variant: Variant, answer: Answer) -> object:
    return question.judge(variant, _new(question, answer))


def _new(question: Question, answer: Answer) -> Answer:
    """``answer``, with a number behind all that is typed which no answer had before: nothing that is kept can serve."""
    typed = [wanted.name for wanted in question.inputs() if wanted.name in answer and not wanted.options]
    return {**answer, **{name: (f"{answer[name][0]} {next(_numbers)}",) for name in typed}} if typed else answer


def _questions() -> Iterator[Question]:
    series = read_series((QUESTIONS / "series.yaml").read_bytes())
    sizes = {path.name: path.stat().st_size for path in (QUESTIONS / "media").iterdir()}
    for path in sorted(QUESTIONS.glob("2*.yaml")):
        yield from read_bank(path.read_bytes(), path.name, series, sizes.get).questions


def _milliseconds(calls: list[Callable[[], object]]) -> float:
    """The mean CPU time of a call in milliseconds."""
    repeat = -(-LEAST // len(calls))
    best = float("inf")
    for _ in range(ROUNDS):
        begun = process_time()
        for _ in range(repeat):
            for call in calls:
                call()
        best = min(best, (process_time() - begun) / (repeat * len(calls)))
    return best * 1000
