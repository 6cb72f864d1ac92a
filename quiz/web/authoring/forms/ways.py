"""From what a check finds to the form in which it is mended, for lists of problems on pages of a bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from quiz.domain.authoring.forms.findings import words_of
from quiz.domain.authoring.forms.spots import Spot, spots_of
from quiz.domain.errors import BankError, Message, Problem
from quiz.services.authoring.desk import Draft


@dataclass(frozen=True, kw_only=True)
class Way:
    """A problem in the words of forms, and the form and its address; both None where only the source shows it."""

    problem: Problem
    words: tuple[Message, ...]
    spot: Spot | None = None
    href: str | None = None


def ways(draft: Draft, problems: Sequence[Problem]) -> list[Way]:
    """Each problem of a draft with the way to mend it."""
    try:
        spots = spots_of(draft.source, problems) if draft.is_bank else [None] * len(problems)
    except BankError:
        spots = [None] * len(problems)
    return [_way(draft, problem, spot) for problem, spot in zip(problems, spots, strict=True)]


def _way(draft: Draft, problem: Problem, spot: Spot | None) -> Way:
    if spot is None:
        return Way(problem=problem, words=(problem.message, problem.remedy))
    number: dict[str, Any] = {"number": spot.number} if spot.number else {}
    anchor = f"f.{spot.name}-said" if spot.name else None
    place = url_for(f"authoring.{spot.form}", series=draft.series, bank=draft.slug, _anchor=anchor, **number)
    return Way(problem=problem, words=words_of(problem), spot=spot, href=place)
