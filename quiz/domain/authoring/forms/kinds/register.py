"""The form of a question of each kind: its fields in the order of a bank, and the parts in which a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.domain.authoring.forms.fields.base import Field
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.kinds import arranging, choosing, common, writing

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "single_choice": choosing.SINGLE_CHOICE,
    "multiple_choice": choosing.MULTIPLE_CHOICE,
    "true_false": choosing.TRUE_FALSE,
    "numeric": writing.NUMERIC,
    "matching": arranging.MATCHING,
    "short_text": writing.SHORT_TEXT,
    "two_tier": choosing.TWO_TIER,
    "categorize": arranging.CATEGORIZE,
    "matrix": arranging.MATRIX,
    "ordering": arranging.ORDERING,
    "cloze": writing.CLOZE,
    "code_output": writing.CODE_OUTPUT,
    "hotspot": choosing.HOTSPOT,
    "essay": writing.ESSAY,
}
"""The fields of each kind, beside those of every question."""

KNOWN = ("id", "kind", "drafted")
"""Keys that a form never shows as fields, and that it need not name as left over."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The fields of a form as a page parts them."""

    asked: tuple[Field, ...]
    answer: tuple[Field, ...]
    said: tuple[Field, ...]
    placed: tuple[Field, ...]
    drawn: tuple[Field, ...]
    rest: tuple[Field, ...]


def form_of(kind: str) -> Group:
    """The fields of a question of a kind; of one that has no form, those that every question has."""
    return Group(fields=(*common.BEFORE, *FIELDS.get(kind, ()), *common.AFTER), known=KNOWN)


def parts_of(kind: str) -> Parts:
    """The same fields, parted."""
    return Parts(
        asked=(common.PROMPT, common.IMAGE),
        answer=FIELDS.get(kind, ()),
        said=(common.EXPLANATION, common.HINTS),
        placed=(common.SECTION, common.OBJECTIVE, common.DIFFICULTY, common.POINTS),
        drawn=(common.VARIABLES, common.SETS, common.WHERE),
        rest=(common.SCOPE, common.SOURCES, common.IDEA, common.CLAIMS, common.READ_AGAIN, common.AS_OF),
    )
