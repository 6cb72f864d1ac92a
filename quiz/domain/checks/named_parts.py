"""Whether names inside a bank lead somewhere: misconceptions, claims, and places in study notes to read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.remedies.keys import meant_word
from quiz.domain.bank_format.validation import Findings
from quiz.domain.errors import one_of, say
from quiz.domain.questions import Question
from quiz.domain.rendering import anchors_in
from quiz.domain.yaml.document import Path

Numbered = Sequence[tuple[int, Question]]
Named = Sequence[tuple[Path, str]]
"""Names with the places at which they are written."""


def check_ids(questions: Numbered, findings: Findings) -> None:
    """Adds to ``findings`` each id that two questions have, or had."""
    seen: dict[str, int] = {}
    for number, question in questions:
        for field, name in (("id", question.id), ("was", question.was)):
            if name is None:
                continue
            if name in seen:
                findings.add(
                    "S2",
                    ("questions", number, field),
                    say("id %(id)s is used twice", id=repr(name)),
                    say("give each question its own; the other is question %(number)d", number=seen[name] + 1),
                )
            seen[name] = number


def check_named_parts(header: Header, questions: Numbered, findings: Findings, *, complete: bool) -> None:
    """Adds to ``findings`` each name of a misconception, claim or anchor that leads nowhere or that nothing leads to.

    What nothing leads to is judged only where ``complete`` says that every question of the file could be read.
    """
    _misconceptions(header, questions, findings, complete)
    _claims(header, questions, findings, complete)
    _anchors(header, questions, findings)


def require_known(name: str, known: Sequence[str], path: Path, findings: Findings, *, define: str = "") -> None:
    """Adds to ``findings`` a ``name`` that is not among those ``known``; the part ``define`` could define it."""
    if name in known:
        return
    meant = meant_word(name, known)
    remedy = say("did you mean %(known)s?", known=repr(meant)) if meant else one_of(known)
    if define and not known:
        remedy = say("define it under %(part)s", part=define)
    elif define and not meant:
        remedy = say("define it under %(part)s, or use one of these: %(known)s", part=define, known=", ".join(known))
    findings.add("reference", path, say("%(name)s is not defined", name=repr(name)), remedy)


def _misconceptions(header: Header, questions: Numbered, findings: Findings, complete: bool) -> None:
    """Where a bank lists none, their names are free: words can be given to them later."""
    if not header.misconceptions:
        return
    written = findings.document.data["questions"]
    named = [
        found
        for number, _ in questions
        for found in _values_of("misconception", written[number], ("questions", number))
    ]
    for path, name in named:
        require_known(name, list(header.misconceptions), path, findings, define="misconceptions")
    if complete:
        _unused(header.misconceptions, named, "misconceptions", findings)


def _values_of(key: str, data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inside:
        if step == key and isinstance(value, str):
            yield (*path, step), value
        else:
            yield from _values_of(key, value, (*path, step))


def _unused(defined: Collection[str], named: Named, part: str, findings: Findings, within: Path = ()) -> None:
    used = {name for _, name in named}
    for name in defined:
        if name not in used:
            findings.add(
                "not-named",
                (*within, part, name),
                say("nothing names %(name)s", name=repr(name)),
                say("name it in a question, or remove it"),
                severity="warning",
                of_key=True,
            )


def _claims(header: Header, questions: Numbered, findings: Findings, complete: bool) -> None:
    named = [
        (("questions", number, "claims", place), name)
        for number, question in questions
        for place, name in enumerate(question.claims)
    ]
    known = [name for section in header.sections.values() for name in section.claims]
    for path, name in named:
        require_known(name, known, path, findings, define="claims")
    seen: set[str] = set()
    for section_name, section in header.sections.items():
        for name in section.claims:
            if name in seen:
                _twice(name, ("sections", section_name, "claims", name), findings)
            seen.add(name)
        if complete:
            _unused(section.claims, named, "claims", findings, ("sections", section_name))


def _twice(name: str, path: Path, findings: Findings, *, of_key: bool = True) -> None:
    message, remedy = say("id %(id)s is used twice", id=repr(name)), say("give each its own id")
    findings.add("duplicate", path, message, remedy, of_key=of_key)


def _anchors(header: Header, questions: Numbered, findings: Findings) -> None:
    known: dict[str, str] = {}
    for name, section in header.sections.items():
        if section.notes is None:
            continue
        found = {language: anchors_in(note) for language, note in section.notes.written()}
        for language, anchors in found.items():
            path = ("sections", name, "notes") if section.notes.plain else ("sections", name, "notes", language)
            for anchor, count in Counter(anchors).items():
                if count > 1 or known.get(anchor, name) != name:
                    _twice(anchor, path, findings, of_key=False)
                known.setdefault(anchor, name)
                lacking = [other for other in found if anchor not in found[other]]
                if lacking:
                    findings.add(
                        "note-anchor",
                        path,
                        say(
                            "the anchor %(name)s is not in the notes in %(lacking)s",
                            name=repr(anchor),
                            lacking=lacking[0],
                        ),
                        say("write {#%(name)s} in every language, at the same place", name=anchor),
                    )
    for number, question in questions:
        if question.read_again is not None and question.read_again not in known:
            _no_anchor(question.read_again, list(known), ("questions", number, "read_again"), findings)


def _no_anchor(name: str, known: Sequence[str], path: Path, findings: Findings) -> None:
    meant = meant_word(name, known)
    remedy = say("write {#%(name)s} at the end of a heading or paragraph of a study note", name=name)
    if meant:
        remedy = say("did you mean %(known)s?", known=repr(meant))
    findings.add("reference", path, say("%(name)s is not defined", name=repr(name)), remedy)
