"""Links to an address without ``https://``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from quiz.domain.bank_format.short_forms.kinds.gaps import like
from quiz.domain.bank_format.short_forms.parts import Part, list_of, text_of
from quiz.domain.rendering import CODE_SPAN

# What ends like a file is more likely a file than an address.
_FILE = r"(?![^\s)/]*\.(?:pdf|docx?|hwpx?|pptx?|xlsx?|png|jpe?g|gif|svg|html?|md|ya?ml)(?:[?#)]|$))"
BARE = re.compile(
    rf"(?<!!)(\[[^\[\]\n]{{0,300}}\]\(){_FILE}((?:[\w-]+\.)+[A-Za-z가-힣]{{2,}}(?::[0-9]+)?(?:[/?#][^\s)]*)?\))"
)
_CODE = re.compile(CODE_SPAN, re.DOTALL)
_MARKDOWN = frozenset({"notes", "prompt", "explanation", "hints", "why", "text", "feedback", "meaning", "model_answer"})
"""The fields whose texts, in every language, are Markdown."""


def with_links(part: Part, *, inside: bool = False) -> Part:
    """``part`` with ``https://`` before the addresses in its Markdown."""
    if isinstance(part.data, str):
        return text_of(like(part.data, _linked(part.data)), part.place) if inside and BARE.search(part.data) else part
    if isinstance(part.data, list):
        entries = part.entries()
        found = [with_links(entry, inside=inside) for entry in entries]
        same = all(one is other for one, other in zip(found, entries, strict=True))
        return part if same else list_of(found, part.place)
    fields = part.fields()
    changed: Mapping[str, Part | None] = {
        key: made
        for key, one in fields.items()
        if (made := with_links(one, inside=_is_markdown(key, one, inside))) is not one
    }
    return part.changed(changed) if changed else part


def _is_markdown(key: str, part: Part, inside: bool) -> bool:
    return inside or (key in _MARKDOWN and not (key == "text" and isinstance(part.data, list)))


def _linked(text: str) -> str:
    parts, done = [], 0
    for code in _CODE.finditer(text):
        parts += [BARE.sub(r"\1https://\2", text[done : code.start()]), code[0]]
        done = code.end()
    return "".join([*parts, BARE.sub(r"\1https://\2", text[done:])])
