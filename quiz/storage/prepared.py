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
    wanted = signature(build)
    made: list[S] = []

    @wraps(build)
    def filled(*args: P.args, **kwargs: P.kwargs) -> tuple[S, dict[str, Any]]:
        if not made:
            parameters = wanted.bind(*(bindparam(name) for name in wanted.parameters))
            made.append(build(*parameters.args, **parameters.kwargs))
        return made[0], wanted.bind(*args, **kwargs).arguments

    return filled
