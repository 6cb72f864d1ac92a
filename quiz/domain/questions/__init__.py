"""Every kind of question: each module of this package registers the kind it holds."""

from importlib import import_module
from pkgutil import iter_modules

from quiz.domain.questions.base import Question

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

KINDS = Question.kinds

__all__ = ["KINDS", "Question"]
