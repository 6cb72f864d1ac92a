"""What the verdicts on a question say in plain words, and what to do about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from quiz.domain.errors import Message, say
from quiz.domain.item_analysis.verdicts import Kind, Verdict

Weight = Literal["first", "mend", "note", "none"]
"""How much a verdict weighs: learners may have been marked wrongly; the question could be better; to know; nothing."""


LONGEST = 60
"""Characters of a choice that a sentence quotes."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """A verdict in a few words, in a sentence, and what to do."""

    weight: Weight
    short: Message
    sentence: Message
    action: Message | None = None


_WEIGHTS: Mapping[Kind, Weight] = {
    "miskey": "first",
    "negative": "first",
    "ambiguous": "first",
    "hard": "mend",
    "easy": "mend",
    "dead": "note",
}


def words_of(verdict: Verdict, named: Mapping[str, Message]) -> Words:
    """A verdict in words; ``named`` are the choices that it is about."""
    choice: Message | str = _short(named[verdict.choices[0]]) if verdict.choices else ""
    short, sentence, action = _said(verdict, choice)
    return Words(weight=_WEIGHTS.get(verdict.kind, "none"), short=short, sentence=sentence, action=action)


def _short(choice: Message) -> Message:
    """A choice that may be a whole sentence, cut where it would drown what is said of it."""
    cut = {
        name: one[:LONGEST] + "…" for name, one in choice.values.items() if isinstance(one, str) and len(one) > LONGEST
    }
    return replace(choice, values={**choice.values, **cut})


def _said(verdict: Verdict, choice: Message | str) -> tuple[Message, Message, Message | None]:
    match verdict.kind:
        case "miskey":
            return (
                say("Check the key first"),
                say("The best learners prefer “%(choice)s”: is the key right?", choice=choice),
                say("Read the question once more as if “%(choice)s” were the key.", choice=choice),
            )
        case "ambiguous":
            return (
                say("Check first"),
                say("“%(choice)s” competes with the key: can it be defended, too?", choice=choice),
                say("Say in the question what tells the two apart, or accept both."),
            )
        case "negative":
            return (
                say("Check first"),
                say("Those who do well otherwise are more often wrong here."),
                say("Look for a second reading of the question, and whether the key is right."),
            )
        case "hard":
            return (
                say("Could be better"),
                say("Hardly anybody is right."),
                say("Was it taught, and is it said clearly? A hint or an easier step before it may help."),
            )
        case "easy":
            return (
                say("Could be better"),
                say("Nearly everybody is right, so it tells nobody apart."),
                say("Fine to begin with. In a test, ask for more."),
            )
        case "dead":
            return _dead(verdict, choice)
        case "early":
            return (
                say("Too early to judge discrimination"),
                say("Nothing else stands out. More answers will tell whether it tells learners apart."),
                None,
            )
        case "few":
            return say("Too few answers"), say("Under ten answers nothing can be said."), None
        case _:
            return say("Fine"), say("Nothing stands out."), None


def _dead(verdict: Verdict, choice: Message | str) -> tuple[Message, Message, Message | None]:
    if len(verdict.choices) == 1:
        sentence = say("Nobody chose “%(choice)s”.", choice=choice)
    else:
        sentence = say("Nobody chose %(count)d of the options.", count=len(verdict.choices))
    return say("To know"), sentence, say("Offer a mistake that people make instead.")
