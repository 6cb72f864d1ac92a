"""True and false in the words in which people write them."""

from __future__ import annotations

from collections.abc import Collection

from quiz.domain.bank_format.short_forms.parts import Part, text_of
from quiz.domain.bank_format.short_forms.reading import Reading
from quiz.domain.errors import say

TRUE = frozenset(
    {"true", "yes", "y", "t", "o", "○", "참", "예", "네", "맞음", "맞다", "옳음", "옳다", "그렇다"}
)  # fmt: skip
FALSE = frozenset(
    {"false", "no", "n", "f", "x", "×", "✗", "✕", "거짓", "아니요", "아니오", "아님", "틀림", "틀리다", "그르다"}
)  # fmt: skip
_LONG = ("true", "false")


def truth_in(part: Part | None, variables: Collection[str], reading: Reading) -> Part | None:
    """The truth that ``part`` is another word for; None where it is none, or written out."""
    if part is None or not isinstance(part.data, str) or part.data in _LONG:
        return None
    word = part.data.strip().casefold()
    if word not in TRUE | FALSE:
        return None
    truth = "true" if word in TRUE else "false"
    if part.data in variables:
        reading.two_readings(
            repr(part.data),
            part.place,
            say("%(text)s", text=truth),
            say("the variable %(name)s", name=part.data),
            say("write %(truth)s, or a condition such as %(name)s > 0", truth=truth, name=part.data),
        )
    return text_of(truth, part.place)


def with_truth(part: Part, key: str, variables: Collection[str], reading: Reading) -> Part:
    """The map ``part`` with the truth under ``key`` written out."""
    if key not in part.data:
        return part
    truth = truth_in(part.at(key), variables, reading)
    return part if truth is None else part.changed({key: truth})
