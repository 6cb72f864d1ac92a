"""What all tables share: their base, the names of constraints, the words that columns may hold."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from quiz.storage.types import CompactJson, ExactFraction, Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

NUMBERED_ONCE = {"sqlite_autoincrement": True}
"""For a table whose numbers stand in addresses and in the log: SQLite gives none again either, once its row is gone."""


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL that allows ``values`` alone."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Base(DeclarativeBase):
    """All tables share one naming of their constraints, the same on every database."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Moment,
        Fraction: ExactFraction,
        dict[str, Any]: CompactJson,
        list[str]: CompactJson,
        list[float]: CompactJson,
        list[dict[str, Any]]: CompactJson,
    }
