"""Which misconceptions the choices of a wrong answer speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pydantic import BaseModel


def spoken_of(question: BaseModel, chosen: Collection[str]) -> list[str]:
    """The names of the misconceptions of the choices that were made, each once, in the author's order."""
    found = (part.misconception for part in _parts(question) if getattr(part, "id", None) in chosen)
    return list(dict.fromkeys(name for name in found if name))


def _parts(value: Any) -> Iterator[Any]:
    """Every part of a question that may name a misconception."""
    if isinstance(value, BaseModel):
        if "misconception" in type(value).model_fields:
            yield value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _parts(one)
