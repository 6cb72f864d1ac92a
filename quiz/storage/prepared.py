"""Statements that are built once, as building one takes longer than running it; and how they are run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, TypeVarTuple

from sqlalchemy import Result, Select, bindparam
from sqlalchemy.orm import Session

P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def prepared(build: Callable[P, S]) -> Callable[P, tuple[S, dict[str, Any]]]:
    """Call ``build`` once, with parameters in place of values; every call returns the statement and its values.

    ``fetch`` runs them. ``build`` must not look at its arguments, only put them into the statement.
    """
    names = tuple(signature(build).parameters)
    made: list[S] = []

    @wraps(build)
    def filled(*args: P.args, **kwargs: P.kwargs) -> tuple[S, dict[str, Any]]:
        if not made:
            parameters: dict[str, Any] = {name: bindparam(name) for name in names}
            made.append(build(**parameters))  # type: ignore[call-arg]  # what it is called with is known by these names
        return made[0], {**dict(zip(names, args, strict=False)), **kwargs}

    return filled


def fetch(session: Session, query: tuple[Select[*Ts], dict[str, Any]]) -> Result[*Ts]:
    """The rows of a prepared query: ``fetch(session, queries.places(attempt_id))``."""
    statement, values = query
    return session.execute(statement, values)
