"""What differs between a bank and what is published of it, and what that does to attempts that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.domain.authoring.comparing import ChangedQuestion, Difference, Side, compare, side_of
from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank, question_from
from quiz.domain.errors import Message
from quiz.domain.grading.regrade_compatibility import incompatibility
from quiz.services.content import preparing
from quiz.services.content.checking import BankFile
from quiz.services.content.definitions import LANGUAGES
from quiz.services.content.media import MediaFolder
from quiz.services.content.named import called
from quiz.services.content.saving.known_questions import known_questions
from quiz.services.grading import regrades
from quiz.services.grading.regrade_totals import Totals
from quiz.storage.models.content import BankRow


@dataclass(frozen=True, kw_only=True)
class Regrade:
    """What a regrade of a question would do once its change is published: to how many attempts that are over.

    ``attempts`` hold an answer to it. With a ``reason`` their answers can't be scored again, and keep their points.
    """

    question: str
    attempts: int
    totals: Totals
    waiting: int
    reason: Message | None

    @property
    def is_needed(self) -> bool:
        """Whether scores that are stored would change."""
        return bool(self.totals.raised or self.totals.lowered or self.totals.kept)


@dataclass(frozen=True, kw_only=True)
class BankDifference:
    """What differs between a bank's file and what is published; ``regrades`` are of the questions it reaches."""

    bank: str
    is_new: bool
    difference: Difference
    regrades: tuple[Regrade, ...]


def against_published(
    session: Session, files: Sequence[BankFile], media: MediaFolder, beside: Sequence[BankFile] = ()
) -> list[BankDifference]:
    """What differs between each of ``files`` and what is published of it; a bank without a difference is left out.

    Nothing is stored. Raises ``BankError`` where a file can't be published.
    """
    found = preparing.read(session, files, media, beside, whole=False)
    differences = [_of_bank(session, found.rows.get(bank.header.bank), bank) for bank in found.banks]
    return [one for one in differences if one.is_new or one.difference]


def published_side(session: Session, row: BankRow) -> Side:
    """A published bank as it is compared: its questions on offer in their order."""
    header = dict(stored_formats.read("header", row.header))
    languages = tuple(header.pop(LANGUAGES))
    known = sorted(known_questions(session, row.id), key=lambda entry: entry.position)
    questions = [question_from({**one.written, "id": one.slug}, languages) for one in known if not one.withdrawn]
    return Side(questions=tuple(questions), header=header)


def _of_bank(session: Session, row: BankRow | None, bank: Bank) -> BankDifference:
    new = side_of(bank)
    if row is None:
        nothing = compare(Side(questions=(), header={}), new)
        return BankDifference(bank=bank.header.bank, is_new=True, difference=nothing, regrades=())
    old = published_side(session, row)
    difference = compare(old, new)
    _, name = called(session, row)
    scored = [change for change in difference.changed if change.is_scored_otherwise]
    found = tuple(_regrade(session, name, change, old, new) for change in scored)
    return BankDifference(
        bank=bank.header.bank,
        is_new=False,
        difference=difference,
        regrades=tuple(one for one in found if one.attempts or one.waiting),
    )


def _regrade(session: Session, bank: str, change: ChangedQuestion, old: Side, new: Side) -> Regrade:
    asked, newer = old.by_id()[change.was], new.by_id()[change.id]
    totals = Totals()
    for attempt in regrades.preview(session, bank, change.was, lower=True, proposed=newer):
        totals = totals.plus(attempt)
    return Regrade(
        question=change.id,
        attempts=totals.attempts,
        totals=totals,
        waiting=regrades.waiting(session, bank, change.was, every=True),
        reason=incompatibility(asked, newer),
    )
