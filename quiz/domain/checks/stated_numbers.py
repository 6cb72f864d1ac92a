"""The numbers that a Korean or an English text states, as values, so that translations can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SCALES: Mapping[str | None, int] = {
    "만": 10**4,
    "억": 10**8,
    "조": 10**12,
    "십억": 10**9,
    "백만": 10**6,
    "천만": 10**7,
    "십만": 10**5,
    "백억": 10**10,
    "천억": 10**11,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
    "m": 10**6,
    "b": 10**9,
}
_NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE_WORDS = "십억|백만|천만|십만|백억|천억|만|억|조|thousand|million|billion|trillion"
_PART = re.compile(rf"({_NUMBER})(?:\s?({_SCALE_WORDS})|\s?([KMB])(?![A-Za-z]))?|\b({_SCALE_WORDS})", re.IGNORECASE)
_DIGIT = r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹]"
_A_DIGIT = re.compile(_DIGIT)
_DIGITS = re.compile(rf"{_DIGIT}(?:[\d⁰¹²³⁴⁵⁶⁷⁸⁹,.]*{_DIGIT})?(?:\s?[KMB](?![A-Za-z]))?", re.IGNORECASE)
_WORD_BEHIND = re.compile(rf"{_DIGIT}(?:월|\s?(?:{_SCALE_WORDS}))", re.IGNORECASE)
_CALENDAR = re.compile(r"\d{1,2}월(?!\w)|\d{1,2}월(?=[은는이가을를의에과와부까])")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_KOREAN_SCALES = ("만", "억", "조")
_AMBIGUOUS = ("만", "조")
_SPELLED_OUT = 10
_LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class Numerals:
    """The values that a text states in digits, and those that it names by a scale word alone (``a billion``)."""

    stated: Counter[Fraction]
    named: Counter[Fraction]


def disagreement(korean: str, english: str) -> tuple[Counter[Fraction], Counter[Fraction]] | None:
    """What only the Korean and what only the English text states; None where they agree.

    만 and 조 after a number may be a scale, a particle or a word of law, so either reading will do; and a text may
    spell out a number that the other writes in digits, up to ten or by a scale word.
    """
    if _plainly_alike(korean, english):
        return None
    theirs = numerals(english)
    difference = _difference(numerals(korean), theirs)
    if _in_words(*difference) or _in_words(*_difference(numerals(korean, scales=False), theirs)):
        return None
    return difference


def _plainly_alike(korean: str, english: str) -> bool:
    """Whether both texts hold the same digits, and no word behind them that changes what they are worth."""
    if not (_A_DIGIT.search(korean) or _A_DIGIT.search(english)):
        return True
    texts = [_PLACEHOLDER.sub(" ", text) for text in (korean, english)]
    if any(_WORD_BEHIND.search(text) for text in texts):
        return False
    return sorted(_DIGITS.findall(texts[0])) == sorted(_DIGITS.findall(texts[1]))


def _difference(one: Numerals, other: Numerals) -> tuple[Counter[Fraction], Counter[Fraction]]:
    return one.stated - other.stated - other.named, other.stated - one.stated - one.named


def _in_words(only_korean: Counter[Fraction], only_english: Counter[Fraction]) -> bool:
    if only_korean and only_english:
        return False
    return all(number.denominator == 1 and number <= _SPELLED_OUT for number in (*only_korean, *only_english))


def numerals(text: str, *, scales: bool = True) -> Numerals:
    """How often each value stands in ``text``; 7B, 70억 and 7 billion are one value, months by number are none.

    Values in placeholders are left out: they are the same in every language by themselves. Of more than a hundred
    digits the first hundred count. ``scales`` says whether 만 and 조 are read as ten thousand and a trillion.
    """
    text = _PLACEHOLDER.sub(" ", text).translate(_SUPERSCRIPTS)
    text = _CALENDAR.sub(" ", text)
    stated: Counter[Fraction] = Counter()
    named: Counter[Fraction] = Counter()
    carried: tuple[Fraction, int] | None = None
    for match in _PART.finditer(text):
        number, word, letter, bare = match.groups()
        if bare:
            named[Fraction(_SCALES[bare.lower()])] += 1
            continue
        written = str(word or letter).lower()
        scale = None if written in _AMBIGUOUS and not scales else written
        value = Fraction(number.replace(",", "")[:_LONGEST]) * _SCALES.get(scale, 1)
        # "6만 5536" is one number in two parts.
        if carried and match.start() - carried[1] <= 1 and value < carried[0]:
            stated[carried[0]] -= 1
            value += carried[0]
        stated[value] += 1
        carried = (value, match.end()) if scale in _KOREAN_SCALES else None
    return Numerals(stated=+stated, named=named)
