"""What questions and draws name stays what it was when sections and objectives change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.bank_format.short_forms.frame import FIELDS, named_in, with_names
from quiz.domain.bank_format.short_forms.long_form import long_document
from quiz.domain.bank_format.short_forms.parts import Part
from quiz.domain.bank_format.source_edit import Path, set_scalars, write_keys
from quiz.domain.yaml.reader import read_yaml

QUIZZES = "quizzes"
_NAMED_BY = {
    "sections": "section",
    "objectives": "objective",
    "sources": "ref",
    "misconceptions": "misconception",
    "claims": "claims",
}
"""The field of a question, or of a part of one, that names an entry of each of these."""


def before(key: str, question: Mapping[str, Any]) -> str | None:
    """The field of ``question`` after which ``key`` is put in."""
    fields = form_of(str(question.get("kind")))
    order = [*fields.known, *(name for field in fields.fields for name in field.own_keys())]
    return next((name for name in reversed(order[: order.index(key)]) if name in question), None)


def with_names_kept(raw: bytes, changed: bytes, languages: Sequence[str]) -> bytes:
    """``changed``, in which questions and draws name what they name in ``raw``, as far as that is still there.

    They may name it by words that are others now, or not at all where the bank had only one.
    """
    old, new = _naming(raw, languages), _naming(changed, languages)
    for field, (part, _) in FIELDS.items():
        data = read_yaml(changed, "").data
        known = data.get(part)
        values = [
            (path, field, one[field], before(field, _at(data, path)) if path[0] == QUESTIONS else None)
            for path, one in old.items()
            if _is_among(one.get(field), known) and new[path].get(field) != one[field]
        ]
        changed = write_keys(changed, values)
    return changed


@dataclass(frozen=True, kw_only=True)
class FillsIn:
    """A section or an objective that is the only one, so that so many questions which name none have it."""

    part: str
    name: str
    words: Any
    questions: int


def filled_in(raw: bytes, languages: Sequence[str]) -> dict[str, FillsIn]:
    """What fills in for questions that do not name it, by the part of the bank that it stands in."""
    document = read_yaml(raw, "")
    long = long_document(document, languages)
    if not isinstance(long.data, dict):
        return {}
    known = named_in(Part(long.data, long.marks))
    found = {}
    written = [one.data for one in _entries(Part(document.data, document.marks), QUESTIONS)]
    for field, (part, _) in FIELDS.items():
        silent = sum(isinstance(one, dict) and field not in one for one in written)
        if len(known[field]) == 1 and silent:
            only = known[field][0].data
            found[part] = FillsIn(part=part, name=only["id"], words=only.get("text"), questions=silent)
    return found


def newly_filled_in(before: bytes, after: bytes, languages: Sequence[str]) -> list[FillsIn]:
    """What fills in for questions ``after`` a change and did not ``before``."""
    old = filled_in(before, languages)
    return [one for part, one in filled_in(after, languages).items() if part not in old or old[part].name != one.name]


def with_renamed(raw: bytes, renamed: Mapping[str, Mapping[str, str]]) -> bytes:
    """``raw``, in which questions and draws name parts of the bank by their new names, by those they had."""
    data = read_yaml(raw, "").data
    found = [
        one
        for key in (QUESTIONS, QUIZZES)
        for part, names in renamed.items()
        if part in _NAMED_BY
        for one in _named_by(data.get(key), (key,), _NAMED_BY[part], names)
    ]
    return set_scalars(raw, found) if found else raw


def _named_by(data: Any, path: Path, field: str, names: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Every place below ``path`` where a ``field`` has one of ``names``, or a list of them, with the new one."""
    if isinstance(data, str) and data in names and field in path[-2:]:
        yield path, names[data]
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in inside:
        yield from _named_by(inner, (*path, step), field, names)


def _is_among(name: Any, known: Any) -> bool:
    return isinstance(name, str) and isinstance(known, dict) and name in known


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _naming(raw: bytes, languages: Sequence[str]) -> dict[Path, Any]:
    """Each question and each line of a draw by its path, with what it names by id."""
    document = read_yaml(raw, "")
    long = long_document(document, languages)
    known = named_in(Part(long.data, long.marks))
    questions = enumerate(_entries(Part(long.data, long.marks), QUESTIONS))
    found: dict[Path, Any] = {(QUESTIONS, number): one.data for number, one in questions}
    for number, quiz in enumerate(_entries(Part(document.data, document.marks), QUIZZES)):
        for line, one in enumerate(_entries(quiz, "draw")):
            named = with_names(one, known, fill=False) if isinstance(one.data, dict) else one
            found[(QUIZZES, number, "draw", line)] = named.data
    return {path: one for path, one in found.items() if isinstance(one, dict)}


def _entries(part: Part, key: str) -> list[Part]:
    return part.at(key).entries() if isinstance(part.data, dict) and key in part.data else []
