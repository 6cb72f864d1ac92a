"""Files of a series with every safe fix: each is checked as it would be published, mended, and checked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from quiz.domain.authoring.fixes import Fix, mended
from quiz.domain.bank_format.glossary import read_glossary
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError, Problem
from quiz.services.content import checking
from quiz.services.content.checking import BankFile
from quiz.services.content.media import MediaFolder


@dataclass(frozen=True, kw_only=True)
class Mended:
    """A file as it is with its fixes; none where nothing could be mended safely."""

    file: BankFile
    fixes: tuple[Fix, ...]


def mend(files: Sequence[BankFile], media: MediaFolder) -> list[Mended]:
    """Each of ``files`` with every safe fix: ``series.yaml`` first, since all others are read by it.

    Banks are left alone where the series itself can't be read.
    """
    series_raw, banks = checking.apart(files)
    frame = [file for file in files if file not in banks]
    done = {file.name: _mended(file, _of_frame(file)) for file in frame if file.raw == series_raw}
    try:
        series, _, _ = checking.series_of(next((one.file.raw for one in done.values()), None), ())
    except BankError:
        return [done.get(file.name, Mended(file=file, fixes=())) for file in files]
    for file in files:
        if file.name not in done:
            done[file.name] = _mended(file, _of_bank(file, series, media) if file in banks else _of_words(file, series))
    return [done[file.name] for file in files]


def _mended(file: BankFile, problems_of: Callable[[bytes], Sequence[Problem]]) -> Mended:
    raw, fixes = mended(file.raw, problems_of)
    return Mended(file=replace(file, raw=raw), fixes=tuple(fixes))


def _of_frame(file: BankFile) -> Callable[[bytes], Sequence[Problem]]:
    return lambda raw: _problems(lambda: read_series(raw, file.name))


def _of_words(file: BankFile, series: Series) -> Callable[[bytes], Sequence[Problem]]:
    return lambda raw: _problems(lambda: read_glossary(raw, file.name, series.languages))


def _of_bank(file: BankFile, series: Series, media: MediaFolder) -> Callable[[bytes], Sequence[Problem]]:
    return lambda raw: checking.check([replace(file, raw=raw)], series, media)[1]


def _problems(read: Callable[[], object]) -> Sequence[Problem]:
    try:
        read()
    except BankError as error:
        return error.problems
    return ()
