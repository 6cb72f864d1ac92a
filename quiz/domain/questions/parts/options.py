"""Options that are picked, each with its reason: shared by the kinds that offer a choice."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from quiz.domain.bank_format.fields import Asked, Model, PartId, Slug, Text, left_out
from quiz.domain.errors import Message, say, shortened
from quiz.domain.questions.parts.answers import Answer, Variant
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.likeness import may_be_alike, reading
from quiz.domain.questions.parts.passages import Passage
from quiz.domain.questions.parts.variables import Condition, Values, holds, shown
from quiz.domain.rendering import fill_source

NOTHING: Values = {}
WRONGLY = "!"
"""Behind an option's id: picked in a draw in which it is not right."""

_ALL_OF_THEM = re.compile(
    r"위의? ?모든|모두 (맞|옳|해당|정답)|전부 (맞|옳)|보기 ?모두|\ball of (the )?(above|these)\b", re.IGNORECASE
)
_EACH_OTHER = re.compile(
    r"(위|앞)의 (보기|것|답)|이러한 (보기|것)|\bthe (former|above)\b|\bsuch an? (answer|option)\b", re.IGNORECASE
)
_SAID_SO = ("위", "앞", "모두", "전부", "이러한", "above", "these", "former", "such")
"""What is said in any of these; most options hold none."""


class Entry(Protocol):
    """One of a list: what it is called, and what it says."""

    @property
    def id(self) -> str: ...

    @property
    def text(self) -> Text: ...


class Option(Model):
    """One thing to pick. ``why`` says what picking it shows."""

    id: PartId
    text: Text
    correct: Condition = False
    why: Asked[Text] = left_out()
    misconception: Slug | None = None


class Picking:
    """What the kinds share whose input ``choice`` is answered from one list of options; goes before ``Question``."""

    @abstractmethod
    def listed(self) -> tuple[Option, ...]:
        """All that can be picked."""

    def key_texts(self) -> Iterator[Text]:
        """The texts of the options that are right in every draw."""
        yield from (option.text for option in self.listed() if option.correct is True)

    def right_choices(self) -> frozenset[str]:
        """The ids of the options that are right in some draw."""
        return frozenset(option.id for option in self.listed() if option.correct is not False)

    def choice_words(self, choice: str, language: str) -> Message:
        """The text of the option that was picked."""
        return option_words(self.listed(), choice, language)

    def misconceptions(self) -> Mapping[str, str]:
        """Those of the options, by the pick."""
        return option_misconceptions(self.listed())

    def solution(self, variant: Variant) -> Answer:
        """All options that are right in this draw."""
        return {"choice": keys(self.listed(), variant.values)}

    def wrong_answer(self, variant: Variant) -> Answer:
        """The first option that is not."""
        return {"choice": others(self.listed(), variant.values)[:1]}


def in_draw(values: Values) -> Message | str:
    """Which draw a fault is found in; nothing where nothing is drawn."""
    return say(" in the draw %(draw)s", draw=shown(values)) if values else ""


def not_one_right(options: Sequence[Option], values: Values) -> Iterator[Fault]:
    """Another number of right options than one, and options that say the same once the values are put in."""
    right = len(keys(options, values))
    if right != 1:
        yield Fault(
            code="S3",
            path=("options",),
            message=say("%(count)d options are marked correct%(where)s", count=right, where=in_draw(values)),
            remedy=say("mark exactly one with correct: true"),
        )
    if values:
        yield from equal_options(options, values)


def option_passages(options: Sequence[Option], part: str = "options") -> Iterator[Passage]:
    """The texts and reasons of ``options``; a reason is seen only after scoring."""
    for number, option in enumerate(options):
        text, why = (part, number, "text"), (part, number, "why")
        yield Passage(name=f"{part}.{option.id}.text", text=option.text, path=text, shown=True)
        if option.why is not None:
            yield Passage(name=f"{part}.{option.id}.why", text=option.why, path=why, shown=False)


def keys(options: Sequence[Option], values: Values = NOTHING) -> tuple[str, ...]:
    """The ids of the options that are right for ``values``."""
    return tuple(option.id for option in options if holds(option.correct, values))


def others(options: Sequence[Option], values: Values = NOTHING) -> tuple[str, ...]:
    """The ids of the options that are not right for ``values``."""
    return tuple(option.id for option in options if not holds(option.correct, values))


def conditions(options: Sequence[Option], part: str = "options") -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The conditions under which options are right, each with its path."""
    for number, option in enumerate(options):
        if isinstance(option.correct, str):
            yield (part, number, "correct"), option.correct


def is_conditional(options: Sequence[Option]) -> bool:
    """Whether it depends on the draw which options are right."""
    return any(isinstance(option.correct, str) for option in options)


def equal_options(options: Sequence[Option], values: Values, part: str = "options") -> Iterator[Fault]:
    """Options that say the same once the values are put in."""
    yield from equal_texts(options, part, values)


def equal_texts(entries: Sequence[Entry], part: str, values: Values) -> Iterator[Fault]:
    """Entries of the list ``part`` that say the same once the values are put in."""
    for language in entries[0].text:
        texts = [fill_source(entry.text[language], values, language) for entry in entries]
        for number, twin in _twins(texts):
            yield Fault(
                code="O4",
                path=(part, number, "text", language),
                message=say(
                    "%(text)s says the same as %(other)s in the draw %(draw)s",
                    text=shortened(texts[number]),
                    other=_called(entries, twin, part),
                    draw=shown(values),
                ),
                remedy=say("exclude the draw with where, or change an option"),
            )


def _twins(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The numbers of the texts that say the same as one before them, each with the number of that one."""
    if not may_be_alike(texts):
        return
    seen: dict[str, int] = {}
    for number, text in enumerate(texts):
        first = seen.setdefault(reading(text), number)
        if first != number:
            yield number, first


def _called(entries: Sequence[Entry], number: int, part: str) -> str:
    """An entry as messages name it: its list, its place in it, its id."""
    return f"{part}.{number + 1} (id {entries[number].id})"


def option_faults(options: Sequence[Option], part: str = "options") -> Iterator[Fault]:
    """Options that share an id or a text, claim all the others, or point at one another."""
    yield from duplicate_ids([option.id for option in options], part)
    yield from duplicate_texts(options, part)
    for number, option in enumerate(options):
        for language, text in option.text.written():
            yield from _wording(text, (part, number, "text", language))


def _wording(text: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
    lower = text.lower()
    if not any(word in lower for word in _SAID_SO):
        return
    if _ALL_OF_THEM.search(text):
        yield Fault(
            code="O1",
            path=path,
            message=say("the option %(text)s claims all of them", text=shortened(text)),
            remedy=say("make it a multiple_choice question"),
        )
    if _EACH_OTHER.search(text):
        yield Fault(
            code="O22",
            path=path,
            message=say("the option %(text)s points at another option", text=shortened(text)),
            remedy=say("say it without the other: shuffling moves them"),
        )


def duplicate_ids(ids: Sequence[str], part: str) -> Iterator[Fault]:
    """Ids that stand twice in one list."""
    for number, name in enumerate(ids):
        if name in ids[:number]:
            yield Fault(
                code="duplicate",
                path=(part, number, "id"),
                message=say("id %(id)s is used twice", id=repr(name)),
                remedy=say("give each its own id"),
            )


def duplicate_texts(entries: Sequence[Entry], part: str) -> Iterator[Fault]:
    """Entries of the list ``part`` that a reader can't tell apart."""
    for language in entries[0].text if entries else ():
        written = [number for number, entry in enumerate(entries) if language not in entry.text.filled]
        for place, twin in _twins([entries[number].text[language] for number in written]):
            entry = entries[written[place]]
            yield Fault(
                code="O4",
                path=(part, written[place], "text", language),
                message=say(
                    "%(text)s says the same as %(other)s",
                    text=shortened(entry.text[language]),
                    other=_called(entries, written[twin], part),
                ),
                remedy=say("let every entry say something of its own"),
            )


def tallied(options: Sequence[Option], picked: Sequence[str], values: Values) -> tuple[str, ...]:
    """The picks as statistics count them; where it depends on the draw, right and wrong picks are kept apart."""
    if not is_conditional(options):
        return tuple(picked)
    right = keys(options, values)
    return tuple(option if option in right else f"{option}{WRONGLY}" for option in picked)


def option_misconceptions(options: Sequence[Option]) -> dict[str, str]:
    """The misconceptions of wrong picks, by the pick as ``tallied`` names it."""
    mark = WRONGLY if is_conditional(options) else ""
    return {
        f"{option.id}{mark}": option.misconception
        for option in options
        if option.misconception and option.correct is not True
    }


def pair_misconceptions(
    entries: Iterable[tuple[str, str | None, Collection[str]]], partners: Iterable[str]
) -> dict[str, str]:
    """The misconceptions of wrong pairs, by the pair.

    ``entries`` are ids, each with its misconception and the ids of the partners that are right.
    """
    ids = tuple(partners)
    return {
        f"{entry}:{partner}": misconception
        for entry, misconception, right in entries
        if misconception
        for partner in ids
        if partner not in right
    }


def option_words(options: Sequence[Option], choice: str, language: str) -> Message:
    """The text of the option with the id ``choice``."""
    name = choice.removesuffix(WRONGLY)
    text = next((option.text[language] for option in options if option.id == name), choice)
    return say("%(text)s", text=text)
