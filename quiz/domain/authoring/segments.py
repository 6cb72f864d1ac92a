"""A file cut into the parts that somebody changes as one: its questions, its quizzes, its other entries and fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from quiz.domain.bank_format.bank import content_hash
from quiz.domain.errors import BankError
from quiz.domain.yaml.document import Document, Marks, place_of
from quiz.domain.yaml.reader import read_yaml

Key = tuple[str, ...]
"""What a part is: ``("title",)``, ``("questions", "feb-07")``; ``()`` is what stands before the first field."""
WHOLE: Key = ("",)
"""The only part of a file that can't be cut."""


class Segment(NamedTuple):
    """Lines of a file that belong together, with the comments and blank lines before them."""

    key: Key
    text: str


class _Start(NamedTuple):
    line: int
    key: Key


def segments(text: str) -> tuple[Segment, ...]:
    """The parts of a file, in its order: joined they are the file. One that can't be read as YAML is one part."""
    try:
        document = read_yaml(text.encode(), "")
    except BankError:
        return (Segment(WHOLE, text),) if text else ()
    lines = text.splitlines(keepends=True)
    # What ends a line for YAML alone would move every place after it.
    if len(lines) != len(document.text.split("\n")) - document.text.endswith("\n"):
        return (Segment(WHOLE, text),)
    starts = _named_once(_apart(list(_starts(document, lines))))
    return tuple(_cut(lines, starts)) if starts else (Segment(WHOLE, text),)


def _cut(lines: list[str], starts: list[_Start]) -> Iterator[Segment]:
    ends = [start.line for start in starts[1:]] + [len(lines)]
    if starts[0].line > 0:
        yield Segment((), "".join(lines[: starts[0].line]))
    for start, end in zip(starts, ends, strict=True):
        yield Segment(start.key, "".join(lines[start.line : end]))


def _starts(document: Document, lines: list[str]) -> Iterator[_Start]:
    """Where each part begins: a field, and in a list or map in block form each entry behind the first line."""
    marks = document.marks
    if not isinstance(marks, Marks) or not isinstance(document.data, dict):
        return
    for name, (line, column) in marks.keys.items():
        if column != 1:
            return
        yield _Start(_with_comments(lines, line - 1, -1), (name,))
        inside = marks.inside.get(name)
        if isinstance(inside, Marks):
            yield from _entries(name, document.data[name], inside, lines, line - 1)


def _entries(name: str, data: Any, marks: Marks, lines: list[str], field: int) -> Iterator[_Start]:
    if isinstance(data, dict):
        for key, (line, _) in marks.keys.items():
            yield _Start(_with_comments(lines, line - 1, field), (name, key))
        return
    for number, entry in enumerate(data):
        line = place_of(marks.inside[number])[0] - 1
        while line > field and not lines[line].lstrip().startswith("-"):
            line -= 1
        yield _Start(_with_comments(lines, line, field), (name, _name_of(entry)))


def _name_of(entry: Any) -> str:
    """What an entry is called: by its id, else by what it says."""
    name = entry.get("id") if isinstance(entry, dict) else None
    return name if isinstance(name, str) and name else "#" + content_hash(entry)[:16]


def _with_comments(lines: list[str], line: int, field: int) -> int:
    """The first of the comments and blank lines that stand before an entry.

    What is indented further may be the end of a text in block form, in which # begins no comment.
    """
    indent = _indent_of(lines[line])
    while line - 1 > field and _stands_between(lines[line - 1], indent):
        line -= 1
    return line


def _stands_between(line: str, indent: int) -> bool:
    return not line.strip() or (line.lstrip().startswith("#") and _indent_of(line) <= indent)


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _apart(starts: list[_Start]) -> list[_Start]:
    """The parts that have lines of their own: of those that begin in one line, the first."""
    found: list[_Start] = []
    for start in starts:
        if not found or start.line > found[-1].line:
            found.append(start)
    return found


def _named_once(starts: list[_Start]) -> list[_Start]:
    """The same with a number behind a name that came before."""
    seen: dict[Key, int] = {}
    found = []
    for line, key in starts:
        seen[key] = seen.get(key, 0) + 1
        found.append(_Start(line, key if seen[key] == 1 else (*key, str(seen[key]))))
    return found
