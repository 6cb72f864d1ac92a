"""The columns and categories of a class's gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.assignments.rules import mark_words
from quiz.domain.assignments.terms import Terms
from quiz.domain.classes import gradebook
from quiz.domain.errors import Message
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import gradebook as gradebook_queries


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: an assignment (``kind`` a) or other marks (c), out of ``possible`` points.

    ``possible`` is None as long as nobody has begun the assignment. ``terms`` are those of an assignment for everybody.
    """

    kind: str
    id: int
    title: str
    possible: Fraction | None
    category_id: int | None
    released_at: datetime | None
    created_at: datetime
    terms: Terms = field(default_factory=Terms)

    @cached_property
    def key(self) -> str:
        """What it is called in addresses."""
        return f"{self.kind}{self.id}"

    @property
    def is_assignment(self) -> bool:
        """Whether its marks are earned here."""
        return self.kind == "a"

    @property
    def due_at(self) -> datetime | None:
        """When it is due for everybody, or closes where nothing else is said."""
        return self.terms.due_at or self.terms.closes_at

    @property
    def shown_when(self) -> Message | None:
        """When learners see its marks once it is released; None where that is at once."""
        return mark_words(self.terms) if self.is_assignment else None

    @property
    def costs_late(self) -> bool:
        """Whether each day late costs a share."""
        return self.terms.late_policy == "share"

    def audited(self, class_id: int, about: int | None = None) -> audit.Object:
        """What an act at this column is recorded of."""
        return audit.assignment(self.id, about) if self.is_assignment else audit.school_class(class_id, about)


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category with its name."""

    id: int
    name: str
    weight: Fraction
    drop_lowest: int
    position: int


@dataclass(frozen=True, kw_only=True)
class Book:
    """A class's gradebook without its learners: columns by category and time, and the categories in their order."""

    class_id: int
    columns: tuple[Column, ...]
    categories: tuple[Category, ...]

    def column(self, key: str) -> Column:
        """The column of that key. Raises ``NotFound``."""
        for one in self.columns:
            if one.key == key:
                return one
        raise NotFound(key)

    def category(self, number: int) -> Category:
        """The category of that number. Raises ``NotFound``."""
        for one in self.categories:
            if one.id == number:
                return one
        raise NotFound(str(number))

    def category_of(self, column: Column) -> Category | None:
        """The category of a column."""
        return next((one for one in self.categories if one.id == column.category_id), None)

    def released(self) -> Book:
        """What learners see of it."""
        return replace(self, columns=tuple(one for one in self.columns if one.released_at is not None))

    @cached_property
    def weighed(self) -> tuple[gradebook.Category, ...]:
        """The categories as they weigh."""
        return tuple(
            gradebook.Category(id=one.id, weight=one.weight, drop_lowest=one.drop_lowest) for one in self.categories
        )


def read(session: Session, class_id: int) -> Book:
    """The gradebook of a class."""
    rows = [row._mapping for row in fetch(session, gradebook_queries.columns_of(class_id))]
    categories = sorted((_category(row) for row in rows if row["kind"] == "k"), key=lambda one: (one.position, one.id))
    places = {one.id: place for place, one in enumerate(categories)}
    columns = [_column(row) for row in rows if row["kind"] != "k"]
    columns.sort(key=lambda one: (_place(one, places), one.due_at or one.created_at, one.kind, one.id))
    return Book(class_id=class_id, columns=tuple(columns), categories=tuple(categories))


def _place(column: Column, places: Mapping[int, int]) -> int:
    return places.get(column.category_id, len(places)) if column.category_id is not None else len(places)


def _category(row: Mapping[Any, Any]) -> Category:
    return Category(
        id=row["id"],
        name=row["title"],
        weight=row["possible"],
        drop_lowest=row["drop_lowest"],
        position=row["position"],
    )


def _column(row: Mapping[Any, Any]) -> Column:
    return Column(
        kind=row["kind"],
        id=row["id"],
        title=row["title"],
        possible=row["possible"],
        category_id=row["category_id"],
        released_at=row["released_at"],
        created_at=row["created_at"],
        terms=_terms(row) if row["kind"] == "a" else Terms(),
    )


def _terms(row: Mapping[Any, Any]) -> Terms:
    return Terms(
        due_at=row["due_at"],
        closes_at=row["closes_at"],
        late_policy=row["late_policy"],
        late_share=row["late_share"] or Fraction(0),
        counted=row["counted"],
        feedback=row["feedback"],
    )
