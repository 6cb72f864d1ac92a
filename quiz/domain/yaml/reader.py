"""YAML text to plain strings, lists and maps, with the line and column of each and every fault in one run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from quiz.domain.errors import BankError, Problem, say
from quiz.domain.yaml.composer import CONTROL, MAX_PROBLEMS, Composer
from quiz.domain.yaml.document import Document

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
        raise BankError(
            [
                Problem(
                    code="size",
                    file=file,
                    message=say("the file has %(size)d bytes, the limit is %(limit)d", size=len(raw), limit=MAX_BYTES),
                    remedy=say("split the bank into several files"),
                )
            ]
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise BankError(
            [
                Problem(
                    code="encoding",
                    file=file,
                    line=line,
                    column=column,
                    message=say("byte 0x%(byte)02x is not UTF-8", byte=raw[error.start]),
                    remedy=say("save the file as UTF-8"),
                )
            ]
        ) from None
    return text.removeprefix("\ufeff")


def _characters(text: str, file: str) -> list[Problem]:
    """The first tab and the first control character of each line."""
    if "\t" not in text and not CONTROL.search(text):
        return []
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            remedy = say("indent with spaces")
            if line[: line.index("\t")].strip():
                remedy = say("write a space, or \\t inside double quotes; a table is written with | between its cells")
            problems.append(("tab", number, line.index("\t"), say("a tab character"), remedy))
        if control := CONTROL.search(line):
            message = say("the control character U+%(code)04X", code=ord(control[0]))
            problems.append(("control", number, control.start(), message, say("remove it, or save the file as UTF-8")))
    return [
        Problem(code=code, file=file, line=line, column=index + 1, message=message, remedy=remedy)
        for code, line, index, message, remedy in problems[:MAX_PROBLEMS]
    ]


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
    if composer.root is None:
        raise BankError(
            [Problem(code="empty", file=file, message=say("the file is empty"), remedy=say("write a bank"))]
        )
    data, marks = composer.root
    return Document(file=file, data=data, marks=marks, text=text)
