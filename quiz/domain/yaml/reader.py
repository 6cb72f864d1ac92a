"""YAML text to plain strings, lists and maps, with the line and column of each and every fault in one run."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from quiz.domain.errors import BankError, Message, Problem, say
from quiz.domain.yaml.composer import MAX_PROBLEMS, Composer
from quiz.domain.yaml.document import Document
from quiz.domain.yaml.wrong_files import binary, encoding_of

MAX_BYTES = 4_000_000


@contextmanager
def without_collector() -> Iterator[None]:
    """Let the garbage collector rest: composing frees none of its many small objects, and it would walk them all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _decoded(raw: bytes, file: str) -> str:
    if len(raw) > MAX_BYTES:
        message = say("the file has %(size)d bytes, the limit is %(limit)d", size=len(raw), limit=MAX_BYTES)
        remedy = say("split the bank into several files")
        raise BankError([Problem(code="size", file=file, message=message, remedy=remedy)])
    if found := binary(raw):
        raise BankError([Problem(code="encoding", file=file, message=found[0], remedy=found[1])])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        line, (message, remedy) = before.count(b"\n") + 1, encoding_of(raw, error.start)
        problem = Problem(code="encoding", file=file, line=line, column=column, message=message, remedy=remedy)
        raise BankError([problem]) from None
    return text.removeprefix("\ufeff")


def _characters(text: str, file: str) -> list[Problem]:
    """The first tab and the first control character of each line; of lines that begin with tabs, the first."""
    if "\t" not in text and not _UNWANTED.search(text):
        return []
    problems, indented = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            remedy = _of_tab(line)
            indented += remedy is _INDENT
            if remedy is not _INDENT or indented == 1:
                problems.append(("tab", number, line.index("\t"), say("a tab character"), remedy))
        if control := _UNWANTED.search(line):
            problems.append(("control", number, control.start(), *_of_control(control[0])))
    return [
        Problem(code=code, file=file, line=line, column=index + 1, message=message, remedy=remedy)
        for code, line, index, message, remedy in problems[:MAX_PROBLEMS]
    ]


# What YAML 1.1 takes for the end of a line and YAML 1.2 for a sign like any other; the parser reads as 1.1 does.
_LINE_SIGNS = "\x85\u2028\u2029"
# In one class, as a choice between two takes four times as long.
_UNWANTED = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INDENT = say("indent with spaces; an editor can turn all tabs of a file into spaces")


def _of_tab(line: str) -> Message:
    if not line[: line.index("\t")].strip():
        return _INDENT
    if not line[line.index("\t") :].strip():
        return say("remove it: nothing follows it in this line")
    return say("write a space, or \\t inside double quotes; a table is written with | between its cells")


def _of_control(sign: str) -> tuple[Message, Message]:
    if sign in _LINE_SIGNS:
        message = say("U+%(code)04X, which some programs take for the end of a line and others don't", code=ord(sign))
        return message, say("write a line break or a space instead")
    return say("the control character U+%(code)04X", code=ord(sign)), say("remove it, or save the file as UTF-8")


def read_yaml(raw: bytes, file: str) -> Document:
    """The document in ``raw``; ``file`` names it in messages.

    Raises ``BankError`` with every problem found, at most 200: bad encoding, tabs, control characters, syntax,
    duplicate keys, anchors, aliases, tags, and what is too large or too deep.
    """
    text = _decoded(raw, file)
    problems = _characters(text, file)
    if problems:
        raise BankError(problems)
    composer = Composer(file, text)
    try:
        with without_collector():
            # As ``yaml.parse``, without a look ahead at each event.
            next_event = yaml.CSafeLoader(text).get_event
            while (event := next_event()) is not None:
                composer.feed(event)
    except yaml.MarkedYAMLError as error:
        composer.unreadable(error)
    if composer.problems:
        raise BankError(composer.problems)
    if composer.root is None or composer.root[0] == "":
        raise BankError(
            [Problem(code="empty", file=file, message=say("the file is empty"), remedy=say("write a bank"))]
        )
    data, marks = composer.root
    return Document(file=file, data=data, marks=marks, text=text)
