"""How many pixels a picture has, read from the beginning of its file."""

from __future__ import annotations

from typing import Literal

from quiz.domain.authoring.pictures.sniffing import format_of

Pixels = tuple[int, int]
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that begin a frame, which says its size."""


def pixels_of(content: bytes) -> Pixels | None:
    """Width and height; None where they don't stand in ``content``, or it is a drawing."""
    kind = format_of(content)
    if kind == "PNG":
        return _two(content, 16, 4, "big")
    if kind == "GIF":
        return _two(content, 6, 2, "little")
    if kind == "WEBP":
        return _of_webp(content)
    return _of_jpeg(content) if kind == "JPEG" else None


def _two(content: bytes, at: int, size: int, order: Literal["little", "big"]) -> Pixels | None:
    if len(content) < at + 2 * size:
        return None
    first, second = content[at : at + size], content[at + size : at + 2 * size]
    return int.from_bytes(first, order), int.from_bytes(second, order)


def _of_webp(content: bytes) -> Pixels | None:
    chunk = content[12:16]
    if chunk == b"VP8X" and (found := _two(content, 24, 3, "little")):
        return found[0] + 1, found[1] + 1
    if chunk == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and (found := _two(content, 26, 2, "little")):
        return found[0] & 0x3FFF, found[1] & 0x3FFF
    return None


def _of_jpeg(content: bytes) -> Pixels | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
