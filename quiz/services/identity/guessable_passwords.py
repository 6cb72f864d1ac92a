"""Passwords that are guessed first: the common ones of all leaks, and those that follow a pattern.

The lists are those that the package zxcvbn ships: 30,000 passwords by how often they were found, given names, family
names and frequent English words. They are kept as one text and searched as such, which takes a megabyte instead of the
fifteen of the package with its scores.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

MAX_AROUND = 8
"""So many digits and signs around a common word add nothing: a year, a date, a few marks."""

# What Koreans choose first; typed as Hangul, or by the same keys on a Latin keyboard.
_HANGUL = (
    "가나다라",
    "대한민국",
    "비밀번호",
    "사랑",
    "사랑해",
    "사랑해요",
    "사랑합니다",
    "선생님",
    "아무거나",
    "안녕",
    "안녕하세요",
    "암호",
    "엄마",
    "우리집",
    "패스워드",
    "학교",
    "한국",
    "행복",
    "홍길동",
)
_ROMANISED = (
    "busan",
    "daehan",
    "hangul",
    "hanguk",
    "jihoon",
    "jimin",
    "jiwoo",
    "minji",
    "minjun",
    "minsu",
    "saranghae",
    "seojun",
)
# The keys of a Korean keyboard: first letters of syllables, vowels, last letters.
_INITIALS, _VOWELS, _FINALS = (
    line.split(" ")
    for line in (
        "r R s e E f a q Q t T d w W c z x v g",
        "k o i O j p u P h hk ho hl y n nj np nl b m ml l",
        " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g",
    )
)

_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm")
_LINES = tuple(way for line in (*_RUNS, *_ROWS) for way in (line, line[::-1]))
_SIGNS = str.maketrans("@$!|+(", "asiitc")
_LOOKS = str.maketrans("01345789", "oieastbg")

_PHONE = re.compile(r"01[016789]-?\d{3,4}-?\d{4}")
_SEPARATED = re.compile(r"[\s./-]")


def is_guessable(password: str) -> bool:
    """Whether ``password`` is among the first that are tried."""
    word = password.casefold()
    return (
        len(set(word)) < 3
        or "dalmada" in word
        or "달마다" in word
        or _is_pattern(word)
        or any(_is_word(form) for form in (word, word.translate(_SIGNS), word.translate(_SIGNS).translate(_LOOKS)))
        or _is_date(word)
    )


def _is_word(word: str) -> bool:
    """Whether a common word is all of it but a few digits and signs at the ends."""
    if _is_listed(word):
        return True
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", word)
    return 0 < len(word) - len(stem) <= MAX_AROUND and (stem in _korean() or _is_listed(stem))


def _is_listed(word: str) -> bool:
    return word in _korean() or (word.isprintable() and f"\n{word}\n" in _listed())


@cache
def _listed() -> str:
    lists: dict[str, list[str]] = _shipped().FREQUENCY_LISTS
    return "\n".join(("", *(word for words in lists.values() for word in words), ""))


def _shipped() -> Any:
    """The module of zxcvbn that holds the lists, without the package around it: that would index all of them."""
    package = find_spec("zxcvbn")
    assert package is not None
    assert package.submodule_search_locations is not None
    file = Path(package.submodule_search_locations[0]) / "frequency_lists.py"
    spec = spec_from_file_location("frequency_lists", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _korean() -> frozenset[str]:
    return frozenset((*_HANGUL, *_ROMANISED, *(typed(word).casefold() for word in _HANGUL)))


def typed(hangul: str) -> str:
    """The Latin keys that are pressed for syllables on a Korean keyboard."""
    places = (divmod(ord(syllable) - 0xAC00, 28) for syllable in hangul)
    return "".join(_INITIALS[rest // 21] + _VOWELS[rest % 21] + _FINALS[final] for rest, final in places)


def _is_pattern(word: str) -> bool:
    """Whether runs of keys, of the alphabet and of one sign make up all of it but one sign; or it repeats itself."""
    if any(word == (word[:size] * len(word))[: len(word)] for size in range(1, 5)):
        return True
    left = at = 0
    while at < len(word):
        length = _run_from(word, at)
        left += 1 if length < 3 else 0
        at += 1 if length < 3 else length
    return left <= 1


def _run_from(word: str, at: int) -> int:
    """How many signs from ``at`` on lie side by side, or are the same."""
    longest = len(word) - at - len(word[at:].lstrip(word[at]))
    for size in range(longest + 1, len(word) - at + 1):
        if not any(word[at : at + size] in line for line in _LINES):
            break
        longest = size
    return longest


def _is_date(word: str) -> bool:
    if _PHONE.fullmatch(word):
        return True
    digits = _SEPARATED.sub("", word)
    if len(digits) != 8 or not digits.isdecimal() or not digits.isascii():
        return False
    year, month, day = (digits[:4], digits[4:6], digits[6:])
    turned = (digits[4:], digits[2:4], digits[:2])
    return any(_is_day(*given) for given in ((year, month, day), turned, (turned[0], turned[2], turned[1])))


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2059
    except ValueError:
        return False
