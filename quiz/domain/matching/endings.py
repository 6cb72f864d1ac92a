"""What stands around a term that is typed: a particle, a polite ending, an opening, an article, a gloss in brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_RIEUL = 8  # the place of ㄹ among the 28 finals of a syllable; 0 is none


def _always(final: int) -> bool:
    return final >= 0


def _closed(final: int) -> bool:
    return final > 0


def _open(final: int) -> bool:
    return final == 0


def _open_or_rieul(final: int) -> bool:
    return final in (0, _RIEUL)


def _closed_not_rieul(final: int) -> bool:
    return final not in (0, _RIEUL)


Rule = Callable[[int], bool]
"""Whether an ending may follow a syllable, by the place of its final consonant."""

_PARTICLES: dict[str, Rule] = {
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
}
# The forms of 이다 in which people answer. After an open syllable its 이 may stay: 라우터이에요, 라우터이다.
# Many write 이예요 for 이에요 and 에요 for 예요: it is the term that is asked for, not its ending.
_COPULAS: dict[str, Rule] = {
    "입니다": _always,
    "이에요": _always,
    "이예요": _always,
    "이지요": _always,
    "인데요": _always,
    "예요": _open,
    "에요": _open,
    "이요": _closed,
    "이죠": _always,
    "지요": _open,
    "이야": _closed,
    "이다": _always,
    "죠": _open,
    "다": _open,
}
# Behind one syllable these make words of their own: 필요, 분야, 게임.
_AFTER_TWO: dict[str, Rule] = {"요": _always, "야": _open, "임": _always}
# What a thing is called; a space is left where the policy keeps spaces.
_CALLED: dict[str, Rule] = {
    f"{particle}{space}{verb}": rule
    for particle, rule in {"라고": _open, "이라고": _closed}.items()
    for space in ("", " ")
    for verb in ("해요", "합니다", "불러요", "부릅니다")
}
# What else follows a word in running text, and never decides what an answer earns.
_ALSO = (
    "도 만 들 께 고 며 면 라 란 나 랑 든 일 인 뿐 부터 까지 보다 처럼 마다 조차 밖에 에게 한테 께서 마저 대로 "
    "같은 같이 라고 이고 이며 이면 이라 이란 이나 이랑 이든 이라고"
)
_IN_TEXT: dict[str, Rule] = {**_PARTICLES, **_COPULAS, **dict.fromkeys(_ALSO.split(), _always)}
_LONGEST_IN_TEXT = 8
_ENDINGS = {**_PARTICLES, **_COPULAS, **_AFTER_TWO, **_CALLED}

_OPENING = re.compile("(?:정?답은|it is|it's|the answer is) +", re.IGNORECASE)
_ARTICLE = re.compile("(?:the|an?) +(?=[A-Za-z])", re.IGNORECASE)
_GLOSS = re.compile(r"(?P<term>[^()]+?) ?\((?P<inside>[^()]+)\)(?P<tail>[^()]*)")
_HANGUL = re.compile("[가-힣ㄱ-ㅣ]")
_LATIN = re.compile("[A-Za-z]")


def digits_in(text: str) -> str:
    """The digits of ``text``, the rest left out."""
    return "".join(filter(str.isdigit, text))


def is_syllable(character: str) -> bool:
    """Whether ``character`` is a composed syllable of Hangul."""
    return "가" <= character <= "힣"


def particle_fits(stem: str, particle: str) -> bool:
    """Whether ``particle`` may follow ``stem`` in this form.

    After a Hangul syllable the final consonant decides. After a Latin or other letter or a digit (``LoRA는``) the
    reading is not known, so either form passes. After anything else, and for any other particle, False.
    """
    return _fits(stem, _PARTICLES.get(particle))


def is_ending_in_text(stem: str, tail: str) -> bool:
    """Whether ``tail`` is nothing, or particles and endings that may follow ``stem`` one by one, as in ``에서는``."""
    if not tail or len(tail) > _LONGEST_IN_TEXT:
        return not tail
    sizes = [size for size in range(1, len(tail) + 1) if _fits(stem, _IN_TEXT.get(tail[:size]))]
    return any(is_ending_in_text(stem + tail[:size], tail[size:]) for size in sizes)


def _fits(stem: str, rule: Rule | None) -> bool:
    if rule is None or not stem or not stem[-1].isalnum():
        return False
    return not is_syllable(stem[-1]) or rule((ord(stem[-1]) - ord("가")) % 28)


def _ending_fits(stem: str, ending: str) -> bool:
    return _fits(stem, _ENDINGS.get(ending)) and (len(stem) > 1 or ending not in _AFTER_TWO)


def stems(text: str, *, in_any_form: bool = False) -> Iterator[str]:
    """What is left of ``text`` without one ending, for each that fits; quotation marks may stand around the term.

    A stem of one character can only equal an answer of one character, so particles need no rule for it. With
    ``in_any_form`` an ending may have the form that follows other syllables, as in ``게이트이라고 해요``.
    """
    for ending in _ENDINGS:
        if text.endswith(ending):
            stem = text[: -len(ending)]
            quoted = len(stem) > 2 and stem[0] == stem[-1] == "'"
            bare = stem[1:-1] if quoted else stem
            if in_any_form or _ending_fits(bare, ending):
                yield bare


def without_opening(text: str) -> list[str]:
    """``text``, and what is left without words that open an answer, without an English article, without both."""
    whole = [text, *_cut(_OPENING, text)]
    return [*whole, *(rest for form in whole for rest in _cut(_ARTICLE, form))]


def _cut(opening: re.Pattern[str], text: str) -> list[str]:
    found = opening.match(text)
    return [text[found.end() :]] if found else []


@dataclass(frozen=True, kw_only=True)
class Glossed:
    """A term and what stands in brackets behind it."""

    term: str
    inside: str

    @property
    def in_two_scripts(self) -> bool:
        """Whether one part is in Hangul, the other in Latin letters, and no digit says another thing in the other."""
        scripts = [(bool(_HANGUL.search(part)), bool(_LATIN.search(part))) for part in (self.term, self.inside)]
        return sorted(scripts) == [(False, True), (True, False)] and digits_in(self.inside) in (
            "",
            digits_in(self.term),
        )


def glossed(text: str) -> Glossed | None:
    """The parts of ``병합(merge)``, which an ending may follow that fits either; None for any other text."""
    found = _GLOSS.fullmatch(text)
    if found is None:
        return None
    term, inside, tail = found["term"].strip(), found["inside"].strip(), found["tail"].strip()
    if not term or not inside or (tail and not any(_ending_fits(part, tail) for part in (term, inside))):
        return None
    return Glossed(term=term, inside=inside)
