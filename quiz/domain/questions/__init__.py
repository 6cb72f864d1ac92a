"""Every kind of question: each module of this package registers the kind it holds."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from quiz.domain.questions.base import Question

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

KINDS = Question.kinds


def kind_in(entry: Any) -> str | None:
    """The kind that an entry of ``questions`` names as it is written; None where it names none that there is."""
    kind = entry.get("kind") if isinstance(entry, Mapping) else None
    return kind if isinstance(kind, str) and kind in KINDS else None


__all__ = ["KINDS", "Question", "kind_in"]
