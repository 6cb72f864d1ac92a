"""What the lines of a form may be called, and what one is called where nobody typed a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from pydantic import TypeAdapter, ValidationError

from quiz.domain.authoring.series.slugs import free_slug, slug_of
from quiz.domain.bank_format.fields import Name, Slug
from quiz.domain.errors import Message, say
from quiz.domain.questions.parts.variables import Variable

Making = Callable[[Any, Collection[str]], str]
"""Makes a name for the data of a line that is none of those that are taken."""


@dataclass(frozen=True, kw_only=True)
class NameRule:
    """Which names a line takes: the type of the bank's format, and the words for it."""

    type: TypeAdapter[str]
    allowed: Message

    def fits(self, name: str) -> bool:
        """Whether a line may be called so."""
        try:
            self.type.validate_python(name)
        except ValidationError:
            return False
        return True


NAMES = NameRule(
    type=TypeAdapter(Name),
    allowed=say(
        "A name takes letters a to z, digits, points, hyphens and underscores, no spaces. Left empty, one is made."
    ),
)
SLUGS = NameRule(
    type=TypeAdapter(Slug),
    allowed=say("A name takes small letters a to z, digits, and hyphens between them. Left empty, one is made."),
)
VARIABLES = NameRule(
    type=TypeAdapter(Variable),
    allowed=say("A name takes at most 20 letters a to z, digits and underscores, and begins with a letter."),
)


def from_words(key: str, otherwise: str) -> Making:
    """Names made of what a line says, where ``key`` is not empty under it; else ``otherwise`` with a number."""

    def make(data: Any, taken: Collection[str]) -> str:
        words = next(_texts(data.get(key) if key and isinstance(data, dict) else data), "")
        slug = slug_of(words)
        return free_slug(slug, taken.__contains__) if slug else numbered(otherwise)(data, taken)

    return make


def numbered(before: str) -> Making:
    """Names of ``before`` and the first number that is free."""

    def make(_data: Any, taken: Collection[str]) -> str:
        return next(name for name in (f"{before}{number}" for number in count(1)) if name not in taken)

    return make


def _texts(said: Any) -> Iterator[str]:
    """What a text says, in each of its languages."""
    found = said.values() if isinstance(said, dict) else [said]
    yield from (text for text in found if isinstance(text, str) and slug_of(text))
