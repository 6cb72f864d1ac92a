"""What a new bank may be called, and what one is called that is not published yet."""

from __future__ import annotations

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from quiz.domain.bank_format.fields import BankSlug, Text
from quiz.domain.errors import BankError
from quiz.domain.yaml.reader import read_yaml

_SLUG: TypeAdapter[str] = TypeAdapter(BankSlug)
_TITLE = re.compile(rb"^title:.*(?:\r?\n[ \t]+.*)*", re.MULTILINE)
NEAR_THE_TOP = 4_000
"""Bytes from a file's beginning in which its title is looked for."""


def is_bank_slug(name: str) -> bool:
    """Whether a bank may have that slug: small letters, digits and hyphens, and a month where it looks like one."""
    try:
        _SLUG.validate_python(name)
    except ValidationError:
        return False
    return True


def title_near_top(raw: bytes) -> Text | None:
    """The title of the bank in ``raw``, also where the rest of it can't be read; None where it is not near the top."""
    found = _TITLE.search(raw[:NEAR_THE_TOP])
    if found is None:
        return None
    try:
        data = read_yaml(found[0], "").data
    except BankError:
        return None
    return text_of(data["title"]) if isinstance(data, dict) else None


def text_of(written: Any) -> Text | None:
    """A text as it is written, a string or one in each language; None where it is neither."""
    if isinstance(written, str) and written:
        return Text({"": written}, plain=True)
    if not isinstance(written, dict) or not written or not all(isinstance(one, str) for one in written.values()):
        return None
    return Text(written)
