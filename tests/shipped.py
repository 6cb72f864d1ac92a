"""The banks as they are shipped, read without a store."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.domain.bank_format.series import read_series
from quiz.platform.paths import QUESTIONS


def shipped_banks() -> Iterator[Bank]:
    """Each month of the series, in order."""
    series = read_series((QUESTIONS / "series.yaml").read_bytes())
    for path in sorted(QUESTIONS.glob("2*.yaml")):
        yield read_bank(path.read_bytes(), path.name, series, lambda name: (QUESTIONS / "media" / name).stat().st_size)


def shipped_bank(month: str) -> Bank:
    """The bank of a month as it is shipped."""
    (found,) = [bank for bank in shipped_banks() if bank.header.bank == month]
    return found


def place_of(kind: str, month: str) -> int:
    """The number of the first question of a kind in the bank of a month."""
    return next(place for place, one in enumerate(shipped_bank(month).questions, 1) if one.kind_name == kind)
