"""The glossary of a series: its terms in every language, what each means, and forms that its texts avoid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from quiz.domain.bank_format.fields import Model, Name, Spellings, Text
from quiz.domain.bank_format.validation import Findings, read_model
from quiz.domain.errors import BankError, say
from quiz.domain.yaml.reader import read_yaml


class Term(Model):
    """A term, what it means in one sentence or two, other spellings of it, and forms that this series avoids.

    In the phrases of ``unlinked`` a form of it means something else.
    """

    term: Text
    meaning: Text
    also: Spellings = ()
    avoid: Spellings = ()
    unlinked: Spellings = ()

    def names(self) -> tuple[str, ...]:
        """What it is found by: its name in each language, other spellings, and forms that are avoided; each once."""
        return tuple(dict.fromkeys((*self.forms(), *self.avoid)))

    def forms(self) -> tuple[str, ...]:
        """How texts of the series write it: its name in each language, and other spellings; each once."""
        return tuple(dict.fromkeys((*self.term.values(), *self.also)))


class Glossary(Model):
    """The terms of a series by name."""

    terms: Annotated[Mapping[Name, Term], Field(min_length=1)]


def read_glossary(raw: bytes, file: str, languages: Sequence[str]) -> Glossary:
    """The glossary in ``raw``, which ``file`` names in messages; raises ``BankError`` with every problem."""
    document = read_yaml(raw, file)
    findings = Findings(document)
    glossary = read_model(Glossary, document.data, (), findings, languages)
    if glossary is not None:
        _check(glossary, findings)
    if findings.problems or glossary is None:
        raise BankError(findings.in_order())
    return glossary


def _check(glossary: Glossary, findings: Findings) -> None:
    """A form that is avoided for two terms, or that is itself a term, would leave an author no word."""
    words = {text.casefold() for term in glossary.terms.values() for text in term.term.values()}
    seen: set[str] = set()
    for name, term in glossary.terms.items():
        for place, form in enumerate(term.avoid):
            path = ("terms", name, "avoid", place)
            if not form.strip():
                findings.add("glossary", path, say("an empty form to avoid"), say("write it, or remove it"))
            elif form.casefold() in words:
                message = say("%(form)s is a term and a form to avoid", form=repr(form))
                findings.add("glossary", path, message, say("keep one of the two"))
            elif form.casefold() in seen:
                message = say("%(form)s is avoided twice", form=repr(form))
                findings.add("glossary", path, message, say("keep it with the term to write in its place"))
            seen.add(form.casefold())
