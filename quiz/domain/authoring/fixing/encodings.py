"""The encoding of a file that is not UTF-8, where its bytes leave no doubt."""

from __future__ import annotations

import codecs
import re

from quiz.domain.errors import Message, say
from quiz.domain.yaml.composer import CONTROL

KOREAN_WINDOWS = "cp949"
_HANGUL = re.compile("[가-힣]")
_ODD = re.compile("[^\t\n\r -~가-힣ㄱ-ㅣ\u00a0-\u02ff\u0370-\u03ff\u2000-\u27bf\u3000-\u303f\uff00-\uffef]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(raw: bytes) -> str | None:
    """The encoding of ``raw``: UTF-16 where its mark says so, that of Korean Windows where all of it reads as Korean.

    None where neither is certain: bytes of another encoding read as rare Chinese characters.
    """
    encoding = "utf-16" if raw.startswith(_UTF_16) else KOREAN_WINDOWS
    try:
        text = raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    if CONTROL.search(text) or (encoding == KOREAN_WINDOWS and not _is_korean(text)):
        return None
    return encoding


def _is_korean(text: str) -> bool:
    return _HANGUL.search(text) is not None and _ODD.search(text) is None


def words_of(encoding: str) -> Message:
    """What saving a file of ``encoding`` as UTF-8 is called."""
    name = "UTF-16" if encoding == "utf-16" else "Windows 949"
    return say("saved as UTF-8; it was %(encoding)s", encoding=name)
