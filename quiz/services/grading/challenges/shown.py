"""A challenge as pages show it: the question as its learner saw it, what they answered, what the key says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from textwrap import shorten
from typing import Any

from quiz.domain.rendering import fill, plain
from quiz.domain.text_limits import fault_of
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content.definitions import question_of, texts_of

LONGEST = 2_000
"""Characters of a reason, the learner's or the teacher's."""


class ChallengeError(ValueError):
    """Why something can't be taken: ``reason`` or ``reply`` is missing, ``too_long``, ``marks`` (too many accents),
    ``already`` (the answer waits for a decision), ``right``, ``held`` (a running test asks it), ``by_person``.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def checked_text(text: str) -> str:
    """What somebody wrote, as it is kept. Raises ``ChallengeError``."""
    # Browsers send a line break as two characters, and count it as one.
    text = text.replace("\r\n", "\n").strip()
    fault = fault_of(text, LONGEST)
    if fault is not None:
        raise ChallengeError(fault)
    return text


@dataclass(frozen=True, kw_only=True)
class Challenged:
    """A learner's challenge on their own page. Texts of people are as they typed them: pages escape them.

    ``sealed``: a test of the learner asks the question and they have not seen its result yet, so neither the outcome
    nor the reply is for them: either may give the key away.
    """

    id: int
    prompt: str
    said: tuple[AnswerPart, ...]
    reason: str
    made_at: datetime
    state: str
    reply: str | None
    answered_at: datetime | None
    sealed: bool
    series_id: int


def for_learner(row: Any, language: str) -> Challenged:
    """A row of ``queries.challenges`` as its learner may see it."""
    one, attempt = row[0], row[1]
    sealed = row.in_test or not attempt.shows_scores
    return Challenged(
        id=one.id,
        prompt=prompt_of(row, language),
        said=said_in(row, language),
        reason=one.reason,
        made_at=one.made_at,
        state=one.state,
        reply=None if sealed else one.reply,
        answered_at=one.answered_at,
        sealed=sealed,
        series_id=row.series_id,
    )


def prompt_of(row: Any, language: str) -> str:
    """The words of the question as its learner saw it, with the values that were drawn."""
    written: str = texts_of(row.shown)["passages"]["prompt"]
    return plain(fill(written, variant_from(row[2].variant).values, language))


def in_notice(row: Any, language: str) -> dict[str, Any]:
    """What a notice says of the question."""
    return {"question": {language: shorten(prompt_of(row, language), 80, placeholder="…")}}


def said_in(row: Any, language: str) -> tuple[AnswerPart, ...]:
    """The answer that was graded, in the words of the page."""
    return parts_of(_view(row, language), answer_from(row[0].answer))


def key_in(row: Any, language: str) -> tuple[AnswerPart, ...]:
    """What was right when the answer was graded, in the words of the page."""
    view = _view(row, language)
    return parts_of(view, view.question.solution_in(view.variant, language))


def share_of(row: Any) -> Fraction:
    """How right the answer is by its present score, 0 to 1."""
    return row[2].fraction or Fraction(0)


def _view(row: Any, language: str) -> QuestionView:
    question = question_of(row.content_hash, row.question)
    texts = {"context": {}, **texts_of(row.shown)}
    return view_of(row[2], question, texts, texts_of(row.revealed), row[0].answer, language, reveal=True)
