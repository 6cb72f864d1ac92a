"""A document with every short form written out, each part where its author wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.short_forms.frame import named_in, with_frame, with_names
from quiz.domain.bank_format.short_forms.kinds.choices import changed_lists, with_answer, with_options
from quiz.domain.bank_format.short_forms.kinds.gaps import with_gaps
from quiz.domain.bank_format.short_forms.kinds.pairs import with_bins, with_order, with_pairs, with_rows
from quiz.domain.bank_format.short_forms.kinds.typed import with_spellings, with_tolerance
from quiz.domain.bank_format.short_forms.links import BARE, with_links
from quiz.domain.bank_format.short_forms.parts import Part, list_of
from quiz.domain.bank_format.short_forms.reading import Reading, variables_of
from quiz.domain.bank_format.short_forms.recipes import with_quizzes
from quiz.domain.errors import Problem
from quiz.domain.yaml.document import Document


@dataclass(frozen=True, kw_only=True)
class WrittenOut:
    """A document in its long form, and what could be read in two ways or in none."""

    document: Document
    problems: tuple[Problem, ...] = ()


def written_out(document: Document, languages: Sequence[str] = LANGUAGES) -> WrittenOut:
    """``document``, the file of a bank in a series of these ``languages``, with every short form written out.

    What has its long form already stays as it is; so does what is no bank, for the reader to refuse.
    """
    if not isinstance(document.data, dict):
        return WrittenOut(document=document)
    reading = Reading(document=document, languages=tuple(languages))
    bank = with_frame(Part(document.data, document.marks), reading)
    known = named_in(bank)
    written = bank.at("questions").entries() if isinstance(bank.data.get("questions"), list) else []
    questions = [_question(one, known, reading) for one in written]
    bank = with_quizzes(bank, questions, known)
    if any(one is not other for one, other in zip(questions, written, strict=True)):
        bank = bank.changed({"questions": list_of(questions, bank.at("questions").place)})
    if BARE.search(document.text):
        bank = with_links(bank)
    whole = replace(document, data=bank.data, marks=bank.marks)
    return WrittenOut(document=whole, problems=tuple(reading.problems))


def _question(question: Part, known: Mapping[str, list[Part]], reading: Reading) -> Part:
    if not isinstance(question.data, dict):
        return question
    question = with_names(question, known, fill=True)
    write = _KINDS.get(str(question.data.get("kind")))
    return write(question, reading) if write is not None else question


def _picked(key: str, naming: str) -> Callable[[Part, Reading], Part]:
    def write(question: Part, reading: Reading) -> Part:
        return with_options(question, key, naming, variables_of(question), reading)

    return write


def _true_false(question: Part, reading: Reading) -> Part:
    return with_answer(question, variables_of(question), reading)


def _two_tier(question: Part, reading: Reading) -> Part:
    return _picked("reasons", "reason")(_true_false(question, reading), reading)


_KINDS: Mapping[str, Callable[[Part, Reading], Part]] = {
    "single_choice": _picked("options", "answer"),
    "multiple_choice": _picked("options", "answer"),
    "hotspot": _picked("spots", "answer"),
    "true_false": _true_false,
    "two_tier": _two_tier,
    "numeric": lambda question, reading: with_tolerance(question),
    "short_text": lambda question, reading: with_spellings(question),
    "matching": with_pairs,
    "categorize": with_bins,
    "matrix": with_rows,
    "ordering": with_order,
    "cloze": with_gaps,
    "essay": lambda question, reading: changed_lists(question, ("ideas", "rubric"), reading),
}
"""What is written out in each kind, beside what all kinds share."""
