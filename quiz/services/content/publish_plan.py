"""What a publishing will do, worked out before it is done: questions that come, go and change, bank by bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank, content_hash
from quiz.domain.bank_format.series import Series
from quiz.domain.questions import Question
from quiz.services.content.definitions import LANGUAGES
from quiz.services.content.media import MediaFolder
from quiz.services.content.saving import rendered_texts
from quiz.services.content.saving.known_questions import identities, known_questions
from quiz.storage.models.content import BankRow, QuizRow, QuizVersion, SeriesRow

FEW = 2
"""Fewer questions than this may go without being asked about, however small the bank."""
SHARE = 5
"""More than one in so many of a bank's questions is a mass withdrawal."""


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Ids that come, go and change; ``back`` are those that were withdrawn before and come back."""

    new: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.back or self.withdrawn or self.changed)


@dataclass(frozen=True, kw_only=True)
class BankPlan:
    """What happens to one bank; ``on_offer`` counts its questions before, ``fields`` names what else differs."""

    bank: str
    file: str
    is_new: bool
    on_offer: int
    questions: Moves
    quizzes: Moves
    fields: tuple[str, ...] = ()

    @property
    def keeps_content(self) -> bool:
        """Whether nothing that a learner reads or answers differs from what is published."""
        return not (self.is_new or self.questions or self.quizzes or self.fields)

    @property
    def is_mass_withdrawal(self) -> bool:
        """Whether so many questions go that a slip is likely: two or more, and more than a fifth."""
        gone = len(self.questions.withdrawn)
        return gone >= FEW and gone * SHARE > self.on_offer


@dataclass(frozen=True, kw_only=True)
class SeriesPlan:
    """What happens to the series: which fields of it differ, and its quizzes."""

    series: str
    is_new: bool
    fields: tuple[str, ...]
    quizzes: Moves


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a publishing will do. ``unchanged`` names files, ``without_file`` published banks that no file holds."""

    series: SeriesPlan | None
    banks: tuple[BankPlan, ...]
    unchanged: tuple[str, ...]
    without_file: tuple[str, ...] = ()

    @property
    def mass_withdrawals(self) -> tuple[BankPlan, ...]:
        """The banks that would lose so many questions that it has to be asked for."""
        return tuple(bank for bank in self.banks if bank.is_mass_withdrawal)


def plan_series(
    session: Session, row: SeriesRow | None, series: Series, definition: Mapping[str, Any]
) -> SeriesPlan | None:
    """What publishing ``definition`` does to the series as stored in ``row``; None where nothing differs."""
    stored = stored_formats.read("series", row.definition) if row is not None else {}
    quizzes = _quiz_moves(session, row, "", definition.get("quizzes", []), series.languages)
    fields = _differing(stored, definition, leaving_out=("quizzes",)) if row is not None else ()
    if row is not None and not fields and not quizzes:
        return None
    return SeriesPlan(series=series.series, is_new=row is None, fields=fields, quizzes=quizzes)


def plan_bank(
    session: Session, row: BankRow | None, bank: Bank, series: Series, media: MediaFolder, file: str
) -> BankPlan:
    """What publishing ``bank`` does to the one stored in ``row``."""
    slug = bank.header.bank
    known = known_questions(session, row.id) if row is not None else []
    found = identities(bank.questions, known)
    kept = {entry.row for entry in found.values()}
    marks = {
        question.id: content_hash(definition_of(bank, number, question, series, media))
        for number, question in enumerate(bank.questions)
    }
    on_offer = [entry for entry in known if not entry.withdrawn]
    moves = Moves(
        new=tuple(name for name in marks if name not in found),
        back=tuple(name for name in marks if name in found and found[name].withdrawn),
        withdrawn=tuple(entry.slug for entry in on_offer if entry.row not in kept),
        changed=tuple(
            name
            for name, mark in marks.items()
            if name in found and not found[name].withdrawn and found[name].content_hash != mark
        ),
    )
    header = {key: value for key, value in bank.data.items() if key != "questions"}
    return BankPlan(
        bank=slug,
        file=file,
        is_new=row is None,
        on_offer=len(on_offer),
        questions=moves,
        quizzes=_quiz_moves(session, row, f"{slug}/", header.get("quizzes", []), series.languages),
        fields=_differing(stored_formats.read("header", row.header), header, leaving_out=("quizzes", LANGUAGES))
        if row is not None
        else (),
    )


def definition_of(bank: Bank, number: int, question: Question, series: Series, media: MediaFolder) -> dict[str, Any]:
    """What is stored of a question, and names its version by its hash."""
    definition = {"question": bank.definition(number), LANGUAGES: list(series.languages)}
    # Another picture under the same name is another version: attempts go on showing the one they began with.
    return definition | ({"pictures": shown} if (shown := rendered_texts.pictures_of(question, media)) else {})


def _differing(stored: Mapping[str, Any], wanted: Mapping[str, Any], leaving_out: Sequence[str]) -> tuple[str, ...]:
    names = [name for name in dict.fromkeys([*stored, *wanted]) if name not in leaving_out]
    return tuple(name for name in names if stored.get(name) != wanted.get(name))


def _quiz_moves(
    session: Session,
    owner: SeriesRow | BankRow | None,
    prefix: str,
    definitions: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
) -> Moves:
    """What happens to the quizzes of a series or of a bank, whose keys begin with ``prefix``."""
    if owner is None:
        return Moves(new=tuple(str(written["id"]) for written in definitions))
    query = (
        select(QuizRow.key, QuizRow.withdrawn, QuizVersion.content_hash)
        .join(QuizVersion, QuizRow.current_version_id == QuizVersion.id)
        .where(QuizRow.bank_id == owner.id if isinstance(owner, BankRow) else _over_banks(owner))
        .order_by(QuizRow.position)
    )
    rows = session.execute(query).all()
    stored = {row.key.removeprefix(prefix): row.content_hash for row in rows if not row.withdrawn}
    gone = {row.key.removeprefix(prefix) for row in rows if row.withdrawn}
    marks = {
        str(written["id"]): content_hash({"quiz": dict(written), LANGUAGES: list(languages)}) for written in definitions
    }
    return Moves(
        new=tuple(name for name in marks if name not in stored and name not in gone),
        back=tuple(name for name in marks if name in gone),
        withdrawn=tuple(name for name in stored if name not in marks),
        changed=tuple(name for name, mark in marks.items() if name in stored and stored[name] != mark),
    )


def _over_banks(series: SeriesRow) -> ColumnElement[bool]:
    return and_(QuizRow.series_id == series.id, QuizRow.bank_id.is_(None), QuizRow.built_in.is_(False))
