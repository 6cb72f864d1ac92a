"""Which sentences of a study note state something: simple rules for Korean and English, each with its reason.

They propose claims to keep, merge or strike, and decide nothing: a sentence that is left out can be written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Doubt = Literal["points-back", "long"]
"""``points-back``: it begins with a word such as *This* and says little alone; ``long``: it may hold several claims."""

_LONG = 160
_LEAST_WORDS = 4
_LEAST_SYLLABLES = 6

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|\$\$(?=[^$]*$))")
_NO_PROSE = re.compile(r"\s*(?:#{1,6}(?:\s|$)|\||<[A-Za-z/!]|(?:[-*_=]\s*+){3,}+$|\[\^?[^\]]*\]:|\$\$)")
# Nothing is tried twice (``*+``): a long line of spaces or dots takes no longer than another one.
_MARKER = re.compile(r"\s*+(?:>\s?+)*+\s*+(?:(?:[-+*]|[0-9]{1,4}[.)])\s++)?(?:\[[ xX]\]\s++)?")
_BEGINS_ITEM = re.compile(r"\s*+(?:>\s?+)*+\s*+(?:[-+*]|[0-9]{1,4}[.)])\s++\S")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_NOTE_MARK = re.compile(r"\[\^[^\[\]\s]*\]|\{#[a-z0-9-]*\}")
_SIGNS = re.compile(r"`([^`]*)`|(\$[^$]*\$)|\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)")
_END = re.compile(r"(?<![.!?。])[.!?。]++[\"”’')\]」』]*+(?=\s|$)")
_HANGUL = re.compile("[가-힣]")

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"'])(?:[A-Za-z]|e\.g|i\.e|etc|cf|vs|al|approx|ca|eq|eqs|fig|figs|no|nos|p|pp|sec|vol|ch|ed|eds"
    r"|dr|mr|mrs|ms|prof|st|예)\.$",
    re.IGNORECASE,
)
"""What ends in a full stop that ends no sentence; a letter alone is an initial or the name of an option."""

_POINTS_BACK = re.compile(
    r"(?:this|these|that|those|it|they|such|here|there|then|hence|so|thus|both|the former|the latter)\b"
    r"|(?:이|그|저)(?:것|는|런|렇|때|들|러|에)|이는|그래서|그러나|하지만|따라서|여기서?|이때|둘 다|앞에서",
    re.IGNORECASE,
)
_NO_STATEMENT = re.compile(
    r"(?:see|let|let's|let us|consider|suppose|assume|recall|imagine|try|read|compare|write|draw|look"
    r"|remember|think|ask|click|open|choose|calculate|compute|solve|find|show that|prove|we (?:will|shall|now)"
    r"|(?:in )?(?:this|the next|the last) (?:section|chapter|unit|lesson))\b",
    re.IGNORECASE,
)
"""How tasks, announcements and pointers begin: they say what to do or what comes, not what is so."""
_ANNOUNCES = re.compile("이(?:번)? ?(?:절|장|단원|글|수업)에서는|다음 ?(?:절|장|단원)에서|앞 ?(?:절|장|단원)에서")
_STATES = re.compile(r"(?:[다요음함임됨]|니다)[.。][\"”’')\]」』]*$")
"""Korean sentences that state something end so: ~다, ~요, ~습니다, and the noun forms ~음, ~함, ~임, ~됨."""
_ASKS = re.compile(
    r"(?:세요|십시오|봅시다|합시다|시다|볼까요|할까요|을까요|ㄹ까요|까요|나요|게요|자)[.。][\"”’')\]」』]*$"
)
"""Requests, proposals, promises and questions, which end in ~요 or ~다 as well."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A sentence that states something, without its Markdown, and why a person should look twice at it."""

    text: str
    doubt: Doubt | None = None


def statements(markdown: str) -> Iterator[Statement]:
    """The sentences of a note that state something, in their order, each once."""
    seen: set[str] = set()
    for paragraph in _paragraphs(markdown):
        for sentence in _sentences(paragraph):
            if sentence not in seen and states(sentence):
                seen.add(sentence)
                yield Statement(text=sentence, doubt=_doubt(sentence))


def states(sentence: str) -> bool:
    """Whether a sentence states something, by how it begins and ends."""
    if _HANGUL.search(sentence):
        long_enough = len(_HANGUL.findall(sentence)) >= _LEAST_SYLLABLES
        said = _STATES.search(sentence) is not None and _ASKS.search(sentence) is None
        return long_enough and said and _ANNOUNCES.match(sentence) is None
    ends = sentence.rstrip("\"”’')]").endswith((".", "。"))
    return ends and len(sentence.split()) >= _LEAST_WORDS and _NO_STATEMENT.match(sentence) is None


def _doubt(sentence: str) -> Doubt | None:
    if _POINTS_BACK.match(sentence):
        return "points-back"
    return "long" if len(sentence) > _LONG else None


def _paragraphs(markdown: str) -> Iterator[str]:
    """The prose of a note: paragraphs and entries of lists, without code, tables, headings, HTML and formulas."""
    lines: list[str] = []
    fence = ""
    for line in (*markdown.splitlines(), ""):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
            continue
        if mark or _NO_PROSE.match(line) or not line.strip() or _BEGINS_ITEM.match(line):
            yield _bare(" ".join(lines))
            lines = []
        fence = mark[1] if mark else ""
        if not mark and not _NO_PROSE.match(line):
            lines.append(line[len(_MARKER.match(line)[0]) :].strip())  # type: ignore[index]  # it matches nothing too


def _bare(text: str) -> str:
    """``text`` without pictures, addresses and emphasis."""
    text = _NOTE_MARK.sub("", _LINK.sub(r"\1", _PICTURE.sub(" ", text)))
    return " ".join(_SIGNS.sub(lambda sign: sign[1] or sign[2] or "", text).split())


def _sentences(paragraph: str) -> Iterator[str]:
    begin = 0
    for end in _END.finditer(paragraph):
        sentence = paragraph[begin : end.end()]
        following = paragraph[end.end() :].lstrip()[:1]
        if end[0] == "." and _goes_on(sentence, following):
            continue
        yield sentence.strip()
        begin = end.end()


def _goes_on(sentence: str, following: str) -> bool:
    """Whether a full stop ends no sentence: it ends an abbreviation, or a small letter follows it in English."""
    if _ABBREVIATION.search(sentence[-12:]):
        return True
    return following.islower() and not _HANGUL.match(sentence[-2:-1])
