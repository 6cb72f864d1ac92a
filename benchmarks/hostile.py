"""CPU of handling a text that stacks combining marks, against one of the same length that people write."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from statistics import median
from time import process_time

from benchmarks.figures import Figure
from quiz.domain.matching.text import MatchPolicy, match
from quiz.domain.questions.base import MAX_ANSWER
from quiz.domain.text_limits import MAX_CHARACTERS, MAX_MARKS, composed, fault_of

ROUNDS = 7
REPEAT = 20
MOST_RATIO = 5
"""At the square of the length it would be some thousands."""

_WORDS = unicodedata.normalize("NFD", "라우터 Việt Nam, một bộ định tuyến. ")
_ORDINARY = (_WORDS * MAX_CHARACTERS)[:MAX_CHARACTERS]
_STACKED = ("a" + "\u0301\u0316" * MAX_CHARACTERS)[:MAX_CHARACTERS]
_JUST_LET_IN = (("a" + "\u0316\u0301" * (MAX_MARKS // 2)) * MAX_CHARACTERS)[:MAX_CHARACTERS]


def _measured(text: str) -> None:
    fault_of(text)


def _composed(text: str) -> None:
    composed(text)


def _compared(text: str) -> None:
    match(text, [["라우터", "router"]], ["게이트"], MatchPolicy(typos=1))


def figures() -> list[Figure]:
    """The ratios, both sides in turn in one run."""
    pairs: dict[str, tuple[Callable[[str], None], str]] = {
        "measuring stacked marks": (_measured, _STACKED),
        "composing stacked marks": (_composed, _STACKED),
        "composing as many marks as are let in": (_composed, _JUST_LET_IN),
        "comparing as many marks as are let in": (_compared, _JUST_LET_IN),
    }
    ratios = [
        Figure(name=f"{name}, against words", value=_ratio(handle, text), unit="ratio", limit=MOST_RATIO)
        for name, (handle, text) in pairs.items()
    ]
    longest = _seconds(_compared, _JUST_LET_IN[:MAX_ANSWER]) / REPEAT * 1_000
    return [*ratios, Figure(name="comparing the longest short answer", value=longest, unit="ms CPU")]


def _ratio(handle: Callable[[str], None], text: str) -> float:
    ratios = []
    for _ in range(ROUNDS):
        ordinary = _seconds(handle, _ORDINARY)
        ratios.append(_seconds(handle, text) / ordinary)
    return median(ratios)


def _seconds(handle: Callable[[str], None], text: str) -> float:
    begun = process_time()
    for _ in range(REPEAT):
        handle(text)
    return process_time() - begun
