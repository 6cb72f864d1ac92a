"""The series: its languages, parts, shared sources and the quizzes over several banks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from quiz.domain.bank_format.fields import (
    LANGUAGES,
    BankSlug,
    Model,
    Month,
    Name,
    Plain,
    Slug,
    Text,
    Whole,
    matching,
    pattern_schema,
)
from quiz.domain.bank_format.quizzes import Draw, Quiz
from quiz.domain.bank_format.validation import Findings, read_model
from quiz.domain.errors import BankError, Profile, one_of, say
from quiz.domain.yaml.document import Document, Path
from quiz.domain.yaml.reader import read_yaml

_ARXIV = re.compile(r"[0-9]{4}\.[0-9]{4,5}(v[0-9]+)?")
_URL = re.compile(r"https?://[^\s]+")
_GLOSSARY = re.compile(r"(?!series\.yaml)\w[\w.-]*\.ya?ml")
Arxiv = Annotated[str, matching(_ARXIV, "arxiv"), pattern_schema(_ARXIV)]
Url = Annotated[str, matching(_URL, "url"), pattern_schema(_URL)]
_LANGUAGE = re.compile(r"(?=.{2,12}$)[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
Language = Annotated[str, matching(_LANGUAGE, "language_code"), pattern_schema(_LANGUAGE)]
"""A language's code as in HTML, such as ``ko`` or ``pt-BR``."""


class Source(Model):
    """A public work that questions rest on."""

    title: Text
    authors: Plain = ""
    year: Annotated[Whole, Field(ge=1900, le=2100)] | None = None
    arxiv: Arxiv | None = None
    doi: Plain | None = None
    url: Url | None = None

    def address(self) -> str:
        """Where the work can be read, or an empty string."""
        if self.url:
            return self.url
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else ""


class Part(Model):
    """A part of the series; a bank of it appears once it is published. ``months`` is another name of ``banks``."""

    id: Name
    title: Text
    banks: tuple[BankSlug, ...] = ()
    months: tuple[Month, ...] = ()

    def every(self) -> tuple[str, ...]:
        """Every bank that the part names, in order."""
        return (*self.banks, *self.months)


class Series(Model):
    """The frame of all banks."""

    series: Slug
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = LANGUAGES
    title: Text
    line: Text | None = None
    footer: Text | None = None
    profile: Profile = "standard"
    sources: Mapping[Name, Source] = Field(default_factory=dict)
    glossary: Plain | None = None
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    quizzes: tuple[Quiz, ...] = ()
    placement: tuple[Draw, ...] = ()

    def banks(self) -> tuple[str, ...]:
        """Every bank that a part names, in order."""
        return tuple(bank for part in self.parts for bank in part.every())


def read_series(raw: bytes, file: str = "series.yaml") -> Series:
    """The series in ``raw``; raises ``BankError`` with every problem."""
    document = read_yaml(raw, file)
    findings = Findings(document)
    series = read_model(Series, document.data, (), findings, _languages(document))
    if series is not None:
        _check(series, findings)
    if findings.problems or series is None:
        raise BankError(findings.in_order())
    return series


def _languages(document: Document) -> tuple[str, ...]:
    named = document.data.get("languages") if isinstance(document.data, dict) else None
    if isinstance(named, list) and named and all(isinstance(name, str) for name in named):
        return tuple(named)
    return LANGUAGES


def _check(series: Series, findings: Findings) -> None:
    if series.glossary is not None and not _GLOSSARY.fullmatch(series.glossary):
        findings.add(
            "glossary",
            ("glossary",),
            say("%(name)s is no name of a glossary", name=repr(series.glossary)),
            say("write the name of a file beside series.yaml, such as glossary.yaml"),
        )
    for number, language in enumerate(series.languages):
        if language in series.languages[:number]:
            findings.add(
                "duplicate",
                ("languages", number),
                say("language %(language)s stands twice", language=language),
                say("write it once"),
            )
    _unique([quiz.id for quiz in series.quizzes], "quizzes", "id", findings)
    _unique([part.id for part in series.parts], "parts", "id", findings)
    _banks_stand_once(series, findings)
    for number, quiz in enumerate(series.quizzes):
        for line, draw in enumerate(quiz.draw):
            _draw_names_a_bank(draw, series, ("quizzes", number, "draw", line), findings)
    for line, draw in enumerate(series.placement):
        _draw_names_a_bank(draw, series, ("placement", line), findings)


def _banks_stand_once(series: Series, findings: Findings) -> None:
    seen: set[str] = set()
    for number, part in enumerate(series.parts):
        for field, banks in (("banks", part.banks), ("months", part.months)):
            for place, bank in enumerate(banks):
                if bank in seen:
                    findings.add(
                        "duplicate",
                        ("parts", number, field, place),
                        say("bank %(bank)s stands in two places", bank=bank),
                        say("keep it in one part"),
                    )
                seen.add(bank)


def _draw_names_a_bank(draw: Draw, series: Series, path: Path, findings: Findings) -> None:
    if draw.bank is None:
        findings.add(
            "draw",
            path,
            say("a draw of the series names no bank"),
            say("add bank: with one of its banks"),
        )
    elif draw.bank not in series.banks():
        findings.add(
            "reference",
            (*path, "bank"),
            say("%(bank)s is not a bank of the series", bank=repr(draw.bank)),
            one_of(series.banks()),
        )


def _unique(ids: list[str], part: str, field: str, findings: Findings) -> None:
    for number, name in enumerate(ids):
        if name in ids[:number]:
            findings.add(
                "duplicate",
                (part, number, field),
                say("id %(id)s is used twice", id=repr(name)),
                say("give each its own id"),
            )
