"""Typed text is compared with the accepted answers: tidied, undressed, then forgiven one slip, never guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from quiz.domain.matching.endings import digits_in, glossed, is_syllable, particle_fits, stems, without_opening
from quiz.domain.text_limits import INVISIBLE, composed

How = Literal["equal", "particle", "gloss", "typo"]
Answer = tuple[int, str]
"""The index of an answer, and a spelling of it as the bank writes it."""


@dataclass(frozen=True, kw_only=True)
class MatchPolicy:
    """What a question lets pass: spaces, letter case, what stands around the term, one typing slip.

    ``particles`` is about a particle or polite ending behind it, an English article before it, and a gloss in brackets.
    """

    spaces: Literal["ignore", "collapse"] = "ignore"
    case: Literal["fold", "exact"] = "fold"
    particles: Literal["accept", "exact"] = "accept"
    typos: Literal[0, 1] = 0


@dataclass(frozen=True, kw_only=True)
class Match:
    """The index of the matched answer, its spelling as the bank writes it, and how the text came to match.

    ``other`` is the answer that the other part of a gloss gives, where that is another one.
    """

    answer: int
    text: str
    how: How
    other: int | None = None


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

    equal: dict[str, Answer]
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
    return _key(_line(text, policy), policy)


def _line(text: str, policy: MatchPolicy) -> str:
    """``text`` before spaces are removed, where words are still apart."""
    text = tidy(text)
    if policy.case == "fold":
        folded = text.casefold()
        text = folded if folded.isascii() else tidy(folded)  # folding undoes NFC for a few letters
    return _unwrap(" ".join(text.split()))


def _key(line: str, policy: MatchPolicy) -> str:
    return _unwrap(composed(line.replace(" ", "") if policy.spaces == "ignore" else line))


def _unwrap(text: str) -> str:
    """``text`` without full stops at its end and without quotation marks that open and close the whole."""
    while True:
        bare = text.rstrip(".\u3002\uff61 ").strip()
        if len(bare) > 1 and bare[0] == bare[-1] == "'":
            bare = bare[1:-1]
        if bare == text:
            return text
        text = bare


PAIRS = ("은/는", "이/가", "을/를", "과/와", "으로/로", "이다/다")


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
    if is_syllable(word[-1:]):
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
    return "".join(_split(character) if is_syllable(character) else character for character in text)


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
    equals an entry of ``reject``, whatever stands around it, is never accepted, and a slip never near one.
    """
    line = _line(text, policy)
    typed = _key(line, policy)
    keys = _prepared(tuple(map(tuple, answers)), tuple(reject), policy)
    if not typed or typed in keys.rejected:
        return None
    if typed in keys.equal:
        return _found(keys.equal[typed], "equal")
    forms = _forms(line, policy)
    if any(form in keys.rejected for form in forms):
        return None
    known = _known(forms, keys)
    if known is not None:
        return _found(known, "particle")
    if policy.particles == "accept" and (parts := glossed(line)) is not None:
        term, inside = _forms(parts.term, policy), _forms(parts.inside, policy)
        if any(_is_wrong(part, forms, keys, policy) for part, forms in ((parts.term, term), (parts.inside, inside))):
            return None
        if explained := _explained(_known(term, keys), _known(inside, keys), parts.in_two_scripts):
            return explained
    return _one_slip(forms, keys) if policy.typos else None


def _forms(line: str, policy: MatchPolicy, *, in_any_form: bool = False) -> list[str]:
    """The keys that ``line`` may stand for: its own, and those without what opens it and without an ending."""
    key = _key(line, policy)
    if policy.particles == "exact":
        return [key]
    whole = [_key(form, policy) for form in without_opening(line)]
    return list(dict.fromkeys([*whole, *(stem for form in whole for stem in stems(form, in_any_form=in_any_form))]))


def _known(forms: Sequence[str], keys: _Keys) -> Answer | None:
    return next((keys.equal[form] for form in forms if form in keys.equal), None)


def _explained(term: Answer | None, inside: Answer | None, in_two_scripts: bool) -> Match | None:
    """The answer of a term and its gloss: both give one, or one does and the other says it in the other script."""
    if term is not None and inside is not None:
        return replace(_found(term, "gloss"), other=None if inside[0] == term[0] else inside[0])
    only = term or inside
    return _found(only, "gloss") if only is not None and in_two_scripts else None


def _is_wrong(part: str, forms: Sequence[str], keys: _Keys, policy: MatchPolicy) -> bool:
    # What is no answer is refused in any form of an ending.
    tried = forms if _known(forms, keys) else _forms(part, policy, in_any_form=True)
    return any(form in keys.rejected or (policy.typos and _near_reject(form, keys)) for form in tried)


def _near_reject(form: str, keys: _Keys) -> bool:
    letters = jamo(form)
    near = any(edits_at_most_one(letters, rejected) for rejected in keys.rejected.values())
    return near and form not in keys.equal and _long_enough(form)


def _found(answer: Answer, how: How) -> Match:
    return Match(answer=answer[0], text=answer[1], how=how)


def _one_slip(forms: Sequence[str], keys: _Keys) -> Match | None:
    """The only answer within one edit of any of ``forms``; None where there are two, or where a reject is as near."""
    found: dict[int, str] = {}
    for form in filter(_long_enough, forms):
        if _near_reject(form, keys):
            return None
        letters, digits = jamo(form), digits_in(form)
        for target in keys.targets:
            # A digit is never a slip: Llama 3 is another model than Llama 2.
            if digits == target.digits and edits_at_most_one(letters, target.letters):
                found.setdefault(target.answer, target.text)
    return _found(found.popitem(), "typo") if len(found) == 1 else None


def _long_enough(text: str) -> bool:
    """Whether ``text`` has three Hangul syllables or five other letters, so that a slip leaves it recognisable."""
    syllables = sum(map(is_syllable, text))
    return syllables >= 3 or sum(map(str.isalpha, text)) - syllables >= 5


@lru_cache(maxsize=1024)
def _prepared(answers: tuple[tuple[str, ...], ...], reject: tuple[str, ...], policy: MatchPolicy) -> _Keys:
    """Normalise a question's spellings; an empty one is left out, for it would match nothing."""
    equal: dict[str, Answer] = {}
    targets = []
    for index, spellings in enumerate(answers):
        for spelling in spellings:
            key = normalise(spelling, policy)
            equal.setdefault(key, (index, spelling))
            targets.append(_Target(answer=index, text=spelling, letters=jamo(key), digits=digits_in(key)))
    rejected = {key: jamo(key) for key in (normalise(entry, policy) for entry in reject)}
    return _Keys(equal=equal, targets=tuple(targets), rejected=rejected)
