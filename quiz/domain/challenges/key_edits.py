"""What can be changed in a bank so that an answer counts, or never does, and the file with that change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quiz.domain.bank_format.short_forms.long_form import long_question
from quiz.domain.bank_format.source_edit import set_scalar
from quiz.domain.challenges import term_edits, value_edits
from quiz.domain.challenges.sources import NotEditable, place_of
from quiz.domain.challenges.typed_parts import Part, parts_of
from quiz.domain.errors import say
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, typed
from quiz.domain.questions.code_output import CodeOutput
from quiz.domain.questions.multiple_choice import MultipleChoice
from quiz.domain.questions.parts.spellings import Terms
from quiz.domain.questions.true_false import TrueFalse

WayKind = Literal["spelling", "tolerance", "also", "key", "reject", "known"]
"""Another spelling that counts; a tolerance that takes the number in; options that are right as well; the answer
becomes the key; the text never counts; a known wrong answer, with a reason (``wrong_texts`` does that)."""

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One change of a key for the sake of an answer; ``input`` is the part of the question that it is about."""

    kind: WayKind
    input: str

    @property
    def code(self) -> str:
        """What a form calls it."""
        return f"{self.kind}:{self.input}"

    @property
    def is_refusal(self) -> bool:
        """Whether it goes with a refusal."""
        return self.kind == "reject"


def ways(question: Question, answer: Answer) -> tuple[Way, ...]:
    """The changes that can be made by the app for ``answer``; none where values are drawn, as each draw has its key."""
    if question.has_values():
        return ()
    return tuple(Way(kind=kind, input=name) for kind, name in _ways(question, answer))


def _ways(question: Question, answer: Answer) -> Iterator[tuple[WayKind, str]]:
    for part in parts_of(question):
        for kind in _of_part(question, part, answer):
            yield kind, part.input
    if isinstance(question, TrueFalse) and isinstance(question.answer, bool) and answer.get("choice"):
        yield "key", "choice"
    if isinstance(question, CodeOutput) and typed(answer, "output").strip():
        yield "key", "output"


def _of_part(question: Question, part: Part, answer: Answer) -> Iterator[WayKind]:
    text = typed(answer, part.input)
    if part.terms is not None and text.strip():
        if earned(part, text) < 1:
            yield "spelling"
        if earned(part, text) == 0 and part.terms.as_compared(text) not in _rejected(part.terms):
            yield "reject"
    if part.quantity is not None and _PLAIN_NUMBER.fullmatch(part.quantity.answer):
        value = part.quantity.number.value_of(text)
        if value is not None and earned(part, text) < 1:
            yield "tolerance"
            yield "key"
    yield from _of_options(question, part, answer)


def earned(part: Part, text: str) -> float:
    """What a text earns that is typed into a part where no values are drawn, 0 to 1."""
    if part.terms is not None:
        return float(part.terms.judged_text(text).fraction)
    return float(part.quantity.judged_number(text, {}).fraction) if part.quantity is not None else 0


def _of_options(question: Question, part: Part, answer: Answer) -> Iterator[WayKind]:
    picked = set(answer.get(part.input, ()))
    if not part.options or not picked or not all(isinstance(option.correct, bool) for option in part.options):
        return
    right = {option.id for option in part.options if option.correct}
    if isinstance(question, MultipleChoice) and picked - right and len(picked | right) < len(part.options):
        yield "also"
    if picked != right and not (isinstance(question, MultipleChoice) and picked > right):
        yield "key"


def was_rejected(question: Question, answer: Answer) -> bool:
    """Whether the author wrote a text of ``answer`` into ``reject``: it is refused on purpose."""
    return any(
        part.terms.as_compared(typed(answer, part.input)) in _rejected(part.terms)
        for part in parts_of(question)
        if part.terms is not None
    )


def _rejected(terms: Terms) -> frozenset[str]:
    return frozenset(terms.as_compared(text) for text in terms.never)


def edited(raw: bytes, question: Question, answer: Answer, way: Way) -> bytes:
    """The file ``raw`` of a bank, changed for ``answer`` to one of its questions; every other byte is where it was.

    A question in a short form is written out first. Raises ``NotEditable``, ``SourceEditError`` and ``BankError``.
    """
    place = place_of(raw, question.id)
    part = next((one for one in parts_of(question) if one.input == way.input), None)
    if way not in ways(question, answer):
        raise NotEditable(say("This change does not fit the question."))
    raw = long_question(raw, int(place[-1]), tuple(question.prompt))
    if part is None:
        field, value = ("answer", typed(answer, "choice"))
        if isinstance(question, CodeOutput):
            field, value = "output", typed(answer, "output")
        return set_scalar(raw, (*place, field), value)
    return _part_edited(raw, Part(**{**vars(part), "path": (*place, *part.path)}), answer, way)


def _part_edited(raw: bytes, part: Part, answer: Answer, way: Way) -> bytes:
    text = typed(answer, part.input)
    if part.terms is not None:
        accepted = way.kind == "spelling"
        return (
            term_edits.accept(raw, part.path, part.terms, text) if accepted else term_edits.reject(raw, part.path, text)
        )
    if part.quantity is not None:
        value = part.quantity.number.value_of(text)
        assert value is not None
        change = value_edits.widen if way.kind == "tolerance" else value_edits.set_number
        return change(raw, part.path, part.quantity, value)
    picked = set(answer.get(part.input, ()))
    kept = {option.id for option in part.options if option.correct} if way.kind == "also" else set()
    return value_edits.set_options(raw, part.path, part.options, picked | kept)
