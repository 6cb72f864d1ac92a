"""The rules of retention are carried out, a few at a time: first a notice, 30 days later the deletion."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quiz.domain.errors import say
from quiz.services import audit
from quiz.services.admin import retention
from quiz.services.admin.retention import NOTICE, Rules
from quiz.services.classes.keeping import deleting as class_deleting
from quiz.services.identity import account_mail, deleting
from quiz.services.identity.account_mail import MailWords
from quiz.services.notices import inbox
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import RetentionNotice
from quiz.storage.models.notices import Notice
from quiz.storage.queries import admin as admin_queries

FEW = 10
"""How many are informed, or deleted, in one transaction, so that nobody waits long for it."""


def step(session: Session, *, now: datetime) -> int:
    """Inform a few, or delete a few; how many. Nobody is deleted who was seen since their notice."""
    wanted = retention.rules(session)
    _forget_informed(session, wanted, now)
    done = 0
    if wanted.learner_months is not None:
        done += _tell_learners(session, wanted.learner_months, now) or _delete_learners(
            session, wanted.learner_months, now
        )
    if wanted.class_months is not None:
        done += _tell_owners(session, wanted.class_months, now) or _delete_classes(session, wanted.class_months, now)
    return done


def _forget_informed(session: Session, wanted: Rules, now: datetime) -> None:
    """An account that came back, or that no rule covers any more, gets a new notice another time."""
    learners = retention.months_before(now, wanted.learner_months) if wanted.learner_months is not None else None
    classes = retention.months_before(now, wanted.class_months) if wanted.class_months is not None else None
    for condition in admin_queries.not_named(learners, classes):
        session.execute(delete(RetentionNotice).where(condition), execution_options={"synchronize_session": False})


def _tell_learners(session: Session, months: int, now: datetime) -> int:
    rows = session.execute(admin_queries.learners_to_tell(retention.months_before(now, months), FEW)).all()
    day = (now + NOTICE).date().isoformat()
    for account, address in rows:
        session.add(RetentionNotice(account_id=account.id, informed_at=now))
        inbox.notify(session, account.id, "account_expires", {"months": months, "day": day}, now=now)
        if address is not None:
            # It needs no consent, and so no copy goes by one.
            of_it = update(Notice).where(Notice.account_id == account.id, Notice.kind == "account_expires")
            session.execute(of_it.values(copied=True), execution_options={"synchronize_session": False})
            account_mail.send(session, account, address, _mail(day), now=now)
    session.flush()
    return len(rows)


def _delete_learners(session: Session, months: int, now: datetime) -> int:
    before = retention.months_before(now, months)
    rows = session.execute(admin_queries.informed_learners(now - NOTICE, before).limit(FEW)).all()
    for account_id in [row.Account.id for row in rows]:
        account = session.get_one(Account, account_id)
        deleting.lock(session, account)
        deleting.remove(session, account, "account_expired", now=now, by=audit.APP)
    return len(rows)


def _tell_owners(session: Session, months: int, now: datetime) -> int:
    found = session.scalars(admin_queries.classes_to_tell(retention.months_before(now, months), FEW)).all()
    day = (now + NOTICE).date().isoformat()
    for one in found:
        session.add(RetentionNotice(class_id=one.id, informed_at=now))
        data = {"name": one.name, "months": months, "day": day}
        for _, owner, _ in session.execute(admin_queries.owners([one.id])).all():
            inbox.notify(session, owner, "class_expires", data, address=f"/classes/{one.id}", now=now)
    session.flush()
    return len(found)


def _delete_classes(session: Session, months: int, now: datetime) -> int:
    before = retention.months_before(now, months)
    found = [one.id for one in session.scalars(admin_queries.informed_classes(now - NOTICE, before).limit(FEW))]
    for class_id in found:
        class_deleting.delete_class(session, class_id, now=now, act="class_expired")
    return len(found)


def _mail(day: str) -> MailWords:
    return MailWords(
        subject=say("Your account will be deleted"),
        text=say(
            "You have not been here for long. The account %(name)s and all its data will be deleted on %(day)s.\n\n"
            "To keep it, sign in once before that day.",
            day=day,
        ),
    )
