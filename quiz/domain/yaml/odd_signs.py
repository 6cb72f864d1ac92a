"""Signs that look like those of YAML and are others: full-width ones, and what nobody sees."""

from __future__ import annotations

import re

# Spaces that look like one and are none to YAML.
SPACE = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
FULL_WIDTH = {
    "：": ":", "，": ",", "、": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "－": "-", "＂": '"', "＃": "#",
    "＝": "=", "；": ";",
}  # fmt: skip
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\u3000\ufeff]")


def invisible_in(text: str) -> str | None:
    """The first character of ``text`` that is not seen."""
    found = _INVISIBLE.search(text)
    return found[0] if found else None


def without_invisible(text: str) -> str:
    """``text`` without the characters that are not seen."""
    return _INVISIBLE.sub("", text)
