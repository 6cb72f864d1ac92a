"""What is said of a field that can't be used: its name, its fault, and the form in which it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.bank_format.field_aliases import OTHER_WORDS
from quiz.domain.bank_format.fields import MAX_ID
from quiz.domain.errors import Message, nearest, say, shortened
from quiz.domain.text_limits import composed
from quiz.domain.yaml.comments import cut_words

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
_PER_CENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?) ?%")
_FRACTION = re.compile(r"([0-9]{1,9}) ?/ ?([0-9]{1,9})")
_MANY = re.compile(r"[0-9.]+(?: ?[;~/|] ?[0-9.]+)+")
_WITH_UNIT = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*[^\s0-9;~/|]*")
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2060\ufeff]")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_CURLY = re.compile("[“”‘’「」『』«»]")
_TRUE = {"yes", "y", "on", "t", "o", "1", "참", "예", "네", "맞음", "옳음", "그렇다", "맞다", "정답", "○"}
_FALSE = {
    "no",
    "n",
    "off",
    "f",
    "x",
    "0",
    "거짓",
    "아니요",
    "아니오",
    "아님",
    "틀림",
    "그렇지 않다",
    "틀리다",
    "오답",
    "×",
    "✗",
}
_OF_IDS = re.compile("[a-z0-9가-힣]+")
_HANGUL = re.compile("[가-힣]")


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


def unknown(key: str, value: Any, known: Sequence[str], *, in_flow: bool) -> tuple[Message, Message]:
    """That nobody asked for ``key``: what was meant by it, or the keys there are."""
    message = say("unknown key %(key)s", key=shortened(key))
    if odd := _INVISIBLE.search(key):
        bare = _INVISIBLE.sub("", key)
        message = say("%(key)s holds the invisible character U+%(code)04X", key=repr(bare), code=ord(odd[0]))
        return message, say("delete it and type the word again")
    if (spaced := key.partition(" ")[0]) in known and value == "":
        return message, say("write a colon and a space after %(key)s", key=spaced)
    if in_flow and value == "":
        if re.fullmatch("[0-9]{3}", key):
            return message, say("a comma begins the next field: write 1000 for 1,000")
        bare, colon, rest = key.partition(":")
        if colon and bare in known:
            return message, say("write a space after the colon: %(form)s", form=f"{bare}: {rest}")
        return message, say("a comma begins the next field: put a text that holds one in quotes")
    if key in ("answer", "answers", "정답", "답") and "options" in known:
        return message, say("mark the right option with correct: true")
    return message, meant_by(key, known)


def meant_by(key: str, known: Sequence[str]) -> Message:
    """The likely word, or the words there are."""
    bare = key.strip().casefold().replace(" ", "")
    meant = next((word for word in known if bare == word or bare in OTHER_WORDS.get(word, ())), None)
    meant = meant or nearest(key, known) or nearest(bare, known)
    if meant:
        return say("did you mean %(known)s?", known=repr(meant))
    return say("known here: %(known)s", known=", ".join(known))


def form_of(fields: Mapping[str, bool], value: Any) -> str:
    """How a map with these ``fields`` is written, those that are needed; ``value`` is what was written instead."""
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


def words_of(kind: str, place: Path, detail: Mapping[str, Any]) -> tuple[str, Message, Message]:
    """The code of the fault that pydantic calls ``kind``, what is said of it, and the remedy."""
    context = detail.get("ctx", {})
    written = detail.get("input", "")
    values = {"field": named(place), "value": shortened(written), "reason": detail.get("msg", ""), **_limits(context)}
    if special := _special(kind, values, context):
        return special
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return (
            "choice",
            say("unknown value %(value)s of %(field)s", **_of(values)),
            _curly(written) or meant_by(str(written), allowed),
        )
    kind = _SAME.get(kind, kind)
    message, remedy = _TEMPLATES.get(kind, _OTHER)
    if place and place[-1] == "difficulty":
        remedy = say("write 1 (easy), 2 or 3 (hard)")
    remedy = _better(kind, written, context) or remedy
    return (
        kind.replace("_", "-"),
        Message(template=message.template, values=values),
        Message(template=remedy.template, values={**values, **remedy.values}),
    )


def _of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("value", "field")}


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
        if context["bare"]:
            message = say("the text ends at the comma before %(key)s", key=shortened(context["inside"]))
            return "languages", message, say("put a text that holds a comma in quotes")
        if any(context["inside"].casefold() in OTHER_WORDS.get(known, ()) for known in context["known"]):
            return "languages", message, meant_by(context["inside"], context["known"])
        return "languages", message, say("use the languages that series.yaml names")
    return None


def _better(kind: str, written: Any, context: Mapping[str, Any]) -> Message | None:
    """The remedy that a fault's value itself suggests."""
    if curly := _curly(written):
        return curly
    if kind == "truth" and "condition" in context and str(written).casefold() not in _TRUE | _FALSE | {"true", "false"}:
        return say("write true or false, or a condition on variables such as n < 3")
    bare = str(written).strip().casefold()
    if kind == "truth" and bare in _TRUE | _FALSE | {"true", "false"}:
        return say("write %(word)s", word="true" if bare in _TRUE or bare == "true" else "false")
    if kind == "slug" and len(bare) > MAX_ID:
        return say("write at most %(limit)s characters", limit=MAX_ID)
    if "hangul" in context and _HANGUL.search(bare):
        return say("use letters, digits and single hyphens: %(id)s", id="-".join(_OF_IDS.findall(bare)))
    if kind in ("slug", "name") and _HANGUL.search(bare):
        return say(
            "ids stay the same in every language: use letters a to z and digits, for example %(id)s", id=_id_of(bare)
        )
    if kind == "month" and (month := re.fullmatch(r"(20\d\d)\D{1,3}(1[0-2]|0?[1-9])\D?", bare)):
        return say("write %(word)s", word=f"{month[1]}-{int(month[2]):02d}")
    if kind in ("number", "whole_number"):
        return _of_number(bare, whole=kind == "whole_number")
    if kind == "string_pattern_mismatch" and bare.isdecimal():
        return say("write the values of a variable in square brackets: [2, 5, 8]")
    return None


def _of_number(written: str, *, whole: bool) -> Message | None:
    """What to write for a number that came with a unit, a comma, a sign of per cent, or as a fraction."""
    bare = composed(written, "NFKC")
    if (fraction := _FRACTION.fullmatch(bare)) and not whole and float(fraction[2]):
        return say("write it as a decimal: %(number)s", number=f"{float(fraction[1]) / float(fraction[2]):.6g}")
    if (share := _PER_CENT.fullmatch(bare)) and not whole:
        return say("write the share of 1: %(number)s", number=f"{float(share[1]) / 100:g}")
    if _MANY.fullmatch(bare):
        return say("set the numbers apart by commas, in square brackets")
    number = _WITH_UNIT.fullmatch(bare)
    if number is None:
        return None
    bare_number = number[1].replace(",", "")
    if bare_number == written or (whole and not re.fullmatch("[+-]?(0|[1-9][0-9]*)", bare_number)):
        return None
    return say("write the number alone, without unit or comma: %(number)s", number=bare_number)


def _id_of(bare: str) -> str:
    digits = re.sub(r"\D+", "-", bare).strip("-")
    return f"q-{digits}" if digits else "book-1"


def _curly(written: Any) -> Message | None:
    if isinstance(written, str) and (sign := _CURLY.search(written)):
        return say("leave %(sign)s out, or write straight quotes: curly ones are part of the text", sign=sign[0])
    return None


def _limits(context: Mapping[str, Any]) -> dict[str, Any]:
    names = ("ge", "gt", "le", "lt", "min_length", "max_length", "limit", "size", "pattern")
    limits = {name: context[name] for name in names if name in context}
    first = next((limits[name] for name in names if name in limits), "")
    return {"limit": first, **limits}


_TEMPLATES = {
    "text_cut": cut_words("#"),
    "text": (say("%(field)s is not a text"), say("write one text, or one for each language")),
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
_OTHER = (say("%(field)s can't be used: %(reason)s"), say("see the reference of the bank format"))
