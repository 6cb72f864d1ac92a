"""Receipts: what an attempt holds, signed, so that it can be shown later that nothing of it was changed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import content_hash
from quiz.domain.errors import Message, say, shortened
from quiz.platform.keys import key_id
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import variant_from
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.content.question_pool import held_back_in
from quiz.services.current_user import Learner
from quiz.services.integrity.answer_masking import answers_by_question, by_place, fraction, moment
from quiz.services.integrity.receipt_differences import Receipt, differences
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptEvent, AttemptQuestion
from quiz.storage.models.content import QuizRow, QuizVersion
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries

FORMAT = "dalmada-receipt"
VERSION = 1
MAX_BYTES = 32 * 2**20
"""The largest receipt that is read: far more than hours of typing make."""

HANDED_IN = ("waiting", "finished")
"""The states of an attempt that has a receipt."""

_SALT = b"dalmada receipt 1"
ALTERED = say("The receipt was altered: its content does not fit its hash.")
_MARKS = ("hash", "signature")
_ADDING = ("late_counted", "extended")
"""What a teacher does that lets answers and deadlines come after a receipt."""


class NotAReceipt(ValueError):
    """Something that can't be read as a receipt; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(str(reason))


@dataclass(frozen=True, kw_only=True)
class Report:
    """What became of a receipt. ``fault`` is why it proves nothing, None where it is genuine.

    ``differences`` are what the store holds otherwise, ``changes`` what has been added or scored since by the rules.
    """

    token: str
    learner: str | None
    fault: Message | None = None
    differences: tuple[Message, ...] = ()
    changes: tuple[Message, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the receipt is genuine and the store still holds what it says."""
        return self.fault is None and not self.differences


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """What signs receipts, and the id of the secret key that it is derived from."""

    id: str
    key: bytes = field(repr=False)


def signing_key(secret: str) -> SigningKey:
    """What signs receipts, derived from a secret key of the app: nothing else is signed with it."""
    return SigningKey(id=key_id(secret), key=hmac.digest(secret.encode(), _SALT, "sha256"))


def issue(session: Session, account: Learner, token: str, key: SigningKey) -> dict[str, Any]:
    """The receipt of one's own attempt that was handed in. Raises ``NotFound``."""
    row = session.execute(
        select(Attempt).where(Attempt.token == token, Attempt.account_id == account.id, Attempt.state.in_(HANDED_IN))
    ).first()
    if row is None:
        raise NotFound(token)
    held = held_back_in(session, account.id, row[0].id)
    content = {**_content(session, row[0], held), "key": key.id}
    mark = content_hash(content)
    return {**content, "hash": mark, "signature": _signature(mark, key)}


def _signature(mark: str, key: SigningKey) -> str:
    return hmac.digest(key.key, mark.encode(), "sha256").hex()


def _content(session: Session, attempt: Attempt, held: frozenset[int] = frozenset()) -> dict[str, Any]:
    quiz_key, mark, definition = session.execute(
        select(QuizRow.key, QuizVersion.content_hash, QuizVersion.definition)
        .join(QuizVersion, QuizVersion.quiz_id == QuizRow.id)
        .where(QuizVersion.id == attempt.quiz_version_id)
    ).one()
    answers = answers_by_question(session, attempt)
    return {
        "format": FORMAT,
        "version": VERSION,
        "quiz": {"key": quiz_key, "title": dict(quiz_of(mark, definition).title), "version": mark},
        "attempt": attempt.token,
        "learner": session.scalars(select(Account.name).where(Account.id == attempt.account_id)).one(),
        "mode": attempt.mode,
        "state": attempt.state,
        "started_at": moment(attempt.started_at),
        "deadline_at": moment(attempt.deadline_at),
        "handed_in_at": moment(attempt.handed_in_at),
        "finished_at": moment(attempt.finished_at),
        # What a running test asks has no share below, and the sum would say it.
        "points": fraction(None if attempt.held_back or held else attempt.points),
        "points_possible": fraction(attempt.points_possible),
        "questions": [
            _question(
                row[0],
                row.content_hash,
                row.question,
                answers[row[0].id],
                attempt.shows_scores and row[0].position not in held,
            )
            for row in fetch(session, attempt_queries.asked_in(attempt.id))
        ],
    }


def _question(
    row: AttemptQuestion, mark: str, definition: str, answers: list[AnswerRow], scores_shown: bool
) -> dict[str, Any]:
    question, variant = question_of(mark, definition), variant_from(row.variant)
    return {
        "position": row.position,
        "question": mark,
        "values": dict(row.variant["values"]),
        # As long as an exam waits for its teacher, its page shows no score, and neither does its receipt; nor does it
        # where a running test asks the question, too.
        "share": fraction(row.fraction) if scores_shown else None,
        "answers": [
            {
                "revision": answer.revision,
                "device": answer.device,
                "device_sequence": answer.device_sequence,
                "received_at": moment(answer.received_at),
                "claimed_at": moment(answer.client_at),
                "late": answer.late,
                "conflict": answer.conflict,
                "certainty": answer.certainty,
                "value": by_place(question, variant, answer.value),
            }
            for answer in answers
        ],
    }


def verify(session: Session, raw: bytes, *keys: SigningKey) -> Report:
    """Hold a receipt against its hash, its signature by one of ``keys``, and the store. Raises ``NotAReceipt``."""
    receipt = _read(raw)
    fault = _fault(receipt, keys)
    if fault is not None:
        return Report(token=str(receipt.get("attempt")), learner=None, fault=fault)
    # It bears our signature: from here on its shape is our own.
    token, learner = receipt["attempt"], receipt["learner"]
    attempt = session.scalars(select(Attempt).where(Attempt.token == token)).first()
    if attempt is None:
        gone = say("The store has no such attempt: it was deleted with its account, or this is another store.")
        return Report(token=token, learner=learner, fault=gone)
    adds = select(AttemptEvent.id).where(AttemptEvent.attempt_id == attempt.id, AttemptEvent.kind.in_(_ADDING))
    added_to = session.scalars(adds).first() is not None
    found = list(differences(receipt, _content(session, attempt), added_to))
    return Report(
        token=token,
        learner=learner,
        differences=tuple(message for message, allowed in found if not allowed),
        changes=tuple(message for message, allowed in found if allowed),
    )


def _read(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_BYTES:
        raise NotAReceipt(say("It is larger than any receipt."))
    try:
        receipt = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotAReceipt(say("It is not JSON as receipts are written.")) from None
    if not isinstance(receipt, dict) or receipt.get("format") != FORMAT:
        raise NotAReceipt(say("It says nowhere that it is a receipt of this app."))
    if receipt.get("version") != VERSION:
        raise NotAReceipt(say("It is of another version of the app."))
    return receipt


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object each of whose keys stands once: of two, a reader could see another one than we check."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _fault(receipt: Receipt, keys: Sequence[SigningKey]) -> Message | None:
    content = {name: value for name, value in receipt.items() if name not in _MARKS}
    try:
        mark = content_hash(content)
    except ValueError:
        # An escape can write half a character, which no receipt holds.
        mark = ""
    given, signature = (str(receipt.get(name)) for name in _MARKS)
    if given != mark:
        return ALTERED
    named = receipt.get("key")
    # Receipts of before name no key.
    candidates = [key for key in keys if named in (None, key.id)]
    if not candidates:
        return say(
            "The receipt was issued under the secret key %(id)s, which is not among this app's "
            "(QUIZ_SECRET_KEY_FILE, QUIZ_SECRET_KEY; see: quiz key list).",
            id=shortened(named),
        )
    said = signature.encode(errors="replace")
    if not any(hmac.compare_digest(said, _signature(mark, key).encode()) for key in candidates):
        return say(
            "The signature does not fit: the receipt was altered, or it was issued under another secret key "
            "(QUIZ_SECRET_KEY_FILE)."
        )
    return None
