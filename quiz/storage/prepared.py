"""Statements that are built once: building one takes longer than running it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Select, bindparam

P = ParamSpec("P")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def prepared(build: Callable[P, S]) -> Callable[P, tuple[S, dict[str, Any]]]:
    """Call ``build`` once, with parameters in place of values; every call returns the statement and its values.

    They are executed as ``session.execute(*query(…))``. ``build`` must not look at its arguments, only put them into
    the statement.
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
