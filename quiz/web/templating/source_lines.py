"""A bank's file as numbered lines, each with an anchor of its own, for the page that shows a revision's source."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.domain.yaml.commented.comments import lines_of


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A line of a file, counted from 1 as in the messages of ``quiz check``."""

    number: int
    text: str

    @property
    def anchor(self) -> str:
        """What an address names it by, after #."""
        return f"L{self.number}"


def numbered_lines(raw: bytes) -> tuple[SourceLine, ...]:
    """The lines of the file ``raw``, without byte order mark and line ends; bytes that are no UTF-8 become U+FFFD."""
    lines = lines_of(raw.decode("utf-8", "replace").removeprefix("\ufeff"))
    if not lines[-1]:
        # What ends the last line begins no other.
        del lines[-1]
    return tuple(SourceLine(number=number, text=text) for number, text in enumerate(lines, 1))
