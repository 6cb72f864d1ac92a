"""A test on paper as its address asks for it, each question rendered in each of its languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask import render_template
from markupsafe import Markup

from quiz.domain.bank_format.quizzes import Quiz
from quiz.services.authoring.previewing import papers
from quiz.services.authoring.previewing.papers import Paper, PaperQuestion
from quiz.services.authoring.previews import MOST_DRAWS, PreviewedBank
from quiz.web.authoring.preview.fragments import speaking
from quiz.web.request import request_context
from quiz.web.request.whole_numbers import whole

KEYS = ("no", "keys", "reasons")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is printed: a quiz of the bank or all questions, in which draw, with which keys, in which languages."""

    quiz: Quiz | None
    seed: int
    keys: str
    languages: tuple[str, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A question as it is printed: its HTML and that of its key, one language after the other."""

    number: int
    points: Fraction
    texts: tuple[Markup, ...]
    keys: tuple[Markup, ...]


@dataclass(frozen=True, kw_only=True)
class PrintedPaper:
    """A paper with its questions as HTML."""

    paper: Paper
    questions: tuple[Printed, ...]


def wanted_paper(of: PreviewedBank, given: Mapping[str, str]) -> Wanted:
    """What the query of an address asks for; what can't be used is as usual: all questions, the first draw, no keys."""
    possible = of.languages(request_context.language())
    chosen = given.get("language", request_context.language())
    alone = tuple(name for name in possible if name == chosen)
    quizzes = {quiz.id: quiz for quiz in of.bank.header.quizzes}
    keys = given.get("keys", "")
    return Wanted(
        quiz=quizzes.get(given.get("quiz", "")),
        seed=whole(given.get("seed", 1), MOST_DRAWS) or 1,
        keys=keys if keys in KEYS else KEYS[0],
        languages=alone or possible,
        possible=possible,
    )


def paper_of(of: PreviewedBank, wanted: Wanted) -> PrintedPaper:
    """The paper, rendered."""
    paper = papers.paper(of, wanted.quiz, wanted.seed, wanted.languages)
    return PrintedPaper(paper=paper, questions=tuple(_printed(one, wanted) for one in paper.questions))


def _printed(one: PaperQuestion, wanted: Wanted) -> Printed:
    texts, keys = [], []
    for language in wanted.languages:
        with speaking(language):
            texts.append(_html("question", q=one.asked[language], at=language))
            if wanted.keys != KEYS[0]:
                parts, reasons = one.keys[language], one.reasons[language] if wanted.keys == "reasons" else None
                keys.append(_html("key", q=one.solved[language], at=language, parts=parts, reasons=reasons))
    return Printed(number=one.number, points=one.points, texts=tuple(texts), keys=tuple(keys))


def _html(name: str, **values: object) -> Markup:
    return Markup(render_template(f"authoring/paper/{name}.html", **values))  # the templates escape what they are given
