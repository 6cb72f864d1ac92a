"""A bank without its questions: its title, sources, objectives, sections and quizzes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from quiz.domain.bank_format.fields import Asked, AskedMap, BankSlug, Model, Name, Plain, Slug, Text, left_out
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.bank_format.series import Source

Level = Literal["remember", "understand", "apply", "analyze", "evaluate", "create"]


class Objective(Model):
    """What questions measure, with its level of Bloom's taxonomy."""

    level: Level
    text: Text


class Claim(Model):
    """What a section says that is worth knowing, and where its source says so."""

    text: Text
    ref: Name | None = None
    at: Plain = ""


def _tag(value: Any) -> str:
    # None of its keys is the code of a language, so a map with one of them is no text in several languages.
    fields = isinstance(value, dict) and not Claim.model_fields.keys().isdisjoint(value)
    return "[claim]" if isinstance(value, Claim) or fields else "[text]"


AnyClaim = Annotated[
    Annotated[Claim, Tag("[claim]")] | Annotated[Text, Tag("[text]")],
    Discriminator(_tag),
]
"""A claim in words alone, or with its place; the tags are stripped from the places of errors."""


class Section(Model):
    """A section of the bank with its study note in Markdown."""

    title: Text
    notes: Asked[Text] = left_out()
    claims: Mapping[Name, AnyClaim] = Field(default_factory=dict)

    def claimed(self) -> Iterator[tuple[str, Claim]]:
        """Its claims by name, each in its long form."""
        yield from ((name, said if isinstance(said, Claim) else Claim(text=said)) for name, said in self.claims.items())


class Header(Model):
    """A bank without its questions."""

    beside: ClassVar[tuple[str, ...]] = ("questions",)
    """What a bank has besides, read one by one."""

    bank: BankSlug
    title: Asked[Text] = left_out()
    sources: Mapping[Name, Source] = Field(default_factory=dict)
    objectives: AskedMap[Mapping[Name, Objective]] = left_out()
    sections: AskedMap[Mapping[Name, Section]] = left_out()
    misconceptions: Mapping[Slug, Text] = Field(default_factory=dict)
    quizzes: tuple[Quiz, ...] = ()
