"""Entries that are sorted into groups: what gives away where one belongs, shared by the kinds that sort."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from quiz.domain.bank_format.fields import Text
from quiz.domain.errors import say
from quiz.domain.matching.endings import particle_fits
from quiz.domain.matching.text import MatchPolicy, normalise
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.likeness import prose_of

MAX_OF_ONE = Fraction(3, 5)
"""The share of all entries that one group may hold without a warning."""

_SPOKEN = MatchPolicy(spaces="collapse", case="fold", particles="exact", typos=0)
_WORD = re.compile("[가-힣]{2,}|[a-z]{4,}")
_LONGEST_PARTICLE = 3

Pair = tuple[str, str]
"""The id of an entry and the id of the group it belongs to."""


def unknown_group(named: str, groups: Sequence[str], path: tuple[str | int, ...]) -> Iterator[Fault]:
    """A group that is named and is not there."""
    if named not in groups:
        yield Fault(
            code="S3",
            path=path,
            message=say("%(id)s is not among %(known)s", id=repr(named), known=", ".join(groups)),
            remedy=say("use one of these ids"),
        )


def crowded(pairs: Sequence[Pair], groups: Sequence[str], part: str) -> Iterator[Fault]:
    """A group that holds most of the entries, where it could be helped."""
    least = Fraction(math.ceil(Fraction(len(pairs), len(groups))), len(pairs))
    for group in groups:
        share = Fraction(sum(where == group for _, where in pairs), len(pairs))
        if share > max(MAX_OF_ONE, least):
            yield Fault(
                code="D4",
                severity="warning",
                path=(part,),
                message=say("%(share)d %% belong to %(id)s", share=round(share * 100), id=repr(group)),
                remedy=say("spread them: one answer given to all would earn that much"),
            )


def regular(pairs: Sequence[Pair], part: str) -> Iterator[Fault]:
    """Answers that come again in one order, all the way: a learner who has seen it knows the rest."""
    groups = [where for _, where in pairs]
    for step in range(2, len(groups) // 2 + 1):
        if len(set(groups)) > 1 and groups[step:] == groups[:-step]:
            yield Fault(
                code="D4",
                severity="warning",
                path=(part,),
                message=say("the answers come again in the same order every %(count)d entries", count=step),
                remedy=say("mix them"),
            )
            return


def revealing_order(pairs: Sequence[Pair], part: str) -> Iterator[Fault]:
    """Ids, which are in the page, that reveal where each entry belongs."""
    if all(name.lower().startswith(group.lower()) for name, group in pairs):
        yield Fault(
            code="D8",
            path=(part,),
            message=say("each id begins with the id of its answer"),
            remedy=say("number them in a mixed order: ids stand in the page"),
        )


def shared_words(text: Text, groups: Sequence[Text], own: int) -> Iterator[tuple[str, str]]:
    """Each language in which ``text`` has a word of its own group that not every group has, with the word."""
    for language, _ in text.written():
        words = [_words(group[language]) for group in groups]
        here = _words(text[language])
        for word in words[own]:
            if _has(here, word) and not all(_has(others, word) for others in words):
                yield language, word
                break


def _words(text: str) -> list[str]:
    """The words of the prose: commands of formulas and names in code are none."""
    return _WORD.findall(normalise(prose_of(text), _SPOKEN))


def _has(words: Sequence[str], wanted: str) -> bool:
    """Whether a word begins like ``wanted``, or the other way round; particles make no difference."""
    return any(
        one.startswith(other) or other.startswith(one)
        for word in words
        for one in _forms(word)
        for other in _forms(wanted)
    )


def _forms(word: str) -> Iterator[str]:
    """The word, and what is left of it without a particle that fits."""
    yield word
    for size in range(1, _LONGEST_PARTICLE + 1):
        stem = word[:-size]
        if len(stem) > 1 and particle_fits(stem, word[-size:]):
            yield stem
