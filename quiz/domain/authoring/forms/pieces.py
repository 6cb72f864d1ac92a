"""One question cut out of a bank's file, so that it is edited in the time that a question takes, not a bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from quiz.domain.bank_format.source_spots import Source, SourceEditError
from quiz.domain.errors import say
from quiz.domain.yaml.reader import read_yaml
from quiz.domain.yaml.spans import block_step, break_at, column_of, line_start
from quiz.domain.yaml.splices import spans_of

QUESTIONS = "questions"
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A file with one question alone, below ``head``, and what stands ``before`` and ``after`` it in the bank's."""

    before: str
    head: str
    after: str
    text: str
    mark: bytes = b""

    @property
    def raw(self) -> bytes:
        """The piece as a file, whose only question is that of the bank."""
        return (self.head + self.text).encode()

    def put_back(self, edited: bytes, wanted: Any) -> bytes:
        """The bank's file, whose data are ``wanted``, with the piece as it is after edits.

        Raises ``SourceEditError`` where it reads otherwise.
        """
        whole = self.mark + (self.before + edited.decode().removeprefix(self.head) + self.after).encode()
        if read_yaml(whole, "").data != wanted:
            message = say("the file reads otherwise after this edit")
            raise SourceEditError((1, 1), message, say("edit this place by hand"))
        return whole


def piece_of(source: Source, number: int, *, marked: bool) -> Piece | None:
    """The question ``number`` of the bank; None where it does not stand on lines of its own.

    ``marked`` says whether the file begins with a byte order mark.
    """
    listed = _listed(source)
    if listed is None:
        return None
    text = source.text
    spans = spans_of(text, listed)
    start = line_start(text, spans[number].start)
    end = line_start(text, spans[number + 1].start) if number + 1 < len(spans) else len(text)
    line_break = break_at(text, start)
    # The step by which blocks are indented is that of the file.
    step = f"step:{line_break}{' ' * block_step(source.root)}of: it{line_break}"
    return Piece(
        before=text[:start],
        head=f"{step}{QUESTIONS}:{line_break}",
        text=text[start:end],
        after=text[end:],
        mark=MARK if marked else b"",
    )


def _listed(source: Source) -> yaml.SequenceNode | None:
    """The list of questions, where it and what is around it are written as blocks."""
    root = source.root
    if not isinstance(root, yaml.MappingNode) or root.flow_style or column_of(root):
        return None
    found = [value for key, value in root.value if key.value == QUESTIONS]
    if not found or not isinstance(found[0], yaml.SequenceNode) or found[0].flow_style:
        return None
    return found[0]
