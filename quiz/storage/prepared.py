"""Statements that are built once, as building one takes longer than running it; and how they are run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Result, Select, bindparam
from sqlalchemy.orm import Session

P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


class Query(NamedTuple, Generic[S]):
    """A statement with the values of its parameters; ``mapped`` where it goes by the session's own objects."""

    statement: S
    values: dict[str, Any]
    mapped: bool


def prepared(build: Callable[P, S]) -> Callable[P, Query[S]]:
    """Call ``build`` once, with parameters in place of values; every call returns the statement with its values.

    ``fetch`` runs it. ``build`` must not look at its arguments, only put them into the statement.
    """
    names = tuple(signature(build).parameters)
    made: list[tuple[S, bool]] = []

    @wraps(build)
    def filled(*args: P.args, **kwargs: P.kwargs) -> Query[S]:
        if not made:
            parameters: dict[str, Any] = {name: bindparam(name) for name in names}
            statement = build(**parameters)  # type: ignore[call-arg]  # what it is called with is known by these names
            made.append((statement, _is_mapped(statement)))
        statement, mapped = made[0]
        return Query(statement, {**dict(zip(names, args, strict=False)), **kwargs}, mapped)

    return filled


def narrowed(query: Query[S], *conditions: ColumnElement[bool]) -> Query[S]:
    """A prepared query with further conditions: it is built again, which only pages that few people read may do."""
    return query._replace(statement=query.statement.where(*conditions)) if conditions else query


def _is_mapped(statement: Any) -> bool:
    # Only a single select tells what its columns are of.
    columns = getattr(statement, "column_descriptions", None)
    return columns is None or any("entity" in column for column in columns)


def fetch(session: Session, query: Query[Select[*Ts]]) -> Result[*Ts]:
    """The rows of a prepared query: ``fetch(session, queries.places(attempt_id))``."""
    if query.mapped:
        return session.execute(query.statement, query.values)
    # Columns alone need nothing of the session but its transaction, which saves a fifth of the time.
    return session.connection().execute(query.statement, query.values)
