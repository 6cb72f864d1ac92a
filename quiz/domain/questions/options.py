"""Options that are picked, each with its reason: shared by the kinds that offer a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quiz.domain.errors import Message, say, shortened
from quiz.domain.fields import Model, Name, Slug, Text, Truth
from quiz.domain.questions.base import Fault, Passage
from quiz.domain.text_match import MatchPolicy, normalise

_BARE = MatchPolicy(spaces="ignore", case="fold", particles="exact", typos=0)
_PUNCTUATION = re.compile(r"[\W_]+")
_ALL_OF_THEM = re.compile(
    r"위의? ?모든|모두 (맞|옳|해당|정답)|전부 (맞|옳)|보기 ?모두|\ball of (the )?(above|these)\b", re.IGNORECASE
)
_EACH_OTHER = re.compile(
    r"(위|앞)의 (보기|것|답)|이러한 (보기|것)|\bthe (former|above)\b|\bsuch an? (answer|option)\b", re.IGNORECASE
)


class Option(Model):
    """One thing to pick. ``why`` tells the one who picked it what that shows."""

    id: Name
    text: Text
    correct: Truth = False
    why: Text
    misconception: Slug | None = None


def option_passages(options: Sequence[Option]) -> Iterator[Passage]:
    """The texts and reasons of ``options``; a reason is seen only after scoring."""
    for option in options:
        yield Passage(name=f"options.{option.id}.text", text=option.text, shown=True)
        yield Passage(name=f"options.{option.id}.why", text=option.why, shown=False)


def keys(options: Sequence[Option]) -> tuple[str, ...]:
    """The ids of the right options."""
    return tuple(option.id for option in options if option.correct)


def others(options: Sequence[Option]) -> tuple[str, ...]:
    """The ids of the options that are not right."""
    return tuple(option.id for option in options if not option.correct)


def option_faults(options: Sequence[Option]) -> Iterator[Fault]:
    """Options that share an id or a text, claim all the others, or point at one another."""
    yield from duplicate_ids([option.id for option in options], "options")
    yield from duplicate_texts([option.text for option in options], "options")
    for number, option in enumerate(options):
        for language, text in option.text.items():
            yield from _wording(text, ("options", number, "text", language))


def _wording(text: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
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


def duplicate_texts(texts: Sequence[Text], part: str) -> Iterator[Fault]:
    """Texts that say the same but for case, spaces and punctuation."""
    for language in texts[0] if texts else ():
        seen: dict[str, int] = {}
        for number, text in enumerate(texts):
            bare = _PUNCTUATION.sub("", normalise(text[language], _BARE)) or text[language]
            if bare in seen:
                yield Fault(
                    code="O4",
                    path=(part, number, "text", language),
                    message=say("%(text)s stands twice", text=shortened(text[language])),
                    remedy=say("let every entry say something of its own"),
                )
            seen[bare] = number


def option_words(options: Sequence[Option], choice: str, language: str) -> Message:
    """The text of the option with the id ``choice``."""
    text = next((option.text[language] for option in options if option.id == choice), choice)
    return say("%(text)s", text=text)
