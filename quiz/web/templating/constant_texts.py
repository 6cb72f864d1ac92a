"""Texts without values are put into a page's template when it is compiled, once for each language."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from quiz.language import catalogue, with_particles

_SHAPE = ("variable_begin", "name", "lparen", "string", "rparen", "variable_end")


class ConstantTexts(Extension):
    """Compiles ``{{ _('Submit') }}`` to the words themselves, in the language of its environment."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, such an expression replaced by its text."""
        language = getattr(self.environment, "language", None)
        held: list[Token] = []
        for token in stream:
            held.append(token)
            if language is None or not _may_be(held):
                yield from held
                held = []
            elif len(held) == len(_SHAPE):
                yield Token(held[0].lineno, "data", constant(language, held[3].value))
                held = []
        yield from held


def _may_be(held: list[Token]) -> bool:
    last = held[-1]
    return last.type == _SHAPE[len(held) - 1] and (last.type != "name" or last.value == "_")


def constant(language: str, message: str) -> str:
    """``message``, which takes no values, in ``language``."""
    # The catalogue is ours.
    found = catalogue(language).gettext(message)
    return with_particles(found, {}) % {} if "%" in found else found
