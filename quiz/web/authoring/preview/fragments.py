"""A question of a preview in one language, and the answers that are tried in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from markupsafe import Markup

from quiz.domain.questions import Question
from quiz.services.authoring import previews
from quiz.services.authoring.previewing.proofs import Case, cases_of
from quiz.services.authoring.previews import PreviewedBank, Tried
from quiz.web.authoring.preview.looks import Look
from quiz.web.request import request_context

Kept = MutableMapping[tuple[Any, ...], Markup]
"""Questions that were rendered before, by all that they depend on."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A question on the page: ``texts`` is its HTML by language, ``mark`` the same as long as it looks the same."""

    number: int
    question: Question
    draw: int
    texts: Mapping[str, Markup]
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Try:
    """An answer that is tried: at which question, in which language, and what was sent."""

    number: int
    language: str
    raw: Mapping[str, list[str]] = field(default_factory=dict)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let the interface speak ``language`` for a while: a question stands in its own column."""
    before = request_context.language()
    request_context.speak(language)
    try:
        yield
    finally:
        request_context.speak(before)


def questions(of: PreviewedBank, look: Look, attempt: Try | None = None, kept: Kept | None = None) -> list[Shown]:
    """The questions that ``look`` asks for, each in its draw and its languages."""
    names = look.shown_in(of.languages(request_context.language()))
    wanted = [(number, one) for number, one in of.numbered.items() if look.shows(number)]
    return [
        Shown(
            number=number,
            question=question,
            draw=look.draw_of(number),
            texts={name: _kept(of, look, number, name, attempt, kept) for name in names},
            mark=of.mark_of(number) if kept is not None else "",
        )
        for number, question in wanted
    ]


def _kept(of: PreviewedBank, look: Look, number: int, language: str, attempt: Try | None, kept: Kept | None) -> Markup:
    tries = attempt is not None and (attempt.number, attempt.language) == (number, language)
    if kept is None or tries:
        return fragment(of, look, number, language, attempt if tries else None)
    key = (of.mark_of(number), number, language, look.here, look.query(one=0))
    if key not in kept:
        kept[key] = fragment(of, look, number, language, None)
    return kept[key]


def fragment(of: PreviewedBank, look: Look, number: int, language: str, attempt: Try | None) -> Markup:
    """The HTML of a question in one language; with an answer that was tried, the verdict on it."""
    place = f"q{number}-{language}-"
    with speaking(language):
        view = previews.asked(of, number, look.draw_of(number), language, place)
        tried = previews.tried(of, view, attempt.raw) if attempt is not None else Tried(asked=view)
        text = render_template(
            "authoring/preview/question.html",
            q=tried.asked,
            tried=tried,
            key=previews.with_key(of, view) if look.keys else None,
            look=look,
            number=number,
            at=language,
            place=place,
        )
    return Markup(text)  # rendered by a template, which escapes what it is given


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One question to work at: as it is shown, the draws around this one, and every answer that its bank names.

    Draws and answers are in one ``language``, the reader's where the question has it.
    """

    shown: Shown
    language: str
    cases: tuple[Case, ...]
    draws: tuple[previews.Draw, ...]
    possible: int


def bench(of: PreviewedBank, number: int, look: Look, attempt: Try | None = None) -> Bench:
    """The bench of a question; raises ``IndexError`` where there is none of that number."""
    reader = request_context.language()
    possible = look.shown_in(of.languages(reader))
    language = reader if reader in possible else possible[0]
    view = previews.asked(of, number, look.draw_of(number), language)
    (shown,) = questions(of, look.at(number), attempt)
    return Bench(
        shown=shown,
        language=language,
        cases=cases_of(previews.with_everything(of, view)),
        draws=previews.draws_of(of, number, language),
        possible=previews.possible_draws(of.question(number)),
    )
