"""Forms in a bank's texts that the series' glossary avoids, each with the term to write in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from quiz.domain.bank_format.glossary import Glossary, Term
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.written_texts import Numbered, written_texts
from quiz.domain.errors import say
from quiz.domain.yaml.document import Path

# Formulas, code and placeholders are no words.
_NOT_PROSE = re.compile(r"\$[^$]*\$|`[^`]*`|\{\{[^{}]*\}\}")
_HANGUL = re.compile("[가-힣]")


def avoided_forms(glossary: Glossary, header: Header | None, questions: Numbered, findings: Findings) -> None:
    """Adds to ``findings`` each text of the bank that holds a form to avoid, once a form.

    Spellings to accept, ids and names are no texts.
    """
    terms = {form.casefold(): term for term in glossary.terms.values() for form in term.avoid}
    if not terms:
        return
    pattern = _pattern(glossary, terms)
    for path, language, text in written_texts(header, questions):
        if _is_no_prose(path):
            continue
        prose = _NOT_PROSE.sub(" ", text)
        written = {found["avoid"].casefold(): found["avoid"] for found in pattern.finditer(prose) if found["avoid"]}
        for form, as_written in written.items():
            _warn(as_written, terms[form].term[language], path, findings)


def _is_no_prose(path: Path) -> bool:
    """Whether a program stands at ``path``, or a work, which has the title that it has."""
    return path[0] == "sources" or path[2:3] == ("code",)


def _warn(form: str, term: str, path: Path, findings: Findings) -> None:
    message = say("%(form)s is a form that the glossary avoids", form=repr(form))
    findings.warn("avoided", path, message, say("write %(term)s", term=repr(term)))


def _pattern(glossary: Glossary, terms: Mapping[str, Term]) -> re.Pattern[str]:
    """Finds forms to avoid; a term that holds one is taken whole, so that it is none."""
    words = {text for term in glossary.terms.values() for text in term.term.values()}
    whole = [word for word in words if any(form in word.casefold() for form in terms)]
    longest_first = sorted(whole, key=len, reverse=True), sorted(terms, key=len, reverse=True)
    kept, avoided = ("|".join(map(bounded, forms)) for forms in longest_first)
    return re.compile(f"(?:{kept or '(?!)'})|(?P<avoid>{avoided})", re.IGNORECASE)


def bounded(form: str) -> str:
    """``form`` as a word of its own: in Korean a particle may follow it, in other scripts no letter does."""
    before = r"(?<![가-힣])" if _HANGUL.match(form) else r"(?<!\w)" if form[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if form[-1].isalnum() and not _HANGUL.match(form[-1]) else ""
    return before + re.escape(form) + after
