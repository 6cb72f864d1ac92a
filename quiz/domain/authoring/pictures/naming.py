"""A good name for a picture in a bank, made from what the uploaded file is called."""

from __future__ import annotations

import re
from collections.abc import Collection

from quiz.domain.text_limits import composed

LONGEST = 60
"""Characters of a name without its ending."""
_OTHER = re.compile(r"[^\w.,()+~-]+")
_BEGIN = re.compile(r"\A[^\w]+|[^\w)]+\Z")


def name_for(called: str, ending: str, taken: Collection[str]) -> str:
    """The name under which a bank calls a picture: that of the file without its folders, with the right ``ending``.

    Letters of any script stay. Whatever a bank's check does not allow becomes a hyphen, as do spaces, so that the name
    needs no brackets in Markdown. Where the name is among those ``taken``, in whatever case, a number follows.
    """
    stem = _stem(called) or "picture"
    known = {name.casefold() for name in taken}
    name, number = f"{stem}.{ending}", 2
    while name.casefold() in known:
        name, number = f"{stem}-{number}.{ending}", number + 1
    return name


def _stem(called: str) -> str:
    name = composed(called.replace("\\", "/").rpartition("/")[2])
    stem = name.rpartition(".")[0] or name
    return _BEGIN.sub("", _OTHER.sub("-", stem)[:LONGEST])
