"""How long a text takes to read."""

from __future__ import annotations

import math

from quiz.domain.rendering import plain

WORDS_A_MINUTE = {"en": 238, "ko": 180}
"""English as Brysbaert (2019) found it for non-fiction; a Korean word holds its particles and endings as well."""


def reading_minutes(rendered: str, language: str) -> int:
    """How many minutes the words of ``rendered`` take, 1 or more; a language that is not known reads as English."""
    words = len(plain(rendered).split())
    return max(1, math.ceil(words / WORDS_A_MINUTE.get(language, WORDS_A_MINUTE["en"])))
