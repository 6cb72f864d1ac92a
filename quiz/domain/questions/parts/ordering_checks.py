"""What makes an order one that can be reasoned out, and what would give it away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from quiz.domain.bank_format.fields import Text
from quiz.domain.errors import say
from quiz.domain.questions.parts.faults import Fault

FEWEST, MOST = 4, 7
"""Items below which an order is soon guessed, and above which it is a test of patience."""

_NUMBER = re.compile(r"(?<![A-Za-z0-9.{-])[0-9]+(?![A-Za-z0-9}])")


def reason_faults(ids: Sequence[str], reasons: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    """Reasons for what is no item, or for the wrong way round; neighbours without one where others have one."""
    for number, pair in enumerate(reasons):
        for part, name in zip(("before", "after"), pair, strict=True):
            if name not in ids:
                yield Fault(
                    code="S3",
                    path=("reasons", number, part),
                    message=say("%(id)s is not among %(known)s", id=repr(name), known=", ".join(ids)),
                    remedy=say("use one of these ids"),
                )
        if set(pair) <= set(ids) and ids.index(pair[0]) >= ids.index(pair[1]):
            yield Fault(
                code="S3",
                path=("reasons", number),
                message=say("%(before)s does not come before %(after)s", before=repr(pair[0]), after=repr(pair[1])),
                remedy=say("write the items in the right order, and each reason the way round that they stand"),
            )
    missing = [pair for pair in pairwise(ids) if pair not in reasons] if reasons else []
    if missing:
        yield Fault(
            code="D2",
            severity="warning",
            path=("reasons",),
            message=say("no reason for %(pairs)s", pairs=", ".join(" → ".join(pair) for pair in missing)),
            remedy=say("say of all neighbours why one comes before the other, or of none and explain it as a whole"),
        )


def length_faults(ids: Sequence[str]) -> Iterator[Fault]:
    """Too few items to be worth it, or too many to hold in mind."""
    if not FEWEST <= len(ids) <= MOST:
        yield Fault(
            code="D2",
            severity="warning",
            path=("items",),
            message=say("%(count)d items are to be put in order", count=len(ids)),
            remedy=say("ask for %(fewest)d to %(most)d", fewest=FEWEST, most=MOST),
        )


def number_faults(texts: Sequence[Text]) -> Iterator[Fault]:
    """Numbers that rise or fall from item to item, such as years: a learner who can count needs to know nothing."""
    for language in texts[0]:
        found = [_NUMBER.search(text[language]) for text in texts]
        numbers = [int(match[0]) for match in found if match is not None]
        rising = all(one < other for one, other in pairwise(numbers))
        falling = all(one > other for one, other in pairwise(numbers))
        if len(numbers) == len(texts) and (rising or falling):
            yield Fault(
                code="D2",
                severity="warning",
                path=("items",),
                message=say("the numbers in the items tell their order"),
                remedy=say("take them out"),
            )
            return
