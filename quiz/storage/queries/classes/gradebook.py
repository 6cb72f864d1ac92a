"""The gradebook of a class: its columns and categories, its learners, and the cells of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, cast, func, literal, null, select, union_all

from quiz.storage.models.assignments import Assignment, AssignmentOverride
from quiz.storage.models.attempts import COUNTS, Attempt
from quiz.storage.models.classes import ClassMember, GroupMember
from quiz.storage.models.gradebook import ClassMark, MarkCategory, MarkColumn
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import Notice
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import LEARNS, Rows, points_of
from quiz.storage.queries.sealing import sealing_test

_MEMBER, _ASSIGNMENT, _COLUMN, _MARK = (
    ClassMember.__table__.c,
    Assignment.__table__.c,
    MarkColumn.__table__.c,
    ClassMark.__table__.c,
)
_CATEGORY = MarkCategory.__table__.c
_OVERRIDE, _SAT = AssignmentOverride.__table__.c, Attempt.__table__.c

MOST_MEMBERS = 200
"""Learners that one statement names; of more, those of the whole class are asked for."""


def _none(like: ColumnElement[Any]) -> ColumnElement[Any]:
    """Nothing, of the type of a column: in a union each part needs it."""
    return cast(null(), like.type)


@prepared
def columns_of(class_id: int) -> Any:
    """The columns of a class, its published assignments and those of other marks, and its categories (``kind`` k).

    Of a category ``possible`` is the weight, and ``position`` its place.
    """
    assigned = select(
        literal("a").label("kind"),
        *(_ASSIGNMENT[name] for name in ("id", "title", "category_id", "released_at", "created_at")),
        *(_ASSIGNMENT[name] for name in ("due_at", "closes_at", "late_policy", "late_share", "counted", "feedback")),
        points_of(_ASSIGNMENT.quiz_id).label("possible"),
        _none(_CATEGORY.drop_lowest).label("drop_lowest"),
        _none(_CATEGORY.position).label("position"),
    ).where(_ASSIGNMENT.class_id == class_id, _ASSIGNMENT.published_at.is_not(None))
    others = select(
        literal("c"),
        *(_COLUMN[name] for name in ("id", "title", "category_id", "released_at", "created_at")),
        *(
            _none(_ASSIGNMENT[name])
            for name in ("due_at", "closes_at", "late_policy", "late_share", "counted", "feedback")
        ),
        _COLUMN.possible,
        _none(_CATEGORY.drop_lowest),
        _none(_CATEGORY.position),
    ).where(_COLUMN.class_id == class_id)
    categories = select(
        literal("k"),
        _CATEGORY.id,
        _CATEGORY.name,
        *(_none(_ASSIGNMENT[name]) for name in ("category_id", "released_at", "created_at", "due_at", "closes_at")),
        *(_none(_ASSIGNMENT[name]) for name in ("late_policy", "late_share", "counted", "feedback")),
        _CATEGORY.weight,
        _CATEGORY.drop_lowest,
        _CATEGORY.position,
    ).where(_CATEGORY.class_id == class_id)
    return union_all(assigned, others, categories)


@prepared
def categories_of(class_id: int) -> Select[MarkCategory]:
    """The categories of a class in their order."""
    return (
        select(MarkCategory)
        .where(MarkCategory.class_id == class_id)
        .order_by(MarkCategory.position, MarkCategory.id)
        .execution_options(populate_existing=True)
    )


@prepared
def roster(class_id: int) -> Rows:
    """The learners of a class: their number in it, account, name there and name of the account, by name."""
    account = Account.__table__.c
    shown = func.coalesce(_MEMBER.shown_name, account.name).label("name")
    return (
        select(_MEMBER.id, _MEMBER.account_id, _MEMBER.joined_at, shown, account.name.label("account_name"))
        .join(Account.__table__, _MEMBER.account_id == account.id)
        .where(_MEMBER.class_id == class_id, LEARNS)
        .order_by(shown, _MEMBER.id)
    )


def cells(
    class_id: int,
    members: Sequence[int] | None = None,
    assignment: int | None = None,
    column: int | None = None,
    *,
    own: bool = False,
) -> CompoundSelect[*tuple[Any, ...]]:
    """All that the cells of these members are made of, or of all; of one assignment or column alone where one is named.

    Rows of three kinds: ``attempt``; ``mark``, what a teacher entered; ``due``, other dates, by an exception for the
    member or a group of theirs. One statement for any number of columns. ``own``: the learner reads it, for whom an
    attempt is ``sealed`` as long as a running test asks one of its questions.
    """
    wanted = [_MEMBER.class_id == class_id]
    if members is not None:
        wanted.append(_MEMBER.id.in_(members))
    of_assignment = [] if assignment is None else [_ASSIGNMENT.id == assignment]
    marks = _marks(wanted)
    if column is not None:
        return union_all(marks.where(_MARK.column_id == column))
    if assignment is not None:
        marks = marks.where(_MARK.assignment_id == assignment)
    attempts = _attempts(wanted, own)
    if members is not None:
        # Said of the attempts too: an index leads to those of a page, and not through all of the class.
        accounts = select(_MEMBER.account_id).where(_MEMBER.id.in_(members))
        attempts = attempts.where(_SAT.account_id.in_(accounts))
    parts = (attempts, _own_dues(wanted), _dues_of_groups(wanted))
    return union_all(marks, *(part.where(*of_assignment) for part in parts))


def _marks(wanted: Sequence[ColumnElement[bool]]) -> Rows:
    return (
        select(
            literal("mark").label("kind"),
            _MEMBER.id.label("member_id"),
            _MARK.assignment_id,
            _MARK.column_id,
            _MARK.points,
            _none(_SAT.points_possible).label("possible"),
            cast(literal(""), _SAT.state.type).label("state"),
            _MARK.changed_at.label("at"),
            _MARK.excused,
            _MARK.version,
            _MARK.reason,
            _MARK.id.label("number"),
            _none(_OVERRIDE.closes_at).label("closes_at"),
            cast(literal(""), _SAT.token.type).label("token"),
        )
        .join_from(ClassMember.__table__, ClassMark.__table__, _MARK.member_id == _MEMBER.id)
        .where(*wanted)
    )


def _attempts(wanted: Sequence[ColumnElement[bool]], own: bool) -> Rows:
    state = case((sealing_test().is_not(None), "sealed"), else_=_SAT.state) if own else _SAT.state
    return (
        select(
            literal("attempt"),
            _MEMBER.id,
            _ASSIGNMENT.id,
            _none(_MARK.column_id),
            _SAT.points,
            _SAT.points_possible,
            state,
            func.coalesce(_SAT.handed_in_at, _SAT.finished_at, type_=_SAT.finished_at.type),
            *(_none(_MARK[name]) for name in ("excused", "version", "reason")),
            _SAT.id,
            _none(_OVERRIDE.closes_at),
            _SAT.token,
        )
        .join_from(ClassMember.__table__, Assignment.__table__, _ASSIGNMENT.class_id == _MEMBER.class_id)
        .join(Attempt.__table__, (_SAT.quiz_id == _ASSIGNMENT.quiz_id) & (_SAT.account_id == _MEMBER.account_id))
        .where(*wanted, _SAT.state != "set_aside", _SAT.scope == COUNTS)
    )


def _due(member_id: ColumnElement[int]) -> Rows:
    nothing = (_none(_MARK[name]) for name in ("excused", "version", "reason"))
    return select(
        literal("due"),
        member_id,
        _ASSIGNMENT.id,
        _none(_MARK.column_id),
        _none(_SAT.points),
        _none(_SAT.points_possible),
        cast(literal(""), _SAT.state.type),
        _OVERRIDE.due_at,
        *nothing,
        _OVERRIDE.id,
        _OVERRIDE.closes_at,
        cast(literal(""), _SAT.token.type),
    )


def _own_dues(wanted: Sequence[ColumnElement[bool]]) -> Rows:
    return (
        _due(_MEMBER.id)
        .join_from(ClassMember.__table__, AssignmentOverride.__table__, _OVERRIDE.member_id == _MEMBER.id)
        .join(Assignment.__table__, _OVERRIDE.assignment_id == _ASSIGNMENT.id)
        .where(*wanted, _OVERRIDE.due_at.is_not(None) | _OVERRIDE.closes_at.is_not(None))
    )


def _dues_of_groups(wanted: Sequence[ColumnElement[bool]]) -> Rows:
    grouped = GroupMember.__table__.c
    return (
        _due(_MEMBER.id)
        .join_from(ClassMember.__table__, GroupMember.__table__, grouped.member_id == _MEMBER.id)
        .join(AssignmentOverride.__table__, _OVERRIDE.group_id == grouped.group_id)
        .join(Assignment.__table__, _OVERRIDE.assignment_id == _ASSIGNMENT.id)
        .where(*wanted, _OVERRIDE.due_at.is_not(None) | _OVERRIDE.closes_at.is_not(None))
    )


@prepared
def mark_of_assignment(member_id: int, assignment_id: int) -> Select[ClassMark]:
    """What a teacher entered for a learner at an assignment, locked until the transaction ends."""
    return _locked().where(ClassMark.member_id == member_id, ClassMark.assignment_id == assignment_id)


@prepared
def mark_of_column(member_id: int, column_id: int) -> Select[ClassMark]:
    """What a teacher entered for a learner in a column of other marks, locked until the transaction ends."""
    return _locked().where(ClassMark.member_id == member_id, ClassMark.column_id == column_id)


def _locked() -> Select[ClassMark]:
    return select(ClassMark).with_for_update().execution_options(populate_existing=True)


@prepared
def names_of_who_changed(mark_id: int) -> Select[str | None]:
    """The name of the account that last changed a mark."""
    return select(Account.name).join(ClassMark, ClassMark.changed_by_id == Account.id).where(ClassMark.id == mark_id)


@prepared
def own_assignment(class_id: int, number: int) -> Select[Assignment]:
    """A published assignment of a class, locked until the transaction ends."""
    return (
        select(Assignment)
        .where(Assignment.class_id == class_id, Assignment.id == number, Assignment.published_at.is_not(None))
        .with_for_update()
    )


@prepared
def own_column(class_id: int, number: int) -> Select[MarkColumn]:
    """A column of other marks of a class, locked until the transaction ends."""
    return select(MarkColumn).where(MarkColumn.class_id == class_id, MarkColumn.id == number).with_for_update()


@prepared
def informed(class_id: int, kind: str, address: str) -> Select[int]:
    """The accounts of members of a class that have a notice of this kind which leads to this address."""
    return (
        select(Notice.account_id)
        .join(ClassMember, ClassMember.account_id == Notice.account_id)
        .where(ClassMember.class_id == class_id, Notice.kind == kind, Notice.address == address)
    )
