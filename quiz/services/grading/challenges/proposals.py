"""What accepting a challenge would do: the change of the bank's file, line by line, and who moves from what to what."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.challenges import key_edits
from quiz.domain.challenges.key_edits import Way
from quiz.domain.challenges.sources import NotEditable
from quiz.domain.errors import BankError, Message, say
from quiz.domain.grading.regrade_compatibility import Incompatible, rejudge
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content.checking import BankFile
from quiz.services.content.definitions import question_of
from quiz.services.content.preparing import Prepared, prepare, read
from quiz.services.content.revisions.pictures import KeptPictures, kept_pictures
from quiz.services.grading import differences
from quiz.services.grading.differences import Difference
from quiz.storage.models.attempts import AttemptQuestion
from quiz.storage.models.grading import Challenge
from quiz.storage.queries.grading import challenges as queries

AS_PUBLISHED = "published"
"""The way that changes nothing: what is published now gives the answer more than it has."""
CONTEXT = 2
"""Lines around a change."""


class CannotPropose(ValueError):
    """The app can't make this change; ``message`` says why, ``details`` what was found line by line."""

    def __init__(self, message: Message, details: Sequence[Message | str] = ()) -> None:
        self.message = message
        self.details = tuple(details)
        super().__init__(str(message))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A challenged answer beside its question as it is published now; ``ways`` are what can be done for it.

    ``file_hash`` names the file that a change starts from: who confirms one says which they had seen. ``line`` is where
    the question stands in it, from 1; None where that is not known.
    """

    question_id: int
    question: Question
    variant: Variant
    answer: Answer
    series: str
    series_id: int
    bank: str
    bank_id: int
    number: int
    source: bytes | None
    file_hash: str | None
    pictures: dict[str, str] = field(repr=False)
    ways: tuple[Way, ...]
    counts_now: bool
    unnamed: frozenset[int]
    """The accounts that asked: their reasons are read without their names."""

    @property
    def called(self) -> str:
        """What commands call the bank."""
        return f"{self.series}/{self.bank}"

    @property
    def refused_on_purpose(self) -> bool:
        """Whether the author wrote the answer into the bank as one that never counts."""
        return key_edits.was_rejected(self.question, self.answer)

    @property
    def line(self) -> int | None:
        """The line of the file in which the question begins."""
        lines = (self.source or b"").decode(errors="replace").splitlines()
        wanted = {f"id: {self.question.id}", f'id: "{self.question.id}"', f"id: '{self.question.id}'"}
        found = (number for number, text in enumerate(lines, 1) if text.strip().removeprefix("- ").strip() in wanted)
        return next(found, None)


def standing(session: Session, number: int) -> Standing:
    """The answer of a challenge beside what is published now. Raises ``NotFound``, and ``CannotPropose``."""
    one = session.get(Challenge, number)
    if one is None:
        raise NotFound(str(number))
    row: Any = session.execute(queries.published_now(one.question_id)).first()
    if row is None or row.withdrawn:
        raise CannotPropose(say("The question is not published any more."))
    asked = session.get_one(AttemptQuestion, one.attempt_question_id)
    variant, answer = variant_from(asked.variant), answer_from(one.answer)
    unnamed = frozenset(session.scalars(queries.accounts_equal_to(number)))
    return of_answer(row, one.question_id, variant, answer, earned=asked.fraction or Fraction(0), unnamed=unnamed)


def of_answer(
    row: Any,
    question_id: int,
    variant: Variant,
    answer: Answer,
    *,
    earned: Fraction = Fraction(1),
    unnamed: frozenset[int] = frozenset(),
) -> Standing:
    """An answer beside its question in a row of ``queries.published_now``.

    ``earned`` is what it has; ``unnamed`` are accounts whose names are not shown.
    """
    question = question_of(row.content_hash, row.question)
    earns = _earns(question, variant, answer)
    return Standing(
        question_id=question_id,
        question=question,
        variant=variant,
        answer=answer,
        series=row.series,
        series_id=row.series_id,
        bank=row.bank,
        bank_id=row.bank_id,
        number=row.number,
        source=row.source,
        file_hash=row.file_hash,
        pictures=row.pictures,
        ways=key_edits.ways(question, answer) if row.source is not None and earns is not None and earns < 1 else (),
        counts_now=earns is not None and earns > earned,
        unnamed=unnamed,
    )


def _earns(question: Question, variant: Variant, answer: Answer) -> Any:
    """What the published question gives the answer; None where it can't judge it any more."""
    try:
        return rejudge(question, variant, answer).fraction
    except (Incompatible, KeyError):
        return None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A change that can be confirmed. ``diff`` are its lines as ``diff -u`` writes them; none where none is needed."""

    way: Way | None
    diff: tuple[str, ...]
    difference: Difference
    ready: Prepared | None
    file: BankFile | None
    media: KeptPictures | None


def propose(
    session: Session, of: Standing, code: str, folder: Path, *, rendered: bool = False, teacher: int | None = None
) -> Proposal:
    """What the way called ``code`` would do; nothing is written. ``folder`` holds pictures of earlier releases.

    With ``rendered`` all that takes long is done, so that it can be published at once. ``teacher`` is the account whose
    learners are named, but those who asked; None names all others. Raises ``CannotPropose``.
    """
    if code == AS_PUBLISHED and of.counts_now:
        difference = _difference(session, of, None, teacher)
        return Proposal(way=None, diff=(), difference=difference, ready=None, file=None, media=None)
    way = next((one for one in of.ways if one.code == code), None)
    if way is None or of.source is None:
        raise CannotPropose(say("This change can't be made to the question as it is published now."))
    return proposed(session, of, way, _edited(of, way), folder, rendered=rendered, teacher=teacher)


def proposed(
    session: Session, of: Standing, way: Way, raw: bytes, folder: Path, *, rendered: bool, teacher: int | None
) -> Proposal:
    """What publishing ``raw``, the file of the bank with a change, would do. Raises ``CannotPropose``."""
    file = BankFile(name=f"{of.bank}.yaml", raw=raw, series=of.series)
    media = kept_pictures(session, of.pictures, folder)
    ready = _checked(session, file, media, rendered)
    changed = next(one for bank in ready.banks for one in bank.questions if one.id == of.question.id)
    return Proposal(
        way=way,
        diff=_diff(of, file),
        difference=_difference(session, of, changed, teacher),
        ready=ready,
        file=file,
        media=media,
    )


def _edited(of: Standing, way: Way) -> bytes:
    source = of.source or b""
    return mended(lambda: key_edits.edited(source, of.question, of.answer, way))


def mended(edit: Callable[[], bytes]) -> bytes:
    """What an edit of a file makes of it. Raises ``CannotPropose`` where it can't be made."""
    try:
        return edit()
    except NotEditable as error:
        raise CannotPropose(error.message) from None
    except SourceEditError as error:
        raise CannotPropose(error.message, [error.remedy]) from None
    except BankError as error:
        first = error.problems[0]
        raise CannotPropose(first.message, [first.remedy]) from None


def _checked(session: Session, file: BankFile, media: KeptPictures, rendered: bool) -> Prepared:
    try:
        return prepare(session, [file], media) if rendered else read(session, [file], media, (), False)
    except BankError as error:
        details = [
            say("line %(line)s: %(message)s; %(remedy)s", line=one.line, message=one.message, remedy=one.remedy)
            for one in error.problems
            if one.severity == "error"
        ]
        raise CannotPropose(say("The bank would have errors after this change."), details) from None


def _diff(of: Standing, file: BankFile) -> tuple[str, ...]:
    before, after = ((raw or b"").decode(errors="replace").splitlines() for raw in (of.source, file.raw))
    name = f"{of.bank}@{of.number}"
    return tuple(difflib.unified_diff(before, after, name, file.name, n=CONTEXT, lineterm=""))


def _difference(session: Session, of: Standing, changed: Question | None, teacher: int | None) -> Difference:
    return differences.find(
        session,
        of.called,
        of.question.id,
        question_id=of.question_id,
        teacher=teacher,
        proposed=changed,
        unnamed=of.unnamed,
    )
