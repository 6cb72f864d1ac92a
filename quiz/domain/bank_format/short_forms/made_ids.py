"""Ids of entries that were written without one: made of their words, so that they stay where entries come and go."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import count

from quiz.domain.bank_format.short_forms.parts import Part, texts_in
from quiz.domain.text_limits import composed

LONGEST = 40
"""Characters of an id that are made of words; a hash stands for the rest of a longer text."""
HASHED = 6

_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z]+|[가-힣]+")
_TRUTHS = ("true", "false")
"""What no entry may be called: the truth of a statement is."""


def made_ids(texts: Sequence[Part], taken: Collection[str]) -> list[str]:
    """An id for each of ``texts``, none of those ``taken``: equal for equal words, whatever stands around them.

    Texts of equal words get different ids by their signs, entries of the same text by their order.
    """
    whole = [" / ".join(texts_in(text)) for text in texts]
    words = [_words(text) for text in whole]
    shared, earlier = Counter(words), Counter[str]()
    used, found = set(taken), []
    for text, name in zip(whole, words, strict=True):
        plain = name and shared[name] == 1 and name not in used and name not in _TRUTHS
        made = name if plain else _set_apart(name, text, earlier[text], used)
        earlier[text] += 1
        used.add(made)
        found.append(made)
    return found


def _words(text: str) -> str:
    """The first text's words as an id; empty where it has none, or too many."""
    first = text.split(" / ", 1)[0]
    name = "-".join(_WORD.findall(composed(first[:1_000]).casefold()))
    return name if len(name) <= LONGEST else ""


def _set_apart(name: str, text: str, before: int, used: Collection[str]) -> str:
    """An id by the hash of ``text``, which stood so many times ``before``."""
    stem = f"{name}-" if name and name not in _TRUTHS else "o-"
    names = (stem + _hash(f"{text} {number}" if number else text) for number in count(before))
    return next(made for made in names if made not in used)


def _hash(seed: str) -> str:
    return hashlib.sha256(composed(seed).encode()).hexdigest()[:HASHED]
