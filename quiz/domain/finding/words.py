"""What somebody looks for, as words; and where these words are in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quiz.domain.matching.endings import is_syllable, stems
from quiz.domain.text_limits import INVISIBLE, composed

MAX_QUERY = 100
"""Characters that may be looked for, counted before anything is done with them."""
MAX_WORDS = 8
SHORTEST_STEM = 2
"""Syllables that have to be left of a Korean word without its ending: one alone is in nearly every text."""
SHORTEST_ENGLISH_STEM = 3
EXCERPT = 360
"""Characters of a paragraph that are shown; a longer one is cut around the first word that was found."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_RUN = re.compile(r"[가-힣ㄱ-ㅣ]+|(?:(?![가-힣ㄱ-ㅣ_])\w)+")
_MORE_ENDINGS = re.compile("(?:들|도|만|부터|까지|보다|처럼|마다|에게|이나|란|이란|라는|이라는|라면|이라면)$")
_VERB = re.compile("(?:하|되|한|할|해|했|된|될|됐|돼)[가-힣]{0,3}$")
_SUFFIXES = re.compile("(?:i[sz]ations?|i[sz]e[sd]?|i[sz]ing|[ai]tions?|ions?|ings?|ed|es|e|s|ly|ies|y)$")

_DOUBLED = re.compile(r"(?<=([b-df-hj-np-tv-z]))\1$")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word that is looked for, folded; ``forms`` are the word and, in Korean, what is left without its ending."""

    text: str
    forms: tuple[str, ...]

    @property
    def is_korean(self) -> bool:
        """Whether it is found by its syllables; any other word is found by its stem."""
        return is_korean(self.text)


@dataclass(frozen=True, kw_only=True)
class Query:
    """Words that all have to be in a text, or in their place all words of one of the ``other_names``."""

    words: tuple[Word, ...]
    other_names: tuple[tuple[Word, ...], ...] = ()

    @property
    def ways(self) -> tuple[tuple[Word, ...], ...]:
        """Each group of words of which one has to be found whole."""
        return (self.words, *self.other_names)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a text; ``found``: it is a word that was looked for."""

    text: str
    found: bool = False


def is_korean(text: str) -> bool:
    """Whether a run of letters is in Hangul."""
    return is_syllable(text[0]) or "ㄱ" <= text[0] <= "ㅣ"


def runs_of(text: str) -> list[str]:
    """The words of ``text``, composed and in small letters; what is in Hangul apart from other letters and digits."""
    return _RUN.findall(composed(composed(_INVISIBLE.sub("", text)).casefold()))


def indexed(text: str) -> str:
    """``text`` as it is searched: its words with a space around each."""
    return f" {' '.join(runs_of(text))} "


def words_in(text: str) -> tuple[Word, ...]:
    """The words that ``text`` looks for, each once, ``MAX_WORDS`` at most.

    A particle behind a word in other letters (``LoRA를``) is none.
    """
    found: dict[str, Word] = {}
    for part in text.split():
        runs = runs_of(part)
        for place, run in enumerate(runs):
            if place and _is_ending(run, runs[place - 1]):
                continue
            found.setdefault(run, Word(text=run, forms=(run, *_without_endings(run))))
    return tuple(found.values())[:MAX_WORDS]


def _is_ending(run: str, word: str) -> bool:
    return is_korean(run) and word in _one_ending_less(word + run)


def query_for(text: str, names: Iterable[Sequence[str]] = ()) -> Query:
    """What ``text`` looks for. ``names`` holds what each term is called: one that is looked for is found by all."""
    words = words_in(text)
    wanted = _joined(words)
    ways = [tuple(_joined(words_in(name)) for name in called) for called in names] if words else []
    others = {way for called in ways if any(_same(words, wanted, way) for way in called) for way in called}
    return Query(words=words, other_names=tuple(words_in(way) for way in sorted(others - {wanted, ""})))


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _same(words: Sequence[Word], wanted: str, way: str) -> bool:
    return way != "" and (way == wanted or (len(words) == 1 and way in words[0].forms))


@lru_cache(maxsize=4096)
def _without_endings(word: str) -> tuple[str, ...]:
    """What is left of a Korean word without one ending or two (``라우터에서는``), the longest first."""
    if not is_korean(word):
        return ()
    once = set(_one_ending_less(word))
    left = {stem for one in once for stem in _one_ending_less(one)} | once
    return tuple(sorted(left - {word}, key=lambda stem: (-len(stem), stem)))


def _one_ending_less(word: str) -> Iterator[str]:
    cut = (pattern.sub("", word) for pattern in (_MORE_ENDINGS, _VERB))
    return (stem for stem in (*stems(word), *cut) if len(stem) >= SHORTEST_STEM)


def stem_of(word: str) -> str:
    """About what an English stemmer leaves of ``word``: enough to mark what one has found."""
    once = _SUFFIXES.sub("", word)
    twice = _SUFFIXES.sub("", once)
    stem = next((left for left in (twice, once) if len(left) >= SHORTEST_ENGLISH_STEM), word)
    return _DOUBLED.sub("", stem)


def pieces(text: str, query: Query) -> list[Piece]:
    """``text`` cut where a word that is looked for begins and ends; of another name only where all of it is there."""
    ways = [query.words, *(way for way in query.other_names if _has_all(text, way))]
    every = [word for way in ways for word in way]
    forms = sorted({form for word in every if word.is_korean for form in word.forms}, key=len, reverse=True)
    korean = re.compile("|".join(map(re.escape, forms)) or "(?!)")
    others = {stem_of(word.text) for word in every if not word.is_korean}
    spans = []
    for run in _RUN.finditer(text):
        if is_korean(run[0]):
            spans += [(run.start() + found.start(), run.start() + found.end()) for found in korean.finditer(run[0])]
        elif stem_of(run[0].casefold()) in others:
            spans.append(run.span())
    return _cut(text, spans)


def _has_all(text: str, way: Sequence[Word]) -> bool:
    runs = runs_of(text)
    stems = {stem_of(run) for run in runs}
    return all(
        any(form in run for run in runs for form in word.forms) if word.is_korean else stem_of(word.text) in stems
        for word in way
    )


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    made, last = [], 0
    for start, end in spans:
        made += [Piece(text=text[last:start]), Piece(text=text[start:end], found=True)]
        last = end
    made.append(Piece(text=text[last:]))
    return [piece for piece in made if piece.text]


def excerpt(text: str, query: Query, most: int = EXCERPT) -> list[Piece]:
    """The pieces of ``text``, or of the part of it around the first word found, with dots where it was cut."""
    found = pieces(text, query)
    if len(text) <= most:
        return found
    before = 0
    for piece in found:
        if piece.found:
            break
        before += len(piece.text)
    start = _word_begin(text, before - most // 3) if before < len(text) else 0
    end = _word_begin(text, start + most) or len(text)
    shown = f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
    return pieces(shown, query)


def _word_begin(text: str, place: int) -> int:
    """Where the first word begins from ``place`` on; 0 where that is before the text, or behind its last word."""
    if place <= 0:
        return 0
    space = text.find(" ", place)
    return space + 1
