"""When two texts of one list are the same to a reader: signs, points, formulas and code always tell them apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quiz.domain.matching.endings import is_syllable
from quiz.domain.matching.text import tidy
from quiz.domain.rendering import CODE_SPAN
from quiz.domain.text_limits import composed

# A dollar sign behind a backslash is money; what is not closed is prose.
_EXACT = re.compile(rf"(?<!\\)\$[^$]*(?<!\\)\$|{CODE_SPAN}|\{{\{{[^{{}}]*\}}\}}", re.DOTALL)
# Letters and digits of Latin words and numbers are kept apart: 1 5 is not 15, a part is not apart.
_NEEDLESS = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])|(?<=[0-9]) (?=[A-Za-z])")
# Behind a command such as \alpha a space keeps the next letter out of its name.
_NEEDLESS_IN_FORMULA = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")
# An apostrophe behind a letter or digit may be a prime.
_QUOTED = re.compile(r"(?<![^\W가-힣])'([^']*)'(?![0-9A-Za-z])")
# In short words capitals tell: CO is not Co, mW is not MW.
_WORD = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][a-z]{2}|[A-Za-z]{4,})(?![A-Za-z0-9])")


_NO_LETTER = re.compile("[^0-9a-z]+")
_NO_SYLLABLE = re.compile("[^가-힣]+")


def may_be_alike(texts: Sequence[str]) -> bool:
    """Whether two of ``texts``, all composed, might have one ``reading``: that takes ten times as long.

    Whatever reads alike has the same letters and digits, where all is ASCII, else the same syllables of Hangul.
    """
    others = _NO_LETTER if all(text.isascii() for text in texts) else _NO_SYLLABLE
    return len({others.sub("", text.lower()) for text in texts}) < len(texts)


def reading(text: str) -> str:
    """What a reader takes from ``text``: equal for two texts that look the same.

    Left out are spaces that mean nothing, quotation marks around words, a full stop at the end and the case of
    words. Formulas, code and placeholders are what they are, but for spaces.
    """
    parts, end = [], 0
    for found in _EXACT.finditer(text):
        parts += [_prose(text[end : found.start()]), _exact(found[0])]
        end = found.end()
    read = "".join([*parts, _prose(text[end:])]).strip()
    return _without_stop(read) or composed(text)


def prose_of(text: str) -> str:
    """``text`` without its formulas, code and placeholders."""
    return _EXACT.sub(" ", text)


def _exact(text: str) -> str:
    text = composed(text)
    if text.startswith("`"):
        return text
    return _NEEDLESS_IN_FORMULA.sub("", text)


def _prose(text: str) -> str:
    text = _QUOTED.sub(r"\1", tidy(text))
    text = _WORD.sub(lambda word: word[0].lower(), text)
    return _NEEDLESS.sub("", re.sub(r"\s+", " ", text))


def _without_stop(text: str) -> str:
    """``text`` without the full stop at its end, and without an exclamation mark that can be no factorial."""
    if text.endswith("!") and is_syllable(text[-2:-1]):
        return text[:-1]
    single = text.endswith((".", "\u3002", "\uff61")) and not text.endswith("..")
    return text[:-1] if single else text
