"""What a value that can't be used itself suggests: the truth, id or month that was meant, or what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.bank_format.fields import MAX_ID
from quiz.domain.bank_format.remedies.numbers import for_number, for_too_large, for_values
from quiz.domain.errors import Message, nearest, say, shortened
from quiz.domain.text_limits import composed
from quiz.domain.yaml.odd_signs import invisible_in, without_invisible

Path = Sequence[str | int]

_CURLY = re.compile("[“”‘’「」『』«»]")
_TRUE = {
    "true", "yes", "y", "on", "t", "o", "1", "ok", "v", "right", "correct", "참", "예", "네", "맞음", "맞아요", "옳음",
    "옳다", "옳아요", "그렇다", "맞다", "정답", "참임", "○", "✓", "✔", "✅",
}  # fmt: skip
_FALSE = {
    "false", "no", "n", "off", "f", "x", "0", "wrong", "incorrect", "거짓", "아니요", "아니오", "아님", "틀림",
    "그렇지 않다", "틀리다", "틀려요", "그르다", "옳지 않다", "오답", "거짓임", "×", "✗", "✘", "❌",
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OF_IDS = re.compile("[a-z0-9가-힣]+")
_HANGUL = re.compile("[가-힣]")
_NAMING = {"right": "right", "bin": "bins", "key": "columns", "before": "items", "after": "items"}
"""Fields that name an entry of another list of the same question."""
_ONE = ("truth", "number", "whole_number", "slug", "name", "month", "string_type", "literal_error", "url", "arxiv")
"""Faults of fields that hold one value."""


def _truth_of(written: object) -> str | None:
    bare = str(written).strip(" .!").casefold()
    return "true" if bare in _TRUE else "false" if bare in _FALSE else nearest(bare, ["true", "false"])


def said_instead(kind: str, written: Any, field: Message) -> tuple[Message, Message | None] | None:
    """The message, and where there is one the remedy, of a value that is empty, several, or holds what is not seen."""
    if isinstance(written, (list, dict)) and kind in _ONE:
        several = say("%(field)s is a list", field=field)
        if isinstance(written, dict):
            several = say("%(field)s has fields of its own", field=field)
        return several, _one_of(written)
    if written == "" and kind in _ONE:
        return say("%(field)s is empty", field=field), None
    if isinstance(written, str) and kind in _ONE and (odd := invisible_in(written)):
        seen = shortened(without_invisible(written))
        message = say("%(key)s holds the invisible character U+%(code)04X", key=seen, code=ord(odd))
        return message, say("delete it and type the word again")
    return None


def _one_of(written: list[Any] | dict[str, Any]) -> Message:
    texts = [text for text in written if isinstance(text, str) and text]
    if isinstance(written, list) and len(texts) == len(written) == 1:
        return say("write %(form)s", form=texts[0])
    if isinstance(written, list) and len(texts) == len(written) > 1:
        return say("write one text: %(form)s", form=f'"{", ".join(texts)}"')
    return say("write one value")


def better(kind: str, place: Path, written: Any, context: Mapping[str, Any]) -> Message | None:
    """The remedy that a fault's value itself suggests."""
    if curly := for_curly(written):
        return curly
    bare = str(written).strip().casefold()
    if kind == "truth":
        return _of_truth(written, context)
    if kind in ("slug", "name"):
        return _of_id(kind, place, bare, str(written).strip(), context)
    if kind == "month":
        return _of_month(bare)
    if kind in ("number", "whole_number"):
        return for_number(str(written), place, whole=kind == "whole_number")
    if kind in ("less_than", "less_than_equal"):
        return for_too_large(written, context.get("lt", context.get("le")))
    if kind == "string_pattern_mismatch" and bare.strip(")").isdecimal():
        return for_values("")
    return None


def _of_truth(written: Any, context: Mapping[str, Any]) -> Message | None:
    if word := _truth_of(written):
        return say("write %(word)s", word=word)
    return say("write true or false, or a condition on variables such as n < 3") if "condition" in context else None


def _of_id(kind: str, place: Path, bare: str, written: str, context: Mapping[str, Any]) -> Message | None:
    if kind == "slug" and len(bare) > MAX_ID:
        return say("write at most %(limit)s characters", limit=MAX_ID)
    if kind == "slug" and bare[:3] in _MONTHS:
        return say("write year and month, for example 2026-11")
    field = next((str(step) for step in reversed(place) if not isinstance(step, int)), "")
    if "hangul" not in context and _HANGUL.search(bare) and field in _NAMING:
        return say("write the id of that entry of %(list)s, not its words", list=repr(_NAMING[field]))
    if "hangul" in context and _HANGUL.search(bare):
        return say("use letters, digits and single hyphens: %(id)s", id="-".join(_OF_IDS.findall(bare)))
    if _HANGUL.search(bare):
        return say(
            "ids stay the same in every language: use letters a to z and digits, for example %(id)s",
            id=_example(kind, place, bare),
        )
    plain = composed(written, "NFKC")
    made = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
    if kind == "slug" and made:
        return say("use lower-case letters a to z, digits and single hyphens, for example %(id)s", id=made)
    made = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-")
    return (
        say("use letters, digits, points, hyphens and underscores, without spaces: %(id)s", id=made) if made else None
    )


def _example(kind: str, place: Path, bare: str) -> str:
    """An id for what is named in Hangul: its digits, with a letter where an id begins with one."""
    around = next((step for step in reversed(place[:-1]) if isinstance(step, str)), "")
    digits = re.sub(r"\D+", "-", bare).strip("-")
    if kind == "name" and digits:
        return digits
    if (place and place[-1] == "ref") or around in ("sources", "ref"):
        return "book-1"
    if place and (place[-1] == "objective" or around == "objectives"):
        return "LO-1"
    if place and (place[-1] == "section" or around == "sections"):
        return "1"
    if kind == "slug":
        return (
            f"q-{digits}" if digits else {"bank": "stats", "quizzes": "test"}.get(str(place[0]), "a") if place else "a"
        )
    return "a"


def _of_month(bare: str) -> Message | None:
    found = re.fullmatch(r"(20\d\d)\D{0,3}(1[0-2]|0[1-9]|[1-9])(?:\D.*)?", bare)
    return say("write it as %(form)s", form=f"{found[1]}-{int(found[2]):02d}") if found else None


def for_curly(written: Any) -> Message | None:
    """The remedy for curly quotes around what is no text."""
    if isinstance(written, str) and (sign := _CURLY.search(written)):
        return say("leave %(sign)s out, or write straight quotes: curly ones are part of the text", sign=sign[0])
    return None
