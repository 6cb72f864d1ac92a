"""Ids made from titles: Hangul in Latin letters, everything else that an id can't hold left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from quiz.domain.bank_format.fields import MAX_ID
from quiz.domain.text_limits import composed

# The Revised Romanization, letter by letter: how sounds change each other is left out, as an id is no pronunciation.
_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_VOWELS = (
    *("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe"),
    *("yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"),
)
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".replace("-", "").split(" ")
_FIRST, _LAST = 0xAC00, 0xD7A3
_LONGEST = 40
"""Characters of an id that is made: a longer one is typed by nobody, and stands in every address."""
_ID = re.compile("[a-z0-9]+")


def slug_of(title: str) -> str:
    """An id made from a title: ``기초 통계`` becomes ``gicho-tonggye``; empty where nothing of it can be written so."""
    latin = "".join(map(_latin, composed(title)))
    words = _ID.findall(composed(latin, "NFKD").encode("ascii", "ignore").decode().lower())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        slug = longer
    return slug


def free_slug(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """``wanted`` where nothing has that id, else the next number behind it that is free."""
    name, number = wanted, 2
    while is_taken(name):
        name = f"{wanted[: MAX_ID - len(str(number)) - 1]}-{number}"
        number += 1
    return name


def _latin(sign: str) -> str:
    place = ord(sign) - _FIRST
    if not 0 <= place <= _LAST - _FIRST:
        # A sign between two words parts them.
        return sign if sign.isalnum() or unicodedata.combining(sign) else " "
    initial, rest = divmod(place, len(_VOWELS) * len(_FINALS))
    vowel, final = divmod(rest, len(_FINALS))
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
