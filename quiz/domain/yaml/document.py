"""What a file of YAML holds: plain data, every scalar still a string, and the place of everything in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from quiz.domain.yaml.commented.comments import lines_of

MOST_LINES = 200
"""Lines in which words of a text are looked for."""
Place = tuple[int, int]
Path = tuple[str | int, ...]


class Marks(NamedTuple):
    """Where a list or map begins, where each of its keys stands, and the marks of what is inside it.

    A text has nothing inside: its mark is its place.
    """

    place: Place
    keys: dict[str, Place]
    inside: dict[str | int, Marks | Place]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file's data, every scalar still a string, and the place of everything in it."""

    file: str
    data: Any
    marks: Marks | Place
    text: str = ""

    def written_with(self, sign: str, place: Place) -> bool:
        """Whether ``sign`` is what stands in the file at ``place``, quotation marks included."""
        line, column = place
        return sign in self.text and self._lines[line - 1][column - 1 : column] == sign

    def place_of_words(self, words: str, place: Place, *, before: int = 0) -> Place:
        """Where ``words``, one line of the text at ``place``, stand in the file, ``before`` of the same behind them.

        The text's own place where they are not written as they are read.
        """
        line, column = place
        text, end = self._lines[line - 1][column - 1 :], min(len(self._lines), line + MOST_LINES)
        while True:
            at = text.find(words)
            if at >= 0 and not before:
                return line, column + at
            if at >= 0:
                before -= 1
                column += at + len(words)
                text = text[at + len(words) :]
            elif line < end:
                line, column, text = line + 1, 1, self._lines[line]
            else:
                return place

    @cached_property
    def _lines(self) -> list[str]:
        return lines_of(self.text)

    def at(self, path: Sequence[str | int]) -> Any:
        """The data at ``path``; None where nothing is."""
        data = self.data
        for step in path:
            inside = (isinstance(data, dict) and step in data) or (isinstance(data, list) and step in range(len(data)))
            data = data[step] if inside else None
        return data

    def in_flow(self, path: Sequence[str | int]) -> bool:
        """Whether the map at ``path`` is written in braces: a block begins at its first key."""
        marks: Marks | Place | None = self.marks
        for step in path:
            marks = marks.inside.get(step) if isinstance(marks, Marks) else None
        return isinstance(marks, Marks) and marks.place not in marks.keys.values()

    def place(self, path: Sequence[str | int], *, of_key: bool = False) -> Place:
        """The place of what lies at ``path``; of the nearest thing around it where that is missing."""
        marks = self.marks
        for depth, step in enumerate(path):
            if not isinstance(marks, Marks):
                return marks
            if of_key and depth == len(path) - 1 and step in marks.keys:
                return marks.keys[str(step)]
            if step not in marks.inside:
                return marks.place
            marks = marks.inside[step]
        return place_of(marks)


def place_of(marks: Marks | Place) -> Place:
    return marks.place if isinstance(marks, Marks) else marks
