"""Every problem of files and how much they hold, without what they say: files can be read in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.series import Series
from quiz.domain.errors import BankError, Problem
from quiz.services.content.checking import (
    BankFile,
    apart,
    bank_in,
    check_series_quizzes,
    glossary_of,
    questions_in,
    series_of,
    twice,
)
from quiz.services.content.media import MediaFolder


@dataclass(frozen=True, kw_only=True)
class Report:
    """Every problem of every file, and how many banks and questions these hold, whether they can be used or not."""

    problems: Sequence[Problem]
    banks: int
    questions: int


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What was found in one bank's file: its slug, empty where it can't be read, its problems and its questions.

    Without the bank itself, which takes longer to hand from one process to another than to read.
    """

    bank: str
    questions: int
    problems: Sequence[Problem]
    unfilled: Sequence[Problem] = ()
    """The draws of the series' quizzes that the bank can't fill."""


class Mapped(Protocol):
    """What ``map`` does: each file is read by itself, wherever that is done."""

    def __call__(
        self, read: Callable[[BankFile], FileReport], files: Sequence[BankFile], /
    ) -> Iterable[FileReport]: ...


def report_on(
    files: Sequence[BankFile], media: MediaFolder, beside: Sequence[BankFile] = (), mapped: Mapped = map
) -> Report:
    """As ``check_files``, without the banks; ``mapped`` may read the files in other processes."""
    series_raw, bank_files = apart(files)
    try:
        series, _, _ = series_of(series_raw, ())
    except BankError as error:
        questions = sum(questions_in(file) for file in bank_files)
        return Report(problems=error.problems, banks=len(bank_files), questions=questions)
    glossary, faults = glossary_of(files, series, None)
    problems = [*faults]
    unfilled: list[Problem] = []
    questions = 0
    held = {slug: file.name for file in beside if (slug := bank_in(file.raw))}
    read = partial(_report_on, series=series, media=media, glossary=glossary)
    for file, one in zip(bank_files, mapped(read, bank_files), strict=True):
        problems += one.problems
        unfilled += one.unfilled
        questions += one.questions
        if one.bank:
            problems += twice(one.bank, held, file.name)
            held[one.bank] = file.name
    return Report(problems=[*problems, *unfilled], banks=len(bank_files), questions=questions)


def _report_on(file: BankFile, series: Series, media: MediaFolder, glossary: Glossary | None) -> FileReport:
    try:
        bank = read_bank(file.raw, file.name, series, media.size, glossary)
    except BankError as error:
        return FileReport(bank="", questions=questions_in(file), problems=error.problems)
    return FileReport(
        bank=bank.header.bank,
        questions=len(bank.questions),
        problems=bank.warnings,
        unfilled=check_series_quizzes(series, [bank]),
    )
