"""The gradebook as a table: which learners, in which order, and the row of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from quiz.domain.classes.gradebook import Summary, summarize
from quiz.domain.errors import Message
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.gradebook.books import Book, Column
from quiz.services.classes.gradebook.cells import Cell, Found, as_seen, cell_of, gather
from quiz.services.classes.names import Names
from quiz.services.identity.names import name_key
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import gradebook as gradebook_queries

SORTS = ("name", "whole")
"""What rows can be sorted by beside each column."""


@dataclass(frozen=True, kw_only=True)
class Learner:
    """A learner of a class: ``name`` is shown there, ``account_name`` the account's own.

    ``called`` is what pages call them: a pseudonym, where names are hidden."""

    member_id: int
    account_id: int
    name: str
    account_name: str
    joined_at: datetime
    called: str | Message


@dataclass(frozen=True, kw_only=True)
class Row:
    """A learner with their cells by column, and what these come to."""

    learner: Learner
    cells: Mapping[str, Cell]
    summary: Summary

    def is_dropped(self, key: str) -> bool:
        """Whether the mark of that column is left out as one of the lowest."""
        return key in self.summary.dropped


def learners(session: Session, class_id: int, named: str = "", names: Names | None = None) -> list[Learner]:
    """The learners of a class by name; those alone who have ``named`` in one of their names.

    With ``names`` they are called by those, in their order: behind pseudonyms nobody is sought by a name.
    """
    key = name_key(named) if names is None or not names.hidden else ""
    found = [
        Learner(
            member_id=row.id,
            account_id=row.account_id,
            name=row.name or "",
            account_name=row.account_name or "",
            joined_at=row.joined_at,
            called=names.of(row.id, row.name) if names is not None else row.name or "",
        )
        for row in fetch(session, gradebook_queries.roster(class_id))
        if not key or key in name_key(row.name or "") or key in name_key(row.account_name or "")
    ]
    return names.in_order(found, lambda one: one.called) if names is not None else found


def learner(session: Session, class_id: int, member_id: int, names: Names | None = None) -> Learner:
    """One learner of a class. Raises ``NotFound``."""
    for one in learners(session, class_id, names=names):
        if one.member_id == member_id:
            return one
    raise NotFound(str(member_id))


def rows(
    session: Session,
    book: Book,
    people: Sequence[Learner],
    *,
    now: datetime,
    for_learners: bool = False,
    own: bool = False,
) -> list[Row]:
    """The rows of these learners, with one statement.

    ``for_learners``: with what learners see of released marks. ``own``: as the learner may see it now.
    """
    members = [one.member_id for one in people]
    found = _cells(session, book, members, own) if members else {}
    return [_row(book, one, found, now, for_learners) for one in people]


def _cells(session: Session, book: Book, members: Sequence[int], own: bool = False) -> Mapping[tuple[int, str], Found]:
    wanted = members if len(members) <= gradebook_queries.MOST_MEMBERS else None
    return gather(session.connection().execute(gradebook_queries.cells(book.class_id, wanted, own=own)))


def _row(book: Book, person: Learner, found: Mapping[tuple[int, str], Found], now: datetime, for_learners: bool) -> Row:
    cells = {
        one.key: cell_of(one, found.get((person.member_id, one.key)), person.joined_at, now=now) for one in book.columns
    }
    if for_learners:
        cells = {
            one.key: as_seen(cells[one.key], one, found.get((person.member_id, one.key)), now=now)
            for one in book.columns
        }
    entries = [cells[one.key].entry(one) for one in book.columns]
    return Row(learner=person, cells=cells, summary=summarize(entries, book.weighed))


def cell(session: Session, column: Column, class_id: int, person: Learner, *, now: datetime) -> Cell:
    """One cell, with the attempts behind it."""
    found = _cells_of(session, column, class_id, [person.member_id])
    return cell_of(column, found.get((person.member_id, column.key)), person.joined_at, now=now)


def ordered(
    session: Session, book: Book, people: list[Learner], sort: str, *, falling: bool, now: datetime
) -> list[Learner]:
    """The learners by name, by the whole, or by the mark in the column of that key; those without one come last."""
    if sort == "name":
        return people[::-1] if falling else people
    shares = _wholes(session, book, people, now) if sort == "whole" else _shares(session, book, people, sort, now)
    with_one = [one for one in people if shares[one.member_id] is not None]
    with_one.sort(key=lambda one: shares[one.member_id] or Fraction(0), reverse=falling)
    return [*with_one, *(one for one in people if shares[one.member_id] is None)]


def _wholes(session: Session, book: Book, people: list[Learner], now: datetime) -> dict[int, Fraction | None]:
    return {row.learner.member_id: row.summary.final for row in rows(session, book, people, now=now)}


def _shares(session: Session, book: Book, people: list[Learner], key: str, now: datetime) -> dict[int, Fraction | None]:
    column = book.column(key)
    found = _cells_of(session, column, book.class_id)
    cells = {
        one.member_id: cell_of(column, found.get((one.member_id, key)), one.joined_at, now=now).entry(column)
        for one in people
    }
    return {number: entry.counts for number, entry in cells.items()}


def _cells_of(
    session: Session, column: Column, class_id: int, members: Sequence[int] | None = None
) -> Mapping[tuple[int, str], Found]:
    assignment, other = (column.id, None) if column.is_assignment else (None, column.id)
    query = gradebook_queries.cells(class_id, members, assignment=assignment, column=other)
    return gather(session.connection().execute(query))
