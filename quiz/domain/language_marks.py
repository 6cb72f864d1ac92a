"""The language that a text is in, and how rendered texts are marked with it where it is not that of the page."""

from __future__ import annotations

import re

from quiz.domain.bank_format.fields import Text

_ANY_TAG = re.compile(r'<(/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*)>')
_VOID = frozenset({"br", "hr", "img", "wbr", "input"})


def spoken(text: Text, language: str) -> str:
    """The language that the text for ``language`` is in; one string for several languages is in each of them."""
    if language not in text.filled and language in tuple(text):
        return language
    return next(name for name in text if name not in text.filled)


def in_language(rendered: str, language: str, *, inline: bool) -> str:
    """``rendered`` marked as being in ``language``: one line as a whole, of blocks each by itself."""
    if inline:
        return f'<span lang="{language}">{rendered}</span>'
    depth, end = 0, 0
    parts: list[str] = []
    for tag in _ANY_TAG.finditer(rendered):
        closes, whole = tag[1], tag[3].endswith("/") or tag[2] in _VOID
        if closes:
            depth -= 1
            continue
        if depth == 0:
            parts += [rendered[end : tag.end(2)], f' lang="{language}"']
            end = tag.end(2)
        depth += not whole
    return "".join([*parts, rendered[end:]])
