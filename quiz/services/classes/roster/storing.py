"""Accounts of a class list: their passwords or codes are made first, then all are stored at once."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.classes import groups
from quiz.services.classes.faults import ClassError
from quiz.services.classes.roster.looking import AT_ONCE, taken_names
from quiz.services.classes.roster.reading import Line
from quiz.services.identity import accounts, passwords, recovery
from quiz.services.identity.names import name_key
from quiz.storage.models.classes import ClassMember, GroupMember
from quiz.storage.models.identity import Account, RecoveryCode
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries
from quiz.storage.queries.classes import members as member_queries

MOST_PASSWORDS = 100
"""So many passwords are made at once: hashing one takes a sixteenth of a second of one core, as it is meant to."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a learner needs to sign in: a password, or a recovery code by which they set one themselves."""

    name: str
    group: str
    password: str = ""
    code: str = ""
    password_hash: str = passwords.UNSET


def tickets(lines: Sequence[Line], secret: bytes, *, with_passwords: bool) -> list[Ticket]:
    """A ticket for each line: the same ones for the same ``secret``, so that a form sent twice shows the same sheet.

    Nothing is asked of the store: nobody waits meanwhile. Raises ``ClassError`` (``too_many_passwords``).
    """
    if with_passwords and len(lines) > MOST_PASSWORDS:
        raise ClassError("too_many_passwords")
    return [_with_password(one, secret) if with_passwords else _with_code(one, secret) for one in lines]


def _with_password(line: Line, secret: bytes) -> Ticket:
    """Three times four digits, 40 bits: easily typed on any keyboard, and tries are limited."""
    for number in range(100):
        digest = hmac.digest(secret, f"password {number} {name_key(line.name)}".encode(), "sha256")
        digits = f"{int.from_bytes(digest, 'big') % 10**12:012d}"
        password = passwords.printed(digits)
        if passwords.weakness(password, line.name) is None:
            break
    return Ticket(name=line.name, group=line.group, password=password)


def _with_code(line: Line, secret: bytes) -> Ticket:
    return Ticket(name=line.name, group=line.group, code=recovery.code_from(secret, f"code {name_key(line.name)}"))


def hashed(made: Sequence[Ticket]) -> dict[str, str]:
    """The hash of each ticket's password, by its name; where there is none, no password is right yet."""
    return {one.name: passwords.hashed(one.password) if one.password else passwords.UNSET for one in made}


def store(
    session: Session,
    class_id: int,
    made: Sequence[Ticket],
    hashes: dict[str, str],
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> None:
    """Make an account and a member of each ticket, with their groups: all or none.

    Raises ``ClassError`` (``taken_meanwhile``) where somebody has taken a name since it was looked for.
    """
    if taken_names(session, [one.name for one in made]):
        raise ClassError("taken_meanwhile")
    people = [
        Account(
            role="learner",
            name=one.name,
            name_key=name_key(one.name),
            password_hash=hashes[one.name],
            created_at=now,
            seen_at=now,
            disabled=False,
        )
        for one in made
    ]
    try:
        with session.begin_nested():
            session.add_all(people)
            session.flush()
    except IntegrityError:
        raise ClassError("taken_meanwhile") from None
    session.add_all(_code_row(person, one, now) for person, one in zip(people, made, strict=True) if one.code)
    members = [ClassMember(class_id=class_id, account_id=one.id, role="learner", joined_at=now) for one in people]
    session.add_all(members)
    session.flush()
    _group(session, class_id, made, members)
    for person in people:
        audit.record(session, "account_added", audit.account(person), by=by, now=now, after={"role": "learner"})
    what = audit.school_class(class_id)
    audit.record(session, "roster_added", what, by=by, now=now, after={"learners": len(people)})


def _code_row(person: Account, ticket: Ticket, now: datetime) -> RecoveryCode:
    salt, code_hash = recovery.to_keep(ticket.code)
    # It is on paper: no page shows it again.
    return RecoveryCode(account_id=person.id, salt=salt, code_hash=code_hash, made_at=now, noted_at=now)


def _group(session: Session, class_id: int, made: Sequence[Ticket], members: Sequence[ClassMember]) -> None:
    """Put the new members into the groups that their lines name; groups that there are not are made."""
    known = {row.name: row.id for row in fetch(session, class_queries.groups_of(class_id))}
    for name in dict.fromkeys(one.group for one in made if one.group and one.group not in known):
        known[name] = _made(session, class_id, name)
    rows = [
        {"group_id": known[one.group], "member_id": member.id}
        for one, member in zip(made, members, strict=True)
        if one.group
    ]
    if rows:
        session.execute(insert(GroupMember), rows)


def _made(session: Session, class_id: int, name: str) -> int:
    """The number of a new group; somebody may have made one of that name at the same moment."""
    try:
        return groups.make(session, class_id, name).id
    except ClassError as error:
        raise ClassError("taken_meanwhile" if error.code == "taken" else error.code) from None


def was_stored(session: Session, class_id: int, made: Sequence[Ticket]) -> bool:
    """Whether these tickets were stored by the same form before, as by a double click.

    All of their names are of members of the class, and the first one's password or code is the ticket's.
    """
    keys = [name_key(one.name) for one in made]
    members = set(session.scalars(member_queries.learner_accounts(class_id)))
    people = {}
    for start in range(0, len(keys), AT_ONCE):
        for person in session.scalars(member_queries.accounts_by_key(keys[start : start + AT_ONCE])):
            people[person.name_key] = person
    if len(people) < len(keys) or not {one.id for one in people.values()} <= members:
        return False
    first, ticket = people[keys[0]], made[0]
    if ticket.password:
        return accounts.authenticate(session, first, ticket.password) is not None
    kept = session.get(RecoveryCode, first.id)
    return kept is not None and recovery.is_code(kept, ticket.code)
