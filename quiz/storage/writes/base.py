"""What named changes share: the dialect of a session, and an insert for it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session


def dialect_of(session: Session) -> str:
    """The name of the session's database, by which INSERTs with ON CONFLICT differ."""
    return session.get_bind().dialect.name


def _insert(dialect: str, table: Any) -> Any:
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
