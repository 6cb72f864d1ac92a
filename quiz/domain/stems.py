"""Parts a question's text into its setting and what it asks: the setting is regular, the question bold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_TAG = re.compile(r'<(/?)([a-zA-Z][\w-]*)(?:[^<>"]|"[^"]*")*>')
_VOID = frozenset({"br", "hr", "img"})
_OPAQUE = frozenset({"code", "math"})
"""Tags whose full stops and question marks end no sentence."""

# A value that is not put in yet is one sign, whatever its expression holds.
_PIECE = re.compile(rf"{_TAG.pattern}|&[#\w]+;|\ue000.*?\ue001|.", re.S)
_OPENS, _CLOSES = "(“‘「『《〈", ")”’」』》〉"
_ENDED = re.compile(r"""[.?!…。？！]["'”’」』)\]]*$""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“‘\"'/])(?:e\.g|i\.e|vs|cf|al|no|nos|fig|figs|sec|eq|ch|vol|ed|pp|ca|approx|mr|ms|mrs|dr|prof|st|inc|ltd|co|corp"
    r"|(?:[a-z]\.)*[a-z])\.$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"(?:[?？]|(?:세요|시오|시다|하라|르라|쓰라|[인는은던]가|까|나요|가요)[.。]?)[\"'”’」』)\]]*$")
_COMMANDS = re.compile(
    r"(?:[^,.?!]{1,60}, )?"
    r"(?:answer|arrange|assign|calculate|choose|classify|compare|complete|compute|decide|describe|determine|enter|"
    r"estimate|explain|fill|find|give|identify|judge|list|mark|match|name|order|pick|place|point|put|select|sort|state|"
    r"tick|type|use|work|write)\b",
    re.IGNORECASE,
)


class _Piece(NamedTuple):
    """One sign, entity or tag of a paragraph, and the sign that a reader sees for it: none for a tag."""

    start: int
    seen: str
    splits: bool
    """Whether a sentence may end before it: a blank or a break outside all markup, quotations and brackets."""


@lru_cache(maxsize=2048)
def set_apart(rendered: str, *, statement: bool = False) -> str:
    """``rendered`` with what stands before the question in its last paragraph in ``<span class="setting">``.

    Only that tag is put in; it holds whole elements. The question begins with the first of the sentences that ask in a
    row, the last such row; where none does, it is the last sentence, or with ``statement`` the whole paragraph, as that
    is what is to be judged.
    """
    inner = _last_paragraph(rendered)
    if inner is None:
        return rendered
    start, end = inner
    begins = _question_in(rendered[start:end], statement=statement)
    if not begins:
        return rendered
    lead = rendered[start : start + begins].rstrip()
    return f'{rendered[:start]}<span class="setting">{lead}</span>{rendered[start + len(lead) :]}'


def _last_paragraph(rendered: str) -> tuple[int, int] | None:
    """From where to where the text of the last paragraph goes that stands in nothing else; None without one."""
    depth, opened, found = 0, 0, None
    for tag in _TAG.finditer(rendered):
        closes, name = tag[1], tag[2]
        if name in _VOID:
            continue
        depth += -1 if closes else 1
        if name == "p" and depth == (0 if closes else 1):
            if closes:
                found = (opened, tag.start())
            opened = tag.end()
    return found


def _question_in(text: str, *, statement: bool) -> int:
    """Where in a paragraph its question begins; 0 where it is all of it."""
    sentences = list(_sentences(text))
    asking = [_is_asking(said) for _, said in sentences]
    if not any(asking):
        return 0 if statement else sentences[-1][0]
    first = len(asking) - 1 - asking[::-1].index(True)
    while first and asking[first - 1]:
        first -= 1
    return sentences[first][0]


def _is_asking(said: str) -> bool:
    return bool(_ASKS.search(said) or _COMMANDS.match(said))


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence of a paragraph begins, and what a reader sees of it; at least one."""
    begins, said, blank = 0, "", False
    for piece in _pieces(text):
        if piece.splits:
            blank = True
            said += " "
            continue
        if blank and piece.seen.strip() and _is_whole(said.strip(), piece.seen):
            yield begins, said.strip()
            begins, said = piece.start, ""
        # A tag before the next word belongs to that word.
        blank = blank and not piece.seen
        said += piece.seen
    yield begins, said.strip()


def _is_whole(said: str, onward: str) -> bool:
    """Whether ``said`` is a sentence that is over, given the sign behind the blank after it."""
    if onward.islower() or not _ENDED.search(said):
        return False
    return not _ABBREVIATION.search(said) and not re.fullmatch(r"[0-9]+\.", said)


def _pieces(text: str) -> Iterator[_Piece]:
    depth, opaque, quoted, straight, opened = 0, 0, 0, False, -1
    for found in _PIECE.finditer(text):
        closes, name = found[1], found[2]
        if name is None:
            seen = "0" if found[0][0] == "\ue000" else html.unescape(found[0])
            quoted = max(0, quoted + (seen in _OPENS) - (seen in _CLOSES))
            straight ^= seen == '"'
            whole = depth == quoted == 0 and not straight
            start = found.start() if opened < 0 else opened
            opened = -1 if depth == 0 else opened
            yield _Piece(start, "0" if opaque else seen, whole and seen.isspace())
        elif name in _VOID:
            yield _Piece(found.start(), "", depth == quoted == 0 and name == "br")
        else:
            if not closes and depth == 0:
                opened = found.start()
            depth += -1 if closes else 1
            opaque += (name in _OPAQUE) * (-1 if closes else 1)
