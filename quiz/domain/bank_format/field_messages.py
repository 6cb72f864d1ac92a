"""What is said of a field that can't be used: its name, its fault, and the form in which it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.bank_format.remedies.keys import alias_of, meant_by, unknown
from quiz.domain.bank_format.remedies.values import better, for_curly, said_instead
from quiz.domain.errors import Message, say, shortened
from quiz.domain.yaml.commented.comments import cut_words

__all__ = ["form_of", "meant_by", "missing", "named", "unknown", "words_of"]

Path = Sequence[str | int]

_THINGS = {
    "questions": say("question"), "options": say("option"), "quizzes": say("quiz"), "draw": say("line of draw"),
    "sources": say("source"), "objectives": say("objective"), "sections": say("section"), "parts": say("part"),
    "answers": say("answer"), "wrong": say("wrong answer"),
    "left": say("entry of left"), "right": say("entry of right"),
    "rows": say("row"), "columns": say("column"), "bins": say("bin"), "items": say("item"), "gaps": say("gap"),
    "reasons": say("reason"), "ideas": say("idea"), "rubric": say("criterion"), "spots": say("spot"),
    "combinations": say("combination"), "terms": say("term"),
}  # fmt: skip
"""What an entry of these lists and maps is called."""

_FILLED = ("absolute", "ref", "file", "text", "value", "output", "count", "ko")
_EXAMPLES = {
    "id": "a", "absolute": "0.01", "relative": "0.05", "ref": "book", "file": "plot.png", "count": "4",
    "level": "apply",
    "bank": "2026-11", "series": "my-course", "kind": "single_choice", "correct": "true", "circle": "[x, y, r]",
    "words": "{least: 50, most: 120}", "minutes": "20", "score": "1", "mode": "practice", "language": "python",
}  # fmt: skip
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LENGTHS = re.compile(r"(?:([0-9]{1,5}) ?[-~–] ?)?([0-9]{1,5})\s*\D{0,4}")
_PICTURE = re.compile(r"!?\[([^\]]*)\]\(([^)]*)\)")


def named(place: Path) -> Message:
    """The field at ``place`` by its name, an entry of a list by its number."""
    if isinstance(place[-1], int):
        return say("entry %(number)d of %(list)s", number=place[-1] + 1, list=_listed(place))
    return say("%(text)s", text=repr(place[-1]))


def _listed(place: Path) -> str:
    return repr(next((step for step in reversed(place) if isinstance(step, str)), ""))


def missing(field: str, place: Path) -> tuple[Message, Message]:
    """That ``field`` lacks in what stands at ``place``."""
    around = [step for step in place[-2:] if isinstance(step, str)]
    thing = _THINGS.get(around[0]) if around and len(place) > 1 else None
    remedy = say("add %(field)s:", field=field)
    if thing is not None:
        remedy = say("add %(field)s: to this %(thing)s", field=field, thing=thing)
    elif around:
        remedy = say("add %(field)s: to %(around)s", field=field, around=repr(around[-1]))
    return say("%(field)s is missing", field=repr(field)), remedy


def form_of(fields: Mapping[str, bool], value: Any) -> str:
    """How a map with these ``fields`` is written, those that are needed; ``value`` is what was written instead."""
    if special := _form_of_text(fields, value):
        return special
    if fields.get("kind"):
        # Which other fields are needed depends on the kind.
        return "{kind: …, …}"
    wanted = [field for field, needed in fields.items() if needed] or [field for field in _FILLED if field in fields][
        :1
    ]
    given = value if isinstance(value, str) and 0 < len(value) <= 40 else None
    filled = next((field for field in _FILLED if field in wanted), None)
    if filled in ("absolute", "count") and (given is None or not _NUMBER.fullmatch(given)):
        filled = None
    parts = [
        f"{field}: {given if field == filled and given else _EXAMPLES.get(field, '…')}" for field in wanted or fields
    ]
    return "{" + ", ".join(parts) + "}"


def _form_of_text(fields: Mapping[str, bool], value: Any) -> str | None:
    """The form of what a text says in its own way: a picture of Markdown, the length of an essay."""
    if not isinstance(value, str):
        return None
    if "alt" in fields and (picture := _PICTURE.fullmatch(value)):
        return f"{{file: {picture[2]}, alt: {picture[1] or '…'}}}"
    if "most" in fields and (lengths := _LENGTHS.fullmatch(value)):
        return f"{{least: {lengths[1]}, most: {lengths[2]}}}" if lengths[1] else f"{{most: {lengths[2]}}}"
    return None


def words_of(kind: str, place: Path, detail: Mapping[str, Any]) -> tuple[str, Message, Message]:
    """The code of the fault that pydantic calls ``kind``, what is said of it, and the remedy."""
    context = detail.get("ctx", {})
    written = detail.get("input", "")
    values = {"field": named(place), "value": shortened(written), **_limits(context)}
    if special := _special(kind, values, context):
        return special
    odd = said_instead(kind, written, values["field"])
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        remedy = for_curly(written) or meant_by(str(written), allowed)
        if odd is not None:
            return "choice", odd[0], odd[1] or remedy
        return "choice", say("unknown value %(value)s of %(field)s", **_of(values)), remedy
    kind = _SAME.get(kind, kind)
    message, remedy = _TEMPLATES.get(kind, _OTHER)
    if place and place[-1] == "difficulty":
        remedy = say("write 1 (easy), 2 or 3 (hard)")
    remedy = better(kind, place, written, context) or remedy
    if odd is not None:
        message, remedy = odd[0], odd[1] or remedy
    return kind.replace("_", "-"), _filled(message, values), _filled(remedy, {"limit": values["limit"]})


def _of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("value", "field")}


def _filled(message: Message, values: Mapping[str, Any]) -> Message:
    return Message(template=message.template, values=message.values or values)


def _special(kind: str, values: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[str, Message, Message] | None:
    if kind == "text_cut":
        return ("text-cut", *cut_words(context["rest"]))
    if kind in ("text_missing", "asked_language"):
        message = say("%(field)s lacks %(missing)s", field=values["field"], missing=context["missing"])
        return "languages", message, say("write the text in every language of the series")
    if kind == "text_language":
        message = say("%(key)s is not a language of the series", key=repr(context["inside"]))
        spaced = context["inside"].partition(" ")[0]
        if spaced in context["known"]:
            return "languages", message, say("write a colon and a space after %(key)s", key=spaced)
        if context["alone"]:
            message = say("a text in braces is read as fields: %(key)s", key=shortened(context["inside"]))
            return "languages", message, say("put the text in quotes")
        if context["bare"]:
            message = say("the text ends at the comma before %(key)s", key=shortened(context["inside"]))
            return "languages", message, say("put a text that holds a comma in quotes")
        if alias_of(context["inside"], context["known"]):
            return "languages", message, meant_by(context["inside"], context["known"])
        return "languages", message, say("use the languages that series.yaml names")
    return None


def _limits(context: Mapping[str, Any]) -> dict[str, Any]:
    names = ("ge", "gt", "le", "lt", "min_length", "max_length", "limit", "size", "pattern")
    limits = {name: context[name] for name in names if name in context}
    first = next((limits[name] for name in names if name in limits), "")
    return {"limit": first, **limits}


_TEMPLATES = {
    "text_cut": cut_words("#"),
    "text": (
        say("%(field)s is not a text"),
        say("write one text, or one for each language; a text that begins with [ stands in quotes"),
    ),
    "text_empty": (say("%(field)s is empty"), say("write the text")),
    "text_long": (say("%(field)s has %(size)s characters, the limit is %(limit)s"), say("shorten the text")),
    "text_reserved": (
        say("%(field)s holds a reserved private-use character"),
        say("remove the characters U+E000 to U+E00F"),
    ),
    "truth": (say("%(value)s is neither true nor false"), say("write true or false, in small letters")),
    "whole_number": (say("%(value)s is not a whole number"), say("write a whole number such as 2")),
    "number": (say("%(value)s is not a number"), say("write a number such as 0.01 or 4096")),
    "slug": (
        say("%(value)s is not a valid id"),
        say("use lower-case letters a to z, digits and single hyphens, for example router-top-two"),
    ),
    "name": (
        say("%(value)s is not a valid name"),
        say("use letters a to z, digits, points, hyphens and underscores, without spaces"),
    ),
    "language_code": (
        say("%(value)s is not the code of a language"),
        say("write a code as in HTML, for example ko, en or pt-BR"),
    ),
    "month": (say("%(value)s is not a valid month"), say("write year and month, for example 2026-11")),
    "arxiv": (say("%(value)s is not a valid arXiv number"), say("write it as in 2106.09685")),
    "url": (say("%(value)s is not a valid web address"), say("write it whole, with https:// before it")),
    "shape": (say("not exactly one shape"), say("give circle: [x, y, r] or rect: [x, y, width, height]")),
    "lengths": (say("not exactly one of words and characters"), say("count either words or characters")),
    "tolerance": (say("not exactly one tolerance"), say("give one of absolute, relative, significant")),
    "quiz_tries": (say("an exam has one try a question"), say("leave tries: out, or set mode: practice")),
    "draw_count": (say("the draw has neither count nor questions"), say("add count: 8, or name the questions")),
    "too_short": (say("%(field)s holds too few entries"), say("write at least %(limit)s")),
    "too_long": (say("%(field)s holds too many entries"), say("write at most %(limit)s")),
    "greater_than": (say("%(value)s is too small for %(field)s"), say("write more than %(limit)s")),
    "greater_than_equal": (say("%(value)s is too small for %(field)s"), say("write %(limit)s or more")),
    "less_than": (say("%(value)s is too large for %(field)s"), say("write less than %(limit)s")),
    "less_than_equal": (say("%(value)s is too large for %(field)s"), say("write %(limit)s or less")),
    "tuple_type": (say("%(field)s is not a list"), say("write the entries with - before each")),
    "dict_type": (say("%(field)s needs fields of its own"), say("write key: value lines")),
    "model_type": (say("%(field)s needs fields of its own"), say("write key: value lines")),
    "string_type": (say("%(field)s is not one text"), say("write one plain text")),
    "string_pattern_mismatch": (
        say("%(value)s is not a valid name of a variable"),
        say("use a letter a to z, then letters, digits and underscores"),
    ),
}
_SAME = {"asked_entries": "too_short"}
_OTHER = (say("%(field)s can't be used in this form"), say("see the reference of the bank format"))
