"""Fixes of what keeps a file from being read as YAML."""

from __future__ import annotations

import re

from quiz.domain.authoring.fixing.spots import Edit, Rule, Spot, first, quoted, replaced, value_in
from quiz.domain.bank_format.field_aliases import OTHER_WORDS
from quiz.domain.errors import Problem, say
from quiz.domain.yaml.composer import CONTROL
from quiz.domain.yaml.spans import Splice

_FULL_WIDTH = {"：": ": ", "，": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]", "－": "- ", "＂": '"', "＃": "#"}
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]+")
_BULLETS = "•·∙◦–—"
_KEY = re.compile(r"^\s*(?:- +)?[\w.-]+$")
_KEY_INSIDE = re.compile(r"(?:^|[\s,])([A-Za-z_가-힣][\w-]*): ")
_BEGINNINGS = ("@", "`", "%", "[", "{")
_EMPHASIS = re.compile(r"\*{1,2}[^\s*].*\*.*|\*.*\s.*")
_HASH = re.compile(r"(?<= )#(?=\s|$)")


def _odd_space(text: str, spot: Spot, problem: Problem) -> Edit | None:
    place = problem.column - 1
    if found := _SPACES.match(spot.text, place):
        words = say("an ordinary space instead of U+%(code)04X", code=ord(found[0][0]))
        return replaced(spot, place, found[0], " " * len(found[0]), words)
    if found := _INVISIBLE.match(spot.text, place):
        plain = " " if spot.text[:place].rstrip(" ").endswith((":", "-")) else ""
        return replaced(spot, place, found[0], plain, say("U+%(code)04X taken out", code=ord(found[0][0])))
    return None


def _full_width(text: str, spot: Spot, problem: Problem) -> Edit | None:
    place = problem.column - 1
    sign = spot.text[place : place + 1]
    if sign not in _FULL_WIDTH:
        return None
    follows = spot.text[place + 1 : place + 2]
    plain = _FULL_WIDTH[sign].rstrip(" ") if follows in (" ", "") else _FULL_WIDTH[sign]
    return replaced(spot, place, sign, plain, say("%(plain)s instead of %(sign)s", plain=plain.strip(), sign=sign))


def _bullet(text: str, spot: Spot, problem: Problem) -> Edit | None:
    place = problem.column - 1
    sign = spot.text[place : place + 1]
    if not sign or sign not in _BULLETS or spot.text[:place].strip():
        return None
    gap = "" if spot.text[place + 1 : place + 2] == " " else " "
    return replaced(spot, place, sign, f"-{gap}", say("- instead of %(sign)s", sign=sign))


def _no_space(text: str, spot: Spot, problem: Problem) -> Edit | None:
    place = problem.column - 1
    before, after = spot.text[:place], spot.text[place : place + 1]
    if not after.strip():
        return None
    if before.endswith(":") and _KEY.match(before[:-1]):
        return replaced(spot, place, "", " ", say("a space after the colon"))
    if before.strip() == "-":
        return replaced(spot, place, "", " ", say("a space after the hyphen"))
    return None


def _slashes(text: str, spot: Spot, problem: Problem) -> Edit | None:
    place = len(spot.text) - len(spot.text.lstrip(" "))
    if not spot.text.startswith("//", place):
        return None
    return replaced(spot, place, "//", "#", say("# instead of //, which begins no comment"))


def _second_colon(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """A text that holds a colon; two fields in one line are left to their author."""
    found = value_in(spot)
    if found is None or problem.column - 1 < found[0] or found[1][0] in "[{":
        return None
    place, value = found
    names = {name for pair in OTHER_WORDS.items() for name in (pair[0], *pair[1])}
    if (
        _HASH.search(value)
        or any(name in names for name in _KEY_INSIDE.findall(value))
        or not re.search(":( |$)", value)
    ):
        return None
    return quoted(spot, place, value)


def _beginning(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """A text that begins with a sign of YAML."""
    found = value_in(spot)
    if found is None or not found[1].startswith(_BEGINNINGS) or _HASH.search(found[1]):
        return None
    place, value = found
    closing = {"[": "]", "{": "}"}.get(value[0])
    if closing is not None and (closing not in value or value.endswith(closing) or ": " in value):
        return None
    return quoted(spot, place, value)


def _alias(text: str, spot: Spot, problem: Problem) -> Edit | None:
    found = value_in(spot)
    if found is None or not _EMPHASIS.fullmatch(found[1]) or _HASH.search(found[1]):
        return None
    return quoted(spot, *found)


def _placeholder(text: str, spot: Spot, problem: Problem) -> Edit | None:
    found = value_in(spot)
    if found is None or not found[1].startswith("{{") or "}}" not in found[1] or _HASH.search(found[1]):
        return None
    return quoted(spot, *found)


def _tabs(text: str, spot: Spot, problem: Problem) -> Edit | None:
    """Each tab of the line: two spaces where it indents, one inside a text."""
    indent = len(spot.text) - len(spot.text.lstrip("\t "))
    splices = tuple(
        Splice(spot.start + place, spot.start + place + 1, "  " if place < indent else " ")
        for place, sign in enumerate(spot.text)
        if sign == "\t"
    )
    return Edit(say("spaces instead of tabs"), splices) if splices else None


def _control(text: str, spot: Spot, problem: Problem) -> Edit | None:
    found = CONTROL.match(spot.text, problem.column - 1)
    if found is None:
        return None
    words = say("U+%(code)04X taken out", code=ord(found[0]))
    return replaced(spot, problem.column - 1, found[0], "", words)


_OF_YAML = (_odd_space, _full_width, _bullet, _no_space, _slashes, _second_colon, _beginning, _alias)
RULES: dict[str, Rule] = {
    "yaml": first(_OF_YAML),
    "alias": _alias,
    "key": _placeholder,
    "tab": _tabs,
    "control": _control,
}
"""By the code of the finding; each has one rule for it."""
