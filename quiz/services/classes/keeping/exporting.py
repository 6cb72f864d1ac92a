"""All of a class in one archive: tables for spreadsheets, and the same as JSON."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from quiz.services.reporting.spreadsheets import csv_of
from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.base import Base
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.gradebook import ClassMark, MarkCategory, MarkColumn
from quiz.storage.queries.classes import data as class_data

Plain = dict[str, Any]

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    ClassRow: ("id", "name", "term", "time_zone", "created_at", "archived_at"),
    ClassMember: ("id", "role", "shown_name", "joined_at", "left_at"),
    Assignment: (
        *("id", "title", "instructions", "source", "chosen", "opens_at", "due_at", "closes_at", "late_policy"),
        *("late_share", "attempts_allowed", "counted", "feedback", "prerequisites", "category_id", "released_at"),
        *("published_at", "created_at"),
    ),
    AssignmentOverride: (
        *("assignment_id", "member_id", "group_id", "opens_at", "due_at", "closes_at", "extra_minutes"),
        *("extra_percent", "extra_attempts", "reason", "made_at"),
    ),
    MarkCategory: ("id", "name", "weight", "drop_lowest", "position"),
    MarkColumn: ("id", "title", "possible", "category_id", "released_at", "created_at"),
    ClassMark: ("member_id", "assignment_id", "column_id", "points", "excused", "reason", "changed_at"),
    Attempt: (
        *("id", "mode", "state", "started_at", "deadline_at", "handed_in_at", "finished_at", "points"),
        *("points_possible", "held_back"),
    ),
}
"""What is handed out of each table. Codes that let people in are left out."""

_TABLES: Mapping[str, Sequence[str]] = {
    "members": ("id", "name", "shown_name", "role", "groups", "joined_at", "left_at"),
    "assignments": ("id", "title", "series", "source", "opens_at", "due_at", "closes_at", "late_policy", "counted"),
    "marks": (
        "member_id",
        "member",
        "assignment_id",
        "column_id",
        "title",
        "points",
        "excused",
        "reason",
        "changed_at",
    ),
    "attempts": (
        *("id", "member_id", "member", "assignment_id", "assignment", "state", "started_at", "handed_in_at"),
        *("finished_at", "points", "points_possible", "held_back"),
    ),
}
"""The tables for spreadsheets with their columns."""


def build(session: Session, class_id: int, *, now: datetime) -> bytes:
    """The archive of a class, a ZIP file."""
    data = data_of(session, class_id, now=now)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _files(data):
            archive.writestr(name, text.encode())
    return buffer.getvalue()


def _files(data: Plain) -> Iterator[tuple[str, str]]:
    yield "class.json", json.dumps(data, ensure_ascii=False, indent=2)
    for name, columns in _TABLES.items():
        rows = ([_cell(row.get(column)) for column in columns] for row in data[name])
        yield f"csv/{name}.csv", csv_of([columns, *rows])


def _cell(value: Any) -> object:
    if value is None:
        return ""
    return ", ".join(str(one) for one in value) if isinstance(value, list) else value


def data_of(session: Session, class_id: int, *, now: datetime) -> Plain:
    """All of a class as plain data: who, what, until when, and what it earned."""
    members = _members(session, class_id)
    names = {one["id"]: one["shown_name"] or one["name"] for one in members}
    tasks = [{**_row(one), "series": slug} for one, slug in session.execute(class_data.assignments(class_id))]
    columns = [_row(one) for one in session.scalars(class_data.columns(class_id))]
    titles = {("assignment", one["id"]): one["title"] for one in tasks}
    titles |= {("column", one["id"]): one["title"] for one in columns}
    return {
        "made_at": _plain(now),
        "class": {
            **_row(session.get_one(ClassRow, class_id)),
            "series": [*session.scalars(class_data.series(class_id))],
        },
        "members": members,
        "assignments": tasks,
        "exceptions": [_row(one) for one in session.scalars(class_data.overrides(class_id))],
        "categories": [_row(one) for one in session.scalars(class_data.categories(class_id))],
        "columns": columns,
        "marks": [_mark(_row(one), names, titles) for one in session.scalars(class_data.marks(class_id))],
        "attempts": [
            {
                **_row(row.Attempt),
                "member_id": row.member_id,
                "member": names.get(row.member_id),
                "assignment_id": row.assignment_id,
                "assignment": titles[("assignment", row.assignment_id)],
            }
            for row in session.execute(class_data.attempts(class_id))
        ],
    }


def _members(session: Session, class_id: int) -> list[Plain]:
    groups: dict[int, list[str]] = {}
    for _, name, member_id in session.execute(class_data.groups(class_id)):
        if member_id is not None:
            groups.setdefault(member_id, []).append(name)
    return [
        {**_row(one), "name": name, "groups": groups.get(one.id, [])}
        for one, name in session.execute(class_data.members(class_id))
    ]


def _mark(mark: Plain, names: Mapping[int, str], titles: Mapping[tuple[str, int], str]) -> Plain:
    of = ("assignment", mark["assignment_id"]) if mark["assignment_id"] is not None else ("column", mark["column_id"])
    return {**mark, "member": names.get(mark["member_id"]), "title": titles.get(of)}


def _row(row: Base) -> Plain:
    return {name: _plain(getattr(row, name)) for name in SHOWN[type(row)]}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, Fraction):
        # A whole number, or one that a spreadsheet adds up.
        return value.numerator if value.denominator == 1 else round(float(value), 6)
    return value
