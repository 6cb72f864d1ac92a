"""Terms of the glossary that a question uses or asks for, and that no study note of its bank does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.glossary import Glossary, Term
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.avoided_forms import bounded
from quiz.domain.checks.written_texts import Numbered
from quiz.domain.errors import say
from quiz.domain.questions import Question
from quiz.domain.questions.cloze import Cloze
from quiz.domain.questions.parts.gaps import TextGap
from quiz.domain.questions.parts.spellings import Terms
from quiz.domain.questions.short_text import ShortText
from quiz.domain.yaml.document import Path


def taught_terms(glossary: Glossary, header: Header | None, questions: Numbered, findings: Findings) -> None:
    """Adds to ``findings`` each term in a prompt, or typed as the answer, that no study note of the bank holds.

    A language in which the bank has no notes is left out, as is a bank without any.
    """
    notes = _notes(header)
    terms = {name: _Written(term) for name, term in glossary.terms.items()}
    untaught = {
        language: {name: term for name, term in terms.items() if not term.stands_in(text, text.lower())}
        for language, text in notes.items()
    }
    for number, question in questions:
        said: set[str] = set()
        for path, language, text in _asked(question, tuple(notes)):
            lower = text.lower()
            for name, term in untaught.get(language, {}).items():
                if name not in said and term.stands_in(text, lower):
                    said.add(name)
                    _warn(glossary.terms[name].term[language], ("questions", number, *path), findings)


def _warn(term: str, path: Path, findings: Findings) -> None:
    message = say("no study note of this bank holds %(term)s", term=repr(term))
    findings.warn("untaught", path, message, say("explain it in the note of the section, or ask without it"))


def _notes(header: Header | None) -> Mapping[str, str]:
    """All study notes of the bank by language."""
    notes: dict[str, str] = {}
    for section in header.sections.values() if header is not None else ():
        for language, text in section.notes.items() if section.notes is not None else ():
            notes[language] = f"{notes.get(language, '')}\n{text}"
    return notes


def _asked(question: Question, languages: Sequence[str]) -> Iterator[tuple[Path, str, str]]:
    """What learners have to understand or to type: the place, the language and the text of each."""
    texts: list[tuple[Path, Text]] = [(("prompt",), question.prompt)]
    if isinstance(question, Cloze):
        texts.append((("text",), question.text))
    for path, text in texts:
        yield from (((*path, *text.place(language)), language, words) for language, words in text.written())
    typed: list[tuple[Path, Terms]] = [(("answers",), question)] if isinstance(question, ShortText) else []
    if isinstance(question, Cloze):
        typed += [(("gaps", name, "answers"), gap) for name, gap in question.gaps.items() if isinstance(gap, TextGap)]
    for path, terms in typed:
        spellings = [spelling for accepted in terms.answers for spelling in accepted.text]
        yield from ((path, language, spelling) for language in languages for spelling in spellings)


class _Written:
    """A term as texts write it: in any of its forms, in English in its plural too."""

    def __init__(self, term: Term) -> None:
        self._term = term
        self._forms = [form.lower() for form in term.forms()]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Compiled where it is needed alone: of most terms a bank holds not one letter in a row."""
        forms = self._term.forms()
        return re.compile("|".join(f"{bounded(form)}|{bounded(f'{form}s')}" for form in forms), re.IGNORECASE)

    def stands_in(self, text: str, lower: str) -> bool:
        """Whether ``text``, given in lower case too, holds the term: most hold none of its letters in a row."""
        return any(form in lower for form in self._forms) and self._pattern.search(text) is not None
