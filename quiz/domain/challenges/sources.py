"""A question within the file of its bank."""

from __future__ import annotations

from typing import Any

from quiz.domain.challenges.typed_parts import Path
from quiz.domain.errors import Message, say
from quiz.domain.yaml.reader import read_yaml


class NotEditable(ValueError):
    """The file can't be changed as is wanted; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def place_of(raw: bytes, question_id: str) -> Path:
    """The path of a question in the file of its bank. Raises ``NotEditable`` where the file has no such id."""
    data = read_yaml(raw, "").data
    questions = data.get("questions", []) if isinstance(data, dict) else []
    for number, one in enumerate(questions):
        if isinstance(one, dict) and one.get("id") == question_id:
            return "questions", number
    raise NotEditable(say("The file of the bank does not name this question by its id."))


def data_at(raw: bytes, path: Path) -> Any:
    """What the file holds at ``path``, as plain data."""
    found = read_yaml(raw, "").data
    for step in path:
        found = found[step]
    return found
