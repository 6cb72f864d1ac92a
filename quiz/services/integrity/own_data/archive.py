"""Everything that is stored about somebody as one archive."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.integrity.account_data import export_account
from quiz.services.integrity.own_data import readme, reviews, statements, tables
from quiz.storage.models.identity import Account

IN_MEMORY = 4 * 1024 * 1024
"""Bytes of an archive from which on it is written to a temporary file."""

_AT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the same data gives the same bytes."""


def build(session: Session, account: Account, site: str, progress: Callable[[int], None]) -> bytes:
    """The archive of an account's data; ``site`` is the address of the instance. ``progress`` hears per cent."""
    data = export_account(session, account, lambda share: progress(round(60 * share)))
    found = reviews.reviews_of(session, account.id)
    progress(70)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in _texts(data, found, site):
                archive.writestr(_entry(name), text.encode())
        progress(95)
        file.seek(0)
        return file.read()


def _texts(data: dict[str, Any], found: dict[str, Any], site: str) -> Iterator[tuple[str, str]]:
    """The files of an archive: every name is ours."""
    yield readme.NAME, readme.readme()
    yield "data.json", _json(data, indent=2)
    yield "reviews.json", _json(reviews.in_short(found))
    for name, table in tables.tables_of(data, found):
        yield f"csv/{name}.csv", table
    yield "xapi/statements.json", _json(list(statements.statements_of(data, site)), indent=1)


def _json(value: Any, indent: int | None = None) -> str:
    separators = (",", ":") if indent is None else None
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
