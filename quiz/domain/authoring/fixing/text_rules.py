"""Fixes of fields and texts that can be read, and mean something else than their author meant."""

from __future__ import annotations

import re

from quiz.domain.authoring.fixing.spots import Edit, Rule, Spot, in_quotes, lines_in, quoted, replaced, value_in
from quiz.domain.errors import Problem, is_slip, say
from quiz.domain.text_limits import composed
from quiz.domain.yaml.spans import Splice

_CURLY = re.compile("[“”„‟‘’「」『』«»](.*)[“”„‟‘’「」『』«»]")
_WORD = re.compile(r"[^\s,{}\[\]#\"']+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")


def _cut_text(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """A text that a # cut off, where what follows the # is no comment: a number or a word without a space before it."""
    found = value_in(spot)
    if found is None or problem.column - 1 != found[0] or found[1][0] in "[{":
        return None
    place, value = found
    if re.search(r" #(?:\s|$)", value):
        return None
    return quoted(spot, place, value)


def _curly(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """Curly quotation marks around a whole text that were meant for YAML."""
    found = value_in(spot)
    if found is None or problem.column - 1 != found[0] or not (inside := _CURLY.fullmatch(found[1])):
        return None
    words = say("straight quotation marks instead of %(signs)s", signs=found[1][0] + found[1][-1])
    return replaced(spot, *found, in_quotes(inside[1]), words) if inside[1].strip() else None


def _truth(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """A truth value in other words, where the finding names the one that is meant."""
    word = problem.remedy.values.get("word")
    if word not in ("true", "false"):
        return None
    place = problem.column - 1
    sign = spot.text[place : place + 1]
    inside = spot.text[place + 1 :].partition(sign)[0] if sign in ("'", '"') else ""
    old = f"{sign}{inside}{sign}" if inside else (found[0] if (found := _WORD.match(spot.text, place)) else "")
    if not old or " " in old or "\\" in old:
        return None
    return replaced(spot, place, old, str(word), say("%(word)s instead of %(old)s", word=word, old=old))


def _key(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """A key in capital letters, with an invisible character in it, or with one slip of the finger."""
    place = problem.column - 1
    found = _WORD.match(spot.text, place)
    if found is None or not found[0].endswith(":"):
        return None
    old = found[0].removesuffix(":")
    bare, known = _INVISIBLE.sub("", old), str(problem.remedy.values.get("known", "")).strip("'")
    new = bare if bare != old else known
    if new == old or not (new.casefold() == bare.casefold() or is_slip(old, new)):
        return None
    return replaced(spot, place, old, new, say("%(word)s instead of %(old)s", word=new, old=repr(old)))


def _composed(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """Hangul that a file system took apart, in all of the file."""
    lines = ((one.start, one.text, composed(one.text)) for one in lines_in(text))
    splices = tuple(Splice(start, start + len(old), new) for start, old, new in lines if old != new)
    return Edit(say("composed Hangul"), splices, changes=None) if splices else None


RULES: dict[str, Rule] = {
    "text-cut": _cut_text,
    "quotes": _curly,
    "truth": _truth,
    "unknown-key": _key,
    "K1": _composed,
}
"""By the code of the finding."""
