"""The JSON schema of a bank as text, found by what it says: so that browsers may keep it for ever."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import get_args

from quiz.domain.authoring.schema import bank_schema
from quiz.domain.errors import Profile


@cache
def schema_mark(profile: Profile) -> str:
    """What names the schema under ``profile``: it changes with what the schema says."""
    return hashlib.sha256(_text(profile).encode()).hexdigest()[:12]


def schema_text(mark: str) -> str | None:
    """The schema of that mark as JSON; None where there is none."""
    return next((_text(profile) for profile in get_args(Profile) if schema_mark(profile) == mark), None)


@cache
def _text(profile: Profile) -> str:
    return json.dumps(bank_schema(profile), ensure_ascii=False, separators=(",", ":"))
