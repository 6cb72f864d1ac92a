"""Recovery codes: one is shown once, and gives an account a new password without anybody else.

The store keeps SHA-256 of the code with a salt. A slow hash guards what people choose, as it can be guessed; 100 random
bits can't. Nor is the hash keyed: codes would die with the key, and people would find out on the day they need theirs.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quiz.domain.text_limits import fault_of
from quiz.services import audit
from quiz.services.current_user import Learner
from quiz.services.identity import account_mail, passwords
from quiz.services.identity.accounts import AccountError, check_password
from quiz.services.identity.names import MAX_KEY, name_key
from quiz.services.identity.sign_ins import close_other_sign_ins, end_other_ways_in
from quiz.storage.models.identity import Account, RecoveryCode
from quiz.storage.models.notices import EmailAddress
from quiz.storage.prepared import fetch
from quiz.storage.queries import identity as account_queries

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: of letters that look like others none is in it, so that each can be read as what it looks like."""
GROUPS, LETTERS = 4, 5
MAX_TYPED = 64
_READ_AS = str.maketrans("OILU", "011V")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is known of the code of a name; empty where there is no such account, or it has no code."""

    account_id: int = 0
    salt: str = ""
    code_hash: str = ""


def make(session: Session, account: Learner, secret: bytes, *, now: datetime, by: audit.Actor | None = None) -> None:
    """Make a new code for ``account``; one of before is dead. ``by`` asked for it: that is recorded, and the account
    is informed.

    The code follows from ``secret``, which must be random and be kept outside the store, and is read by ``shown``.
    """
    fetch(session, account_queries.role_to_count(account.id)).scalars().all()
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.account_id == account.id),
        execution_options={"synchronize_session": "fetch"},
    )
    salt = secrets.token_hex(16)
    code = _code(secret, salt)
    session.add(RecoveryCode(account_id=account.id, salt=salt, code_hash=_hashed(salt, code), made_at=now))
    session.flush()
    if by is not None:
        audit.record(session, "recovery_code_made", audit.account(account), by=by, now=now)
        address = session.scalar(select(EmailAddress.address).where(EmailAddress.account_id == account.id))
        account_mail.inform_of_way_in(
            session, session.get_one(Account, account.id), "recovery_code_made", address, now=now
        )


def make_again(session: Session, account: Learner, secret: bytes, *, now: datetime) -> None:
    """Make another code where the one that there is was not written down yet: it is shown elsewhere, or nowhere."""
    kept = find(session, account)
    if kept is None or kept.noted_at is None:
        make(session, account, secret, now=now)


def find(session: Session, account: Learner) -> RecoveryCode | None:
    """The code of an account as it is kept: when it was made, and whether its owner had written it down."""
    return session.get(RecoveryCode, account.id)


def shown(session: Session, account: Learner, secret: bytes) -> str | None:
    """The code that was made with ``secret``, in groups; None once it was written down, or where there is none."""
    kept = find(session, account)
    if kept is None or kept.noted_at is not None:
        return None
    code = _code(secret, kept.salt)
    return grouped(code) if hmac.compare_digest(_hashed(kept.salt, code), kept.code_hash) else None


def note(session: Session, account: Learner, *, now: datetime) -> None:
    """Note that the owner has written the code down: it is not shown any more."""
    session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.account_id == account.id, RecoveryCode.noted_at.is_(None))
        .values(noted_at=now)
    )


def find_kept(session: Session, name: str) -> Kept:
    """The code of the account of that name, unless that is closed."""
    if fault_of(name, MAX_KEY) is not None:
        return Kept()
    row = session.execute(account_queries.recovery_of(name_key(name)[:MAX_KEY])).first()
    return Kept(account_id=row[0], salt=row[1], code_hash=row[2]) if row is not None else Kept()


def recover(
    session: Session, kept: Kept, name: str, code: str, new: str, *, now: datetime, request_id: str | None = None
) -> Account:
    """Set a new password by a code, which is used up then; every sign-in and way in ends. Raises ``AccountError``.

    ``recovery`` where the code is not that of the name: it takes as long whether the account exists. What is wrong with
    the new password is said first, whatever the code is. It is hashed before the first statement.
    """
    check_password(new, name)
    right = hmac.compare_digest(_hashed(kept.salt, plain(code)), kept.code_hash or _hashed("nobody", ""))
    if not right or not kept.account_id:
        raise AccountError("recovery")
    password_hash = passwords.hashed(new)
    used = session.execute(
        delete(RecoveryCode).where(RecoveryCode.account_id == kept.account_id, RecoveryCode.code_hash == kept.code_hash)
    )
    account = session.get(Account, kept.account_id)
    if used.rowcount != 1 or account is None or account.disabled:  # type: ignore[attr-defined]  # a DELETE has it
        raise AccountError("recovery")
    account.password_hash = password_hash
    end_other_ways_in(session, account.id)
    after = {"sign_ins_ended": close_other_sign_ins(session, account, "")}
    by = audit.Actor.of(account, request_id)
    audit.record(session, "recovered", audit.account(account), by=by, now=now, after=after)
    return account


def plain(typed: str) -> str:
    """A code as it was typed, without what does not matter: case, spaces, hyphens, letters that look alike."""
    letters = "".join(one for one in typed[:MAX_TYPED].upper() if one.isalnum())
    return letters.translate(_READ_AS)


def grouped(code: str) -> str:
    """A code as people read it: ``7K2MQ-90XFA-…``."""
    return "-".join(code[start : start + LETTERS] for start in range(0, len(code), LETTERS))


def random_letters(secret: bytes, about: str, count: int) -> str:
    """``count`` letters, at most 51, of five bits each: the same for the same ``about``, random without ``secret``."""
    number = int.from_bytes(hmac.digest(secret, about.encode(), "sha256"), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(count))


def code_from(secret: bytes, about: str) -> str:
    """A code that is made for somebody else and given to them on paper, in groups: the same for the same ``about``."""
    return grouped(random_letters(secret, about, GROUPS * LETTERS))


def to_keep(code: str) -> tuple[str, str]:
    """A new salt, and the hash of ``code`` with it."""
    salt = secrets.token_hex(16)
    return salt, _hashed(salt, plain(code))


def is_code(kept: RecoveryCode, code: str) -> bool:
    """Whether ``code`` is the one that is kept."""
    return hmac.compare_digest(_hashed(kept.salt, plain(code)), kept.code_hash)


def _code(secret: bytes, salt: str) -> str:
    """Twenty letters of five bits: 100 bits that nobody can tell without ``secret``."""
    return random_letters(secret, salt, GROUPS * LETTERS)


def _hashed(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt} {code}".encode()).hexdigest()
