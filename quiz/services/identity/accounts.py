"""Accounts: guests, signing up and in, passwords, preferences, and the way out.

What hashes a password does so before its first statement, so that nobody waits for a hash: the caller ends the
transaction in which the account was read, and the verb looks whether the account is still the one that it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, true, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of
from quiz.services import audit
from quiz.services.aggregates import rebuild
from quiz.services.current_user import Learner
from quiz.services.identity import deleting, guest_bookmarks, passwords
from quiz.services.identity.names import MAX_KEY, look_alike, name_fault, name_key, tidy_name
from quiz.services.identity.sign_ins import close_other_sign_ins, end_other_ways_in
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import TEACHERS, Account
from quiz.storage.models.notices import Notice
from quiz.storage.models.reporting import ReviewSettings
from quiz.storage.prepared import fetch
from quiz.storage.queries import identity as account_queries
from quiz.storage.queries.parts import owned_alone

SEEN_EVERY = timedelta(minutes=10)


class AccountError(ValueError):
    """Why an account can't be made or changed: ``name``, ``scripts`` (letters of several), ``reserved``, ``taken``,
    ``short``, ``long``, ``marks``, ``untyped`` (no keyboard types it), ``common``, ``in_password`` (it contains the
    name), ``password`` (it is wrong), ``recovery`` (name or code is), ``address`` (it is none), ``unconfirmed`` (there
    is no confirmed address)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class OwnsClasses(ValueError):
    """Nobody would own these classes without the account: number and name of each."""

    def __init__(self, classes: Sequence[tuple[int, str]]) -> None:
        self.classes = classes
        super().__init__(", ".join(name for _, name in classes))


def check_password(password: str, name: str) -> None:
    """Raise ``AccountError`` for a password that is refused."""
    weak = passwords.weakness(password, name)
    if weak is not None:
        raise AccountError(weak)


def sign_up(
    session: Session,
    name: str,
    password: str,
    *,
    now: datetime,
    role: str = "learner",
    guest: Account | None = None,
    reserved: bool = False,
    by: audit.Actor | None = None,
) -> Account:
    """Make an account, or make one of the ``guest`` who then keeps every attempt. Raises ``AccountError``.

    ``reserved`` allows names that promise a role. ``by`` is who makes it for somebody else.
    """
    if fault_of(name, MAX_KEY) is not None:
        raise AccountError("name")
    name = tidy_name(name)
    fault = name_fault(name, reserved=reserved)
    if fault is not None:
        raise AccountError(fault)
    check_password(password, name)
    password_hash = passwords.hashed(password)
    held = _held_guest(session, guest) if guest is not None else None
    account = held or Account(created_at=now, seen_at=now, disabled=False)
    _check_likeness(session, name)
    try:
        with session.begin_nested():
            account.role, account.name, account.name_key = role, name, name_key(name)
            account.password_hash = password_hash
            session.add(account)
            session.flush()
    except IntegrityError:
        raise AccountError("taken") from None
    if held is not None:
        rebuild.rebuild(session, [account.id])
    if by is not None:
        audit.record(session, "account_added", audit.account(account), by=by, now=now, after={"role": role})
    return account


def _held_guest(session: Session, guest: Learner) -> Account | None:
    """The guest, locked; None where they got a name or were forgotten meanwhile."""
    still = select(Account).where(Account.id == guest.id, Account.role == "guest").with_for_update(key_share=True)
    return session.scalars(still).first()


def _check_likeness(session: Session, name: str) -> None:
    key = name_key(name)
    if look_alike(key) != key and find_named(session, look_alike(key)) is not None:
        raise AccountError("taken")


def start_guest(session: Session, *, now: datetime) -> Account:
    """An account without a name, for somebody who only tries a quiz. ``guests.expire`` deletes it one day."""
    account = Account(role="guest", created_at=now, seen_at=now, disabled=False)
    session.add(account)
    session.flush()
    return account


def authenticate(session: Session, known: Account | None, password: str) -> Account | None:
    """The account, if ``password`` is the one of ``known``, as ``find_named`` found it; it takes as long for None.

    A hash of other parameters than today's is renewed.
    """
    stored = known.password_hash if known is not None else None
    right = passwords.as_stored(stored, password)
    if known is None or stored is None or right is None:
        return None
    renewed = passwords.hashed(right) if passwords.is_outdated(stored) else None
    account: Account | None = fetch(session, account_queries.proved(known.id, stored)).scalars().first()
    if account is not None and renewed is not None:
        account.password_hash = renewed
        session.flush()
    return account


def change_password(
    session: Session,
    account: Account,
    old: str,
    new: str,
    token: str,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> None:
    """Set a new password; every other sign-in and way in ends. Raises ``AccountError`` (``password``: not ``old``)."""
    if not passwords.matches(account.password_hash, old):
        raise AccountError("password")
    ended = _set_password(session, account, new, token, true())
    after = {"sign_ins_ended": ended}
    audit.record(session, "password_changed", audit.account(account), by=by, now=now, after=after)


def set_password(
    session: Session,
    account: Account,
    new: str,
    *,
    now: datetime,
    by: audit.Actor = audit.APP,
    if_still: ColumnElement[bool] | None = None,
) -> None:
    """Set a password for somebody who forgot theirs; every sign-in and other way in ends. Raises ``AccountError``.

    ``if_still`` is what has to hold when the password is set: else the code is ``password``.
    """
    ended = _set_password(session, account, new, "", true() if if_still is None else if_still)
    after = {"sign_ins_ended": ended}
    audit.record(session, "password_reset", audit.account(account), by=by, now=now, after=after)


def _set_password(session: Session, account: Account, new: str, token: str, if_still: ColumnElement[bool]) -> int:
    check_password(new, account.name or "")
    before, password_hash = account.password_hash, passwords.hashed(new)
    same = (Account.id == account.id, Account.password_hash == before, if_still)
    changed = session.execute(update(Account).where(*same).values(password_hash=password_hash))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        raise AccountError("password")
    end_other_ways_in(session, account.id)
    return close_other_sign_ins(session, account, token)


def find_named(session: Session, name: str) -> Account | None:
    """The account of that name."""
    if fault_of(name, MAX_KEY) is not None:
        return None
    return fetch(session, account_queries.named(name_key(name)[:MAX_KEY])).scalars().first()


def has_teacher(session: Session) -> bool:
    """Whether somebody who teaches can sign in."""
    teaching = select(Account.id).where(Account.role.in_(TEACHERS), Account.disabled.is_(False)).limit(1)
    return session.scalar(teaching) is not None


def set_disabled(
    session: Session, account: Account, disabled: bool, *, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """Close an account to its owner, or open it again; closing ends every sign-in and deletes nothing."""
    if account.disabled != disabled:
        action = "disabled" if disabled else "enabled"
        audit.record(session, action, audit.account(account), by=by, now=now)
    account.disabled = disabled
    if disabled:
        close_other_sign_ins(session, account, "")


def set_role(session: Session, account: Account, role: str, *, now: datetime, by: audit.Actor = audit.APP) -> None:
    """Let an account that has a name be a ``learner``, ``teacher`` or ``admin`` from the next request on."""
    if account.role != role:
        before, after = {"role": account.role}, {"role": role}
        audit.record(session, "role_changed", audit.account(account), by=by, now=now, before=before, after=after)
        account.role = role
        session.flush()


def take_over_guest(session: Session, guest: Learner, account: Account) -> None:
    """Give a guest's attempts to the account that they signed in to.

    Where both have one running at the same quiz, the guest's is set aside: it stays in the history, scored as far as
    it was. Nothing is taken from a guest who signed up meanwhile.
    """
    # Checking an answer locks the attempt before the account, and so do we.
    fetch(session, account_queries.attempts_of(guest.id)).scalars().all()
    if _held_guest(session, guest) is None:
        return
    moved = _move_attempts(session, guest, account)
    _move_settings(session, guest, account)
    session.execute(update(Notice).where(Notice.account_id == guest.id).values(account_id=account.id))
    guest_bookmarks.move(session, guest, account)
    session.expire_all()
    if moved:
        rebuild.rebuild(session, [account.id])
    session.execute(delete(Account).where(Account.id == guest.id))


def _move_settings(session: Session, guest: Learner, account: Account) -> None:
    """Let the account review as its guest wanted to, unless it has chosen itself."""
    if session.get(ReviewSettings, account.id) is None:
        session.execute(
            update(ReviewSettings).where(ReviewSettings.account_id == guest.id).values(account_id=account.id)
        )


def _move_attempts(session: Session, guest: Learner, account: Account) -> int:
    """Move a guest's attempts; how many there were.

    The account may begin a quiz between our look and our move, on another device. The index of running attempts then
    refuses the move, and a second look sees what was begun.
    """
    busy = select(Attempt.quiz_id, Attempt.scope).where(Attempt.account_id == account.id, Attempt.state == "running")
    aside = (
        update(Attempt)
        .where(
            Attempt.account_id == guest.id, Attempt.state == "running", tuple_(Attempt.quiz_id, Attempt.scope).in_(busy)
        )
        .values(state="set_aside")
    )
    move = update(Attempt).where(Attempt.account_id == guest.id).values(account_id=account.id)
    unsynchronized = {"synchronize_session": False}
    while True:
        session.execute(aside, execution_options=unsynchronized)
        try:
            with session.begin_nested():
                moved = session.execute(move, execution_options=unsynchronized)
        except IntegrityError:
            continue
        return int(moved.rowcount)  # type: ignore[attr-defined]  # the result of an UPDATE has it


def delete_account(session: Session, account: Account, password: str, *, now: datetime) -> None:
    """Delete an account with its attempts and answers, and take them out of all sums.

    Raises ``AccountError``, ``OwnsClasses``. What it did, and what was done to it, stays under a pseudonym.
    """
    stored = account.password_hash
    if not passwords.matches(stored, password):
        raise AccountError("password")
    deleting.lock(session, account)
    still = select(Account.id).where(Account.id == account.id, Account.password_hash == stored)
    if session.scalars(still).first() is None:
        raise AccountError("password")
    if alone := [(row.id, row.name) for row in session.execute(owned_alone(account.id))]:
        raise OwnsClasses(alone)
    deleting.remove(session, account, "account_deleted", now=now)


def set_preferences(account: Account, language: str, time_zone: str) -> None:
    """Keep the language and the time zone with the account."""
    account.language, account.time_zone = language, time_zone


def seen(session: Session, account: Learner, *, now: datetime) -> bool:
    """Note that the account is here; True when that was worth a write."""
    if now - account.seen_at < SEEN_EVERY:
        return False
    session.execute(update(Account).where(Account.id == account.id).values(seen_at=now))
    return True
