"""Statements that are built once: building one takes longer than running it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Select, bindparam

P = ParamSpec("P")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def prepared(build: Callable[P, S]) -> Callable[P, S]:
    """Call ``build`` once, with parameters in place of values; every call fills its values in.

    ``build`` must not look at its arguments, only put them into the statement.
    """
    wanted = signature(build)
    made: list[S] = []

    @wraps(build)
    def filled(*args: P.args, **kwargs: P.kwargs) -> S:
        if not made:
            parameters = wanted.bind(*(bindparam(name) for name in wanted.parameters))
            made.append(build(*parameters.args, **parameters.kwargs))
        return made[0].params(wanted.bind(*args, **kwargs).arguments)

    return filled
