"""Categories and columns of a gradebook are made, changed and removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.classes.typed_marks import MarkError, read_points, read_weight
from quiz.domain.text_limits import composed, has_too_many_marks, is_plain
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes import twice
from quiz.services.classes.gradebook.books import Book, Column
from quiz.services.classes.gradebook.marks import Refused
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.gradebook import MarkCategory, MarkColumn
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import gradebook as gradebook_queries

MOST_CATEGORIES, MOST_COLUMNS, MOST_DROPPED = 30, 200, 50
LONGEST_NAME, LONGEST_TITLE = 60, 120


@dataclass(frozen=True, kw_only=True)
class TypedCategory:
    """What was typed into the form of a category; ``position`` 1 is the first."""

    name: str
    weight: str
    drop_lowest: str = "0"
    position: str = ""


@dataclass(frozen=True, kw_only=True)
class TypedColumn:
    """What was typed into the form of a column; without a ``category`` it is in none."""

    title: str = ""
    possible: str = ""
    category: str = ""


def add_category(session: Session, book: Book, typed: TypedCategory, *, now: datetime, by: audit.Actor) -> None:
    """Make a category. Raises ``Refused``."""
    if len(book.categories) >= MOST_CATEGORIES:
        raise Refused("name", "too_many")
    row = MarkCategory(class_id=book.class_id)
    _fill(book, row, typed)
    _keep(session, row)
    audit.record(
        session, "category_made", audit.school_class(book.class_id), by=by, now=now, after=_plain_category(row)
    )


def change_category(
    session: Session, book: Book, number: int, typed: TypedCategory, *, now: datetime, by: audit.Actor
) -> None:
    """Change a category. Raises ``NotFound``, ``Refused``."""
    row = _category(session, book, number)
    before = _plain_category(row)
    with session.no_autoflush:
        _fill(book, row, typed)
    _keep(session, row)
    after = _plain_category(row)
    if after != before:
        what = audit.school_class(book.class_id)
        audit.record(session, "category_changed", what, by=by, now=now, before=before, after=after)


def remove_category(session: Session, book: Book, number: int, *, now: datetime, by: audit.Actor) -> None:
    """Remove a category; its columns stay, in none. Raises ``NotFound``."""
    row = _category(session, book, number)
    before = _plain_category(row)
    session.delete(row)
    session.flush()
    audit.record(session, "category_removed", audit.school_class(book.class_id), by=by, now=now, before=before)


def add_column(session: Session, book: Book, typed: TypedColumn, *, now: datetime, by: audit.Actor) -> Column:
    """Make a column of other marks; a form that is sent twice makes one. Raises ``Refused``."""
    if len(book.columns) >= MOST_COLUMNS:
        raise Refused("title", "too_many")
    row = MarkColumn(
        class_id=book.class_id,
        title=_words("title", typed.title, LONGEST_TITLE),
        possible=_number("possible", typed.possible, read_points),
        category_id=_chosen(book, typed.category),
        created_at=now,
    )
    known = twice.column(session, row, now=now)
    if known is None:
        session.add(row)
        session.flush()
        what = audit.school_class(book.class_id)
        audit.record(session, "column_made", what, by=by, now=now, after=_plain_column(row))
    row = known or row
    return Column(
        kind="c",
        id=row.id,
        title=row.title,
        possible=row.possible,
        category_id=row.category_id,
        released_at=None,
        created_at=now,
    )


def change_column(
    session: Session, book: Book, column: Column, typed: TypedColumn, *, now: datetime, by: audit.Actor
) -> None:
    """Change a column: of an assignment its category alone. Raises ``NotFound``, ``Refused``."""
    row = stored(session, book, column)
    before = _plain_column(row)
    with session.no_autoflush:
        row.category_id = _chosen(book, typed.category)
        if isinstance(row, MarkColumn):
            row.title = _words("title", typed.title, LONGEST_TITLE)
            row.possible = _number("possible", typed.possible, read_points)
    session.flush()
    after = _plain_column(row)
    if after != before:
        what = column.audited(book.class_id)
        audit.record(session, "column_changed", what, by=by, now=now, before=before, after=after)


def remove_column(session: Session, book: Book, column: Column, *, now: datetime, by: audit.Actor) -> None:
    """Remove a column of other marks with its marks. Raises ``NotFound`` for an assignment."""
    row = stored(session, book, column)
    if not isinstance(row, MarkColumn):
        raise NotFound(column.key)
    before = _plain_column(row)
    session.delete(row)
    session.flush()
    audit.record(session, "column_removed", audit.school_class(book.class_id), by=by, now=now, before=before)


def stored(session: Session, book: Book, column: Column) -> Assignment | MarkColumn:
    """The row of a column, locked. Raises ``NotFound``."""
    row: Assignment | MarkColumn | None
    if column.is_assignment:
        row = fetch(session, gradebook_queries.own_assignment(book.class_id, column.id)).scalars().first()
    else:
        row = fetch(session, gradebook_queries.own_column(book.class_id, column.id)).scalars().first()
    if row is None:
        raise NotFound(column.key)
    return row


def _category(session: Session, book: Book, number: int) -> MarkCategory:
    for row in fetch(session, gradebook_queries.categories_of(book.class_id)).scalars():
        if row.id == number:
            return row
    raise NotFound(str(number))


def _fill(book: Book, row: MarkCategory, typed: TypedCategory) -> None:
    name = _words("name", typed.name, LONGEST_NAME)
    if any(one.name.casefold() == name.casefold() and one.id != row.id for one in book.categories):
        raise Refused("name", "taken", name)
    weight = _number("weight", typed.weight, read_weight)
    drop = _whole("drop_lowest", typed.drop_lowest or "0", MOST_DROPPED)
    position = _whole("position", typed.position, 1000) if typed.position.strip() else len(book.categories) + 1
    row.name, row.weight, row.drop_lowest, row.position = name, weight, drop, position


def _keep(session: Session, row: MarkCategory) -> None:
    """Store a category, unless another one was called so at the same moment."""
    name = row.name
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Refused("name", "taken", name) from error


def _words(field: str, typed: str, most: int) -> str:
    words = composed(" ".join(typed.split()))
    if not words or not is_plain(words):
        raise Refused(field, "empty")
    if len(words) > most:
        raise Refused(field, "too_long")
    if has_too_many_marks(words):
        raise Refused(field, "marks")
    return words


def _number(field: str, typed: str, read: Callable[[str], Fraction]) -> Fraction:
    try:
        return read(typed.strip())
    except MarkError as error:
        raise Refused(field, error.code, typed.strip()) from error


def _whole(field: str, typed: str, most: int) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= most):
        raise Refused(field, "not_whole", text)
    return int(text)


def _chosen(book: Book, typed: str) -> int | None:
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    return book.category(number).id


def _plain_category(row: MarkCategory) -> dict[str, object]:
    return {
        "category": row.name,
        "weight": str(row.weight),
        "drop_lowest": row.drop_lowest,
        "position": row.position,
    }


def _plain_column(row: Assignment | MarkColumn) -> dict[str, object]:
    plain: dict[str, object] = {"category_id": row.category_id}
    if isinstance(row, MarkColumn):
        plain |= {"column": row.id, "title": row.title, "possible": str(row.possible)}
    return plain
