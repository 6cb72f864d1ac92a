"""What YAML's parser complains of, in an author's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quiz.domain.errors import Message, say, shortened
from quiz.domain.yaml.commented.comments import CLIPPED
from quiz.domain.yaml.document import Place

KEY = re.compile(r"^\s*(?:- +)?[\"']?[\w.-]+[\"']?:(?= |$)")


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a file can't be read, the place of the cause, and the remedy."""

    place: Place
    message: Message
    remedy: Message


def by_problem(error: Any, lines: Sequence[str]) -> Reason:
    mark, began = error.problem_mark, error.context_mark
    line = lines[mark.line] if mark.line < len(lines) else ""
    context, problem = error.context or "", error.problem or ""
    place = mark.line + 1, mark.column + 1
    if (
        "flow" in context
        and "depth" not in problem
        and began is not None
        and (began.line < mark.line or "node content" not in problem)
    ):
        return _in_flow(began, mark, lines)
    if "simple key" in context and began is not None:
        return _no_colon(lines[began.line], (began.line + 1, began.column + 1))
    before = line[: mark.column].rstrip()
    if "expected key" in problem and (end := before[-1:]) and end in "]}":
        opening = "[" if end == "]" else "{"
        return Reason(
            place=place,
            message=say("a text that begins with %(sign)s ends at its %(closing)s", sign=opening, closing=end),
            remedy=say("put the whole text in quotes, or write it as a block after |"),
        )
    if "document start" in problem and (ended := _document(lines, mark.line)):
        return ended
    if "mapping values" in problem:
        return _second_colon(line, place, lines)
    if not line[mark.column :].strip() and "node content" in problem:
        return Reason(
            place=place,
            message=say("a value or a closing bracket is missing"),
            remedy=say("write it, or remove the opening bracket"),
        )
    part = next(part for part in _PROBLEMS if part in problem or part in context)
    message, remedy = _PROBLEMS[part]
    sign = line[mark.column : mark.column + 1]
    values = {"sign": sign}
    from_its_beginning = part in context or part == "document indicator"
    return Reason(
        place=(began.line + 1, began.column + 1) if from_its_beginning and began is not None else place,
        message=Message(template=message.template, values=values),
        remedy=Message(template=remedy.template, values=values),
    )


def _document(lines: Sequence[str], number: int) -> Reason | None:
    """What lies above line ``number`` and makes it begin a document of its own."""
    marks = [above for above in range(number + 1) if lines[above].startswith(("...", "%"))]
    if not marks:
        return None
    above = marks[-1]
    message, remedy = say("... ends the file's document here"), say("remove it; a file holds one bank")
    if lines[above].startswith("%"):
        message = say("a line that begins with %% is read as a directive")
        remedy = say("remove it, or write --- in the line below")
    return Reason(place=(above + 1, 1), message=message, remedy=remedy)


def _in_flow(began: Any, mark: Any, lines: Sequence[str]) -> Reason:
    sign = lines[began.line][began.column : began.column + 1]
    closing = "]" if sign == "[" else "}"
    if began.line < mark.line or closing not in lines[began.line][began.column :]:
        return Reason(
            place=(began.line + 1, began.column + 1),
            message=say("the bracket %(sign)s that opens here is not closed", sign=sign),
            remedy=say("close it with %(closing)s where the list or the fields end", closing=closing),
        )
    between = lines[mark.line][began.column : mark.column]
    if ";" in between and began.line == mark.line:
        return Reason(
            place=(mark.line + 1, began.column + between.index(";") + 1),
            message=say("%(sign)s parts no fields", sign=";"),
            remedy=say("set the fields between { and } apart by commas"),
        )
    return Reason(
        place=(mark.line + 1, mark.column + 1),
        message=say("neither a comma nor %(closing)s stands here", closing=closing),
        remedy=say("set the fields or entries apart by commas, and put texts with signs such as , : { } in quotes"),
    )


def _no_colon(line: str, place: Place) -> Reason:
    if line.lstrip().startswith("//"):
        return Reason(
            place=place, message=say("// begins no comment"), remedy=say("write # and a space before a comment")
        )
    meant = _LIKE_A_FIELD.match(line)
    if meant is not None and meant[2].lstrip().startswith(":"):
        form = f"{meant[1]}: {meant[3][:CLIPPED].strip()}"
        return Reason(
            place=(place[0], meant.end(2) + 1),
            message=say("a space is missing after the colon"),
            remedy=say("write %(form)s", form=form),
        )
    remedy = say("write key: value; a text that goes on in the next line is written as a block after |")
    if meant is not None:
        remedy = say("write %(form)s", form=f"{meant[1]}: {meant[3][:CLIPPED].strip()}")
    return Reason(
        place=place,
        message=say("no colon in this line: %(line)s", line=shortened(line.strip(), CLIPPED)),
        remedy=remedy,
    )


def _second_colon(line: str, place: Place, lines: Sequence[str]) -> Reason:
    key = KEY.match(line)
    if line.lstrip(" -").startswith("("):
        return Reason(
            place=(place[0], line.index("(") + 1),
            message=say("round brackets hold no fields"),
            remedy=say("write the fields between { and }"),
        )
    if place[1] > MAX_KEY and ": " not in line[: place[1] - 1]:
        message = say("a key of more than %(limit)d characters", limit=MAX_KEY)
        return Reason(place=(place[0], 1), message=message, remedy=say("put a text that is meant in quotes"))
    if key is None or key.end() < place[1] or place[0] == 1:
        return Reason(
            place=place,
            message=say("a second colon in one line"),
            remedy=say("put the text that holds it in quotes, or begin a new line for the new field"),
        )
    above, before = (_filled_above(lines, place[0] - 1, steps) for steps in (1, 2))
    if above is not None and not KEY.match(lines[above]) and _column(lines[above]) <= _column(line):
        return _no_colon(lines[above], (above + 1, _column(lines[above]) + 1))
    if above is not None and before is not None and _column(lines[above]) < _column(line) == _inner(lines[before]):
        return Reason(place=(above + 1, _column(lines[above]) + 1), message=_OUTSIDE, remedy=_ALIGN)
    return Reason(
        place=(place[0], _column(line) + 1),
        message=say("this field is indented further than the fields above it"),
        remedy=say("start it in the same column as those; a text above it may lack its quotes"),
    )


def _filled_above(lines: Sequence[str], number: int, steps: int) -> int | None:
    """The line that is so many ``steps`` above line ``number``, blank lines and comments not counted."""
    found = (above for above in range(number - 1, -1, -1) if lines[above].split("#")[0].strip())
    return next((above for place, above in enumerate(found, 1) if place == steps), None)


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _inner(line: str) -> int:
    """The column of the fields that stand beside the one of ``line``, behind its hyphen."""
    return _column(line) + len(line.lstrip(" ")) - len(line.lstrip(" -"))


_LIKE_A_FIELD = re.compile(r"^\s*(?:- +)?([a-z_]{2,20})(\s+:|\s*[=;]|\s+(?=\S+\s*$))\s*(\S.*)$")
_OUTSIDE = say("this line is indented less than the fields above and below it")
MAX_KEY = 1024
"""Characters of a key that YAML allows before its colon."""
_MISFIT = say("the indentation of this line fits no line above it")
_ALIGN = say("start it in the same column as the fields or hyphens that it belongs to")
_PROBLEMS = {
    "nesting depth": (say("brackets inside each other, deeper than can be read"), say("flatten this part")),
    "'-' indicator": (_MISFIT, _ALIGN),
    "expected key": (_MISFIT, _ALIGN),
    "document start": (_MISFIT, _ALIGN),
    "block sequence entries": (
        say("a list begins in the line of its key"),
        say("begin it in the line below, each entry with - before it; put a text that begins with - in quotes"),
    ),
    "an alias": (
        say("a text that begins with * is read as an alias"),
        say("put the text in quotes, or write it as a block after |"),
    ),
    "an anchor": (say("a text that begins with & is read as an anchor"), say("put the text in quotes")),
    "a tag": (say("a text that begins with ! is read as a tag"), say("put the text in quotes")),
    "a block scalar": (
        say("after | or > the text begins in the next line"),
        say("write nothing but | in this line, and indent the text below it"),
    ),
    "cannot start any token": (say("a text can't begin with %(sign)s"), say("put the text in quotes")),
    "escape": (
        say("a backslash that begins no escape of double quotes"),
        say("write it twice, or put the text in single quotes"),
    ),
    "hexdecimal": (
        say("a backslash that begins no escape of double quotes"),
        say("write it twice, or put the text in single quotes"),
    ),
    "document indicator": (
        say("the quotation mark that opens here is never closed"),
        say("close it at the end of the text"),
    ),
    "node content": (
        say("a value is missing before %(sign)s"),
        say("write the value, or put a text with such signs in quotes"),
    ),
    "unexpected ':'": (
        say("nothing stands after the colon"),
        say("write a space and a value after it, or put a text that ends with a colon in quotes"),
    ),
    "tag handle": (say("a text that begins with ! is read as a tag"), say("put the text in quotes")),
    "directive": (
        say("a line that begins with %% is read as a directive"),
        say("indent the text, or put it in quotes"),
    ),
    "mapping keys": (
        say("a text that begins with ? is read as a key"),
        say("put the text in quotes"),
    ),
    "incompatible YAML": (say("the file asks for another version of YAML"), say("remove the line that begins with %%")),
    "": (say("not readable as YAML"), say("check the indentation, colons and quotes around this place")),
}
"""Parts of what libyaml says, with our words for it; the first that fits is taken, and the last fits all."""
