"""Series and banks by the names that people give them: ``ai-2024``, ``2024-02``, ``ai-2024/2024-02``."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.storage.models.content import BankRow, SeriesRow


class Unknown(ValueError):
    """A name that stands for nothing, or for several; ``message`` says which."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def bank_named(session: Session, name: str) -> BankRow:
    """The bank of a slug, with its series before a slash where several have it. Raises ``Unknown``."""
    found = _banks(session, name)
    if not found:
        raise Unknown(_unknown_bank(session, name))
    return _only(name, found)[0]


def called(session: Session, bank: BankRow) -> tuple[str, str]:
    """The slug of a bank's series, and what commands call the bank: its slug, with the series where several have it."""
    others = select(BankRow.id).where(BankRow.slug == bank.slug, BankRow.id != bank.id)
    series = session.get_one(SeriesRow, bank.series_id).slug
    is_alone = session.scalars(others).first() is None
    return series, bank.slug if is_alone else f"{series}/{bank.slug}"


def series_named(session: Session, name: str) -> SeriesRow:
    """The series of a slug. Raises ``Unknown``."""
    found = session.scalars(select(SeriesRow).where(SeriesRow.slug == name)).first()
    if found is None:
        raise Unknown(say("There is no series %(name)s in the database.", name=name))
    return found


def standing_named(session: Session, name: str) -> SeriesRow | BankRow:
    """The series or bank of a name. Raises ``Unknown``."""
    series = session.scalars(select(SeriesRow).where(SeriesRow.slug == name)).first()
    banks = _banks(session, name)
    if series is not None and banks:
        message = say("%(name)s is a series and a bank: write the bank as %(bank)s.", name=name, bank=_whole(banks[0]))
        raise Unknown(message)
    if series is not None:
        return series
    if not banks:
        raise Unknown(say("There is no series and no bank %(name)s in the database.", name=name))
    return _only(name, banks)[0]


def _only(name: str, found: Sequence[tuple[BankRow, str]]) -> tuple[BankRow, str]:
    if len(found) > 1:
        choices = ", ".join(_whole(one) for one in found)
        raise Unknown(say("Several series have a bank %(bank)s: write one of %(choices)s.", bank=name, choices=choices))
    return found[0]


def _whole(found: tuple[BankRow, str]) -> str:
    return f"{found[1]}/{found[0].slug}"


def _banks(session: Session, name: str) -> list[tuple[BankRow, str]]:
    series, slash, slug = name.rpartition("/")
    query = select(BankRow, SeriesRow.slug).join(SeriesRow, BankRow.series_id == SeriesRow.id)
    query = query.where(BankRow.slug == slug, *((SeriesRow.slug == series,) if slash else ()))
    return [(bank, of) for bank, of in session.execute(query.order_by(SeriesRow.id))]


def _unknown_bank(session: Session, name: str) -> Message:
    known = session.scalars(select(BankRow.slug).distinct().order_by(BankRow.slug)).all()
    if not known:
        return say("There is no bank %(bank)s: nothing is published yet.", bank=name)
    return say("There is no bank %(bank)s; known here: %(known)s", bank=name, known=", ".join(known))
