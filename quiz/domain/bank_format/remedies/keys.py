"""What was meant by a key or a word that the format does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from quiz.domain.bank_format.field_aliases import OTHER_WORDS
from quiz.domain.errors import Message, nearest, say, shortened
from quiz.domain.yaml.odd_signs import FULL_WIDTH, invisible_in, without_invisible

_OF_QUESTIONS = ("kind", "prompt", "options", "answer", "answers", "explanation", "variables", "tolerance")
_KEYS = ("answer", "answers", "correct", "correct_answer", "key", "정답", "답")
_FILLED = ("absolute", "ref", "file", "text", "title", "value", "output", "count", "ko")
"""The field that a lone value in braces most likely is, the first that is known."""

_BY_ASSIGNMENT = say("dates, and how often it may be taken, are set in the assignment of a class")
_GROUPED = say("leave it out; section: and objective: say what a question is about")
_IN_SERIES = say("it belongs to series.yaml")
_ELSEWHERE: Mapping[str, tuple[Message, str]] = {
    **dict.fromkeys(("tags", "tag", "category", "topic", "태그", "키워드", "주제"), (_GROUPED, "prompt")),
    **dict.fromkeys(("due", "open", "opens", "close", "closes", "start", "end", "deadline", "마감", "시작"),
                    (_BY_ASSIGNMENT, "draw")),
    **dict.fromkeys(("series", "parts", "languages", "language", "profile", "glossary", "footer", "시리즈", "언어"),
                    (_IN_SERIES, "questions")),
    "shuffle": (say("leave it out; questions are always mixed, and options unless theirs says shuffle: false"), "draw"),
    "width": (say("leave it out; a picture takes the room that the page has"), "alt"),
    "height": (say("leave it out; a picture takes the room that the page has"), "alt"),
    "case_sensitive": (say("write it beside answers: as matching: {case: exact}"), "score"),
    "circle": (say("write it as shape: {circle: [x, y, r]}"), "shape"),
    "rect": (say("write it as shape: {rect: [x, y, width, height]}"), "shape"),
    "decimals": (say("write half a unit of the last place: {absolute: 0.005} for two decimals"), "significant"),
    "digits": (say("write half a unit of the last place: {absolute: 0.005} for two decimals"), "significant"),
    "places": (say("write half a unit of the last place: {absolute: 0.005} for two decimals"), "significant"),
}  # fmt: skip
"""What other programs know and is said in another place here: beside which field it was written, and the remedy."""


def unknown(
    key: str, value: Any, known: Sequence[str], *, in_flow: bool, alone: bool = False
) -> tuple[Message, Message]:
    """That nobody asked for ``key``: what was meant by it, or the keys there are.

    ``in_flow`` says that it stands in braces, ``alone`` that nothing else does.
    """
    message = say("unknown key %(key)s", key=shortened(key))
    if odd := invisible_in(key):
        bare = without_invisible(key)
        message = say("%(key)s holds the invisible character U+%(code)04X", key=repr(bare), code=ord(odd))
        return message, say("delete it and type the word again")
    if wide := next((sign for sign in key if sign in FULL_WIDTH), None):
        return say("%(sign)s is a full-width sign", sign=wide), full_width_remedy(wide)
    if value == "" and (remedy := _of_bare(key, known, in_flow=in_flow, alone=alone)):
        return message, remedy
    return message, _elsewhere(key, value, known) or meant_by(key, known)


def full_width_remedy(sign: str) -> Message:
    """What to write instead of a full-width ``sign``."""
    return say("write %(plain)s instead, with the Korean or Chinese input turned off", plain=FULL_WIDTH[sign])


def _of_bare(key: str, known: Sequence[str], *, in_flow: bool, alone: bool) -> Message | None:
    """The remedy for a key without a value, which is mostly a value without its key."""
    begun = re.split("[ =]", key, maxsplit=1)[0]
    if begun in known:
        return say("write a colon and a space after %(key)s", key=begun)
    if not in_flow:
        return None
    if re.fullmatch("[0-9]{3}", key):
        return say("a comma begins the next field: write 1000 for 1,000")
    bare, colon, rest = key.partition(":")
    if colon and bare in known:
        return say("write a space after the colon: %(form)s", form=f"{bare}: {rest}")
    if alone and (field := next((name for name in _FILLED if name in known), None)):
        return say("write %(form)s", form=f"{{{field}: {key}}}")
    if re.fullmatch("[0-9]{1,4}", key) and "absolute" in known:
        return say("a comma begins the next field: write a decimal with a point, as in 0.01")
    if alias_of(key, known) == "correct":
        return say("write %(form)s", form="correct: true")
    return say("a comma begins the next field: put a text that holds one in quotes, or write the key of this one")


def _elsewhere(key: str, value: Any, known: Sequence[str]) -> Message | None:
    """The remedy for what is said in another way or in another place."""
    bare = key.strip().casefold()
    if "questions" in known and bare in _OF_QUESTIONS:
        return say("it belongs to a question: write questions: above, and - before each question")
    if bare in _KEYS and "options" in known:
        return say("mark the right option with correct: true")
    if bare in _KEYS and {"correct", "text"} <= {*known} and str(value).casefold() not in ("true", "false"):
        return say("did you mean %(known)s?", known="'text'")
    remedy, beside = _ELSEWHERE.get(bare, (None, ""))
    return remedy if beside in known else None


def meant_by(key: str, known: Sequence[str]) -> Message:
    """The likely word, or the words there are."""
    meant = meant_word(key, known)
    if meant:
        return say("did you mean %(known)s?", known=repr(meant))
    return say("known here: %(known)s", known=", ".join(known))


def meant_word(key: str, known: Sequence[str]) -> str | None:
    """The word among those ``known`` that was most likely meant by ``key``."""
    return alias_of(key, known) or nearest(key, known) or nearest(_bare(key), known)


def alias_of(key: str, known: Sequence[str]) -> str | None:
    """The word among those ``known`` that ``key`` is another name of, or the same written otherwise."""
    bare = _bare(key)
    written = next((word for word in known if bare == _bare(word)), None)
    # Nearly everything may be called a text or an answer: what is called so in particular comes first.
    ordered = sorted(known, key=lambda word: word == "text")
    alone = bare.rstrip("0123456789")
    return written or next((word for word in ordered if {bare, alone} & _others(word)), None)


@cache
def _others(word: str) -> frozenset[str]:
    return frozenset(map(_bare, OTHER_WORDS.get(word, ())))


def _bare(word: str) -> str:
    """``word`` in small letters, with nothing between its parts."""
    return re.sub(r"[\s_-]", "", word.casefold())
