"""The question that somebody new can try at once, as a page shows it."""

from __future__ import annotations

from quiz.domain.delivery import variant_of
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.content.openings import Opening


def view_of(opening: Opening, seed: str, language: str) -> QuestionView:
    """The question with its options in the order that an attempt of this seed shows."""
    return QuestionView(
        position=1,
        question=opening.question,
        variant=variant_of(opening.question, opening.bank, seed),
        language=language,
        passages=opening.passages[language],
        context={},
    )
