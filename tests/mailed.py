"""What mail leaves in a store: links, consents, notices, mail that could not be sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.notices import consents, inbox, outbox
from quiz.services.notices.sending import token_hash
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import EmailAddress, MailLink

ADDRESS = "a-rather-long-name-of-a-learner@mail.school.example"


def account_id(session: Session, name: str) -> int:
    """The number of an account."""
    return session.scalars(select(Account.id).where(Account.name == name)).one()


def linked(session: Session, name: str, purpose: str, *, now: datetime) -> str:
    """The token of a link that works."""
    whose, token = account_id(session, name), f"{purpose}-{name}"
    hashed = token_hash(token)
    known = session.scalars(select(MailLink).where(MailLink.token_hash == hashed)).first()
    link = known or MailLink(account_id=whose, purpose=purpose, address=ADDRESS, made_at=now, token_hash=hashed)
    link.expires_at = now + timedelta(days=1)
    session.add(link)
    row = session.get(EmailAddress, whose) or EmailAddress(account_id=whose)
    row.pending, row.pending_at = ADDRESS, now
    session.add(row)
    return token


def wanting(session: Session, name: str, purpose: str, *, now: datetime) -> str:
    """The token by which somebody unsubscribes who has a confirmed address and wants mail for ``purpose``."""
    whose = account_id(session, name)
    row = session.get(EmailAddress, whose) or EmailAddress(account_id=whose)
    row.address, row.confirmed_at = ADDRESS, now
    session.add(row)
    return consents.give(session, whose, purpose, now=now).token


def informed(session: Session, name: str, *, now: datetime) -> None:
    """Notices in an inbox: a short one that was read, and a long and hostile one."""
    whose = account_id(session, name)
    graded = {"quiz": {"ko": "단원 평가", "en": "Check"}, "month": "2024-02", "points": "7", "possible": "10"}
    inbox.notify(session, whose, "graded", graded, address="/me/history", now=now)
    for one in inbox.notices(session, whose, "ko", limit=1):
        inbox.open_notice(session, whose, one.id, now=now)
    long = "<script>alert(1)</script> " + "긴줄" * 120 + "\n\n{{ 7*7 }} %(a)s \u202etxt"
    inbox.notify(session, whose, "message", {"by": "김 선생님", "text": long}, address="/me", now=now)
    inbox.notify(session, whose, "message", {"by": "김 선생님", "text": "내일 봐요."}, now=now)


def undelivered(session: Session, *, now: datetime) -> None:
    """A mail that was given up, and one that is tried again."""
    for number, failed in enumerate((now, None)):
        mail = outbox.enqueue(session, to=ADDRESS, subject=f"#{number}", text="", now=now)
        mail.tries, mail.reason, mail.failed_at = 6 - number, "recipient", failed
        mail.next_try_at = None if failed else now + timedelta(hours=2)
