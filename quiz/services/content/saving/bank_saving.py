"""What publishing writes: the series, banks, questions with their versions and texts, quizzes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank, content_hash
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.bank_format.series import Series
from quiz.domain.questions import Question
from quiz.services.aggregates.rebuild import rebuild_masteries
from quiz.services.aggregates.sums import rebuild_month
from quiz.services.content.definitions import LANGUAGES, header_to_store
from quiz.services.content.saving import rendered_texts
from quiz.services.content.saving.known_questions import identities, known_questions
from quiz.services.content.saving.rendered_banks import RenderedBank
from quiz.storage.models.content import BankRow, QuestionRow, QuestionVersion, QuizRow, QuizVersion, SeriesRow


def save_series(
    session: Session,
    row: SeriesRow | None,
    series: Series,
    definition: Mapping[str, Any],
    mark: str,
    now: datetime,
) -> SeriesRow:
    """Store the series as ``definition``, whose hash is ``mark``, with its quizzes; its row is returned."""
    row = row or SeriesRow()
    row.slug = series.series
    row.content_hash = mark
    row.definition = stored_formats.numbered("series", definition)
    row.published_at = now
    session.add(row)
    session.flush()
    _save_quizzes(session, row.id, None, series.quizzes, definition.get("quizzes", []), series.languages, now)
    return row


def save_bank(
    session: Session, row: BankRow, bank: Bank, rendered: RenderedBank, series: Series, mark: str, now: datetime
) -> int:
    """Store ``bank``, whose file is named by ``mark``, as ``row``; the number of new question versions is returned."""
    row.content_hash = mark
    header = {key: value for key, value in bank.data.items() if key != "questions"}
    row.header = header_to_store(header, series.languages)
    row.rendered = rendered.notes
    row.questions = len(bank.questions)
    row.published_at = now
    session.add(row)
    session.flush()
    new_versions, changed, moved = _save_questions(session, row, bank, rendered, now)
    _save_quizzes(session, row.series_id, row, bank.header.quizzes, bank.data.get("quizzes", []), series.languages, now)
    if changed:
        rebuild_month(session, row.id)
    if moved:
        rebuild_masteries(session, row.id)
    return new_versions


def measured_by(question: Question) -> str:
    """What the answers to a question are evidence of, as it is stored."""
    if question.objective:
        return f"objective:{question.objective}"
    return f"section:{question.section}" if question.section else ""


def _save_questions(
    session: Session, row: BankRow, bank: Bank, rendered: RenderedBank, now: datetime
) -> tuple[int, bool, bool]:
    """How many versions are new, whether other questions are on offer, and whether one measures something else."""
    known = known_questions(session, row.id)
    found = identities(bank.questions, known)
    entries = {q.id: q for q in session.scalars(select(QuestionRow).where(QuestionRow.bank_id == row.id))}
    kept = {name: entries[entry.row] for name, entry in found.items()}
    changed = len(kept) < len(bank.questions)
    _free_ids(session, [question.id for question in bank.questions], kept, entries.values())
    new_versions, moved = 0, False
    for position, question in enumerate(bank.questions):
        entry = kept.get(question.id) or QuestionRow(bank_id=row.id, withdrawn=False)
        changed = changed or entry.withdrawn
        entry.slug, entry.position, entry.withdrawn = question.id, position, False
        measures = measured_by(question)
        moved = moved or (question.id in kept and entry.measures != measures)
        entry.measures, entry.section = measures, question.section
        session.add(entry)
        session.flush()
        new_versions += _save_version(session, entry, rendered.definitions[position], now)
        rendered_texts.save_texts(session, entry.current_version_id, rendered.texts[position])
    gone = [entry for entry in entries.values() if entry not in kept.values() and not entry.withdrawn]
    for entry in gone:
        entry.withdrawn = True
    session.flush()
    return new_versions, changed or bool(gone), moved


def _free_ids(
    session: Session,
    ids: Sequence[str],
    kept: Mapping[str, QuestionRow],
    entries: Iterable[QuestionRow],
) -> None:
    """Let no stored question hold an id that another one is about to take: it gets one that no file can name."""
    holders = {entry.slug: entry for entry in entries}
    for name in ids:
        holder = holders.get(name)
        if holder is not None and kept.get(name) is not holder:
            holder.slug = f"{name}~{holder.id}"
    session.flush()


def _save_version(session: Session, entry: QuestionRow, definition: dict[str, Any], now: datetime) -> int:
    mark = content_hash(definition)
    version = session.scalars(
        select(QuestionVersion).where(QuestionVersion.question_id == entry.id, QuestionVersion.content_hash == mark)
    ).first()
    made = version is None
    if version is None:
        version = QuestionVersion(
            question_id=entry.id,
            content_hash=mark,
            kind=definition["question"]["kind"],
            definition=stored_formats.numbered("question", definition),
            published_at=now,
        )
        session.add(version)
        session.flush()
    entry.current_version_id = version.id
    return int(made)


def _save_quizzes(
    session: Session,
    series_id: int,
    bank: BankRow | None,
    quizzes: Sequence[Quiz],
    definitions: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
    now: datetime,
) -> None:
    bank_id = bank.id if bank is not None else None
    prefix = f"{bank.slug}/" if bank is not None else ""
    own = select(QuizRow).where(
        QuizRow.series_id == series_id, QuizRow.bank_id.is_not_distinct_from(bank_id), QuizRow.built_in.is_(False)
    )
    known = {quiz.key: quiz for quiz in session.scalars(own)}
    for position, (quiz, written) in enumerate(zip(quizzes, definitions, strict=True)):
        entry = known.pop(prefix + quiz.id, None) or QuizRow(series_id=series_id, key=prefix + quiz.id, bank_id=bank_id)
        entry.position, entry.withdrawn = position, False
        session.add(entry)
        session.flush()
        definition = {"quiz": dict(written), LANGUAGES: list(languages)}
        entry.current_version_id = save_quiz_version(session, entry.id, definition, now)
    for entry in known.values():
        entry.withdrawn = True
    session.flush()


def save_quiz_version(session: Session, quiz_id: int, definition: dict[str, Any], now: datetime) -> int:
    """The number of the version of a quiz that has these rules, stored now unless it is there."""
    mark = content_hash(definition)
    version = session.scalars(
        select(QuizVersion).where(QuizVersion.quiz_id == quiz_id, QuizVersion.content_hash == mark)
    ).first()
    if version is None:
        stored = stored_formats.numbered("quiz", definition)
        version = QuizVersion(quiz_id=quiz_id, content_hash=mark, definition=stored, published_at=now)
        session.add(version)
        session.flush()
    return version.id
