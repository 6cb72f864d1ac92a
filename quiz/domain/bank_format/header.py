"""A bank without its questions: its title, sources, objectives, sections and quizzes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from quiz.domain.bank_format.fields import Asked, AskedMap, BankSlug, Model, Name, Slug, Text, left_out
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.bank_format.series import Source

Level = Literal["remember", "understand", "apply", "analyze", "evaluate", "create"]


class Objective(Model):
    """What questions measure, with its level of Bloom's taxonomy."""

    level: Level
    text: Text


class Section(Model):
    """A section of the bank with its study note in Markdown."""

    title: Text
    notes: Asked[Text] = left_out()
    claims: Mapping[Name, Text] = Field(default_factory=dict)


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
