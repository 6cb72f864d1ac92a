"""Files that are no text in UTF-8, or text that another program left marks in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quiz.domain.errors import Message, say
from quiz.domain.yaml.document import Place

_SAVE = say("save the file as UTF-8; editors ask for it as Encoding when you save")
_BEGINNINGS = (
    (b"PK\x03\x04", say("this is a file of Word, Excel or another program, no text")),
    (b"\xd0\xcf\x11\xe0", say("this is a file of Word, Excel or another program, no text")),
    (b"%PDF", say("this is a PDF, no text")),
    (b"\x89PNG", say("this is a picture, no text")),
    (b"\xff\xd8\xff", say("this is a picture, no text")),
    (b"GIF8", say("this is a picture, no text")),
    (b"\x1f\x8b", say("this is a compressed file, no text")),
)
_AS_TEXT = say("write the bank in a text editor, and save it as UTF-8 with .yaml at the end of its name")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?: |$)")
_FENCE = re.compile(r"^\s*(```|~~~)")


def binary(raw: bytes) -> tuple[Message, Message] | None:
    """What a file is that begins as no text does, and the remedy."""
    message = next((message for sign, message in _BEGINNINGS if raw.startswith(sign)), None)
    return (message, _AS_TEXT) if message else None


def encoding_of(raw: bytes, at: int) -> tuple[Message, Message]:
    """How a file seems to be saved in which the byte at ``at`` is no UTF-8, and the remedy."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return say("the file is saved as UTF-16"), _SAVE
    try:
        raw.decode("cp949")
    except UnicodeDecodeError:
        return say("byte 0x%(byte)02x is not UTF-8", byte=raw[at]), _SAVE
    return say("the file is saved in the Korean code page CP949 (EUC-KR)"), _SAVE


def foreign_line(lines: Sequence[str], near: Sequence[int]) -> tuple[Place, Message, Message] | None:
    """A line that Markdown or git left, among those ``near`` an error, counted from 0."""
    for number in near:
        place = number + 1, 1
        if _CONFLICT.match(lines[number]):
            return (
                place,
                say("git left both sides of a conflict here"),
                say("keep one side, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>"),
            )
        if fence := _FENCE.match(lines[number]):
            remedy = say("remove this line; a bank is not written between such lines")
            return place, say("%(sign)s belongs to Markdown", sign=fence[1]), remedy
    return None
