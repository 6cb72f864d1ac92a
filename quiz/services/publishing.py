"""The one door in: YAML text becomes immutable versions in the store, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank import Bank, content_hash, read_bank
from quiz.domain.errors import BankError, Problem, say
from quiz.domain.quizzes import Quiz
from quiz.domain.references import shortages
from quiz.domain.rendering import RENDERER
from quiz.domain.series import Series, read_series
from quiz.domain.yaml_reader import read_yaml
from quiz.services import rendered
from quiz.services.media import MediaFolder
from quiz.services.sums import recount_month
from quiz.storage import models

SERIES_FILE = "series.yaml"
# Raised when the shape of what is stored changes, so that unchanged files are stored anew.
STORED = "2"


@dataclass(frozen=True, kw_only=True)
class BankFile:
    """A file's name and content, wherever it came from."""

    name: str
    raw: bytes


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What a publishing did: banks taken over, banks that were the same already, new versions, warnings."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    new_versions: int
    warnings: tuple[Problem, ...]


def check(
    files: Sequence[BankFile], series: Series, media: MediaFolder, taken: Collection[str] = ()
) -> tuple[list[Bank], list[Problem]]:
    """The banks that can be read, and every problem of every file; other files hold the months ``taken``."""
    banks: list[Bank] = []
    problems: list[Problem] = []
    months = set(taken)
    for file in files:
        try:
            bank = read_bank(file.raw, file.name, series, media.size)
        except BankError as error:
            problems.extend(error.problems)
        else:
            banks.append(bank)
            problems.extend(bank.warnings)
            problems.extend(_twice(bank, months, file.name))
            months.add(bank.header.bank)
    return banks, problems


def check_files(files: Sequence[BankFile], media: MediaFolder) -> tuple[list[Problem], list[Bank]]:
    """Every problem of every file, and the banks that can be read; ``series.yaml`` is among the files."""
    series_raw, bank_files = _apart(files)
    try:
        series, _ = _series(series_raw, None)
    except BankError as error:
        return list(error.problems), []
    banks, problems = check(bank_files, series, media)
    return [*problems, *check_series_quizzes(series, banks)], banks


def _twice(bank: Bank, months: Collection[str], file: str) -> list[Problem]:
    if bank.header.bank not in months:
        return []
    message = say("bank %(bank)s stands in two files", bank=bank.header.bank)
    return [Problem(code="duplicate", file=file, message=message, remedy=say("give one of them another month"))]


def check_series_quizzes(series: Series, banks: Sequence[Bank], file: str = SERIES_FILE) -> list[Problem]:
    """The draws of the series' quizzes that the banks can't fill."""
    by_month = {bank.header.bank: bank for bank in banks}
    problems = []
    for quiz in series.quizzes:
        for month in {line.bank for line in quiz.draw}:
            bank = by_month.get(str(month))
            lines = tuple(line for line in quiz.draw if line.bank == month)
            if bank is None:
                continue
            for _, found, wanted in shortages(quiz.model_copy(update={"draw": lines}), bank.questions):
                message = say(
                    "quiz %(quiz)s wants %(wanted)d questions of %(bank)s, %(found)d are left to draw from",
                    quiz=quiz.id,
                    wanted=wanted,
                    bank=month,
                    found=found,
                )
                problems.append(Problem(code="draw", file=file, message=message, remedy=say("lower count:")))
    return problems


def publish(session: Session, files: Sequence[BankFile], media: MediaFolder, *, now: datetime) -> Publication:
    """Publish ``files``; among them ``series.yaml`` the first time and whenever it changes.

    Publishing the same again changes nothing. Raises ``BankError`` with every problem of every file, and then nothing
    was published.
    """
    series_raw, bank_files = _apart(files)
    series_row = session.scalars(select(models.SeriesRow).with_for_update()).first()
    series, series_hash = _series(series_raw, series_row)
    rows = {row.slug: row for row in session.scalars(select(models.Bank))}
    pictures = media.digest()
    marks = {file.name: _mark(file.raw, series_hash, pictures) for file in bank_files}
    fresh = [file for file in bank_files if marks[file.name] not in {row.content_hash for row in rows.values()}]
    taken = [row.slug for row in rows.values() if row.content_hash in marks.values()]
    banks, problems = check(fresh, series, media, taken)
    problems.extend(check_series_quizzes(series, banks))
    if any(problem.severity == "error" for problem in problems):
        raise BankError(problems)
    _save_series(session, series_row, series, series_raw, series_hash, now)
    new_versions = 0
    for bank, file in zip(banks, fresh, strict=True):
        row = rows.get(bank.header.bank) or models.Bank(slug=bank.header.bank)
        new_versions += _save_bank(session, row, bank, series, marks[file.name], media, now)
    return Publication(
        published=tuple(bank.header.bank for bank in banks),
        unchanged=tuple(file.name for file in bank_files if file not in fresh),
        new_versions=new_versions,
        warnings=tuple(problems),
    )


def _apart(files: Sequence[BankFile]) -> tuple[bytes | None, list[BankFile]]:
    series = [file.raw for file in files if file.name.rsplit("/", 1)[-1] == SERIES_FILE]
    return (series[0] if series else None), [file for file in files if file.name.rsplit("/", 1)[-1] != SERIES_FILE]


def _series(raw: bytes | None, row: models.SeriesRow | None) -> tuple[Series, str]:
    if raw is not None:
        return read_series(raw), hashlib.sha256(raw).hexdigest()
    if row is not None:
        return series_from(row.definition), row.content_hash
    message = say("no series is published yet")
    raise BankError(
        [
            Problem(
                code="series",
                file=SERIES_FILE,
                message=message,
                remedy=say("publish series.yaml first, or along with the bank"),
            )
        ]
    )


def series_from(definition: Mapping[str, Any]) -> Series:
    """The series that a stored definition describes."""
    return Series.model_validate(definition, context={"languages": tuple(definition["languages"])})


def _mark(raw: bytes, series_hash: str, pictures: str) -> str:
    return hashlib.sha256(
        b"\0".join([raw, series_hash.encode(), pictures.encode(), RENDERER.encode(), STORED.encode()])
    ).hexdigest()


def _save_series(
    session: Session, row: models.SeriesRow | None, series: Series, raw: bytes | None, mark: str, now: datetime
) -> None:
    if raw is None or (row is not None and row.content_hash == mark):
        return
    row = row or models.SeriesRow()
    row.slug = series.series
    row.content_hash = mark
    row.definition = {**read_yaml(raw, SERIES_FILE).data, "languages": list(series.languages)}
    row.published_at = now
    session.add(row)
    session.flush()
    _save_quizzes(session, None, series.quizzes, row.definition.get("quizzes", []), series.languages, now)


def _save_bank(
    session: Session, row: models.Bank, bank: Bank, series: Series, mark: str, media: MediaFolder, now: datetime
) -> int:
    row.content_hash = mark
    row.header = {key: value for key, value in bank.data.items() if key != "questions"}
    row.rendered = rendered.notes_of(bank.header, series.languages, media)
    row.questions = len(bank.questions)
    row.published_at = now
    session.add(row)
    session.flush()
    new_versions, changed = _save_questions(session, row, bank, series, media, now)
    _save_quizzes(session, row, bank.header.quizzes, bank.data.get("quizzes", []), series.languages, now)
    if changed:
        recount_month(session, row.id)
    return new_versions


def _save_questions(
    session: Session, row: models.Bank, bank: Bank, series: Series, media: MediaFolder, now: datetime
) -> tuple[int, bool]:
    known = {q.slug: q for q in session.scalars(select(models.Question).where(models.Question.bank_id == row.id))}
    kept: set[str] = set()
    new_versions = 0
    changed = False
    for position, question in enumerate(bank.questions):
        entry = known.get(question.id) or known.get(question.was or "")
        if entry is None:
            entry = models.Question(bank_id=row.id, withdrawn=False)
            changed = True
        changed = changed or entry.withdrawn
        entry.slug, entry.position, entry.withdrawn = question.id, position, False
        session.add(entry)
        session.flush()
        definition = {"question": bank.definition(position), "languages": list(series.languages)}
        # Another picture under the same name is another version: attempts go on showing the one they began with.
        definition |= {"pictures": shown} if (shown := rendered.pictures_of(question, media)) else {}
        new_versions += _save_version(session, entry, definition, now)
        rendered.save_texts(session, entry.current_version_id, question, bank.header, series, media)
        kept.add(question.id)
    for slug, entry in known.items():
        if entry.slug not in kept and slug not in kept and not entry.withdrawn:
            entry.withdrawn = True
            changed = True
    session.flush()
    return new_versions, changed


def _save_version(session: Session, entry: models.Question, definition: dict[str, Any], now: datetime) -> int:
    mark = content_hash(definition)
    version = session.scalars(
        select(models.QuestionVersion).where(
            models.QuestionVersion.question_id == entry.id, models.QuestionVersion.content_hash == mark
        )
    ).first()
    made = version is None
    if version is None:
        version = models.QuestionVersion(
            question_id=entry.id,
            content_hash=mark,
            kind=definition["question"]["kind"],
            definition=definition,
            published_at=now,
        )
        session.add(version)
        session.flush()
    entry.current_version_id = version.id
    return int(made)


def _save_quizzes(
    session: Session,
    bank: models.Bank | None,
    quizzes: Sequence[Quiz],
    definitions: Sequence[Mapping[str, Any]],
    languages: Sequence[str],
    now: datetime,
) -> None:
    bank_id = bank.id if bank is not None else None
    prefix = f"{bank.slug}/" if bank is not None else ""
    known = {
        q.key: q for q in session.scalars(select(models.Quiz).where(models.Quiz.bank_id.is_not_distinct_from(bank_id)))
    }
    for position, (quiz, written) in enumerate(zip(quizzes, definitions, strict=True)):
        entry = known.pop(prefix + quiz.id, None) or models.Quiz(key=prefix + quiz.id, bank_id=bank_id)
        entry.position, entry.withdrawn = position, False
        session.add(entry)
        session.flush()
        definition = {"quiz": dict(written), "languages": list(languages)}
        entry.current_version_id = _quiz_version(session, entry, definition, now)
    for entry in known.values():
        entry.withdrawn = True
    session.flush()


def _quiz_version(session: Session, entry: models.Quiz, definition: dict[str, Any], now: datetime) -> int:
    mark = content_hash(definition)
    version = session.scalars(
        select(models.QuizVersion).where(
            models.QuizVersion.quiz_id == entry.id, models.QuizVersion.content_hash == mark
        )
    ).first()
    if version is None:
        version = models.QuizVersion(quiz_id=entry.id, content_hash=mark, definition=definition, published_at=now)
        session.add(version)
        session.flush()
    return version.id
