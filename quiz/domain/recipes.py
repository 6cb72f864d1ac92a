"""The rules of attempts that the app puts together by itself, written as an author writes those of a quiz.

What such an attempt asks is chosen for its learner; a recipe's ``draw`` is never drawn from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Purpose = Literal["review", "adaptive", "retry", "placement"]

LANGUAGES = ("ko", "en")

RECIPES: Mapping[Purpose, Mapping[str, Any]] = {
    "review": {
        "id": "review",
        "title": {"ko": "오늘의 복습", "en": "Today’s review"},
        "mode": "practice",
        "certainty": "shown",
        "draw": [{"count": 1}],
    },
    "adaptive": {
        "id": "adaptive",
        "title": {"ko": "맞춤 연습", "en": "Adaptive practice"},
        "mode": "practice",
        "draw": [{"count": 1}],
    },
    "retry": {
        "id": "retry",
        "title": {"ko": "틀린 문항 다시 풀기", "en": "Practise what was wrong"},
        "mode": "practice",
        "draw": [{"count": 1}],
    },
    "placement": {
        "id": "placement",
        "title": {"ko": "시작점 찾기", "en": "Find where to begin"},
        "mode": "practice",
        "hints": False,
        "draw": [{"count": 1}],
    },
}
"""Certainty is asked where it tells how well something is remembered."""

MODES: Mapping[Purpose, Literal["practice", "review"]] = {
    "review": "review",
    "adaptive": "practice",
    "retry": "practice",
    "placement": "practice",
}


def key_of(purpose: Purpose) -> str:
    """The key of its quiz in a series, which no author can write."""
    return f"~{purpose}"
