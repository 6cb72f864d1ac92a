"""Texts that would keep a server busy for seconds, and a witness of everything that is composed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Literal
from unittest.mock import patch

from quiz.domain.text_limits import MAX_CHARACTERS, MAX_MARKS

STACKED = "a" + "\u0301" * 5_000 + "\u0316" * 5_000
TEXTS = {
    "stacked": STACKED,
    "stacked, with something invisible between": "a" + "\u0301\u200b\u0316\u200b" * 2_500,
    "stacked, with spaces between": "a" + "\u0301 \u0316 " * 2_500,
    "no mark until it is composed for compatibility": "a" + "\uff9e\u0316" * 5_000,
    "long": "\u00e9" * 100_000,
}
"""By what is wrong with them. Each is refused; the first four for their marks."""


def longest_run(text: str) -> int:
    """How many characters follow each other in ``text`` that composing puts in order."""
    runs = (sum(1 for _ in run) for marks, run in groupby(text, lambda sign: unicodedata.combining(sign) > 0) if marks)
    return max(runs, default=0)


@contextmanager
def nothing_hostile_composed() -> Iterator[list[str]]:
    """Everything that is composed meanwhile; fails at the end where one was beyond the limits."""
    seen: list[str] = []
    compose = unicodedata.normalize

    def watch(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        seen.append(text)
        return compose(form, text)

    with patch.object(unicodedata, "normalize", watch):
        yield seen
    beyond = [text for text in seen if len(text) > MAX_CHARACTERS or longest_run(text) > MAX_MARKS]
    assert not beyond, [text[:20] for text in beyond]
