"""Which stored question each question of a file is: the one of its id, or the one that it was renamed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank, content_without_ids
from quiz.domain.bank_format.question_ids import KnownQuestion, ids_of, problems_of
from quiz.domain.errors import Problem
from quiz.domain.questions import Question
from quiz.storage.models.content import BankRow, QuestionRow, QuestionVersion


@dataclass(frozen=True, kw_only=True)
class Known:
    """A stored question of a bank: its id, its current version, and what that version says it was called before."""

    row: int
    slug: str
    withdrawn: bool
    content_hash: str
    was: str
    kind: str
    position: int
    written: Mapping[str, Any] = field(repr=False)

    @property
    def content(self) -> str:
        """The hash of what its author wrote, without ids."""
        return content_without_ids(self.written)


def known_questions(session: Session, bank_id: int) -> list[Known]:
    """Every question that a bank ever had."""
    version = QuestionVersion
    query = (
        select(QuestionRow, version.content_hash, version.definition)
        .join(version, QuestionRow.current_version_id == version.id)
        .where(QuestionRow.bank_id == bank_id)
        .order_by(QuestionRow.id)
    )
    return [
        Known(
            row=question.id,
            slug=question.slug,
            withdrawn=question.withdrawn,
            content_hash=mark,
            was=stored_formats.read("question", definition)["question"].get("was", ""),
            kind=definition["question"]["kind"],
            position=question.position,
            written=definition["question"],
        )
        for question, mark, definition in session.execute(query)
    ]


def keep_ids(session: Session, banks: Sequence[Bank], rows: Mapping[str, BankRow]) -> tuple[list[Bank], list[Problem]]:
    """The banks, questions without an id with that of the same question in the store, and what can't be decided."""
    kept: list[Bank] = []
    problems: list[Problem] = []
    for bank in banks:
        row = rows.get(bank.header.bank)
        if bank.unnamed and row is not None:
            known = known_questions(session, row.id)
            found = ids_of(
                bank.written(),
                [_on_offer(entry) for entry in known if not entry.withdrawn],
                seed=bank.header.bank,
                taken={entry.slug for entry in known},
            )
            problems.extend(problems_of(found.doubts, bank.file, bank.unnamed))
            bank = bank.with_ids(found.ids)
        kept.append(bank)
    return kept, problems


def _on_offer(entry: Known) -> KnownQuestion:
    return KnownQuestion(id=entry.slug, content_hash=entry.content, kind=entry.kind, position=entry.position)


def identities(questions: Sequence[Question], known: Sequence[Known]) -> dict[str, Known]:
    """The stored question that each of ``questions`` goes on, by the new id; those that are new are not in it.

    The question named by ``was`` wins over one that had the new id once, unless that one says itself that it was
    renamed from there. An id that is written back as it was before a rename finds the renamed question.
    """
    by_slug = {entry.slug: entry for entry in known}
    ids = {question.id for question in questions}
    renamed = {entry.was: entry for entry in known if entry.was and entry.slug not in ids}
    found: dict[str, Known] = {}
    for question in questions:
        entry = _identity(question, by_slug, renamed)
        if entry is not None:
            found[question.id] = entry
    return found


def _identity(question: Question, by_slug: Mapping[str, Known], renamed: Mapping[str, Known]) -> Known | None:
    own, named = by_slug.get(question.id), by_slug.get(question.was or "")
    if named is not None and (own is None or own.was != question.was):
        return named
    return own or renamed.get(question.id)
