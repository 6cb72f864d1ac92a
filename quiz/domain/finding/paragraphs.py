"""A rendered study note as paragraphs, each with an id of its own, so that an address can name one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

TAG = re.compile(r"""<(?P<end>/)?(?P<name>[a-zA-Z0-9]+)(?:[^>"']|"[^"]*"|'[^']*')*>""")
_INLINE = {
    *["a", "code", "em", "s", "span", "strong", "math", "mi", "mn", "mo", "mrow", "mtext", "msub", "msup", "msubsup"]
}
_VOID = {"br", "hr", "img", "mspace"}
_ID = re.compile(r'\bid="([^"]*)"')
_HEADINGS = {"h3", "h4", "h5"}


def words_alone(rendered: str) -> str:
    """The words of ``rendered`` as they are read: what stands in two elements apart, but not what is only marked."""
    spaced = TAG.sub(lambda tag: "" if tag["name"].lower() in _INLINE else " ", rendered)
    return " ".join(html.unescape(spaced).split())


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph, list or table of a note: its id on the page, the heading above it, its words."""

    anchor: str
    heading: str
    text: str


def paragraphs(rendered: str, section: str) -> Iterator[Paragraph]:
    """The paragraphs of the note of a section, in their order; none that has no words."""
    heading = ""
    for number, (block, name) in enumerate(_blocks(rendered), 1):
        if name in _HEADINGS:
            heading = words_alone(block)
        elif text := words_alone(block):
            yield Paragraph(anchor=_own_id(block) or _made_id(section, number), heading=heading, text=text)


@lru_cache(maxsize=256)
def with_ids(rendered: str, section: str) -> str:
    """The note of a section with an id at each paragraph that an author gave none."""
    return "".join(_with_id(block, section, number) for number, (block, _) in enumerate(_blocks(rendered), 1))


def _made_id(section: str, number: int) -> str:
    return f"p-{section.replace('.', '-')}-{number}"


def _own_id(block: str) -> str:
    opening = TAG.search(block)
    found = _ID.search(opening[0]) if opening is not None else None
    return found[1] if found is not None else ""


def _with_id(block: str, section: str, number: int) -> str:
    opening = TAG.search(block)
    if opening is None or _own_id(block):
        return block
    at = opening.start("name") + len(opening["name"])
    return f'{block[:at]} id="{_made_id(section, number)}"{block[at:]}'


def _blocks(rendered: str) -> Iterator[tuple[str, str]]:
    """The outermost elements, with what stands before each, and their names; what follows the last is nameless."""
    depth, start, name = 0, 0, ""
    for tag in TAG.finditer(rendered):
        if depth == 0 and not tag["end"]:
            name = tag["name"]
        if tag["name"] not in _VOID:
            depth += -1 if tag["end"] else 1
        if depth == 0:
            yield rendered[start : tag.end()], name
            start = tag.end()
    if rendered[start:]:
        yield rendered[start:], ""
