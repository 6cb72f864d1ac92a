"""Accounts: guests, signing up, in and out, passwords, preferences, one's data and its deletion."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.text_limits import composed, fault_of
from quiz.services import passwords, sums
from quiz.services.attempts import variant_from
from quiz.services.caches import question_of, quiz_of
from quiz.services.exporting import by_place
from quiz.services.people import Learner, Somebody
from quiz.storage.models import Account, Answer, Attempt, AttemptQuestion, SignIn
from quiz.storage.queries import of_accounts
from quiz.storage.queries.parts import LATEST

SIGN_IN_LASTS = timedelta(days=30)
GUEST_LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)
MOST_SIGN_INS = 20

MOST_KEY = 128

_NAME = re.compile(r"[^\W_](?:[\w .'’·-]*[^\W_])?")
# The fillers of Hangul are letters that nobody sees.
_UNSEEN = re.compile("[\u115f\u1160\u3164\uffa0]")


class AccountError(ValueError):
    """Why an account can't be made or changed: ``name``, ``taken``, ``short``, ``long``,
    ``marks``, ``common``, ``in_password`` (it contains the name), ``password`` (it is wrong)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A fresh sign-in: its account and the token that only the browser keeps."""

    account: Account
    token: str


def tidy_name(name: str) -> str:
    """A name in one form: composed, without spaces around it or twice in it."""
    return " ".join(composed(name).split())


def name_key(name: str) -> str:
    """What makes two names the same: case, width and spaces are overlooked."""
    return composed(tidy_name(name), "NFKC").casefold().replace(" ", "")


def _check_name(name: str) -> None:
    if not 2 <= len(name) <= 30 or not _NAME.fullmatch(name) or _UNSEEN.search(name):
        raise AccountError("name")
    # A ligature may stand for a whole phrase.
    if len(name_key(name)) > MOST_KEY:
        raise AccountError("name")


def _check_password(password: str, name: str) -> None:
    weak = passwords.weakness(password, name)
    if weak is not None:
        raise AccountError(weak)


def sign_up(
    session: Session, name: str, password: str, *, now: datetime, role: str = "learner", guest: Account | None = None
) -> Account:
    """Make an account, or make one of the ``guest`` who then keeps every attempt. Raises ``AccountError``."""
    if fault_of(name, MOST_KEY) is not None:
        raise AccountError("name")
    name = tidy_name(name)
    _check_name(name)
    _check_password(password, name)
    account = guest or Account(created_at=now, seen_at=now, disabled=False)
    password_hash = passwords.hashed(password)
    try:
        with session.begin_nested():
            account.role, account.name, account.name_key = role, name, name_key(name)
            account.password_hash = password_hash
            session.add(account)
            session.flush()
    except IntegrityError:
        raise AccountError("taken") from None
    if guest is not None:
        sums.recount_learner(session, account)
    return account


def start_guest(session: Session, *, now: datetime) -> Account:
    """An account without a name, for somebody who only tries a quiz; long forgotten guests make room."""
    old = (
        select(Account.id)
        .where(Account.role == "guest", Account.seen_at < now - GUEST_LASTS)
        .order_by(Account.seen_at)
        .limit(20)
    )
    session.execute(delete(Account).where(Account.id.in_(old)), execution_options={"synchronize_session": False})
    account = Account(role="guest", created_at=now, seen_at=now, disabled=False)
    session.add(account)
    session.flush()
    return account


def authenticate(session: Session, name: str, password: str) -> Account | None:
    """The account of that name and password; it takes as long where there is none."""
    account = find_named(session, name)
    stored = account.password_hash if account is not None else None
    right = passwords.matches(stored, password)
    return account if account is not None and right and not account.disabled else None


def open_sign_in(session: Session, account: Account, agent: str, *, now: datetime) -> Opened:
    """Sign ``account`` in on one browser. The store keeps the token's hash, the browser the token."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            account_id=account.id,
            token_hash=token_hash(token),
            agent=agent[:200],
            created_at=now,
            expires_at=now + SIGN_IN_LASTS,
        )
    )
    session.flush()
    kept = select(SignIn.id).where(SignIn.account_id == account.id).order_by(SignIn.id.desc()).limit(MOST_SIGN_INS)
    session.execute(
        delete(SignIn).where(SignIn.account_id == account.id, SignIn.id.not_in(kept.scalar_subquery())),
        execution_options={"synchronize_session": False},
    )
    return Opened(account=account, token=token)


def token_hash(token: str) -> str:
    """How a sign-in's token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_signed_in(session: Session, token: str, *, now: datetime) -> Somebody | None:
    """Whoever is behind a browser's token, while its sign-in lives."""
    row = session.execute(*of_accounts.signed_in(token_hash(token), now)).first()
    return Somebody(*row) if row is not None else None


def close_sign_in(session: Session, token: str) -> None:
    """End one sign-in: its cookie is dead from now on."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def close_other_sign_ins(session: Session, account: Learner, token: str) -> None:
    """End every sign-in of ``account`` but the one with ``token``."""
    session.execute(
        delete(SignIn).where(SignIn.account_id == account.id, SignIn.token_hash != token_hash(token)),
        execution_options={"synchronize_session": False},
    )


def sign_ins(session: Session, account: Learner, *, now: datetime) -> list[SignIn]:
    """Where ``account`` is signed in, the latest first."""
    return list(
        session.scalars(
            select(SignIn).where(SignIn.account_id == account.id, SignIn.expires_at > now).order_by(SignIn.id.desc())
        )
    )


def change_password(session: Session, account: Account, old: str, new: str, token: str) -> None:
    """Set a new password and end every other sign-in. Raises ``AccountError`` (``password`` when ``old`` is wrong)."""
    if not passwords.matches(account.password_hash, old):
        raise AccountError("password")
    _check_password(new, account.name or "")
    account.password_hash = passwords.hashed(new)
    close_other_sign_ins(session, account, token)


def find_named(session: Session, name: str) -> Account | None:
    """The account of that name."""
    if fault_of(name, MOST_KEY) is not None:
        return None
    return session.scalars(select(Account).where(Account.name_key == name_key(name)[:MOST_KEY])).first()


def has_teacher(session: Session) -> bool:
    """Whether somebody who teaches can sign in."""
    teaching = select(Account.id).where(Account.role.in_(("teacher", "admin")), Account.disabled.is_(False)).limit(1)
    return session.scalar(teaching) is not None


def set_password(session: Session, account: Account, new: str) -> None:
    """Set a password for somebody who forgot theirs; every sign-in ends. Raises ``AccountError``."""
    _check_password(new, account.name or "")
    account.password_hash = passwords.hashed(new)
    close_other_sign_ins(session, account, "")


def set_disabled(session: Session, account: Account, disabled: bool) -> None:
    """Close an account to its owner, or open it again; closing ends every sign-in and deletes nothing."""
    account.disabled = disabled
    if disabled:
        close_other_sign_ins(session, account, "")


def take_over_guest(session: Session, guest: Learner, account: Account) -> None:
    """Give a guest's attempts to the account that they signed in to.

    Where both have one running at the same quiz, the guest's is set aside: it stays in the history, scored as far as
    it was.
    """
    busy = select(Attempt.quiz_id).where(Attempt.account_id == account.id, Attempt.state == "running")
    session.execute(
        update(Attempt)
        .where(Attempt.account_id == guest.id, Attempt.state == "running", Attempt.quiz_id.in_(busy))
        .values(state="set_aside"),
        execution_options={"synchronize_session": False},
    )
    moved = session.execute(
        update(Attempt).where(Attempt.account_id == guest.id).values(account_id=account.id),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()
    if moved.rowcount:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        sums.recount_learner(session, account)
    session.execute(delete(Account).where(Account.id == guest.id))


def delete_account(session: Session, account: Account, password: str) -> None:
    """Delete an account with its attempts and answers, and take them out of all sums. Raises ``AccountError``."""
    if not passwords.matches(account.password_hash, password):
        raise AccountError("password")
    # Whoever hands in just now is waited for: their scores are taken out, too.
    session.scalars(*of_accounts.attempts_of(account.id)).all()
    sums.lock(session, account.id)
    sums.take_out(session, account.id)
    session.execute(delete(Account).where(Account.id == account.id))
    session.expunge_all()


def set_preferences(account: Account, language: str, time_zone: str) -> None:
    """Keep the language and the time zone with the account."""
    account.language, account.time_zone = language, time_zone


def export_account(session: Session, account: Account) -> dict[str, Any]:
    """All that is stored about an account, as plain data."""
    own = select(Attempt.id).where(Attempt.account_id == account.id)
    questions: dict[int, list[tuple[AttemptQuestion, Question]]] = defaultdict(list)
    for row in session.execute(*of_accounts.asked_of(account.id)):
        questions[row[0].attempt_id].append((row[0], question_of(row.content_hash, row.question)))
    answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in session.scalars(select(Answer).where(Answer.attempt_id.in_(own)).order_by(Answer.id)):
        answers[answer.attempt_question_id].append(answer)
    attempts = []
    for attempt, key, mark, definition in session.execute(*of_accounts.history(account.id, 100_000, LATEST)).all():
        attempts.append(
            {
                "quiz": key,
                "title": dict(quiz_of(mark, definition).title),
                "state": attempt.state,
                "mode": attempt.mode,
                "started_at": attempt.started_at.isoformat(),
                "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
                "points": str(attempt.points) if attempt.points is not None else None,
                "points_possible": str(attempt.points_possible),
                "questions": [
                    _exported_question(row, question, answers[row.id]) for row, question in questions[attempt.id]
                ],
            }
        )
    return {
        "name": account.name,
        "role": account.role,
        "language": account.language,
        "time_zone": account.time_zone,
        "created_at": account.created_at.isoformat(),
        "seen_at": account.seen_at.isoformat(),
        "attempts": attempts,
    }


def _exported_question(row: AttemptQuestion, question: Question, answers: Sequence[Answer]) -> dict[str, Any]:
    variant = variant_from(row.variant)
    return {
        "position": row.position,
        "question_version": row.question_version_id,
        "graded_version": row.scored_version_id if row.scored_at else None,
        "share": row.share,
        "scored_at": row.scored_at.isoformat() if row.scored_at else None,
        "answers": [
            {
                "revision": answer.revision,
                "answer": answer.value if row.scored_at else by_place(question, variant, answer.value),
                "device": answer.device,
                "received_at": answer.received_at.isoformat(),
                "client_at": answer.client_at.isoformat() if answer.client_at else None,
            }
            for answer in answers
        ],
    }


def seen(session: Session, account: Learner, *, now: datetime) -> bool:
    """Note that the account is here; True when that was worth a write."""
    if now - account.seen_at < SEEN_EVERY:
        return False
    session.execute(update(Account).where(Account.id == account.id).values(seen_at=now))
    return True
