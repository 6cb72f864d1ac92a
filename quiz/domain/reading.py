"""How a text is read: how long it takes, and its words where nothing is set in bold or as code."""

from __future__ import annotations

import math
import re

from quiz.domain.rendering import plain

WORDS_A_MINUTE = {"en": 238, "ko": 180}
"""English as Brysbaert (2019) found it for non-fiction; a Korean word holds its particles and endings as well."""

_MARKED = re.compile(r"(?P<sign>\*\*|`+)(?=\S)(?P<words>[^*`]+?)(?<=\S)(?P=sign)")
_FENCE = re.compile(r"^ *(?:```|~~~).*$", re.MULTILINE)


def unmarked(text: str) -> str:
    """The words of a text as its author wrote it, without the signs that set some in bold or as code.

    It serves lists, where rendering every text would take long; formulas stay as they are written.
    """
    return _MARKED.sub(lambda found: found["words"], _FENCE.sub("", text))


def reading_minutes(rendered: str, language: str) -> int:
    """How many minutes the words of ``rendered`` take, 1 or more; a language that is not known reads as English."""
    words = len(plain(rendered).split())
    return max(1, math.ceil(words / WORDS_A_MINUTE.get(language, WORDS_A_MINUTE["en"])))
