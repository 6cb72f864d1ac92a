"""A bank without its questions: its title, sources, objectives, sections and quizzes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from quiz.domain.bank_format.fields import BankSlug, Model, Name, Slug, Text
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
    notes: Text
    claims: Mapping[Name, Text] = Field(default_factory=dict)


class Header(Model):
    """A bank without its questions."""

    beside: ClassVar[tuple[str, ...]] = ("questions",)
    """What a bank has besides, read one by one."""

    bank: BankSlug
    title: Text
    sources: Mapping[Name, Source] = Field(default_factory=dict)
    objectives: Mapping[Name, Objective] = Field(min_length=1)
    sections: Mapping[Name, Section] = Field(min_length=1)
    misconceptions: Mapping[Slug, Text] = Field(default_factory=dict)
    quizzes: tuple[Quiz, ...] = ()
