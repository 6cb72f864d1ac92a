"""A file as a form shows it and sends it back: browsers change line ends, and a file keeps those that it had."""

from __future__ import annotations

import re

_MARK = b"\xef\xbb\xbf"
_BREAK = re.compile("\r\n|\r|\n")


def shown(raw: bytes) -> str:
    """The text of a file for a form: without byte order mark, each line ended as the browser does it.

    Bytes that are no UTF-8 become U+FFFD.
    """
    return _BREAK.sub("\n", raw.decode("utf-8", "replace").removeprefix("\ufeff"))


def bytes_of(text: str, before: bytes) -> bytes:
    """What was typed as the bytes of a file that was ``before``: untouched it is that file to the byte.

    Else it has the byte order mark that the file had, and the line ends that most of its lines had.
    """
    typed = _BREAK.sub("\n", text)
    if before and typed == shown(before):
        return before
    mark = _MARK if before.startswith(_MARK) else b""
    return mark + typed.replace("\n", _line_end(before)).encode()


def _line_end(raw: bytes) -> str:
    """How most lines of a file end."""
    return "\r\n" if raw.count(b"\r\n") * 2 > raw.count(b"\n") else "\n"
