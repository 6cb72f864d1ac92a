"""The fields of a kind in short lines that a person or a language model reads at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from quiz.domain.bank_format.fields import Text, is_asked
from quiz.domain.questions import KINDS, Question

_DRAWN = ("variables", "where")
_RARE = frozenset({"characters", "credit", "each", "full", "lines", "matching", "misconception", "shuffle", "weight"})
"""What a first draft does without: settings, and names that are the bank's own."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A field with its form, such as ``list of {id, text, correct, why}``; ``needed``: none is read without it."""

    field: str
    form: str
    needed: bool


_TRUTH = "true | false"
_OPTIONS = "list of {text, why}"
_LETTER = "letter of the right one, such as B"
_SHORT: Mapping[str, Mapping[str, tuple[Line, ...]]] = {
    "single_choice": {
        "options": (
            Line(field="options", form=_OPTIONS, needed=True),
            Line(field="answer", form=_LETTER, needed=True),
        )
    },
    "multiple_choice": {
        "options": (
            Line(field="options", form=_OPTIONS, needed=True),
            Line(field="answer", form="list of letters of the right ones, such as [A, C]", needed=True),
        )
    },
    "two_tier": {
        "reasons": (
            Line(field="reasons", form=_OPTIONS, needed=True),
            Line(field="reason", form=_LETTER, needed=True),
        )
    },
    "numeric": {"tolerance": (Line(field="tolerance", form="0 | 0.01 | 5%", needed=True),)},
    "short_text": {"answers": (Line(field="answer", form="list of text", needed=True),)},
    "ordering": {"items": (Line(field="items", form="list of text", needed=True),)},
    "cloze": {
        "text": (Line(field="text", form="text with [[right|wrong|wrong]], [[12±0.5]] or [[right]]", needed=True),),
        "gaps": (),
    },
}
"""What a first draft writes in place of a field, as it is shorter."""
_PLAIN: Mapping[str, Mapping[str, tuple[Line, ...]]] = {
    "matching": {
        "left": (Line(field="pairs", form="map of left to right", needed=True),),
        "right": (Line(field="right", form="list of text", needed=False),),
    },
    "categorize": {
        "bins": (Line(field="bins", form="map of bin to list of text", needed=True),),
        "items": (),
    },
    "matrix": {
        "columns": (Line(field="columns", form="list of text", needed=True),),
        "rows": (Line(field="rows", form="list of {text, key}", needed=True),),
    },
}
"""The same where each text is in one language."""


def outline(kind: str, *, plain: bool = False) -> Iterator[Line]:
    """The fields of a question of ``kind`` in their shortest forms; ``plain`` where each text is in one language.

    They are the prompt, its own ones, and drawn values where it asks for a number.
    """
    short = {**_SHORT.get(kind, {}), **(_PLAIN.get(kind, {}) if plain else {})}
    for line in _fields(kind):
        yield from short.get(line.field, (line,))


def _fields(kind: str) -> Iterator[Line]:
    fields = KINDS[kind].model_fields
    own = [name for name, info in fields.items() if _is_own(name, info) and name not in _RARE]
    for name in ("prompt", *(name for name in own if name != "prompt"), *(_DRAWN if kind == "numeric" else ())):
        info = fields[name]
        yield Line(field=info.alias or name, form=_form(info.annotation), needed=info.is_required())


def _is_own(name: str, info: FieldInfo) -> bool:
    """Whether a field is the kind's own, or one that this kind needs and others may have."""
    common = Question.model_fields.get(name)
    return common is None or (info.is_required() and not common.is_required())


def _form(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _form(parts[0])
    if origin in (Union, UnionType):
        forms = list(dict.fromkeys(_form(part) for part in parts if part is not type(None)))
        # A key may be a condition on drawn values as well, which a first draft does without.
        return _TRUTH if _TRUTH in forms else " | ".join(forms)
    if origin is Literal:
        return " | ".join(parts)
    if origin is tuple:
        return f"list of {_form(parts[0])}"
    if origin is not None:
        return f"map of name to {_form(parts[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (
            "{"
            + ", ".join(_key(name, info) for name, info in annotation.model_fields.items() if name not in _RARE)
            + "}"
        )
    return _WORDS.get(annotation, "text")


def _key(name: str, info: FieldInfo) -> str:
    key = info.alias or name
    inner = _form(info.annotation)
    shown = f"{key}: {inner}" if inner.startswith(("{", "list of {")) or " | " in inner else key
    return shown if info.is_required() or is_asked(info) else f"{shown}?"


_WORDS = {Text: "text", bool: _TRUTH, int: "whole number", Fraction: "number"}
