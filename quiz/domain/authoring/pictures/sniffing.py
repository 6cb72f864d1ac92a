"""What a file is, by what it holds: neither its name nor a browser's word for it counts."""

from __future__ import annotations

import re
from typing import Literal

from quiz.domain.errors import Message, say

Format = Literal["PNG", "JPEG", "WEBP", "GIF"]
"""A format that is taken, as Pillow calls it."""

_TEXT_BEGIN = re.compile(rb"(\xef\xbb\xbf)?\s*(<\?xml|<!--|<!DOCTYPE|<svg)", re.IGNORECASE)
_SVG = re.compile(rb"<([a-z]+:)?svg[\s>]", re.IGNORECASE)
_BRANDS = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC", b"avif": "AVIF", b"avis": "AVIF"}
_OTHERS = (
    (b"%PDF-", "PDF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"8BPS", "Photoshop"),
    (b"\x00\x00\x01\x00", "ICO"),
)
_LOOKED_AT = 4_096
"""Bytes from the beginning in which an SVG says that it is one."""


def format_of(content: bytes) -> Format | None:
    """The format of a picture that is taken; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return "GIF" if content.startswith((b"GIF87a", b"GIF89a")) else None


def refusal_of(content: bytes) -> Message:
    """Why a file is not taken, and what to do: what it is, where that can be said."""
    if not content:
        return say("The file is empty. Choose another one.")
    if _TEXT_BEGIN.match(content) and _SVG.search(content[:_LOOKED_AT]):
        return say(
            "SVG drawings are not taken here, because they can hold programs. Save the drawing as PNG; or put the SVG "
            "into the folder media beside the bank's file, and publish it with quiz publish."
        )
    kind = _BRANDS.get(content[8:12]) if content[4:8] == b"ftyp" else None
    kind = kind or next((name for begin, name in _OTHERS if content.startswith(begin)), None)
    if kind is not None:
        return say("This is a file of type %(kind)s, which not every browser shows. Save it as PNG or JPEG.", kind=kind)
    return say("This is no picture that can be read here. Choose a file of type PNG, JPEG, WebP or GIF.")
