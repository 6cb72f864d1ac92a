"""Named changes to accounts: sign-ins opened, and the oldest of them ended."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, bindparam, delete, insert, select

from quiz.storage.models.identity import SignIn

_SIGN_INS: Any = SignIn.__table__


@cache
def open_sign_in() -> Insert:
    """Open a sign-in whose columns are given."""
    return insert(_SIGN_INS)


@cache
def end_oldest() -> Delete:
    """End the sign-ins of the account ``whose``, all but the latest ``kept``."""
    mine = _SIGN_INS.alias()
    of_it = select(mine.c.id).where(mine.c.account_id == bindparam("whose")).order_by(mine.c.id.desc())
    latest = of_it.limit(bindparam("kept")).scalar_subquery()
    return delete(_SIGN_INS).where(_SIGN_INS.c.account_id == bindparam("whose"), _SIGN_INS.c.id.not_in(latest))
