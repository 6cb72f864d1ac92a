"""Typed text is compared with the accepted answers: tidied, then forgiven one particle or one slip, never guessed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from quiz.domain.text_limits import INVISIBLE, composed


@dataclass(frozen=True, kw_only=True)
class MatchPolicy:
    """What a question lets pass: spaces, letter case, a trailing Korean particle, one typing slip."""

    spaces: Literal["ignore", "collapse"] = "ignore"
    case: Literal["fold", "exact"] = "fold"
    particles: Literal["accept", "exact"] = "accept"
    typos: Literal[0, 1] = 0


@dataclass(frozen=True, kw_only=True)
class Match:
    """The index of the matched answer, its spelling as the bank writes it, and how the text came to match."""

    answer: int
    text: str
    how: Literal["equal", "particle", "typo"]


@dataclass(frozen=True, kw_only=True)
class _Target:
    """One accepted spelling, prepared for the search for a slip."""

    answer: int
    text: str
    letters: str
    digits: str


@dataclass(frozen=True, kw_only=True)
class _Keys:
    """A question's answers and rejects, normalised once."""

    equal: dict[str, tuple[int, str]]
    targets: tuple[_Target, ...]
    rejected: dict[str, str]  # normalised → its jamo


_SPACES = "\t-\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DASHES = "\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63"
# Straight and curly marks, guillemets, and the corner and angle brackets that Korean uses as quotation marks.
_QUOTES = '"`\u00ab\u00b4\u00bb\u02bc\u2018-\u201f\u2039\u203a\u3008-\u300f'
_DOTS = "\u2022\u2027\u2219\u22c5\u30fb\u318d\uff65"  # U+318D is the dot on Korean keyboards


def _characters(ranges: str) -> Iterator[int]:
    """The code points of a character class as regular expressions write it, such as ``a-cx``."""
    return (
        code
        for low, high in re.findall("(.)(?:-(.))?", ranges, re.DOTALL)
        for code in range(ord(low), ord(high or low) + 1)
    )


def _tidying_table() -> dict[int, str]:
    """Maps each character that step 2 or 3 touches to what it becomes."""
    forms = {INVISIBLE: "", _SPACES: " ", _DASHES: "-", _QUOTES: "'", _DOTS: "\u00b7"}
    table = {code: form for ranges, form in forms.items() for code in _characters(ranges)}
    for code in range(0xFF01, 0xFF5F):
        ascii_code = code - 0xFEE0
        table[code] = table.get(ascii_code, chr(ascii_code))
    return table


_TABLE = _tidying_table()


def tidy(text: str) -> str:
    """Steps 1 to 3: NFC; no invisible characters; odd spaces, full-width ASCII, dashes, quotes and dots in one form.

    Single and double quotes become ``'`` alike. Nothing else of NFKC is done: ``①`` and ``ㄱ`` stay what they are.
    """
    # The second NFC joins what an invisible character or a full-width base kept apart.
    return composed(composed(text).translate(_TABLE))


def normalise(text: str, policy: MatchPolicy) -> str:
    """Steps 1 to 5: tidy, fold the case, collapse or remove spaces, drop an outer full stop and quotation marks."""
    text = tidy(text)
    if policy.case == "fold":
        folded = text.casefold()
        text = folded if folded.isascii() else tidy(folded)  # folding undoes NFC for a few letters
    text = ("" if policy.spaces == "ignore" else " ").join(text.split())
    return _unwrap(composed(text))


def _unwrap(text: str) -> str:
    """``text`` without full stops at its end and without quotation marks that open and close the whole."""
    while True:
        bare = text.rstrip(".\u3002\uff61 ").strip()
        if len(bare) > 1 and bare[0] == bare[-1] == "'":
            bare = bare[1:-1]
        if bare == text:
            return text
        text = bare


def _always(final: int) -> bool:
    return final >= 0


def _closed(final: int) -> bool:
    return final > 0


def _open(final: int) -> bool:
    return final == 0


_RIEUL = 8  # the place of ㄹ among the 28 finals of a syllable; 0 is none


def _open_or_rieul(final: int) -> bool:
    return final in (0, _RIEUL)


def _closed_not_rieul(final: int) -> bool:
    return final not in (0, _RIEUL)


_PARTICLES: dict[str, Callable[[int], bool]] = {
    "입니다": _always,
    "에서": _always,
    "으로": _closed_not_rieul,
    "이다": _closed,
    "은": _closed,
    "는": _open,
    "이": _closed,
    "가": _open,
    "을": _closed,
    "를": _open,
    "과": _closed,
    "와": _open,
    "로": _open_or_rieul,
    "다": _open,
    "의": _always,
    "에": _always,
}  # the longest first
PAIRS = ("은/는", "이/가", "을/를", "과/와", "으로/로", "이다/다")


def _is_syllable(character: str) -> bool:
    return "가" <= character <= "힣"


def particle_fits(stem: str, particle: str) -> bool:
    """Whether ``particle``, one of those of the format's rule 7, may follow ``stem`` in this form.

    After a Hangul syllable the final consonant decides. After a Latin or other letter or a digit (``LoRA는``) the
    reading is not known, so either form passes. After anything else, and for any other particle, False.
    """
    rule = _PARTICLES.get(particle)
    if rule is None or not stem or not stem[-1].isalnum():
        return False
    return not _is_syllable(stem[-1]) or rule((ord(stem[-1]) - ord("가")) % 28)


def _stems(text: str) -> list[str]:
    """What is left of ``text`` without one trailing particle, for each particle that fits.

    A stem of one character can only equal an answer of one character, so it needs no rule of its own.
    """
    endings = ((text[: -len(particle)], particle) for particle in _PARTICLES if text.endswith(particle))
    return [stem for stem, particle in endings if particle_fits(stem, particle)]


_DIGITS = "영일이삼사오육칠팔구"
_TENS = "십백천만만만만억억억억조조조조경경경경"  # how a number with 1, 2, 3, … zeros at its end ends
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQSTUVWXYZ%", "이비시디이프지치이이이엘엠엔오피큐스티유이유스이트트", strict=True))


def with_particle(word: str, pair: str) -> str:
    """``word`` with the particle of ``pair`` (such as ``을/를``) that its last syllable asks for: ``평가를``.

    Digits are read in Korean; a single letter and a word in capitals by the name of the last letter (R has two names).
    A closing gloss in brackets does not count. Where the reading is open, both forms: ``LoRA을(를)``, ``LoRA(으)로``.
    Raises ValueError for a pair that is not in ``PAIRS``.
    """
    if pair not in PAIRS:
        raise ValueError(f"unknown pair of particles {pair!r}; known are {', '.join(PAIRS)}")
    closed, open_ = pair.split("/")
    sound = _last_sound(re.sub(r" *\([^()]*\)$", "", tidy(word)).rstrip("'*_ "))
    if sound:
        return word + (closed if particle_fits(sound, closed) else open_)
    return word + (f"({closed[0]}){open_}" if closed.endswith(open_) else f"{closed}({open_})")


def _last_sound(word: str) -> str:
    """A Hangul syllable that ends like ``word`` read aloud, or nothing where that is not known."""
    if _is_syllable(word[-1:]):
        return word[-1:]
    if number := re.search("[0-9][0-9,]*$", word):
        return _number_sound(number[0].replace(",", ""))
    # Letters in mixed case, as in LoRA, make a name that is spoken as a word.
    spelt_out = re.search(r"(?<![A-Za-z])(?:[A-Z]+|[a-z])$|%$", word)
    return _LETTERS.get(word[-1].upper(), "") if spelt_out else ""


def _number_sound(digits: str) -> str:
    """The last syllable of a number in Korean; beyond 10¹⁹ nothing. Decimals end alike: 영 is as closed as 십."""
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros in (0, len(digits)):
        return _DIGITS[int(digits[-1])]
    return _TENS[zeros - 1 : zeros]


_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "".join(map(chr, range(0x314F, 0x3164)))
_FINALS: tuple[str, ...] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


def jamo(text: str) -> str:
    """Hangul syllables of NFC ``text`` as their letters, a compound vowel or final as one; the rest as it is.

    Initials and finals share their letters, as on the keyboard, so that a key missed is one edit.
    """
    return "".join(_split(character) if _is_syllable(character) else character for character in text)


def _split(syllable: str) -> str:
    initial, rest = divmod(ord(syllable) - ord("가"), 21 * 28)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]


def edits_at_most_one(a: str, b: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours, or none, makes ``b`` of ``a``."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    swapped = a[start : start + 2] == b[start : start + 2][::-1]
    return a[start + 1 :] == b[start + 1 :] or (swapped and a[start + 2 :] == b[start + 2 :])


def match(text: str, answers: Sequence[Sequence[str]], reject: Sequence[str], policy: MatchPolicy) -> Match | None:
    """The answer that ``text`` gives, by the format's steps 6 to 9, or None.

    ``answers`` holds the spellings of each answer; where two hold the same spelling the first counts. A text that
    equals an entry of ``reject``, with or without a particle, is never accepted, and a slip never near one.
    """
    typed = normalise(text, policy)
    keys = _cached_keys(tuple(map(tuple, answers)), tuple(reject), policy)
    if not typed or typed in keys.rejected:
        return None
    if typed in keys.equal:
        return _found(keys.equal[typed], "equal")
    stems = _stems(typed) if policy.particles == "accept" else []
    if any(stem in keys.rejected for stem in stems):
        return None
    known = [keys.equal[stem] for stem in stems if stem in keys.equal]
    if known:
        return _found(known[0], "particle")
    return _one_slip([typed, *stems], keys) if policy.typos else None


def _found(answer: tuple[int, str], how: Literal["equal", "particle", "typo"]) -> Match:
    return Match(answer=answer[0], text=answer[1], how=how)


def _one_slip(forms: list[str], keys: _Keys) -> Match | None:
    """The only answer within one edit of any of ``forms``; None where there are two, or where a reject is as near."""
    found: dict[int, str] = {}
    for form in filter(_long_enough, forms):
        letters, digits = jamo(form), _digits(form)
        if any(edits_at_most_one(letters, rejected) for rejected in keys.rejected.values()):
            return None
        for target in keys.targets:
            # A digit is never a slip: Llama 3 is another model than Llama 2.
            if digits == target.digits and edits_at_most_one(letters, target.letters):
                found.setdefault(target.answer, target.text)
    return _found(found.popitem(), "typo") if len(found) == 1 else None


def _long_enough(text: str) -> bool:
    """Whether ``text`` has three Hangul syllables or five other letters, so that a slip leaves it recognisable."""
    syllables = sum(map(_is_syllable, text))
    return syllables >= 3 or sum(map(str.isalpha, text)) - syllables >= 5


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _prepare(answers: tuple[tuple[str, ...], ...], reject: tuple[str, ...], policy: MatchPolicy) -> _Keys:
    """Normalise a question's spellings; an empty one is left out, for it would match nothing."""
    equal: dict[str, tuple[int, str]] = {}
    targets = []
    for index, spellings in enumerate(answers):
        for spelling in spellings:
            key = normalise(spelling, policy)
            equal.setdefault(key, (index, spelling))
            targets.append(_Target(answer=index, text=spelling, letters=jamo(key), digits=_digits(key)))
    rejected = {key: jamo(key) for key in (normalise(entry, policy) for entry in reject)}
    return _Keys(equal=equal, targets=tuple(targets), rejected=rejected)


_cached_keys = lru_cache(maxsize=1024)(_prepare)
