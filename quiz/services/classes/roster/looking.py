"""A class list held against the accounts that there are: whose name is taken, and which one is free."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from quiz.services.classes.roster.reading import Line, Roster
from quiz.services.identity.names import MAX_LENGTH, look_alike, name_fault, name_key
from quiz.storage.queries.classes import members as member_queries

AT_ONCE = 500
"""So many names are looked for in one statement."""

LAST_NUMBER = 99
"""Up to this number behind a name a free one is sought."""


def look(session: Session, roster: Roster) -> Roster:
    """The list with what the store knows: a name that an account has is wrong, with a free one beside it.

    Nobody is let into a class by a list in the place of an account that bears the name: it may be somebody else's.
    """
    taken = taken_names(session, [one.name for one in roster.lines if one.fault is None])
    lines = [
        replace(one, fault="taken") if one.fault is None and _is_taken(one.name, taken) else one for one in roster.lines
    ]
    return replace(roster, lines=_suggested(session, lines))


def with_suggestions(roster: Roster) -> Roster:
    """The list with the suggested name wherever there is one."""
    lines = [replace(one, name=one.suggested, fault=None) if one.suggested else one for one in roster.lines]
    return replace(roster, lines=lines)


def without_wrong(roster: Roster) -> Roster:
    """The list without the lines of which no account can be made."""
    return replace(roster, lines=[one for one in roster.lines if one.fault is None])


def taken_names(session: Session, names: Collection[str]) -> set[str]:
    """The keys of names that accounts have, among those of ``names`` and of what these are taken for."""
    keys = sorted({key for name in names for key in (name_key(name), look_alike(name_key(name)))})
    found: set[str] = set()
    for start in range(0, len(keys), AT_ONCE):
        found.update(session.scalars(member_queries.names_taken(keys[start : start + AT_ONCE])).all())
    return found


def _is_taken(name: str, taken: Collection[str]) -> bool:
    key = name_key(name)
    return key in taken or look_alike(key) in taken


def _suggested(session: Session, lines: list[Line]) -> list[Line]:
    """The lines with a free name for every one that is taken or given twice."""
    used = {name_key(one.name) for one in lines if one.fault is None}
    left = [at for at, one in enumerate(lines) if one.fault in ("taken", "repeated")]
    for number in range(2, LAST_NUMBER + 1):
        if not left:
            break
        tried = {at: _numbered(lines[at].name, number) for at in left}
        taken = taken_names(session, list(tried.values()))
        for at, name in tried.items():
            if name_key(name) not in used and not _is_taken(name, taken) and name_fault(name, reserved=False) is None:
                lines[at] = replace(lines[at], suggested=name)
                used.add(name_key(name))
                left.remove(at)
    return lines


def _numbered(name: str, number: int) -> str:
    end = f" {number}"
    return f"{name[: MAX_LENGTH - len(end)].rstrip()}{end}"
