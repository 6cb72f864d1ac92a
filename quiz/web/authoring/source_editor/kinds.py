"""The kinds that can be put into a bank, each as its smallest question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from quiz.domain.authoring.starting.templates import question_text, template
from quiz.domain.questions import KINDS


def texts(languages: Sequence[str]) -> dict[str, str]:
    """A question of each kind as it stands in the list of a bank, its hyphen in the third column."""
    return _texts(tuple(languages))


@cache
def _texts(languages: tuple[str, ...]) -> dict[str, str]:
    return {kind: question_text(template(kind, languages)) for kind in sorted(KINDS)}
