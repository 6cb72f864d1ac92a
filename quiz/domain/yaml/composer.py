"""The parser's events become data and places, and every fault on the way a problem."""

from __future__ import annotations

import re
from typing import Any

import yaml

from quiz.domain.errors import BankError, Message, Problem, say, shortened
from quiz.domain.text_limits import MAX_MARKS, has_too_many_marks
from quiz.domain.yaml.commented.comments import Cut, commented_lines, cut, cut_words, lines_of
from quiz.domain.yaml.document import Marks, Place, place_of
from quiz.domain.yaml.error_causes import reason_of

MAX_DEPTH = 24
MAX_NODES = 400_000
MAX_PROBLEMS = 200

# Everything that YAML does not allow as it is. An escape such as "\\0" could still bring it in.
CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# What may bring into a value a character that the file does not show, or put two together that stand apart in it.
ESCAPE = re.compile(r"\\[xuU\n\r]")
_TOUCHING_HASH = re.compile("[\"'\\]}|>+0-9-]#")
_HEADER = re.compile(r"[|>][-+0-9]*")


class _Frame:
    __slots__ = ("again", "data", "flow", "key", "marks", "wants_key")

    def __init__(self, data: dict[str, Any] | list[Any], marks: Marks, *, flow: bool) -> None:
        self.again = False
        self.flow = flow
        self.data = data
        self.marks = marks
        self.key = ""
        self.wants_key = isinstance(data, dict)


class Composer:
    """Builds data and marks from the parser's events with a stack of its own, so that no depth can exhaust Python's."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.commented = commented_lines(text)
        self.hashes = _TOUCHING_HASH.search(text) is not None
        self.lines = lines_of(text) if self.hashes else []
        self.marks = has_too_many_marks(text) or ESCAPE.search(text) is not None
        self.wide = "，" in text or "、" in text
        self.last_cut: tuple[Place, Cut] | None = None
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.root: tuple[Any, Marks | Place] | None = None
        self.nodes = 0

    def problem(self, code: str, place: Place, message: Any, remedy: Any) -> None:
        line, column = place
        self.problems.append(
            Problem(code=code, file=self.file, line=line, column=column, message=message, remedy=remedy)
        )
        if len(self.problems) >= MAX_PROBLEMS:
            raise BankError(self.problems)

    def feed(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self.scalar(event)
        elif kind is yaml.MappingStartEvent:
            self.open({}, event)
        elif kind is yaml.SequenceStartEvent:
            self.open([], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            if self.hashes and self.stack[-1].flow:
                self.refuse_touching_hash(event, _place(event))
            self.stack.pop()
        elif kind is yaml.AliasEvent:
            name = "*" + event.anchor
            message = say("alias %(value)s refused", value=shortened(name))
            self.problem("alias", _place(event), message, say("write the text out where it is used"))
            self.word(name, _place(event))
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            self.problem("documents", _place(event), say("a second document in one file"), say("keep one bank a file"))

    def scalar(self, event: Any) -> None:
        # Two thirds of all events are scalars: what they have in common with others is not called, but stands here.
        value, mark = event.value, event.start_mark
        place = mark.line + 1, mark.column + 1
        if event.tag is not None or event.anchor is not None:
            self.refuse_extras(event, place)
        if not value.isprintable() and CONTROL.search(value):
            self.problem(
                "control",
                place,
                say("a control character in the text"),
                say("remove its escape, such as \\0; in double quotes the backslash of a formula is written twice"),
            )
        if self.marks and has_too_many_marks(value):
            self.problem(
                "marks",
                place,
                say("more than %(limit)d combining marks in a row", limit=MAX_MARKS),
                say("leave on each letter the accents that its spelling has"),
            )
        if self.stack and (frame := self.stack[-1]).wants_key:
            self.take_key(frame, value, place)
        else:
            if self.commented and not event.style and event.end_mark.line in self.commented:
                value = self.cut(value, place, event.end_mark)
            if self.hashes and event.style:
                self.refuse_touching_hash(event, place)
            if self.wide and not event.style:
                self.refuse_wide_comma(value, place)
            self.add(value, place)

    def cut(self, value: str, place: Place, end: Any) -> str:
        value = cut(value, self.commented[end.line], end.column)
        if isinstance(value, Cut):
            self.last_cut = place, value
        return value

    def refuse_touching_hash(self, event: Any, place: Place) -> None:
        """A # that touches what stands before it begins no comment in YAML 1.2, and the parser drops it anyway."""
        mark = event.end_mark
        line, at = self.lines[mark.line], mark.column
        if getattr(event, "style", None) in ("|", ">"):
            mark = event.start_mark
            header = _HEADER.match(line := self.lines[mark.line], mark.column)
            at = header.end() if header else len(line)
        if line[at : at + 1] == "#":
            self.problem("text-cut", place, *cut_words(line[at:]))

    def refuse_wide_comma(self, value: str, place: Place) -> None:
        """Full-width commas part nothing: between brackets they may be meant as commas or as part of one text."""
        frame = self.stack[-1] if self.stack else None
        sign = next((sign for sign in "，、" if sign in value), None)
        if frame is None or sign is None or not frame.flow or isinstance(frame.data, dict):
            return
        line, column = place
        self.problem(
            "yaml",
            (line, column + value.index(sign)),
            say("%(sign)s is a full-width sign, and parts no entries", sign=sign),
            say("write , between the entries, or put a text that holds this sign in quotes"),
        )

    def word(self, text: str, place: Place) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.wants_key:
            self.take_key(frame, text, place)
        else:
            self.add(text, place)

    def take_key(self, frame: _Frame, key: str, place: Place) -> None:
        if key in frame.data and self.begins_again(frame, key, place):
            frame.again = True
        elif key in frame.data and not frame.again:
            self.problem(
                "duplicate-key",
                place,
                say("duplicate key %(value)s", value=shortened(key)),
                say("keep one of the two; the first stands in line %(line)d", line=frame.marks.keys[key][0]),
            )
        frame.key = key
        frame.wants_key = False
        frame.marks.keys[key] = place

    def begins_again(self, frame: _Frame, key: str, place: Place) -> bool:
        """Whether an entry of a list begins a second time: with the field that it began with."""
        listed = len(self.stack) > 1 and isinstance(self.stack[-2].data, list)
        if frame.again or not listed or len(frame.data) < 2 or key != next(iter(frame.data)):
            return False
        message = say("a second %(key)s in one entry: a new entry seems to begin here", key=shortened(key))
        self.problem("duplicate-key", place, message, say("write - before the first field of each entry"))
        return True

    def open(self, data: dict[str, Any] | list[Any], event: Any) -> None:
        place = _place(event)
        self.refuse_extras(event, place)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.wants_key:
            self.problem("key", place, *self.no_key(place))
            raise BankError(self.problems)
        marks = Marks(place, {}, {})
        self.add(data, marks)
        self.stack.append(_Frame(data, marks, flow=bool(event.flow_style)))
        if len(self.stack) > MAX_DEPTH:
            self.problem(
                "depth", place, say("nested deeper than %(limit)d levels", limit=MAX_DEPTH), say("flatten this part")
            )
            raise BankError(self.problems)

    def no_key(self, place: Place) -> tuple[Message, Message]:
        line, column = place
        if lines_of(self.text)[line - 1][column - 2 : column] == "{{":
            return say("a text that begins with {{ is read as a map"), say('put the text in quotes: "{{n}} + 1"')
        return say("a key that is a list or a map"), say("a key is one word")

    def unreadable(self, error: Any) -> None:
        """The problem that the parser ran into; where a comment hid what it needed, that comment."""
        if self.last_cut is not None and "flow" in (error.context or ""):
            (line, column), value = self.last_cut
            if error.context_mark.line < line <= error.problem_mark.line + 1:
                self.problem("text-cut", (line, column), *cut_words(value.rest))
                return
        reason = reason_of(error, self.text)
        self.problem("yaml", reason.place, reason.message, reason.remedy)

    def add(self, value: Any, marks: Marks | Place) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.problem(
                "size",
                place_of(marks),
                say("more than %(limit)d values in one file", limit=MAX_NODES),
                say("split the bank into several files"),
            )
            raise BankError(self.problems)
        if not self.stack:
            self.root = self.root or (value, marks)
            return
        frame = self.stack[-1]
        if isinstance(frame.data, dict):
            frame.data[frame.key] = value
            frame.marks.inside[frame.key] = marks
            frame.wants_key = True
        else:
            frame.marks.inside[len(frame.data)] = marks
            frame.data.append(value)

    def refuse_extras(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            self.problem(
                "tag", place, say("tag %(value)s refused", value=shortened(event.tag)), say("leave the tag out")
            )
        if event.anchor is not None:
            self.problem(
                "anchor",
                place,
                say("anchor %(value)s refused", value=shortened("&" + event.anchor)),
                say("leave the anchor out and write the text where it is used"),
            )


def _place(event: Any) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
