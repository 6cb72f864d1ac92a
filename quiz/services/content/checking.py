"""Files that hold a series and its banks: which is which, and every problem of every one."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import Bank, is_named_otherwise, read_bank
from quiz.domain.bank_format.glossary import Glossary, read_glossary
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.checks.references import shortages
from quiz.domain.errors import BankError, Problem, say
from quiz.domain.questions import Question
from quiz.domain.yaml.reader import read_yaml
from quiz.services.content.media import MediaFolder

if TYPE_CHECKING:
    # The tables of the store: a check at the shell needs none, and begins a fifth of a second sooner.
    from quiz.storage.models.content import SeriesRow

SERIES_FILE = "series.yaml"
TERMS = "terms"
"""Where the stored definition of a series keeps the terms of its glossary, which stand in a file of their own."""


@dataclass(frozen=True, kw_only=True)
class BankFile:
    """A file's name and content, wherever it came from; ``path`` is where it lies, absolute, if that is known.

    ``series`` is the slug of the published series that it is of, where no ``series.yaml`` has to say so.
    """

    name: str
    raw: bytes
    path: str | None = None
    series: str | None = None


def check(
    files: Sequence[BankFile],
    series: Series,
    media: MediaFolder,
    taken: Collection[str] = (),
    beside: Sequence[BankFile] = (),
    glossary: Glossary | None = None,
) -> tuple[list[Bank], list[Problem]]:
    """The banks that can be read, and every problem of every file.

    Other files hold the banks ``taken``; ``beside`` are files of the same folder; only their bank's slug counts.
    ``glossary`` says which forms texts avoid.
    """
    banks: list[Bank] = []
    problems: list[Problem] = []
    elsewhere = {slug: file.name for file in beside if (slug := bank_in(file.raw))}
    held = dict.fromkeys(taken, "")
    for file in files:
        try:
            bank = read_bank(file.raw, file.name, series, media.size, glossary)
        except BankError as error:
            problems.extend(error.problems)
        else:
            banks.append(bank)
            problems.extend(bank.warnings)
            problems.extend(twice(bank.header.bank, {**elsewhere, **held}, file.name))
            held[bank.header.bank] = file.name
    return banks, problems


def check_files(
    files: Sequence[BankFile], media: MediaFolder, beside: Sequence[BankFile] = ()
) -> tuple[list[Problem], list[Bank]]:
    """Every problem of every file, and the banks that can be read; ``series.yaml`` is among the files."""
    series_raw, bank_files = apart(files)
    try:
        series, _, _ = series_of(series_raw, ())
    except BankError as error:
        return list(error.problems), []
    glossary, faults = glossary_of(files, series, None)
    banks, problems = check(bank_files, series, media, beside=beside, glossary=glossary)
    problems = [*faults, *problems]
    return [*problems, *check_series_quizzes(series, banks)], banks


def questions_in(file: BankFile) -> int:
    """How many questions stand in the file of a bank, whether they can be used or not."""
    try:
        data = read_yaml(file.raw, file.name).data
    except BankError:
        return 0
    questions = data.get("questions") if isinstance(data, dict) else None
    return len(questions) if isinstance(questions, list) else 0


_BANK = re.compile(rb"""^(?:\xef\xbb\xbf)?bank:[ \t]*["']?([a-z0-9-]+)["']?[ \t]*(?:#|\r?$)""", re.MULTILINE)


def bank_in(raw: bytes) -> str:
    """The slug of the bank that a file names, read without the rest of it; empty where none is found."""
    found = _BANK.search(raw)
    return found[1].decode() if found else _field_in(raw, "bank")


def series_in(raw: bytes) -> str:
    """The slug of the series that a ``series.yaml`` names; empty where none is found."""
    return _field_in(raw, "series")


def _field_in(raw: bytes, name: str) -> str:
    """A field of a file in whatever style it is written."""
    if name.encode() not in raw:
        return ""
    try:
        data = read_yaml(raw, "").data
    except BankError:
        return ""
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""


def copies_among(files: Sequence[BankFile], beside: Sequence[BankFile]) -> list[BankFile]:
    """The ``files`` that hold the bank of another file, or are named like another month."""
    banks = [bank_in(file.raw) for file in files]
    held = Counter([*banks, *(bank_in(file.raw) for file in beside)])
    return [
        file for file, bank in zip(files, banks, strict=True) if held[bank] > 1 or is_named_otherwise(bank, file.name)
    ]


def twice(slug: str, held: Mapping[str, str], file: str) -> list[Problem]:
    """That another file holds the bank ``slug``; ``held`` names the file of each, an empty one where it is stored."""
    if slug not in held:
        return []
    message = say("bank %(bank)s stands in two files", bank=slug)
    if held[slug]:
        message = say("bank %(bank)s stands in %(other)s too", bank=slug, other=held[slug])
    return [Problem(code="duplicate", file=file, message=message, remedy=say("give one of them another slug"))]


def check_series_quizzes(series: Series, banks: Sequence[Bank], file: str = SERIES_FILE) -> list[Problem]:
    """The draws of the series' quizzes, and the lines of its placement test, that the banks can't fill."""
    by_slug = {bank.header.bank: bank for bank in banks}
    problems = []
    for quiz in series.quizzes:
        for slug in {line.bank for line in quiz.draw}:
            bank = by_slug.get(str(slug))
            lines = tuple(line for line in quiz.draw if line.bank == slug)
            if bank is None:
                continue
            for _, found, wanted in shortages(quiz.model_copy(update={"draw": lines}), bank.questions):
                message = say(
                    "quiz %(quiz)s wants %(wanted)d questions of %(bank)s, %(found)d are left to draw from",
                    quiz=quiz.id,
                    wanted=wanted,
                    bank=slug,
                    found=found,
                )
                problems.append(Problem(code="draw", file=file, message=message, remedy=say("lower count:")))
    for line in series.placement:
        bank = by_slug.get(str(line.bank))
        if bank is not None and not any(line.admits(one) and may_be_placed(one) for one in bank.questions):
            message = say("a line of the placement test finds no question of %(bank)s to ask", bank=line.bank)
            remedy = say("mend what it asks for, or leave the line out")
            problems.append(Problem(code="draw", file=file, message=message, remedy=remedy))
    return problems


def may_be_placed(question: Question) -> bool:
    """Whether a placement test may ask ``question``: its next question hangs on the score of this one."""
    return not question.judged_by_person and question.drafted is None


def apart(files: Sequence[BankFile]) -> tuple[bytes | None, list[BankFile]]:
    series = [file.raw for file in files if _base(file) == SERIES_FILE]
    beside_banks = {SERIES_FILE, glossary_name(series[0]) if series else ""}
    return (series[0] if series else None), [file for file in files if _base(file) not in beside_banks]


def _base(file: BankFile) -> str:
    return file.name.rsplit("/", 1)[-1]


_GLOSSARY = re.compile(rb"""^glossary:[ \t]*["']?([^"'\s#]+)""", re.MULTILINE)


def glossary_name(series_raw: bytes) -> str:
    """The file that a ``series.yaml`` names as its glossary, read without the rest of it; empty where it names none."""
    found = _GLOSSARY.search(series_raw)
    return found[1].decode("utf-8", "replace") if found else ""


def glossary_file(files: Sequence[BankFile], series: Series) -> BankFile | None:
    """The glossary of ``series`` among ``files``."""
    return next((file for file in files if series.glossary is not None and _base(file) == series.glossary), None)


def glossary_of(
    files: Sequence[BankFile], series: Series, row: SeriesRow | None
) -> tuple[Glossary | None, list[Problem]]:
    """The glossary of ``series`` among ``files``, else the one stored in ``row``; and every problem of it."""
    file = glossary_file(files, series)
    if file is not None:
        try:
            return read_glossary(file.raw, file.name, series.languages), []
        except BankError as error:
            return None, list(error.problems)
    if row is not None and (stored := glossary_in(row.definition, series.languages)) is not None:
        return stored, []
    if series.glossary is None:
        return None, []
    message = say("the glossary %(file)s is missing", file=repr(series.glossary))
    remedy = say("put it beside series.yaml, or leave glossary: out")
    return None, [Problem(code="glossary", file=SERIES_FILE, message=message, remedy=remedy)]


def glossary_in(definition: Mapping[str, Any], languages: Sequence[str]) -> Glossary | None:
    """The glossary that is stored with a series; None where it has none."""
    if TERMS not in definition:
        return None
    return Glossary.model_validate({"terms": definition[TERMS]}, context={"languages": languages})


def rows_for(files: Sequence[BankFile], rows: Sequence[SeriesRow]) -> list[SeriesRow]:
    """Those of the published series ``rows`` that ``files`` may be of: the one that they name, else every one."""
    named = {file.series for file in files if file.series is not None}
    return [row for row in rows if not named or row.slug in named]


def series_of(raw: bytes | None, rows: Sequence[SeriesRow]) -> tuple[Series, str, SeriesRow | None]:
    """The series that files belong to, its mark, and the row that holds it so far.

    It is the one in ``raw``, or else the only one of the store. Raises ``BankError`` where that is none, or not clear.
    """
    if raw is not None:
        series = read_series(raw)
        known = next((row for row in rows if row.slug == series.series), None)
        return series, hashlib.sha256(raw).hexdigest(), known
    if len(rows) == 1:
        return series_from(rows[0].definition), rows[0].content_hash, rows[0]
    if rows:
        message = say("several series are published: %(series)s", series=", ".join(row.slug for row in rows))
        remedy = say("put the series.yaml of the one that is meant beside the bank")
    else:
        message = say("no series is published yet")
        remedy = say("publish series.yaml first, or along with the bank")
    raise BankError([Problem(code="series", file=SERIES_FILE, message=message, remedy=remedy)])


def series_from(definition: Mapping[str, Any]) -> Series:
    """The series that a stored definition describes."""
    read = stored_formats.read("series", definition)
    written = {key: value for key, value in read.items() if key != TERMS}
    return Series.model_validate(written, context={"languages": tuple(read["languages"])})
