"""What reading short forms needs to know of the bank, and what it finds that can be read in two ways or in none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quiz.domain.bank_format.short_forms.parts import Part
from quiz.domain.errors import Message, Problem, say
from quiz.domain.yaml.document import Document, Place


@dataclass(kw_only=True)
class Reading:
    """The document that is read, the languages of its series, and the problems so far."""

    document: Document
    languages: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, place: Place, message: Message, remedy: Message) -> None:
        """Notes what can't be read as a short form."""
        line, column = place
        file = self.document.file
        self.problems.append(Problem(code=code, file=file, line=line, column=column, message=message, remedy=remedy))

    def two_readings(self, value: str, place: Place, one: Message, other: Message, remedy: Message) -> None:
        """Notes that ``value`` may be either of two."""
        message = say(
            "%(value)s can be read in two ways: as %(one)s, or as %(other)s", value=value, one=one, other=other
        )
        self.fault("two-readings", place, message, remedy)

    def is_text(self, part: Part) -> bool:
        """Whether ``part`` is a text: one for all languages, or a map by language."""
        if isinstance(part.data, dict):
            return bool(part.data) and set(part.data) <= set(self.languages)
        return isinstance(part.data, str)


def variables_of(question: Part) -> frozenset[str]:
    """The names of the variables of a question."""
    fields = question.data
    listed = fields.get("variables")
    names = set(listed) if isinstance(listed, dict) else set()
    for values in fields.get("sets", ()) if isinstance(fields.get("sets"), list) else ():
        names |= set(values) if isinstance(values, Mapping) else set()
    return frozenset(names)
