"""How a bank that was published comes to learners: opened to them, by its link, and as an assignment of a class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.classes.rights import may
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.authoring.desk import Draft, series_to_edit
from quiz.services.content import standings
from quiz.services.current_user import Learner
from quiz.storage.models.content import BankRow, SeriesRow
from quiz.storage.queries.authoring import series as queries


@dataclass(frozen=True, kw_only=True)
class SharedClass:
    """A class in which one may assign, and whether it works on the series."""

    id: int
    name: str
    works_on_it: bool


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A published bank beside who finds it: ``is_open`` where learners do.

    ``modes`` are those of the quizzes that can be begun: practice takes guests, a test does not.
    """

    series_id: int
    series: str
    bank: str
    questions: int
    is_open: bool
    modes: frozenset[str]
    classes: tuple[SharedClass, ...]


def find(session: Session, person: Learner, draft: Draft) -> Shared | None:
    """The bank that ``person`` has opened, None where it is not published yet."""
    row = session.get_one(SeriesRow, draft.series_id)
    found = session.get(BankRow, draft.bank_id) if draft.bank_id is not None else None
    if found is None or found.standing == "withdrawn":
        return None
    return Shared(
        series_id=row.id,
        series=row.slug,
        bank=found.slug,
        questions=found.questions,
        modes=frozenset(_modes(session, found)),
        is_open=row.standing == "open" and found.standing == "open",
        classes=tuple(
            SharedClass(id=one.id, name=one.name, works_on_it=one.works_on_it)
            for one in session.execute(queries.classes_for(row.id, person.id))
            if may(one.role, "assign")
        ),
    )


def _modes(session: Session, bank: BankRow) -> Iterator[str]:
    for definition in session.scalars(queries.quizzes_on_offer(bank.id)):
        yield stored_formats.read("quiz", definition)["quiz"]["mode"]


def is_open(session: Session, draft: Draft) -> bool:
    """Whether learners find what is published of the draft's file."""
    bank = session.get(BankRow, draft.bank_id) if draft.bank_id is not None else None
    return session.get_one(SeriesRow, draft.series_id).standing == "open" and (bank is None or bank.standing == "open")


def set_open(
    session: Session, person: Learner, series: str, bank: str, *, to_learners: bool, now: datetime, by: audit.Actor
) -> None:
    """Let learners find a bank, and its series; or hide the bank from them, which assignments go on asking.

    Raises ``NotFound``.
    """
    row, found = _rows(session, person, series, bank)
    if found is None:
        raise NotFound(bank)
    for one in (row, found) if to_learners else (found,):
        standings.give(session, one, "open" if to_learners else "hidden", by=by, now=now)


def _rows(session: Session, person: Learner, series: str, bank: str) -> tuple[SeriesRow, BankRow | None]:
    row = series_to_edit(session, person, series)
    query = select(BankRow).where(BankRow.series_id == row.id, BankRow.slug == bank, BankRow.standing != "withdrawn")
    return row, session.scalars(query).first()
