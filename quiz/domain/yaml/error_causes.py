"""Why a file can't be read as YAML, in an author's words and at the place of the cause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from quiz.domain.errors import say, shortened
from quiz.domain.yaml.commented.comments import CLIPPED, LINE_END, lines_of
from quiz.domain.yaml.odd_signs import FULL_WIDTH, SPACE
from quiz.domain.yaml.parser_messages import KEY, Reason, by_problem
from quiz.domain.yaml.wrong_files import foreign_line

_ODD_SPACE = re.compile(f"^(?:[ {SPACE}]*|\\s*- *|\\s*(?:- +)?[\\w.-]+:)(?<![{SPACE}])([{SPACE}])")
_BULLET = re.compile(
    r"^\s*([*•·∙◦–—―ㅡ−▪■□▶▷➤○●※‣①-⑳㉠-㉭ⓐ-ⓩ]|[0-9]{1,2}[.)]|\([0-9a-z가-하]{1,2}\)|[A-Za-z가-하][.)](?=\s)"
    r"|-(?=[\w\"']+:(?:\s|$))|-(?=[{\[]))"
)
_CURLY_END = re.compile("^[^\"']*[”“’‘]")
_AT_KEY = re.compile(r"^\s*(?:- +)?[\"']?[\w.-]+[\"']?(：)|^\s*(－)|(?:[:：]|^\s*-)\s*([｛［＂])")
_IN_FLOW = re.compile(r"[：，｛｝［］]")
_NO_SPACE = re.compile(r"^\s*(?:- +)?([A-Za-z_가-힣][\w-]*):(?!//)(\S.*)")
_NO_SPACE_AT_DASH = re.compile(r"^\s*-(?=[^\s-])")
_SWALLOWED = re.compile(r"(?:\n|, ?) {0,40}(?:- {1,9})?[{\[]?[\"']?[A-Za-z_][\w.-]{0,40}[\"']?: ")


def reason_of(error: Any, text: str) -> Reason:
    """What ``error`` of the YAML parser means to the author of ``text``."""
    lines = [*lines_of(text), ""]
    mark = error.problem_mark
    began = error.context_mark if error.context_mark is not None else mark
    first = began.line if "simple key" in (error.context or "") else mark.line - 1
    near = [number for number in range(mark.line, max(0, first) - 1, -1) if number < len(lines)]
    if foreign := foreign_line(lines, near):
        return Reason(place=foreign[0], message=foreign[1], remedy=foreign[2])
    found = _odd_sign(lines, near, in_flow="flow" in (error.context or ""))
    found = found or _bullet(lines, near) or _open_quote(error, text, lines) or _glued(error, lines, near)
    return found or by_problem(error, lines)


def _odd_sign(lines: Sequence[str], near: Sequence[int], *, in_flow: bool) -> Reason | None:
    for number in near:
        if space := _ODD_SPACE.search(lines[number]):
            return Reason(
                place=(number + 1, space.start(1) + 1),
                message=say("this is not an ordinary space but the character U+%(code)04X", code=ord(space[1])),
                remedy=say("delete it and type a space; text copied from a web page or a document brings it along"),
            )
        wide = _AT_KEY.search(lines[number]) or (in_flow and _IN_FLOW.search(_unquoted(lines[number]))) or None
        if wide:
            sign = next(filter(None, wide.groups()), wide[0])
            return Reason(
                place=(number + 1, wide.end() - len(sign) + 1),
                message=say("%(sign)s is a full-width sign", sign=sign),
                remedy=say(
                    "write %(plain)s instead, with the Korean or Chinese input turned off", plain=FULL_WIDTH[sign]
                ),
            )
    return None


def _bullet(lines: Sequence[str], near: Sequence[int]) -> Reason | None:
    """An entry of a list that begins with another sign than a hyphen and a space."""
    for number in near:
        if sign := _BULLET.match(lines[number]):
            return Reason(
                place=(number + 1, sign.start(1) + 1),
                message=say("a space is missing after the hyphen")
                if sign[1] == "-"
                else say("an entry of a list doesn't begin with %(sign)s", sign=sign[1]),
                remedy=say("write a hyphen and a space before each entry: - …"),
            )
    return None


def _unquoted(line: str) -> str:
    """``line`` with what stands between quotes blanked out, so that places stay."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", lambda quoted: "." * len(quoted[0]), line)


def _open_quote(error: Any, text: str, lines: Sequence[str]) -> Reason | None:
    """The quote that swallowed what follows it, or after whose end the text goes on."""
    if error.context == "while scanning a quoted scalar" and "end of stream" in error.problem:
        return _never_closed(error.context_mark, None, lines)
    mark = error.problem_mark
    around = "".join(lines[max(0, mark.line - 1) : mark.line + 1])
    if "'" not in around and '"' not in around:
        return None
    quoted = [token for token in _quoted_before(text, mark.index) if token.end_mark.line >= mark.line - 1]
    for token in quoted[-2:]:
        inside = text[token.start_mark.index + 1 : token.end_mark.index - 1]
        if _SWALLOWED.search(inside):
            return _never_closed(token.start_mark, token.end_mark.line + 1, lines)
    if (
        quoted
        and not text[quoted[-1].end_mark.index : mark.index].strip(" ")
        and text[mark.index : mark.index + 1].strip()
    ):
        return _goes_on(quoted[-1], text)
    return None


def _quoted_before(text: str, index: int) -> Iterator[Any]:
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if token.start_mark.index > index:
                return
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                yield token
    except yaml.YAMLError:
        return


def _never_closed(mark: Any, closed: int | None, lines: Sequence[str]) -> Reason:
    message, remedy = say("the quotation mark that opens here is never closed"), say("close it at the end of the text")
    if curly := _CURLY_END.match(lines[mark.line][mark.column + 1 :]):
        message = say(
            "the quotation mark that opens here is straight, and %(sign)s does not close it", sign=curly[0][-1]
        )
        remedy = say("write the same straight sign at both ends")
    elif closed is not None and closed != mark.line + 1:
        message = say("the quotation mark that opens here is closed only in line %(line)d", line=closed)
    elif closed is not None:
        message = say("the quotation mark that opens here is closed only after the next field begins")
    return Reason(place=(mark.line + 1, mark.column + 1), message=message, remedy=remedy)


def _goes_on(token: Any, text: str) -> Reason | None:
    rest = LINE_END.split(text[token.end_mark.index :], maxsplit=1)[0]
    if rest.lstrip().startswith((":", "}", "]", ",")):
        return None
    place, clipped = (token.end_mark.line + 1, token.end_mark.column + 1), shortened(rest.strip(), CLIPPED)
    if KEY.match(rest):
        return Reason(
            place=place,
            message=say("a comma is missing before %(rest)s", rest=clipped),
            remedy=say("set the fields between { and } apart by commas"),
        )
    return Reason(
        place=place,
        message=say("the text goes on after its closing quotation mark: %(rest)s", rest=clipped),
        remedy=say("put all of it in quotes of the other sort: '\"A\" and B', or write it as a block after |"),
    )


def _glued(error: Any, lines: Sequence[str], near: Sequence[int]) -> Reason | None:
    """A field or an entry without the space that makes it one."""
    if "simple key" not in (error.context or "") and "mapping values" not in error.problem:
        return None
    for number in near:
        line = lines[number]
        if glued := _NO_SPACE.match(line):
            return Reason(
                place=(number + 1, glued.end(1) + 2),
                message=say("a space is missing after the colon"),
                remedy=say("write %(form)s", form=f"{glued[1]}: {glued[2][:CLIPPED].strip()}"),
            )
        if (dash := _NO_SPACE_AT_DASH.match(line)) and (KEY.match(line[dash.end() :]) or number != near[0]):
            return Reason(
                place=(number + 1, dash.end() + 1),
                message=say("a space is missing after the hyphen"),
                remedy=say("write %(form)s", form=f"- {line[dash.end() :][:CLIPPED].strip()}"),
            )
    return None
