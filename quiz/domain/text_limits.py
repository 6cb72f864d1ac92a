"""How long a text may be, measured before anything composes, folds, matches or renders it; and how one is composed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

MAX_MARKS = 8
"""Combining marks that may follow each other.

To compose a text, the marks of each letter are put in order, which takes the square of their number: 20,000 of them
stop a server for seconds. Unicode's stream-safe format (UAX #15, section 12) allows 30. No living spelling stacks more
than half a dozen (Tibetan; Hebrew with points and accents), so 8 leaves room and keeps the work small.
"""

MAX_CHARACTERS = 20_000
"""Characters of any one text that enters; most fields take far fewer."""

INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Zero-width spaces and joiners, direction marks, byte order mark, soft hyphen: matching drops them."""

TextFault = Literal["too_long", "marks"]

# Where combining marks are found. Most texts hold no run of these, and asking so takes a hundredth of the time.
_NEAR_MARKS = "[\u0300-\u1fff\u20d0-\u20f0\u2ce0-\u30ff\ua66f-\uabff\ufb00-\U0001ffff\U000e0100-\U000e01ef]"
_NEAR_RUN = re.compile(rf"{_NEAR_MARKS}(?:[\s{INVISIBLE}]*+{_NEAR_MARKS}){{{MAX_MARKS}}}")


def is_mark(character: str) -> bool:
    """Whether composing puts ``character`` in order with its neighbours, or makes something of it that is."""
    if unicodedata.category(character)[0] == "M":
        return True
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0


@cache
def _too_many() -> re.Pattern[str]:
    places = (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0))
    mark = "".join(chr(code) for code in places if is_mark(chr(code)))
    # Matching drops spaces and invisible characters and composes once more: they keep no two marks apart.
    return re.compile(rf"[{mark}](?:[\s{INVISIBLE}]*+[{mark}]){{{MAX_MARKS}}}")


def has_too_many_marks(text: str) -> bool:
    """Whether more than ``MAX_MARKS`` combining marks follow each other in ``text``, whatever is invisible between."""
    if text.isascii() or not _NEAR_RUN.search(text):
        return False
    return _too_many().search(text) is not None


def fault_of(text: str, most: int = MAX_CHARACTERS) -> TextFault | None:
    """Why ``text`` may not enter where ``most`` characters are taken; None where it may."""
    if len(text) > most:
        return "too_long"
    return "marks" if has_too_many_marks(text) else None


def composed(text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"] = "NFC") -> str:
    """``text`` composed; as it is where its marks are too many, so that the work grows with its length alone.

    Nothing else composes a text: what was stored before there was a limit can't stop a server either.
    """
    return text if text.isascii() or has_too_many_marks(text) else unicodedata.normalize(form, text)


# The fillers of Hangul are letters, and the blank of Braille a symbol, that nobody sees.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def is_seen(text: str) -> bool:
    """Whether anything of ``text`` can be seen."""
    return any(unicodedata.category(one)[0] in "LNPS" and one not in _BLANK for one in text)


def is_plain(name: str) -> bool:
    """Whether a name can be seen, and holds nothing that hides in it: direction marks, tags, zero-width spaces.

    Joiners stay: some writings need them, and so do emoji.
    """
    hidden = (one for one in name if unicodedata.category(one) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
    return is_seen(name) and all(one in "\u200c\u200d" for one in hidden) and _BLANK.isdisjoint(name)
