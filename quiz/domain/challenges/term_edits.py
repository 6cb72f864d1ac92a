"""Edits of a term that is typed: another spelling that counts, with its proof; a text that never does."""

from __future__ import annotations

from collections.abc import Callable

from quiz.domain.bank_format.source_edit import insert_entry, insert_key, remove_entry, remove_key
from quiz.domain.challenges.sources import data_at
from quiz.domain.challenges.typed_parts import Path
from quiz.domain.questions.parts.spellings import Terms

_BEFORE_PROOFS = ("matching", "answers")


def tidied(text: str) -> str:
    """``text`` as it is written into a bank: one line, single spaces."""
    return " ".join(text.split())


def accept(raw: bytes, path: Path, terms: Terms, text: str) -> bytes:
    """``raw`` with ``text`` among the spellings of the answer that earns the most, and as a proof in ``accept``.

    It goes out of ``reject``, out of known wrong answers, and out of answers that earn less.
    """
    text = tidied(text)
    equal = _equal_to(terms, text)
    best = terms.answers.index(terms.best())
    raw = _without(raw, (*path, "reject"), equal)
    for number in reversed(range(len(terms.wrong))):
        raw, _ = _without_spelling(raw, (*path, "wrong"), number, terms.wrong[number].text, equal)
    for number in reversed(range(len(terms.answers))):
        if number != best:
            raw, gone = _without_spelling(raw, (*path, "answers"), number, terms.answers[number].text, equal)
            best -= gone and number < best
    if not any(equal(spelling) for spelling in terms.best().text):
        raw = _with_spelling(raw, (*path, "answers", best), text)
    return _with_proof(raw, path, "accept", text, _BEFORE_PROOFS)


def reject(raw: bytes, path: Path, text: str) -> bytes:
    """``raw`` with ``text`` in ``reject``: it is never taken for one of the answers."""
    return _with_proof(raw, path, "reject", tidied(text), ("accept", *_BEFORE_PROOFS))


def _equal_to(terms: Terms, text: str) -> Callable[[str], bool]:
    wanted = terms.as_compared(text)
    return lambda other: terms.as_compared(other) == wanted


def _without(raw: bytes, path: Path, equal: Callable[[str], bool]) -> bytes:
    """``raw`` without the entries of a list that are ``equal``; a list that is not there has none."""
    field = data_at(raw, path[:-1])
    entries = field.get(path[-1], []) if isinstance(field, dict) else []
    for number in reversed(range(len(entries) if isinstance(entries, list) else 0)):
        if equal(entries[number]):
            raw = remove_entry(raw, path, number)
    return raw


def _without_spelling(
    raw: bytes, path: Path, number: int, spellings: tuple[str, ...], equal: Callable[[str], bool]
) -> tuple[bytes, bool]:
    """``raw`` without the ``equal`` ones of an entry's spellings, and whether the entry is gone: it had no others."""
    if all(equal(spelling) for spelling in spellings):
        return remove_entry(raw, path, number), True
    return _without(raw, (*path, number, "text"), equal), False


def _with_spelling(raw: bytes, answer: Path, text: str) -> bytes:
    spellings = data_at(raw, (*answer, "text"))
    if isinstance(spellings, list):
        return insert_entry(raw, (*answer, "text"), len(spellings), text)
    return insert_key(remove_key(raw, answer, "text"), answer, "text", [spellings, text])


def _with_proof(raw: bytes, path: Path, name: str, text: str, behind: tuple[str, ...]) -> bytes:
    fields = data_at(raw, path)
    if name not in fields:
        return insert_key(raw, path, name, [text], after=next(one for one in behind if one in fields))
    if text in fields[name]:
        return raw
    return insert_entry(raw, (*path, name), len(fields[name]), text)
