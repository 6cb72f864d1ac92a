"""Notices in an inbox, mail that is due, addresses and consents."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select

from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import QuizRow, QuizVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import EmailAddress, MailConsent, Notice, OutgoingMail
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import WITH_QUIZ, Rows, teachers_of
from quiz.storage.queries.sealing import sealing_test

_UNDELIVERED = and_(
    OutgoingMail.sent_at.is_(None), or_(OutgoingMail.failed_at.is_not(None), OutgoingMail.reason.is_not(None))
)


@prepared
def notices_of(account_id: int, most: int, skipped: int) -> Rows:
    """A page of an account's notices, the latest first, each with a running test that holds its result back."""
    token = func.replace(func.replace(Notice.__table__.c.address, "/a/", ""), "/result", "")
    sealed = select(sealing_test()).where(Attempt.token == token, Attempt.account_id == account_id)
    return (
        select(Notice, sealed.correlate(Notice.__table__).scalar_subquery().label("sealed_by"))
        .where(Notice.account_id == account_id)
        .order_by(Notice.id.desc())
        .limit(most)
        .offset(skipped)
    )


@prepared
def count_notices(account_id: int) -> Select[int]:
    """How many notices an account has."""
    return select(func.count()).select_from(Notice).where(Notice.account_id == account_id)


@prepared
def own_notice(account_id: int, notice_id: int) -> Select[Notice]:
    """One notice of an account."""
    return select(Notice).where(Notice.id == notice_id, Notice.account_id == account_id)


@prepared
def graders_to_inform(learner_id: int, since: datetime) -> Select[int]:
    """Who may grade a learner's answers, and was not informed since then that some wait.

    That is who teaches a class of theirs, and every admin; of those who can sign in.
    """
    informed = exists().where(
        Notice.account_id == Account.id, Notice.kind == "answers_to_grade", Notice.made_at > since
    )
    grades = or_(Account.role == "admin", Account.id.in_(teachers_of(learner_id)))
    return select(Account.id).where(grades, Account.disabled.is_(False), ~informed).order_by(Account.id)


def to_inform_of(attempt_ids: Collection[int], of_results: bool) -> Rows:
    """Whose attempts these are, where they are at a quiz that somebody wrote, and at which.

    With ``of_results`` alone those whose scores are not held back.
    """
    shown = (Attempt.held_back.is_(False),) if of_results else ()
    return (
        select(
            *(Attempt.id, Attempt.account_id, Attempt.token, Attempt.state, Attempt.points_possible),
            *(QuizRow.key, *WITH_QUIZ),
        )
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
        .join(QuizRow, QuizRow.id == Attempt.quiz_id)
        .where(Attempt.id.in_(attempt_ids), Attempt.purpose.in_(("quiz", "assignment")), *shown)
        .order_by(Attempt.id)
    )


@prepared
def due_mail(now: datetime) -> Select[OutgoingMail]:
    """The mail that has been due for longest, locked; one that somebody else has locked is passed over."""
    return (
        select(OutgoingMail)
        .where(OutgoingMail.next_try_at <= now)
        .order_by(OutgoingMail.next_try_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=OutgoingMail)
    )


@prepared
def count_undelivered() -> Select[int]:
    """How many mails could not be sent, or not yet."""
    return select(func.count()).select_from(OutgoingMail).where(_UNDELIVERED)


@prepared
def undelivered(most: int, skipped: int) -> Select[OutgoingMail]:
    """A page of the mails that could not be sent, or not yet; the latest first."""
    return select(OutgoingMail).where(_UNDELIVERED).order_by(OutgoingMail.id.desc()).limit(most).offset(skipped)


@prepared
def to_copy(most: int) -> Rows:
    """Unread notices of which no mail was made, made since their account wanted it; the mail's address and language."""
    wanted = and_(
        MailConsent.account_id == Notice.account_id,
        MailConsent.purpose == "notices",
        MailConsent.given_at <= Notice.made_at,
    )
    return (
        select(Notice, MailConsent, EmailAddress.address.label("address"), Account.language.label("language"))
        .join(MailConsent, wanted)
        .join(EmailAddress, EmailAddress.account_id == Notice.account_id)
        .join(Account, Account.id == Notice.account_id)
        .where(Notice.copied.is_(False), Notice.read_at.is_(None))
        .where(EmailAddress.address.is_not(None), Account.disabled.is_(False))
        .order_by(Notice.account_id, Notice.id)
        .limit(most)
    )
