"""What administrators do to an account: its role, whether it is open, its sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.identity import accounts
from quiz.services.identity.sign_ins import close_other_sign_ins
from quiz.storage.models.identity import Account
from quiz.storage.queries import admin as admin_queries


class Refused(ValueError):
    """What would leave the site without an administrator (``last``), or closes one's own account (``own``)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def change_role(session: Session, account: Account, role: str, *, by: audit.Actor, now: datetime) -> None:
    """Give an account another role, from its next request on. Raises ``Refused``."""
    if account.role == "admin" and role != "admin":
        _check_others(session, account)
    accounts.set_role(session, account, role, now=now, by=by)


def close(session: Session, account: Account, *, by: audit.Actor, now: datetime) -> None:
    """Close an account to its owner at once; nothing is deleted. Raises ``Refused``."""
    if account.id == by.id:
        raise Refused("own")
    if account.role == "admin":
        _check_others(session, account)
    accounts.set_disabled(session, account, True, now=now, by=by)


def _check_others(session: Session, account: Account) -> None:
    others = set(session.scalars(admin_queries.open_admins())) - {account.id}
    if not others:
        raise Refused("last")


def open_again(session: Session, account: Account, *, by: audit.Actor, now: datetime) -> None:
    """Open a closed account again."""
    accounts.set_disabled(session, account, False, now=now, by=by)


def end_sign_ins(session: Session, account: Account, *, by: audit.Actor, now: datetime) -> int:
    """Sign an account out everywhere; how many sign-ins there were."""
    ended = close_other_sign_ins(session, account, "")
    if ended:
        after = {"sign_ins_ended": ended}
        audit.record(session, "sign_ins_ended", audit.account(account), by=by, now=now, after=after)
    return ended
