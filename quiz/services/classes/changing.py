"""Classes are renamed, closed to newcomers, archived."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of, is_plain
from quiz.services import audit
from quiz.services.classes.faults import ClassError
from quiz.services.classes.making import new_code
from quiz.services.identity.names import tidy_name
from quiz.storage.models.classes import ClassRow, ClassSeries
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries

LONGEST_NAME, LONGEST_TERM = 80, 40


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a class is to be called, and which series of these numbers it works on."""

    name: str
    term: str
    series: Sequence[int]
    time_zone: str


def checked(wanted: Wanted, *, series: Collection[int], zones: Collection[str]) -> Wanted:
    """``wanted`` in one form, if its ``series`` and its zone are among those that there are. Raises ``ClassError``."""
    for text, most, code in ((wanted.name, LONGEST_NAME, "name"), (wanted.term, LONGEST_TERM, "term")):
        fault = fault_of(text, most)
        if fault is not None:
            raise ClassError(code if fault == "too_long" else "marks")
    name = tidy_name(wanted.name)
    if not name:
        raise ClassError("name")
    if not is_plain(name):
        raise ClassError("unseen")
    if wanted.term.strip() and not is_plain(tidy_name(wanted.term)):
        raise ClassError("term_unseen")
    if not wanted.series or not set(wanted.series) <= set(series):
        raise ClassError("series")
    if wanted.time_zone not in zones:
        raise ClassError("zone")
    numbers = tuple(dict.fromkeys(wanted.series))
    return Wanted(name=name, term=tidy_name(wanted.term), series=numbers, time_zone=wanted.time_zone)


def change(session: Session, row: ClassRow, wanted: Wanted, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Call a class as it is ``wanted``, and let it work on those series."""
    # Of two who change its series at once, the second waits, and takes out what the first put in.
    session.execute(select(ClassRow.id).where(ClassRow.id == row.id).with_for_update())
    before = list(fetch(session, class_queries.series_of(row.id)).scalars())
    row.name, row.term, row.time_zone = wanted.name, wanted.term, wanted.time_zone
    session.execute(delete(ClassSeries).where(ClassSeries.class_id == row.id))
    session.add_all(ClassSeries(class_id=row.id, series_id=number) for number in wanted.series)
    session.flush()
    what = audit.school_class(row.id)
    audit.record(
        session, "class_changed", what, by=by, now=now, before={"series": before}, after={"series": [*wanted.series]}
    )


def renew_code(session: Session, row: ClassRow, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Give a class another code: links and printed sheets of the one before let nobody in any more."""
    row.code = new_code()
    session.flush()
    audit.record(session, "class_code_renewed", audit.school_class(row.id), by=by, now=now)


def set_joinable(
    session: Session, row: ClassRow, joinable: bool, *, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """Let learners in by the code, or no more."""
    before = {"joinable": row.joinable}
    row.joinable = joinable
    session.flush()
    after = {"joinable": joinable}
    audit.record(session, "class_changed", audit.school_class(row.id), by=by, now=now, before=before, after=after)


def archive(session: Session, row: ClassRow, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Put a class away: from now on it is only read."""
    if row.archived_at is None:
        row.archived_at = now
        session.flush()
        audit.record(session, "class_archived", audit.school_class(row.id), by=by, now=now)


def bring_back(session: Session, row: ClassRow, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Use a class again that was archived."""
    if row.archived_at is not None:
        row.archived_at = None
        session.flush()
        audit.record(session, "class_brought_back", audit.school_class(row.id), by=by, now=now)
