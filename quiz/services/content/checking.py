"""Files that hold a series and its banks: which is which, and every problem of every one."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank, is_named_otherwise, read_bank
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.checks.references import shortages
from quiz.domain.errors import BankError, Problem, say
from quiz.domain.yaml.reader import read_yaml
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import SeriesRow

SERIES_FILE = "series.yaml"


@dataclass(frozen=True, kw_only=True)
class BankFile:
    """A file's name and content, wherever it came from."""

    name: str
    raw: bytes


class OtherSeries(BankError):
    """The files belong to the series ``given``, and another one is ``published``."""

    def __init__(self, problem: Problem, *, given: str, published: str) -> None:
        super().__init__([problem])
        self.given = given
        self.published = published


def check(
    files: Sequence[BankFile],
    series: Series,
    media: MediaFolder,
    taken: Collection[str] = (),
    beside: Sequence[BankFile] = (),
) -> tuple[list[Bank], list[Problem]]:
    """The banks that can be read, and every problem of every file.

    Other files hold the months ``taken``; ``beside`` are files of the same folder; only their month counts.
    """
    banks: list[Bank] = []
    problems: list[Problem] = []
    elsewhere = {month: file.name for file in beside if (month := month_in(file.raw))}
    months = dict.fromkeys(taken, "")
    for file in files:
        try:
            bank = read_bank(file.raw, file.name, series, media.size)
        except BankError as error:
            problems.extend(error.problems)
        else:
            banks.append(bank)
            problems.extend(bank.warnings)
            problems.extend(_twice(bank, {**elsewhere, **months}, file.name))
            months[bank.header.bank] = file.name
    return banks, problems


def check_files(
    files: Sequence[BankFile], media: MediaFolder, beside: Sequence[BankFile] = ()
) -> tuple[list[Problem], list[Bank]]:
    """Every problem of every file, and the banks that can be read; ``series.yaml`` is among the files."""
    series_raw, bank_files = apart(files)
    try:
        series, _ = series_of(series_raw, None)
    except BankError as error:
        return list(error.problems), []
    banks, problems = check(bank_files, series, media, beside=beside)
    return [*problems, *check_series_quizzes(series, banks)], banks


def counted(files: Sequence[BankFile], banks: Sequence[Bank]) -> tuple[int, int]:
    """How many banks ``files`` hold, and how many questions are written in them, whether they can be used or not.

    ``banks`` are those of them that can; only the other files are read once more.
    """
    _, bank_files = apart(files)
    known = {bank.file: len(bank.questions) for bank in banks}
    return len(bank_files), sum(known[file.name] if file.name in known else _questions_in(file) for file in bank_files)


def _questions_in(file: BankFile) -> int:
    try:
        data = read_yaml(file.raw, file.name).data
    except BankError:
        return 0
    questions = data.get("questions") if isinstance(data, dict) else None
    return len(questions) if isinstance(questions, list) else 0


_MONTH = re.compile(rb"""^bank:[ \t]*["']?([0-9]{4}-[0-9]{2})\b""", re.MULTILINE)


def month_in(raw: bytes) -> str:
    """The month that a bank's file names, read without the rest of it; empty where none is found."""
    found = _MONTH.search(raw)
    return found[1].decode() if found else ""


def copies_among(files: Sequence[BankFile], beside: Sequence[BankFile]) -> list[BankFile]:
    """The ``files`` that hold the month of another file, or are named like another month."""
    held = Counter(month_in(file.raw) for file in (*files, *beside))
    return [file for file in files if held[month_in(file.raw)] > 1 or is_named_otherwise(month_in(file.raw), file.name)]


def _twice(bank: Bank, months: Mapping[str, str], file: str) -> list[Problem]:
    month = bank.header.bank
    if month not in months:
        return []
    message = say("bank %(bank)s stands in two files", bank=month)
    if months[month]:
        message = say("bank %(bank)s stands in %(other)s too", bank=month, other=months[month])
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


def same_series(series: Series, row: SeriesRow | None) -> None:
    """Raises ``BankError`` where ``series`` would take the place of another one."""
    if row is None or series.series == row.slug:
        return
    message = say(
        "series: %(given)s is another series than %(published)s, which is published here",
        given=series.series,
        published=row.slug,
    )
    remedy = say(
        "for a database of its own set QUIZ_INSTANCE or QUIZ_DATABASE_URL, run quiz db upgrade, then publish; or write "
        "the same series:"
    )
    problem = Problem(code="series", file=SERIES_FILE, message=message, remedy=remedy)
    raise OtherSeries(problem, given=series.series, published=row.slug)


def apart(files: Sequence[BankFile]) -> tuple[bytes | None, list[BankFile]]:
    series = [file.raw for file in files if file.name.rsplit("/", 1)[-1] == SERIES_FILE]
    return (series[0] if series else None), [file for file in files if file.name.rsplit("/", 1)[-1] != SERIES_FILE]


def series_of(raw: bytes | None, row: SeriesRow | None) -> tuple[Series, str]:
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
    written = stored_formats.read("series", definition)
    return Series.model_validate(written, context={"languages": tuple(written["languages"])})
