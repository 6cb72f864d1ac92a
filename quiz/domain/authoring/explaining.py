"""Every code that a finding can carry, explained."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.domain.authoring.explanation import Explanation
from quiz.domain.authoring.explanations import choices, fields, files, numbers, short_texts, structure, texts, values

EXPLANATIONS: Mapping[str, Explanation] = {
    **files.EXPLANATIONS,
    **fields.EXPLANATIONS,
    **values.EXPLANATIONS,
    **structure.EXPLANATIONS,
    **choices.EXPLANATIONS,
    **short_texts.EXPLANATIONS,
    **numbers.EXPLANATIONS,
    **texts.EXPLANATIONS,
}
"""By code, in the order of the reference."""


def explanation_of(code: str) -> Explanation | None:
    """What is said of ``code``; None where no finding has it."""
    return EXPLANATIONS.get(code)
